CREATE TABLE people (id BIGINT GENERATED ALWAYS AS IDENTITY, name STRING NOT NULL COMMENT 'full name', born DATE, year INT GENERATED ALWAYS AS (year(born))) COMMENT 'who there is' TBLPROPERTIES ('purpose' = 'test');
--> ok

INSERT INTO people (name, born) VALUES ('Ada', DATE '1815-12-10'), ('Grace', DATE '1906-12-09');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

SELECT * FROM people ORDER BY id;
--> +---+-----+----------+----+
--> |id |name |born      |year|
--> +---+-----+----------+----+
--> |1  |Ada  |1815-12-10|1815|
--> |2  |Grace|1906-12-09|1906|
--> +---+-----+----------+----+

INSERT INTO people (born) VALUES (DATE '2000-01-01');
--> DELTA_INSERT_COLUMN_MISMATCH 42802 at 1
--> Column name is not specified in INSERT

CREATE TABLE people (id INT);
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`people` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07

CREATE TABLE IF NOT EXISTS people (id INT);
--> ok

DESCRIBE people;
--> +--------+---------+---------+
--> |col_name|data_type|comment  |
--> +--------+---------+---------+
--> |id      |bigint   |NULL     |
--> |name    |string   |full name|
--> |born    |date     |NULL     |
--> |year    |int      |NULL     |
--> +--------+---------+---------+

CREATE OR REPLACE TABLE numbers AS SELECT id, id * id AS square FROM range(3);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

SELECT * FROM main.default.numbers ORDER BY id;
--> +---+------+
--> |id |square|
--> +---+------+
--> |0  |0     |
--> |1  |1     |
--> |2  |4     |
--> +---+------+

ALTER TABLE numbers ADD COLUMN cube BIGINT;
--> ok

ALTER TABLE numbers SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
--> ok

ALTER TABLE numbers RENAME COLUMN square TO squared;
--> ok

ALTER TABLE numbers DROP COLUMN cube;
--> ok

SELECT * FROM numbers ORDER BY id;
--> +---+-------+
--> |id |squared|
--> +---+-------+
--> |0  |0      |
--> |1  |1      |
--> |2  |4      |
--> +---+-------+

ALTER TABLE numbers RENAME TO figures;
--> ok

SHOW TABLES;
--> +--------+---------+-----------+
--> |database|tableName|isTemporary|
--> +--------+---------+-----------+
--> |default |figures  |false      |
--> |default |people   |false      |
--> +--------+---------+-----------+

SHOW CREATE TABLE figures;
--> +--------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |createtab_stmt                                                                                                                                                                                                                                                                                                                                                                                          |
--> +--------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |CREATE TABLE main.default.figures (\n  id BIGINT,\n  squared BIGINT)\nUSING delta\nTBLPROPERTIES (\n  'delta.columnMapping.maxColumnId' = '3',\n  'delta.columnMapping.mode' = 'name',\n  'delta.feature.appendOnly' = 'supported',\n  'delta.feature.columnMapping' = 'supported',\n  'delta.feature.invariants' = 'supported',\n  'delta.minReaderVersion' = '2',\n  'delta.minWriterVersion' = '7')\n|
--> +--------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+

CREATE TABLE typed (a DECIMAL(10,2), b ARRAY<INT>, c MAP<STRING, INT>, d STRUCT<x: INT, y: STRING>, e TIMESTAMP, f BINARY, g DOUBLE, h BOOLEAN, i VARIANT);
--> ok

INSERT INTO typed SELECT 1.5, array(1, 2), map('k', 1), named_struct('x', 1, 'y', 'z'), TIMESTAMP '2026-01-15 09:00:00', X'6162', 1e10, true, parse_json('{"a": [1, null]}');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM typed;
--> +----+------+--------+------+-------------------+-------+------+----+--------------+
--> |a   |b     |c       |d     |e                  |f      |g     |h   |i             |
--> +----+------+--------+------+-------------------+-------+------+----+--------------+
--> |1.50|[1, 2]|{k -> 1}|{1, z}|2026-01-15 09:00:00|[61 62]|1.0E10|true|{"a":[1,null]}|
--> +----+------+--------+------+-------------------+-------+------+----+--------------+

SELECT i:a[0]::INT AS first, CAST(NULL AS STRING) AS nothing FROM typed;
--> +-----+-------+
--> |first|nothing|
--> +-----+-------+
--> |1    |NULL   |
--> +-----+-------+

CREATE TABLE parted (id INT, day DATE) PARTITIONED BY (day);
--> ok

INSERT INTO parted VALUES (1, DATE '2026-01-01'), (2, DATE '2026-01-01');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

SHOW PARTITIONS parted;
--> +----------+
--> |day       |
--> +----------+
--> |2026-01-01|
--> +----------+

CREATE TABLE clustered (id INT, place STRING) CLUSTER BY (place);
--> ok

CREATE TABLE automatic (id INT) CLUSTER BY AUTO;
--> ok

DESCRIBE EXTENDED clustered;
--> +----------------------------+---------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+-------+
--> |col_name                    |data_type                                                                                                                                                                                                                        |comment|
--> +----------------------------+---------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+-------+
--> |id                          |int                                                                                                                                                                                                                              |NULL   |
--> |place                       |string                                                                                                                                                                                                                           |NULL   |
--> |                            |                                                                                                                                                                                                                                 |       |
--> |# Detailed Table Information|                                                                                                                                                                                                                                 |       |
--> |Catalog                     |main                                                                                                                                                                                                                             |       |
--> |Schema                      |default                                                                                                                                                                                                                          |       |
--> |Table                       |clustered                                                                                                                                                                                                                        |       |
--> |Type                        |MANAGED                                                                                                                                                                                                                          |       |
--> |Location                    |s3://lakeproof-t2fbfcc232b/main/default/clustered                                                                                                                                                                                |       |
--> |Provider                    |delta                                                                                                                                                                                                                            |       |
--> |Owner                       |ada@example.com                                                                                                                                                                                                                  |       |
--> |Table Properties            |[clusteringColumns=[["place"]],delta.feature.appendOnly=supported,delta.feature.clustering=supported,delta.feature.domainMetadata=supported,delta.feature.invariants=supported,delta.minReaderVersion=1,delta.minWriterVersion=7]|       |
--> +----------------------------+---------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+-------+

DROP TABLE figures;
--> ok

DROP TABLE figures;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `main`.`default`.`figures` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`main`.`default`].

DROP TABLE IF EXISTS figures;
--> ok

ANALYZE TABLE parted COMPUTE STATISTICS FOR ALL COLUMNS;
--> ok

ANALYZE TABLE figures COMPUTE STATISTICS;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.figures' does not exist. SQLSTATE: 42P01
