CREATE TABLE t (id INT, b INT DEFAULT 7);
--> WRONG_COLUMN_DEFAULTS_FOR_DELTA_FEATURE_NOT_ENABLED 0AKDE at 1
--> Failed to execute CREATE TABLE command because it assigned a column DEFAULT value,
--> but the corresponding table feature was not enabled. Please retry the command again

CREATE TABLE t (id INT, b INT DEFAULT 7) TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');
--> ok

SHOW TABLE EXTENDED LIKE 't';
--> +--------+---------+-----------+-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |database|tableName|isTemporary|information                                                                                                                                                                                                                                                                                                                                                                                                                              |
--> +--------+---------+-----------+-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |default |t        |false      |Catalog: main\nDatabase: default\nTable: t\nType: MANAGED\nLocation: s3://lakeproof-t7cd78ceb48/main/default/t\nProvider: delta\nOwner: ada@example.com\nTable Properties: [delta.feature.allowColumnDefaults=supported,delta.feature.appendOnly=supported,delta.feature.invariants=supported,delta.minReaderVersion=1,delta.minWriterVersion=7]\nSchema: root\n |-- id: integer (nullable = true)\n |-- b: integer (nullable = true)\n\n|
--> +--------+---------+-----------+-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+

CREATE TABLE main.default.t AS SELECT 1 AS a;
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`t` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07

CREATE FUNCTION f1(x INT) RETURNS INT RETURN x + 1;
--> ok

SHOW USER FUNCTIONS;
--> +---------------+
--> |function       |
--> +---------------+
--> |main.default.f1|
--> +---------------+

SHOW FUNCTIONS LIKE 'f1|factorial|is_*|lakeproof*';
--> +-----------------------+
--> |function               |
--> +-----------------------+
--> |factorial              |
--> |is_account_group_member|
--> |is_member              |
--> |is_valid_utf8          |
--> |is_valid_variant       |
--> |is_variant_null        |
--> |main.default.f1        |
--> +-----------------------+

MSCK REPAIR TABLE t SYNC METADATA;
--> ok

MSCK REPAIR TABLE t;
--> DELTA_OPERATION_NOT_ALLOWED_DETAIL 0AKDC at 1
--> Operation not allowed: `MSCK REPAIR TABLE` is not supported for Delta tables: `main`.`default`.`t` SQLSTATE: 0AKDC

ALTER TABLE t CLUSTER BY AUTO;
--> ok

SET TAG ON TABLE t `team` = `sales`;
--> ok

SET TAG ON COLUMN main.default.t.b pii;
--> ok

SELECT tag_name, tag_value FROM main.information_schema.table_tags;
--> +--------+---------+
--> |tag_name|tag_value|
--> +--------+---------+
--> |team    |sales    |
--> +--------+---------+

SELECT column_name, tag_name, tag_value FROM main.information_schema.column_tags;
--> +-----------+--------+---------+
--> |column_name|tag_name|tag_value|
--> +-----------+--------+---------+
--> |b          |pii     |         |
--> +-----------+--------+---------+

UNSET TAG ON TABLE t team;
--> ok

SELECT tag_name, tag_value FROM main.information_schema.table_tags;
--> +--------+---------+
--> |tag_name|tag_value|
--> +--------+---------+
--> +--------+---------+

CREATE TABLE mapped (a INT, b STRING) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
--> ok

INSERT INTO mapped VALUES (1, 'x');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

CREATE TABLE deep CLONE mapped;
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |source_table_size|source_num_of_files|num_removed_files|num_copied_files|removed_files_size|copied_files_size|
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |1151             |1                  |0                |1               |0                 |1151             |
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+

CREATE TABLE shallow SHALLOW CLONE mapped;
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |source_table_size|source_num_of_files|num_removed_files|num_copied_files|removed_files_size|copied_files_size|
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |1151             |1                  |0                |0               |0                 |0                |
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+

ALTER TABLE shallow RENAME COLUMN b TO c;
--> ok

SELECT * FROM shallow;
--> +---+---+
--> |a  |c  |
--> +---+---+
--> |1  |x  |
--> +---+---+

ALTER TABLE deep ADD CONSTRAINT small CHECK (a < 3);
--> ok

ALTER TABLE deep DROP CONSTRAINT IF EXISTS small;
--> ok

INSERT INTO deep VALUES (9, 'y');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+
