CREATE TABLE raw (id INT, amount INT, op STRING);
--> ok

INSERT INTO raw VALUES (1, 10, 'a'), (2, -5, 'b'), (3, NULL, 'c');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |3                |3                |
--> +-----------------+-----------------+

CREATE OR REFRESH STREAMING TABLE bronze (
  CONSTRAINT positive EXPECT (amount > 0) ON VIOLATION DROP ROW,
  CONSTRAINT known EXPECT (op <> 'a')
) COMMENT 'what came in' SCHEDULE EVERY 1 HOUR
AS SELECT * FROM STREAM(raw);
--> ok

SELECT * FROM bronze ORDER BY id;
--> +---+------+---+
--> |id |amount|op |
--> +---+------+---+
--> |1  |10    |a  |
--> +---+------+---+

INSERT INTO raw VALUES (4, 40, 'd');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

REFRESH STREAMING TABLE bronze;
--> ok

SELECT * FROM bronze ORDER BY id;
--> +---+------+---+
--> |id |amount|op |
--> +---+------+---+
--> |1  |10    |a  |
--> |4  |40    |d  |
--> +---+------+---+

SELECT message, get_json_object(details, '$.flow_progress.data_quality') AS quality FROM event_log(TABLE(bronze)) WHERE message LIKE '%COMPLETED%' AND details LIKE '%metrics%';
--> +-----------------------------------------+-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |message                                  |quality                                                                                                                                                                                                                |
--> +-----------------------------------------+-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |Flow 'main.default.bronze' has COMPLETED.|{"dropped_records":2,"expectations":[{"name":"positive","dataset":"main.default.bronze","passed_records":1,"failed_records":2},{"name":"known","dataset":"main.default.bronze","passed_records":2,"failed_records":1}]}|
--> |Flow 'main.default.bronze' has COMPLETED.|{"dropped_records":0,"expectations":[{"name":"positive","dataset":"main.default.bronze","passed_records":1,"failed_records":0},{"name":"known","dataset":"main.default.bronze","passed_records":1,"failed_records":0}]}|
--> +-----------------------------------------+-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+

CREATE MATERIALIZED VIEW total AS SELECT count(*) AS n, sum(amount) AS amount FROM bronze;
--> ok

SELECT * FROM total;
--> +---+------+
--> |n  |amount|
--> +---+------+
--> |2  |50    |
--> +---+------+

INSERT INTO raw VALUES (5, 50, 'e');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

REFRESH TABLE bronze;
--> ok

REFRESH MATERIALIZED VIEW total;
--> ok

SELECT * FROM total;
--> +---+------+
--> |n  |amount|
--> +---+------+
--> |3  |100   |
--> +---+------+

INSERT INTO total VALUES (1, 1);
--> EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE 42809 at 1
--> 'INSERT' expects a table but `main`.`default`.`total` is a view. SQLSTATE: 42809

DELETE FROM total;
--> EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE 42809 at 1
--> 'DELETE' expects a table but `main`.`default`.`total` is a view. SQLSTATE: 42809

UPDATE total SET n = 1;
--> EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE 42809 at 1
--> 'UPDATE' expects a table but `main`.`default`.`total` is a view. SQLSTATE: 42809

MERGE INTO total USING raw ON total.n = raw.id WHEN MATCHED THEN DELETE;
--> EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE 42809 at 1
--> 'MERGE' expects a table but `main`.`default`.`total` is a view. SQLSTATE: 42809

DROP TABLE total;
--> WRONG_COMMAND_FOR_OBJECT_TYPE 42809 at 1
--> The operation DROP TABLE requires a TABLE. But main.default.total is a MATERIALIZED VIEW. Use DROP MATERIALIZED VIEW instead. SQLSTATE: 42809

ALTER TABLE total ADD COLUMN more INT;
--> MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.INVALID_ALTER 56038 at 1
--> The materialized view operation ALTER TABLE is not allowed: To alter the schema or properties of materialized views, please use the CREATE OR REFRESH MATERIALIZED VIEW command. SQLSTATE: 56038

ALTER TABLE bronze ADD COLUMN more INT;
--> STREAMING_TABLE_OPERATION_NOT_ALLOWED.INVALID_ALTER 42601 at 1
--> The operation ALTER TABLE is not allowed: To alter the schema or properties of streaming tables, please use the CREATE OR REFRESH command. SQLSTATE: 42601

CREATE OR REPLACE STREAMING TABLE bronze AS SELECT * FROM STREAM raw;
--> STREAMING_TABLE_OPERATION_NOT_ALLOWED.CREATE_OR_REPLACE 42601 at 1
--> The operation CREATE OR REPLACE is not allowed: REPLACE is not allowed for streaming tables; please update the command to use CREATE OR REFRESH instead and then retry the command. SQLSTATE: 42601

CREATE STREAMING TABLE bronze AS SELECT * FROM STREAM raw;
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`bronze` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07

CREATE STREAMING TABLE IF NOT EXISTS bronze AS SELECT * FROM STREAM raw;
--> ok

CREATE STREAMING TABLE batch AS SELECT * FROM raw;
--> STREAMING_TABLE_QUERY_INVALID 42000 at 1
--> Streaming table main.default.batch can only be created from a streaming query. Please add the STREAM keyword to your FROM clause to turn this relation into a streaming query. SQLSTATE: 42000

CREATE MATERIALIZED VIEW stream AS SELECT * FROM STREAM raw;
--> INVALID_FLOW_QUERY_TYPE.STREAMING_RELATION_FOR_MATERIALIZED_VIEW 42000 at 1
--> Flow main.default.stream returns an invalid relation type. Materialized views may only be defined by a batch relation, but the flow main.default.stream attempts to write a streaming relation to the materialized view main.default.stream. SQLSTATE: 42000

CREATE MATERIALIZED VIEW unknown AS SELECT * FROM nowhere;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `nowhere` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

CREATE STREAMING TABLE wrong (CONSTRAINT c EXPECT (id > 0) ON VIOLATION IGNORE) AS SELECT * FROM STREAM raw;
--> PARSE_SYNTAX_ERROR 42601 at 1:73
--> Syntax error at or near 'IGNORE'. SQLSTATE: 42601

REFRESH MATERIALIZED VIEW raw;
--> MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.NON_MATERIALIZED_VIEW 56038 at 1
--> The materialized view operation REFRESH is not allowed: main.default.raw is not a materialized view. Please run REFRESH again with a materialized view. SQLSTATE: 56038

REFRESH STREAMING TABLE raw;
--> STREAMING_TABLE_OPERATION_NOT_ALLOWED.NON_STREAMING_TABLE 42601 at 1
--> The operation REFRESH is not allowed: main.default.raw is not a streaming table. SQLSTATE: 42601

DROP MATERIALIZED VIEW raw;
--> MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.NON_MATERIALIZED_VIEW 56038 at 1
--> The materialized view operation DROP is not allowed: main.default.raw is not a materialized view. Please run DROP again with a materialized view. SQLSTATE: 56038

REFRESH MATERIALIZED VIEW nowhere;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.nowhere' does not exist. SQLSTATE: 42P01

CREATE STREAMING TABLE strict (CONSTRAINT ok EXPECT (id < 3) ON VIOLATION FAIL UPDATE) AS SELECT * FROM STREAM raw WHERE id < 4;
--> EXPECTATION_VIOLATION.VERBOSITY_OUTPUT 22000 at 1
--> Flow 'main.default.strict' failed to meet the expectation. Violated expectations: 'ok'. Output record: '{"id":3,"amount":null,"op":"c"}' SQLSTATE: 22000

SELECT * FROM strict;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `strict` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

CREATE OR REPLACE MATERIALIZED VIEW total (a COMMENT 'first', b STRING) AS SELECT 1 AS a, 'x' AS b;
--> ok

DESCRIBE total;
--> +--------+---------+-------+
--> |col_name|data_type|comment|
--> +--------+---------+-------+
--> |a       |int      |first  |
--> |b       |string   |NULL   |
--> +--------+---------+-------+

INSERT INTO bronze VALUES (6, 60, 'by hand');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

REFRESH STREAMING TABLE bronze FULL;
--> ok

SELECT * FROM bronze ORDER BY id;
--> +---+------+---+
--> |id |amount|op |
--> +---+------+---+
--> |1  |10    |a  |
--> |4  |40    |d  |
--> |5  |50    |e  |
--> +---+------+---+

SELECT * FROM event_log('no such pipeline');
--> EVENT_LOG_UNAVAILABLE 55019 at 1
--> No event logs available for 'no such pipeline'. SQLSTATE: 55019

DROP MATERIALIZED VIEW total;
--> ok

DROP MATERIALIZED VIEW IF EXISTS total;
--> ok

DROP TABLE bronze;
--> ok

SELECT * FROM bronze ORDER BY id;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `bronze` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].
