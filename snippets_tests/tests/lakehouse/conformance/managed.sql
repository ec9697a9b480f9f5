CREATE TABLE orders (id INT, day DATE) PARTITIONED BY (day) LOCATION 's3://landing/orders';
--> ok

INSERT INTO orders VALUES (1, DATE'2026-01-01'), (2, DATE'2026-01-02');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

ALTER TABLE orders SET TBLPROPERTIES ('team' = 'sales');
--> ok

ALTER TABLE orders SET TAGS ('pii' = 'no');
--> ok

GRANT SELECT ON TABLE orders TO `bob@example.com`;
--> ok

ALTER TABLE orders SET MANAGED;
--> ok

SELECT table_type, data_source_format FROM information_schema.tables WHERE table_name = 'orders';
--> +----------+------------------+
--> |table_type|data_source_format|
--> +----------+------------------+
--> |MANAGED   |DELTA             |
--> +----------+------------------+

SELECT * FROM orders ORDER BY id;
--> +---+----------+
--> |id |day       |
--> +---+----------+
--> |1  |2026-01-01|
--> |2  |2026-01-02|
--> +---+----------+

SELECT version, operation FROM (DESCRIBE HISTORY orders) ORDER BY version;
--> +-------+-----------------+
--> |version|operation        |
--> +-------+-----------------+
--> |0      |CREATE TABLE     |
--> |1      |WRITE            |
--> |2      |SET TBLPROPERTIES|
--> +-------+-----------------+

SELECT count(*) AS n FROM orders VERSION AS OF 0;
--> +---+
--> |n  |
--> +---+
--> |0  |
--> +---+

SHOW GRANTS ON TABLE orders;
--> +---------------+----------+----------+-------------------+
--> |Principal      |ActionType|ObjectType|ObjectKey          |
--> +---------------+----------+----------+-------------------+
--> |bob@example.com|SELECT    |TABLE     |main.default.orders|
--> +---------------+----------+----------+-------------------+

SELECT tag_name, tag_value FROM information_schema.table_tags WHERE table_name = 'orders';
--> +--------+---------+
--> |tag_name|tag_value|
--> +--------+---------+
--> |pii     |no       |
--> +--------+---------+

SHOW TBLPROPERTIES orders ('team');
--> +----+-----+
--> |key |value|
--> +----+-----+
--> |team|sales|
--> +----+-----+

INSERT INTO orders VALUES (3, DATE'2026-01-02');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT count(*) AS before_the_conversion FROM delta.`s3://landing/orders`;
--> +---------------------+
--> |before_the_conversion|
--> +---------------------+
--> |2                    |
--> +---------------------+

ALTER TABLE orders SET MANAGED;
--> DELTA_ALTER_TABLE_SET_MANAGED_FAILED 42809 at 1
--> ALTER TABLE `main`.`default`.`orders` SET MANAGED failed. It is no external Delta table: its type is MANAGED, its format DELTA. SQLSTATE: 42809

ALTER TABLE orders UNSET MANAGED;
--> ok

SELECT table_type FROM information_schema.tables WHERE table_name = 'orders';
--> +----------+
--> |table_type|
--> +----------+
--> |EXTERNAL  |
--> +----------+

SELECT location FROM (DESCRIBE DETAIL orders);
--> +-------------------+
--> |location           |
--> +-------------------+
--> |s3://landing/orders|
--> +-------------------+

SELECT * FROM orders ORDER BY id;
--> +---+----------+
--> |id |day       |
--> +---+----------+
--> |1  |2026-01-01|
--> |2  |2026-01-02|
--> |3  |2026-01-02|
--> +---+----------+

SELECT version, operation FROM (DESCRIBE HISTORY orders) ORDER BY version;
--> +-------+-----------------+
--> |version|operation        |
--> +-------+-----------------+
--> |0      |CREATE TABLE     |
--> |1      |WRITE            |
--> |2      |SET TBLPROPERTIES|
--> |3      |WRITE            |
--> +-------+-----------------+

SELECT count(*) AS with_what_was_written_since FROM delta.`s3://landing/orders`;
--> +---------------------------+
--> |with_what_was_written_since|
--> +---------------------------+
--> |3                          |
--> +---------------------------+

ALTER TABLE orders UNSET MANAGED;
--> DELTA_ALTER_TABLE_UNSET_MANAGED_FAILED 42809 at 1
--> `main`.`default`.`orders` cannot be rolled back from managed to external table. It was not converted from an external table. SQLSTATE: 42809

ALTER TABLE orders SET MANAGED TRUNCATE UNIFORM HISTORY;
--> ok

DELETE FROM orders WHERE id = 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

SELECT * FROM orders ORDER BY id;
--> +---+----------+
--> |id |day       |
--> +---+----------+
--> |2  |2026-01-02|
--> |3  |2026-01-02|
--> +---+----------+

DROP TABLE orders;
--> ok

UNDROP TABLE orders;
--> ok

SELECT * FROM orders ORDER BY id;
--> +---+----------+
--> |id |day       |
--> +---+----------+
--> |2  |2026-01-02|
--> |3  |2026-01-02|
--> +---+----------+

CREATE VIEW latest AS SELECT 1 AS id;
--> ok

ALTER TABLE latest SET MANAGED;
--> EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE 42809 at 1
--> 'ALTER TABLE ... SET MANAGED' expects a table but `main`.`default`.`latest` is a view. SQLSTATE: 42809

CREATE TABLE lines (id INT) USING CSV LOCATION 's3://landing/lines';
--> ok

ALTER TABLE lines SET MANAGED;
--> DELTA_ALTER_TABLE_SET_MANAGED_FAILED 42809 at 1
--> ALTER TABLE `main`.`default`.`lines` SET MANAGED failed. It is no external Delta table: its type is EXTERNAL, its format CSV. SQLSTATE: 42809

ALTER TABLE ghosts SET MANAGED;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.ghosts' does not exist. SQLSTATE: 42P01

ALTER TABLE orders SET MANAGED NOW;
--> PARSE_SYNTAX_ERROR 42601 at 1:32
--> Syntax error at or near 'NOW'. SQLSTATE: 42601
