CREATE TABLE t (id INT, name STRING);
--> ok

ALTER TABLE t ALTER COLUMN name SET TAGS ('pii' = 'yes', 'checked');
--> ok

ALTER TABLE t ALTER COLUMN id SET TAGS ('key' = 'true');
--> ok

ALTER TABLE t ALTER COLUMN nothing SET TAGS ('a' = 'b');
--> UNRESOLVED_COLUMN 42703 at 1
--> A column with name `nothing` cannot be resolved in main.default.t. SQLSTATE: 42703

ALTER TABLE t SET TAGS ('team' = 'sales', 'tier' = 'gold');
--> ok

ALTER TABLE t UNSET TAGS ('tier');
--> ok

ALTER TABLE nothing SET TAGS ('a' = 'b');
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.nothing' does not exist. SQLSTATE: 42P01

ALTER SCHEMA default SET TAGS ('env' = 'dev');
--> ok

ALTER CATALOG main SET TAGS ('cost' = '1');
--> ok

CREATE VOLUME v;
--> ok

ALTER VOLUME v SET TAGS ('a' = 'b');
--> ok

SELECT column_name, tag_name, tag_value FROM information_schema.column_tags ORDER BY ALL;
--> +-----------+--------+---------+
--> |column_name|tag_name|tag_value|
--> +-----------+--------+---------+
--> |id         |key     |true     |
--> |name       |checked |         |
--> |name       |pii     |yes      |
--> +-----------+--------+---------+

SELECT table_name, tag_name, tag_value FROM information_schema.table_tags ORDER BY ALL;
--> +----------+--------+---------+
--> |table_name|tag_name|tag_value|
--> +----------+--------+---------+
--> |t         |team    |sales    |
--> +----------+--------+---------+

SELECT schema_name, tag_name, tag_value FROM information_schema.schema_tags;
--> +-----------+--------+---------+
--> |schema_name|tag_name|tag_value|
--> +-----------+--------+---------+
--> |default    |env     |dev      |
--> +-----------+--------+---------+

SELECT * FROM information_schema.catalog_tags;
--> +------------+--------+---------+
--> |catalog_name|tag_name|tag_value|
--> +------------+--------+---------+
--> |main        |cost    |1        |
--> +------------+--------+---------+

SELECT volume_name, tag_name, tag_value FROM information_schema.volume_tags;
--> +-----------+--------+---------+
--> |volume_name|tag_name|tag_value|
--> +-----------+--------+---------+
--> |v          |a       |b        |
--> +-----------+--------+---------+

ALTER TABLE t ALTER COLUMN name UNSET TAGS ('pii');
--> ok

SELECT count(*) AS left FROM information_schema.column_tags WHERE column_name = 'name';
--> +----+
--> |left|
--> +----+
--> |1   |
--> +----+

ALTER TABLE t ALTER COLUMN name COMMENT 'who';
--> ok

ALTER TABLE t ALTER COLUMN name SET TAGS 'pii';
--> PARSE_SYNTAX_ERROR 42601 at 1:42
--> Syntax error at or near '\'pii\''. SQLSTATE: 42601

ALTER SCHEMA nowhere SET TAGS ('a' = 'b');
--> SCHEMA_NOT_FOUND 42704 at 1
--> Schema 'main.nowhere' does not exist. SQLSTATE: 42704

ALTER CATALOG nowhere SET TAGS ('a' = 'b');
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'nowhere' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704
