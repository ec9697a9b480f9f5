CREATE TABLE orders (id INT COMMENT 'number', item STRING, CONSTRAINT orders_pk PRIMARY KEY (id)) COMMENT 'what was sold' TBLPROPERTIES ('team' = 'sales');
--> ok

INSERT INTO orders VALUES (1, 'pen'), (2, 'ink');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

ALTER TABLE orders SET TAGS ('domain' = 'shop');
--> ok

ALTER TABLE orders ALTER COLUMN item SET TAGS ('pii' = 'no');
--> ok

GRANT SELECT ON TABLE orders TO `bob@example.com`;
--> ok

SHOW TABLES DROPPED;
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+
--> |catalogName|schemaName|tableName|tableId|tableType|deletedAt|createdAt|updatedAt|createdBy|owner|comment|
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+

DROP TABLE orders;
--> ok

SELECT * FROM orders;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `orders` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SHOW TABLES DROPPED IN default;
--> +-----------+----------+---------+-------+---------+-----------------------------+-----------------------------+-----------------------------+---------------+---------------+-------------+
--> |catalogName|schemaName|tableName|tableId|tableType|deletedAt                    |createdAt                    |updatedAt                    |createdBy      |owner          |comment      |
--> +-----------+----------+---------+-------+---------+-----------------------------+-----------------------------+-----------------------------+---------------+---------------+-------------+
--> |main       |default   |orders   |id-17  |managed  |2026-01-15 AD at 09:00:00 UTC|2026-01-15 AD at 09:00:00 UTC|2026-01-15 AD at 09:00:00 UTC|ada@example.com|ada@example.com|what was sold|
--> +-----------+----------+---------+-------+---------+-----------------------------+-----------------------------+-----------------------------+---------------+---------------+-------------+

UNDROP TABLE orders;
--> ok

SELECT * FROM orders ORDER BY id;
--> +---+----+
--> |id |item|
--> +---+----+
--> |1  |pen |
--> |2  |ink |
--> +---+----+

SHOW GRANTS ON TABLE orders;
--> +---------------+----------+----------+-------------------+
--> |Principal      |ActionType|ObjectType|ObjectKey          |
--> +---------------+----------+----------+-------------------+
--> |bob@example.com|SELECT    |TABLE     |main.default.orders|
--> +---------------+----------+----------+-------------------+

SELECT tag_name, tag_value FROM information_schema.table_tags;
--> +--------+---------+
--> |tag_name|tag_value|
--> +--------+---------+
--> |domain  |shop     |
--> +--------+---------+

SELECT column_name, tag_name, tag_value FROM information_schema.column_tags;
--> +-----------+--------+---------+
--> |column_name|tag_name|tag_value|
--> +-----------+--------+---------+
--> |item       |pii     |no       |
--> +-----------+--------+---------+

SELECT constraint_name FROM information_schema.table_constraints WHERE table_name = 'orders';
--> +---------------+
--> |constraint_name|
--> +---------------+
--> +---------------+

DESCRIBE HISTORY orders;
--> only version operation
--> +-------+------------+
--> |version|operation   |
--> +-------+------------+
--> |1      |WRITE       |
--> |0      |CREATE TABLE|
--> +-------+------------+

SHOW TBLPROPERTIES orders ('team');
--> +----+-----+
--> |key |value|
--> +----+-----+
--> |team|sales|
--> +----+-----+

INSERT INTO orders VALUES (3, 'cap');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT count(*) AS n FROM orders;
--> +---+
--> |n  |
--> +---+
--> |3  |
--> +---+

UNDROP TABLE orders;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `main`.`default`.`orders` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. SQLSTATE: 42P01

DROP TABLE orders;
--> ok

CREATE TABLE orders (id INT);
--> ok

UNDROP TABLE orders;
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`orders` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07

DROP TABLE orders;
--> ok

SHOW TABLES DROPPED;
--> only tableName tableId
--> +---------+-------+
--> |tableName|tableId|
--> +---------+-------+
--> |orders   |id-18  |
--> |orders   |id-17  |
--> +---------+-------+

UNDROP TABLE orders;
--> ok

DESCRIBE TABLE orders;
--> +--------+---------+-------+
--> |col_name|data_type|comment|
--> +--------+---------+-------+
--> |id      |int      |NULL   |
--> +--------+---------+-------+

ALTER TABLE orders RENAME TO newer;
--> ok

UNDROP TABLE main.default.orders;
--> ok

SELECT * FROM orders ORDER BY id;
--> +---+----+
--> |id |item|
--> +---+----+
--> |1  |pen |
--> |2  |ink |
--> |3  |cap |
--> +---+----+

SHOW TABLES DROPPED;
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+
--> |catalogName|schemaName|tableName|tableId|tableType|deletedAt|createdAt|updatedAt|createdBy|owner|comment|
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+

UNDROP TABLE WITH ID 'no-such-id';
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view no-such-id cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. SQLSTATE: 42P01

UNDROP TABLE nothing;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `main`.`default`.`nothing` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. SQLSTATE: 42P01

UNDROP TABLE nowhere.orders;
--> SCHEMA_NOT_FOUND 42704 at 1
--> Schema 'main.nowhere' does not exist. SQLSTATE: 42704

SHOW TABLES DROPPED IN nowhere;
--> SCHEMA_NOT_FOUND 42704 at 1
--> Schema 'main.nowhere' does not exist. SQLSTATE: 42704

UNDROP SCHEMA default;
--> PARSE_SYNTAX_ERROR 42601 at 1:8
--> Syntax error at or near 'SCHEMA'. SQLSTATE: 42601

UNDROP CATALOG main;
--> PARSE_SYNTAX_ERROR 42601 at 1:8
--> Syntax error at or near 'CATALOG'. SQLSTATE: 42601

UNDROP MATERIALIZED VIEW orders;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> Here a materialized view that was dropped cannot be recovered; create it again. SQLSTATE: 0A000

DROP TABLE nothing;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `main`.`default`.`nothing` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`main`.`default`].

DROP TABLE IF EXISTS nothing;
--> ok

CREATE SCHEMA passing;
--> ok

CREATE TABLE passing.t AS SELECT 1 AS a;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

DROP SCHEMA passing CASCADE;
--> ok

UNDROP TABLE passing.t;
--> SCHEMA_NOT_FOUND 42704 at 1
--> Schema 'main.passing' does not exist. SQLSTATE: 42704

CREATE SCHEMA passing;
--> ok

UNDROP TABLE passing.t;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `main`.`passing`.`t` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. SQLSTATE: 42P01

CREATE FUNCTION none() RETURNS BOOLEAN RETURN false;
--> ok

ALTER TABLE orders SET ROW FILTER none ON ();
--> ok

DROP TABLE orders;
--> ok

UNDROP TABLE orders;
--> ok

SELECT count(*) AS visible FROM orders;
--> +-------+
--> |visible|
--> +-------+
--> |0      |
--> +-------+

SHOW TABLES DROPPED LIMIT 1;
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+
--> |catalogName|schemaName|tableName|tableId|tableType|deletedAt|createdAt|updatedAt|createdBy|owner|comment|
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+
--> +-----------+----------+---------+-------+---------+---------+---------+---------+---------+-----+-------+

CREATE VIEW v AS SELECT 1 AS a;
--> ok

DROP TABLE v;
--> WRONG_COMMAND_FOR_OBJECT_TYPE 42809 at 1
--> The operation DROP TABLE requires a TABLE. But main.default.v is a VIEW. Use DROP VIEW instead. SQLSTATE: 42809
