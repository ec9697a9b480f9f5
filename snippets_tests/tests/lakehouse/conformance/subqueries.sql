CREATE TABLE t (id INT, b INT, s STRING);
--> ok

INSERT INTO t VALUES (1, 2, 'x'), (2, 3, NULL);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

CREATE TABLE ids (k INT);
--> ok

INSERT INTO ids VALUES (1), (NULL);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

UPDATE t SET b = 10 WHERE id IN (SELECT k FROM ids);
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

UPDATE t AS x SET b = x.b + (1) WHERE EXISTS (SELECT 1 FROM ids WHERE ids.k = x.id) AND s IS NOT NULL;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

SELECT id, b FROM t ORDER BY id;
--> +---+---+
--> |id |b  |
--> +---+---+
--> |1  |11 |
--> |2  |3  |
--> +---+---+

DELETE FROM t WHERE id NOT IN (SELECT k FROM ids);
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |0                |
--> +-----------------+

DELETE FROM t WHERE id NOT IN (SELECT k FROM ids WHERE k IS NOT NULL);
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

DELETE FROM main.default.t WHERE id = (SELECT max(k) FROM ids);
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

SELECT version, operation FROM (DESCRIBE HISTORY t) ORDER BY version;
--> +-------+------------+
--> |version|operation   |
--> +-------+------------+
--> |0      |CREATE TABLE|
--> |1      |WRITE       |
--> |2      |UPDATE      |
--> |3      |UPDATE      |
--> |4      |DELETE      |
--> |5      |DELETE      |
--> +-------+------------+

CREATE TABLE many AS SELECT id, id % 2 AS m FROM range(1000);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

DELETE FROM many AS z WHERE z.id IN (SELECT id FROM range(500)) AND m = 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |250              |
--> +-----------------+

UPDATE many SET m = m + 5 WHERE id IN (SELECT id * 2 FROM range(400));
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |400              |
--> +-----------------+

SELECT m, count(*) AS n FROM many GROUP BY m ORDER BY m;
--> +---+---+
--> |m  |n  |
--> +---+---+
--> |0  |100|
--> |1  |250|
--> |5  |400|
--> +---+---+
