CREATE TABLE t (id INT, name STRING);
--> ok

INSERT INTO t VALUES (1, 'a');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

ALTER CATALOG main ENABLE PREDICTIVE OPTIMIZATION;
--> ok

ALTER SCHEMA default DISABLE PREDICTIVE OPTIMIZATION;
--> ok

DESCRIBE SCHEMA EXTENDED default;
--> +-------------------------+--------------------------+
--> |database_description_item|database_description_value|
--> +-------------------------+--------------------------+
--> |Catalog Name             |main                      |
--> |Namespace Name           |default                   |
--> |Comment                  |                          |
--> |Location                 |                          |
--> |Owner                    |ada@example.com           |
--> |Properties               |                          |
--> |Predictive Optimization  |DISABLE                   |
--> +-------------------------+--------------------------+

DESCRIBE TABLE EXTENDED t;
--> only col_name data_type
--> +----------------------------+---------------------------------------------------+
--> |col_name                    |data_type                                          |
--> +----------------------------+---------------------------------------------------+
--> |id                          |int                                                |
--> |name                        |string                                             |
--> |                            |                                                   |
--> |# Detailed Table Information|                                                   |
--> |Catalog                     |main                                               |
--> |Schema                      |default                                            |
--> |Table                       |t                                                  |
--> |Type                        |MANAGED                                            |
--> |Location                    |s3://lakeproof-tfb1f7d1259/main/default/t          |
--> |Provider                    |delta                                              |
--> |Owner                       |ada@example.com                                    |
--> |Table Properties            |[delta.minReaderVersion=1,delta.minWriterVersion=2]|
--> |Predictive Optimization     |DISABLE (inherited from SCHEMA main.default)       |
--> +----------------------------+---------------------------------------------------+

ALTER TABLE t ENABLE PREDICTIVE OPTIMIZATION;
--> ok

DESCRIBE TABLE EXTENDED t;
--> only col_name data_type
--> +----------------------------+---------------------------------------------------+
--> |col_name                    |data_type                                          |
--> +----------------------------+---------------------------------------------------+
--> |id                          |int                                                |
--> |name                        |string                                             |
--> |                            |                                                   |
--> |# Detailed Table Information|                                                   |
--> |Catalog                     |main                                               |
--> |Schema                      |default                                            |
--> |Table                       |t                                                  |
--> |Type                        |MANAGED                                            |
--> |Location                    |s3://lakeproof-tfb1f7d1259/main/default/t          |
--> |Provider                    |delta                                              |
--> |Owner                       |ada@example.com                                    |
--> |Table Properties            |[delta.minReaderVersion=1,delta.minWriterVersion=2]|
--> |Predictive Optimization     |ENABLE                                             |
--> +----------------------------+---------------------------------------------------+

ALTER TABLE t INHERIT PREDICTIVE OPTIMIZATION;
--> ok

ALTER SCHEMA default INHERIT PREDICTIVE OPTIMIZATION;
--> ok

DESCRIBE SCHEMA EXTENDED default;
--> +-------------------------+------------------------------------+
--> |database_description_item|database_description_value          |
--> +-------------------------+------------------------------------+
--> |Catalog Name             |main                                |
--> |Namespace Name           |default                             |
--> |Comment                  |                                    |
--> |Location                 |                                    |
--> |Owner                    |ada@example.com                     |
--> |Properties               |                                    |
--> |Predictive Optimization  |ENABLE (inherited from CATALOG main)|
--> +-------------------------+------------------------------------+

DESCRIBE CATALOG EXTENDED main;
--> +-----------------------+---------------+
--> |info_name              |info_value     |
--> +-----------------------+---------------+
--> |Catalog Name           |main           |
--> |Comment                |               |
--> |Owner                  |ada@example.com|
--> |Catalog Type           |Managed        |
--> |Predictive Optimization|ENABLE         |
--> +-----------------------+---------------+

ALTER TABLE t ENABLE PREDICTIVE;
--> PARSE_SYNTAX_ERROR 42601 at 1:15
--> Syntax error at or near 'ENABLE'. SQLSTATE: 42601

ALTER VOLUME v ENABLE PREDICTIVE OPTIMIZATION;
--> VOLUME_DOES_NOT_EXIST 42704 at 1
--> Volume 'main.default.v' does not exist. SQLSTATE: 42704

ANALYZE TABLE t COMPUTE STATISTICS;
--> ok

ANALYZE TABLE t COMPUTE STATISTICS NOSCAN;
--> ok

ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS;
--> ok

ANALYZE TABLE t COMPUTE STATISTICS FOR COLUMNS id, name;
--> ok

ANALYZE TABLE t COMPUTE STATISTICS FOR COLUMNS nothing;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1
--> A column, variable, or function parameter with name `nothing` cannot be resolved. Did you mean one of the following? [`id`, `name`]. SQLSTATE: 42703

ANALYZE TABLE t COMPUTE DELTA STATISTICS;
--> ok

ANALYZE TABLE t COMPUTE NOTHING;
--> PARSE_SYNTAX_ERROR 42601 at 1:17
--> Syntax error at or near 'COMPUTE'. SQLSTATE: 42601

ANALYZE TABLE nothing COMPUTE STATISTICS;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.nothing' does not exist. SQLSTATE: 42P01

ANALYZE TABLES IN default COMPUTE STATISTICS NOSCAN;
--> ok

ANALYZE TABLES IN nowhere COMPUTE STATISTICS;
--> SCHEMA_NOT_FOUND 42704 at 1
--> Schema 'main.nowhere' does not exist. SQLSTATE: 42704

ANALYZE TABLE t COMPUTE STORAGE METRICS;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> ANALYZE TABLE … COMPUTE STORAGE METRICS is not emulated: the cloud's storage would have to be listed. SQLSTATE: 0A000

CACHE SELECT * FROM t;
--> ok

CACHE SELECT name FROM t WHERE id > 0;
--> ok

CACHE SELECT nothing FROM t;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1
--> A column, variable, or function parameter with name `nothing` cannot be resolved. Did you mean one of the following? [`id`, `name`]. SQLSTATE: 42703

CACHE TABLE t;
--> ok

UNCACHE TABLE t;
--> ok

CLEAR CACHE;
--> ok

REFRESH TABLE t;
--> ok

CREATE CONNECTION pg TYPE postgresql OPTIONS (host 'x');
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE CONNECTION is not emulated. The REST API's service `connections` is. SQLSTATE: 0A000

SHOW CONNECTIONS;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SHOW CONNECTIONS is not emulated. The REST API's service `connections` is. SQLSTATE: 0A000

CREATE EXTERNAL LOCATION l URL 's3://x' WITH (STORAGE CREDENTIAL c);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE EXTERNAL LOCATION is not emulated. The REST API's service `external_locations` is. SQLSTATE: 0A000

SHOW EXTERNAL LOCATIONS;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SHOW EXTERNAL LOCATIONS is not emulated. The REST API's service `external_locations` is. SQLSTATE: 0A000

DESCRIBE STORAGE CREDENTIAL c;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement DESCRIBE STORAGE CREDENTIAL is not emulated. The REST API's service `storage_credentials` is. SQLSTATE: 0A000

CREATE SHARE s;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE SHARE is not emulated. The REST API's service `shares` is. SQLSTATE: 0A000

SHOW SHARES;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SHOW SHARES is not emulated. The REST API's service `shares` is. SQLSTATE: 0A000

ALTER RECIPIENT r RENAME TO q;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement ALTER RECIPIENT is not emulated. The REST API's service `recipients` is. SQLSTATE: 0A000

SHOW PROVIDERS;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SHOW PROVIDERS is not emulated. The REST API's service `providers` is. SQLSTATE: 0A000

SHOW USERS;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SHOW USERS is not emulated. The REST API's service `users` is. SQLSTATE: 0A000

CREATE GROUP g;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE GROUP is not emulated. The REST API's service `groups` is. SQLSTATE: 0A000

FSCK REPAIR TABLE t;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement FSCK REPAIR TABLE is not emulated. SQLSTATE: 0A000

SYNC SCHEMA a FROM hive_metastore.a;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SYNC SCHEMA is not emulated. SQLSTATE: 0A000

CREATE BLOOMFILTER INDEX ON TABLE t FOR COLUMNS (id);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE BLOOMFILTER INDEX is not emulated. SQLSTATE: 0A000

SELECT try_secret('a', 'b');
--> +----------------+
--> |try_secret(a, b)|
--> +----------------+
--> |NULL            |
--> +----------------+

SELECT secret('a', 'b');
--> INVALID_SECRET_LOOKUP.SECRET_FUNCTION_NOT_SUPPORTED 22531 at 1
--> Invalid secret lookup: The secret service is not available. SQLSTATE: 22531

SELECT secret(name, 'b') FROM t;
--> INVALID_SECRET_LOOKUP.SECRET_FUNCTION_SCOPE_NOT_CONSTANT 22531 at 1
--> Invalid secret lookup: The scope of a secret must be a constant string. SQLSTATE: 22531

SELECT secret('a', name) FROM t;
--> INVALID_SECRET_LOOKUP.SECRET_FUNCTION_KEY_NOT_CONSTANT 22531 at 1
--> Invalid secret lookup: The key of a secret must be a constant string. SQLSTATE: 22531

SELECT secret('a');
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1:8
--> The `secret` requires 2 parameters but the actual number is 1. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix. SQLSTATE: 42605

SELECT * FROM list_secrets();
--> +-----+---+
--> |scope|key|
--> +-----+---+
--> +-----+---+

OPTIMIZE t FULL;
--> DELTA_OPTIMIZE_FULL_NOT_SUPPORTED 42601 at 1
--> OPTIMIZE FULL is only supported for clustered tables with non-empty clustering columns.

SHOW PARTITIONS t;
--> DELTA_SHOW_PARTITION_IN_NON_PARTITIONED_TABLE 42809 at 1
--> SHOW PARTITIONS is not allowed on a table that is not partitioned: main.default.t

SHOW COLUMNS IN t;
--> +--------+
--> |col_name|
--> +--------+
--> |id      |
--> |name    |
--> +--------+

SHOW VIEWS;
--> +---------+--------+-----------+
--> |namespace|viewName|isTemporary|
--> +---------+--------+-----------+
--> +---------+--------+-----------+

SHOW TABLE EXTENDED LIKE 'nothing';
--> +--------+---------+-----------+-----------+
--> |database|tableName|isTemporary|information|
--> +--------+---------+-----------+-----------+
--> +--------+---------+-----------+-----------+

SET TIME ZONE 'UTC';
--> +--------------------------+-----+
--> |key                       |value|
--> +--------------------------+-----+
--> |spark.sql.session.timeZone|UTC  |
--> +--------------------------+-----+

DECLARE VARIABLE x INT DEFAULT 1;
--> ok

SET VAR x = 2;
--> ok

SELECT x;
--> +---+
--> |x  |
--> +---+
--> |2  |
--> +---+

DROP TEMPORARY VARIABLE x;
--> ok

DESCRIBE QUERY SELECT 1 AS a;
--> +--------+---------+-------+
--> |col_name|data_type|comment|
--> +--------+---------+-------+
--> |a       |int      |NULL   |
--> +--------+---------+-------+

ALTER TABLE t DROP FEATURE deletionVectors;
--> DELTA_FEATURE_DROP_FEATURE_NOT_PRESENT 55000 at 1
--> Cannot drop deletionVectors from this table because it is not currently present in the table's protocol.

ALTER TABLE t CLUSTER BY (id);
--> ok

ALTER TABLE t CLUSTER BY NONE;
--> ok

ALTER TABLE t REPLACE COLUMNS (id INT);
--> DELTA_UNSUPPORTED_ALTER_TABLE_REPLACE_COL_OP 0AKDC at 1
--> Unsupported ALTER TABLE REPLACE COLUMNS operation. Reason: [DELTA_CANNOT_CHANGE_DATA_TYPE] Cannot change data type: dropping column(s) [name]
-->

ALTER TABLE t ADD COLUMN c INT AFTER id;
--> ok

ALTER TABLE t ALTER COLUMN c TYPE BIGINT;
--> DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP 0AKDC at 1
--> ALTER TABLE CHANGE COLUMN is not supported for changing column c from INT to BIGINT

ALTER TABLE t ADD CONSTRAINT positive CHECK (id > 0);
--> ok

ALTER TABLE t DROP CONSTRAINT positive;
--> ok

ALTER TABLE t SET LOCATION 's3://x';
--> DELTA_MISSING_DELTA_TABLE 42P01 at 1
--> `s3://x` is not a Delta table.

ALTER VIEW nothing AS SELECT 1;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:12
--> The table or view `nothing` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`session`, `main`.`default`].

DENY SELECT ON TABLE t TO `bob@example.com`;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement DENY is not emulated. Unity Catalog has no DENY either: grant to fewer. SQLSTATE: 0A000

REFRESH FUNCTION nothing;
--> MISSING_CATALOG_ABILITY.REFRESH_FUNCTION 0A000 at 1
--> Catalog main does not support REFRESH FUNCTION. SQLSTATE: 0A000

PUT 'a.csv' INTO '/Volumes/main/default/v/a.csv';
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement PUT is for SQL drivers alone. They carry it out on the client; `w.files.upload` and `dbutils.fs.cp` do the same. SQLSTATE: 0A000

REMOVE '/Volumes/main/default/v/a.csv';
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement REMOVE is for SQL drivers alone. They carry it out on the client; `w.files.delete` and `dbutils.fs.rm` do the same. SQLSTATE: 0A000

SHOW GROUPS;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement SHOW GROUPS is not emulated. The REST API's service `groups` is. SQLSTATE: 0A000

DESCRIBE SHARE s;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement DESCRIBE SHARE is not emulated. The REST API's service `shares` is. SQLSTATE: 0A000

MSCK REPAIR PRIVILEGES;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement MSCK REPAIR PRIVILEGES is not emulated. SQLSTATE: 0A000

ALTER SHARE s ADD TABLE t;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement ALTER SHARE is not emulated. The REST API's service `shares` is. SQLSTATE: 0A000

CREATE TEMPORARY TABLE scratch (id INT);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE TEMPORARY TABLE is not emulated. SQLSTATE: 0A000

CREATE TEMP TABLE scratch AS SELECT 1 AS id;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE TEMP TABLE is not emulated. SQLSTATE: 0A000

BEGIN TRANSACTION;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement BEGIN TRANSACTION is not emulated. SQLSTATE: 0A000

BEGIN ATOMIC INSERT INTO t VALUES (1, 'a'); END;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement BEGIN ATOMIC is not emulated. SQLSTATE: 0A000

COMMIT;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement COMMIT is not emulated. Transactions of several statements are not; a statement is one by itself. SQLSTATE: 0A000

ROLLBACK;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement ROLLBACK is not emulated. Transactions of several statements are not; a statement is one by itself. SQLSTATE: 0A000

ADD JAR '/Volumes/main/default/files/tools.jar';
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement ADD JAR is not emulated. SQLSTATE: 0A000

LIST FILES;
--> +-------+
--> |Results|
--> +-------+
--> +-------+

LIST JARS;
--> +-------+
--> |Results|
--> +-------+
--> +-------+

CREATE FLOW f AS INSERT INTO t BY NAME SELECT * FROM STREAM t;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The statement CREATE FLOW is for pipelines alone. It belongs into the source code of one. SQLSTATE: 0A000

REPAIR TABLE t;
--> DELTA_OPERATION_NOT_ALLOWED_DETAIL 0AKDC at 1
--> Operation not allowed: `MSCK REPAIR TABLE` is not supported for Delta tables: `main`.`default`.`t` SQLSTATE: 0AKDC

REPAIR TABLE t SYNC METADATA;
--> ok

CREATE PROCEDURE greet() LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN SELECT 'hello' AS greeting; END;
--> ok

GRANT EXECUTE ON PROCEDURE greet TO `bob@example.com`;
--> ok

SHOW GRANTS ON PROCEDURE greet;
--> +---------------+----------+----------+------------------+
--> |Principal      |ActionType|ObjectType|ObjectKey         |
--> +---------------+----------+----------+------------------+
--> |bob@example.com|EXECUTE   |FUNCTION  |main.default.greet|
--> +---------------+----------+----------+------------------+

REVOKE EXECUTE ON PROCEDURE greet FROM `bob@example.com`;
--> ok
