SHOW SCHEMAS IN system;
--> +------------------+
--> |databaseName      |
--> +------------------+
--> |billing           |
--> |information_schema|
--> +------------------+

SHOW TABLES IN system.billing;
--> +--------+-----------+-----------+
--> |database|tableName  |isTemporary|
--> +--------+-----------+-----------+
--> |billing |list_prices|false      |
--> |billing |usage      |false      |
--> +--------+-----------+-----------+

SELECT table_schema, table_name, table_type, data_source_format, table_owner FROM system.information_schema.tables WHERE table_catalog = 'system' AND table_schema = 'billing' ORDER BY table_name;
--> +------------+-----------+----------+------------------+-----------+
--> |table_schema|table_name |table_type|data_source_format|table_owner|
--> +------------+-----------+----------+------------------+-----------+
--> |billing     |list_prices|MANAGED   |DELTASHARING      |System user|
--> |billing     |usage      |MANAGED   |DELTASHARING      |System user|
--> +------------+-----------+----------+------------------+-----------+

SELECT column_name, full_data_type, comment FROM system.information_schema.columns WHERE table_schema = 'billing' AND table_name = 'list_prices' ORDER BY ordinal_position;
--> +----------------+-----------------------------------------------------------------------------------------------------------------------+-------------------------------------------------------+
--> |column_name     |full_data_type                                                                                                         |comment                                                |
--> +----------------+-----------------------------------------------------------------------------------------------------------------------+-------------------------------------------------------+
--> |account_id      |string                                                                                                                 |Account.                                               |
--> |price_start_time|timestamp                                                                                                              |From when on the price holds.                          |
--> |price_end_time  |timestamp                                                                                                              |Until when; NULL for the price of now.                 |
--> |sku_name        |string                                                                                                                 |Stock keeping unit.                                    |
--> |cloud           |string                                                                                                                 |AWS, AZURE or GCP.                                     |
--> |currency_code   |string                                                                                                                 |Currency of the price.                                 |
--> |usage_unit      |string                                                                                                                 |Unit that the price is for.                            |
--> |pricing         |struct<default:decimal(38,18),promotional:struct<default:decimal(38,18)>,effective_list:struct<default:decimal(38,18)>>|The price: usual, promotional, and the one that counts.|
--> +----------------+-----------------------------------------------------------------------------------------------------------------------+-------------------------------------------------------+

DESCRIBE TABLE system.billing.list_prices;
--> +----------------+-----------------------------------------------------------------------------------------------------------------------+-------------------------------------------------------+
--> |col_name        |data_type                                                                                                              |comment                                                |
--> +----------------+-----------------------------------------------------------------------------------------------------------------------+-------------------------------------------------------+
--> |account_id      |string                                                                                                                 |Account.                                               |
--> |price_start_time|timestamp                                                                                                              |From when on the price holds.                          |
--> |price_end_time  |timestamp                                                                                                              |Until when; NULL for the price of now.                 |
--> |sku_name        |string                                                                                                                 |Stock keeping unit.                                    |
--> |cloud           |string                                                                                                                 |AWS, AZURE or GCP.                                     |
--> |currency_code   |string                                                                                                                 |Currency of the price.                                 |
--> |usage_unit      |string                                                                                                                 |Unit that the price is for.                            |
--> |pricing         |struct<default:decimal(38,18),promotional:struct<default:decimal(38,18)>,effective_list:struct<default:decimal(38,18)>>|The price: usual, promotional, and the one that counts.|
--> +----------------+-----------------------------------------------------------------------------------------------------------------------+-------------------------------------------------------+

SELECT * FROM system.access.audit;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `system`.`access`.`audit` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SELECT * FROM system.query_history;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `system`.`query_history` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.

SELECT * FROM system.billing.nothing;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `system`.`billing`.`nothing` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SELECT name FROM system.billing.usage;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1:8
--> A column, variable, or function parameter with name `name` cannot be resolved. Did you mean one of the following? [`sku_name`, `cloud`, `usage_date`, `usage_type`, `usage_unit`]. SQLSTATE: 42703

INSERT INTO system.billing.list_prices SELECT * FROM system.billing.list_prices;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'system.billing.list_prices'. SQLSTATE: 42501

USE system.billing;
--> ok

DELETE FROM list_prices;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'system.billing.list_prices'. SQLSTATE: 42501

USE CATALOG main;
--> ok

UPDATE system.billing.usage SET usage_quantity = 0;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'system.billing.usage'. SQLSTATE: 42501

MERGE INTO system.billing.usage AS t USING system.billing.usage AS s ON t.record_id = s.record_id WHEN MATCHED THEN DELETE;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'system.billing.usage'. SQLSTATE: 42501

TRUNCATE TABLE system.billing.usage;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'system.billing.usage'. SQLSTATE: 42501

DROP TABLE system.billing.usage;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'system.billing.usage'. SQLSTATE: 42501

DROP SCHEMA system.billing CASCADE;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Schema 'system.billing'. SQLSTATE: 42501

ALTER TABLE system.billing.usage ADD COLUMN team STRING;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'system.billing.usage'. SQLSTATE: 42501

ALTER TABLE system.billing.usage SET OWNER TO `ada@example.com`;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'system.billing.usage'. SQLSTATE: 42501

ALTER TABLE system.billing.usage SET TAGS ('a' = 'b');
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'system.billing.usage'. SQLSTATE: 42501

COMMENT ON TABLE system.billing.usage IS 'mine';
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'system.billing.usage'. SQLSTATE: 42501

OPTIMIZE system.billing.usage;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'system.billing.usage'. SQLSTATE: 42501

CREATE TABLE system.billing.mine (id INT);
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have CREATE TABLE on Schema 'system.billing'. SQLSTATE: 42501

CREATE SCHEMA system.mine;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have CREATE SCHEMA on Catalog 'system'. SQLSTATE: 42501

DROP CATALOG system CASCADE;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Catalog 'system'. SQLSTATE: 42501

ALTER CATALOG main SET TBLPROPERTIES ('audit.enabled' = 'true');
--> PARSE_SYNTAX_ERROR 42601 at 1:20
--> Syntax error at or near 'SET'. SQLSTATE: 42601

GRANT USE SCHEMA, SELECT ON SCHEMA system.billing TO `ada@example.com`;
--> ok

SHOW GRANTS ON SCHEMA system.billing;
--> +---------------+-----------+----------+--------------+
--> |Principal      |ActionType |ObjectType|ObjectKey     |
--> +---------------+-----------+----------+--------------+
--> |ada@example.com|SELECT     |SCHEMA    |system.billing|
--> |ada@example.com|USE SCHEMA |SCHEMA    |system.billing|
--> |account users  |USE CATALOG|CATALOG   |system        |
--> +---------------+-----------+----------+--------------+

CREATE VIEW main.default.spend AS SELECT usage_date, sku_name, usage_quantity FROM system.billing.usage;
--> ok

SELECT count(*) AS n FROM main.default.spend;
--> +---+
--> |n  |
--> +---+
--> |0  |
--> +---+
