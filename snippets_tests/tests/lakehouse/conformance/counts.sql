CREATE TABLE t (a INT, b STRING);
--> ok

INSERT INTO t VALUES (1, 'x'), (2, 'y');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

INSERT INTO t SELECT * FROM t;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

INSERT INTO t SELECT * FROM t WHERE false;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |0                |0                |
--> +-----------------+-----------------+

WITH news AS (SELECT 5 AS a, 'z' AS b) INSERT INTO t SELECT * FROM news;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO TABLE t (a) VALUES (7);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO t BY NAME SELECT 'n' AS b, 8 AS a;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT OVERWRITE t VALUES (1, 'x'), (2, 'y'), (3, 'z');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |3                |3                |
--> +-----------------+-----------------+

INSERT INTO t REPLACE WHERE a = 2 VALUES (2, 'w');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO IDENTIFIER('main.default.t') VALUES (9, 'q');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

UPDATE t SET b = 'u';
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |4                |
--> +-----------------+

UPDATE t SET b = 'u' WHERE a > 100;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |0                |
--> +-----------------+

MERGE INTO t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN DELETE;
--> +-----------------+----------------+----------------+-----------------+
--> |num_affected_rows|num_updated_rows|num_deleted_rows|num_inserted_rows|
--> +-----------------+----------------+----------------+-----------------+
--> |1                |0               |1               |0                |
--> +-----------------+----------------+----------------+-----------------+

DELETE FROM t WHERE a = 2;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

DELETE FROM t;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |2                |
--> +-----------------+

CREATE TABLE made AS SELECT 1 AS a;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

CREATE OR REPLACE TABLE made AS SELECT 2 AS a UNION ALL SELECT 3;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

CREATE TABLE IF NOT EXISTS made AS SELECT 4 AS a;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

SELECT * FROM made ORDER BY a;
--> +---+
--> |a  |
--> +---+
--> |2  |
--> |3  |
--> +---+

CREATE TABLE kept (id INT, CONSTRAINT p PRIMARY KEY (id));
--> ok

INSERT INTO kept VALUES (1);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

CREATE TABLE parted (a INT, p STRING) PARTITIONED BY (p);
--> ok

INSERT INTO parted PARTITION (p = 'x') VALUES (1), (2);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

INSERT OVERWRITE parted PARTITION (p = 'x') VALUES (3);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

TRUNCATE TABLE parted;
--> ok

SELECT count(*) AS still FROM t;
--> +-----+
--> |still|
--> +-----+
--> |0    |
--> +-----+

BEGIN INSERT INTO t VALUES (1, 'x'); SELECT count(*) AS n FROM t; END;
--> +---+
--> |n  |
--> +---+
--> |1  |
--> +---+

EXECUTE IMMEDIATE 'INSERT INTO t VALUES (?, ?)' USING 2, 'y';
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT count(*) AS n FROM t;
--> +---+
--> |n  |
--> +---+
--> |2  |
--> +---+

INSERT INTO nothing VALUES (1);
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:13
--> The table or view `nothing` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

CREATE TABLE made AS SELECT 1 AS a;
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`made` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07
