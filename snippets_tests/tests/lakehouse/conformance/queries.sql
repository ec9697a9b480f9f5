SELECT * FROM (SELECT * FROM VALUES ('a', 1, 10), ('a', 2, 20), ('b', 1, 5) AS t(k, q, v)) PIVOT (sum(v) AS s FOR q IN (1 AS q1, 2 AS q2));
--> +---+---+----+
--> |k  |q1 |q2  |
--> +---+---+----+
--> |a  |10 |20  |
--> |b  |5  |NULL|
--> +---+---+----+

SELECT * FROM VALUES ('a', 1, CAST(NULL AS INT)) AS t(k, q1, q2) UNPIVOT INCLUDE NULLS (v FOR q IN (q1 AS `one`, q2));
--> +---+---+----+
--> |k  |q  |v   |
--> +---+---+----+
--> |a  |one|1   |
--> |a  |q2 |NULL|
--> +---+---+----+

SELECT * FROM VALUES (1, array(1, 2)) AS t(id, a) LATERAL VIEW posexplode(a) e AS at, x;
--> +---+------+---+---+
--> |id |a     |at |x  |
--> +---+------+---+---+
--> |1  |[1, 2]|0  |1  |
--> |1  |[1, 2]|1  |2  |
--> +---+------+---+---+

SELECT * FROM VALUES (1, array(1, 2)) AS t(id, a), LATERAL explode(a) AS e(x);
--> +---+------+---+
--> |id |a     |x  |
--> +---+------+---+
--> |1  |[1, 2]|1  |
--> |1  |[1, 2]|2  |
--> +---+------+---+

SELECT id, sum(v) OVER w AS near, lag(v) IGNORE NULLS OVER (ORDER BY id) AS before, nth_value(v, 2) OVER (ORDER BY id) AS second FROM VALUES (1, 10), (2, NULL), (3, 30) AS t(id, v) WINDOW w AS (ORDER BY id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING);
--> +---+----+------+------+
--> |id |near|before|second|
--> +---+----+------+------+
--> |1  |10  |NULL  |NULL  |
--> |2  |40  |10    |NULL  |
--> |3  |30  |10    |NULL  |
--> +---+----+------+------+

SELECT sum(v) FILTER (WHERE id > 1) AS a, count(DISTINCT v) AS b, listagg(v, ',') WITHIN GROUP (ORDER BY id DESC) AS c, percentile_cont(0.5) WITHIN GROUP (ORDER BY v) AS d FROM VALUES (1, 10), (2, 20), (3, 30) AS t(id, v);
--> +---+---+--------+----+
--> |a  |b  |c       |d   |
--> +---+---+--------+----+
--> |50 |3  |30,20,10|20.0|
--> +---+---+--------+----+

SELECT k, grouping(k) AS g, sum(v) AS s FROM VALUES ('a', 1), ('b', 2) AS t(k, v) GROUP BY ROLLUP (k) ORDER BY k;
--> +----+---+---+
--> |k   |g  |s  |
--> +----+---+---+
--> |NULL|1  |3  |
--> |a   |0  |1  |
--> |b   |0  |2  |
--> +----+---+---+

SELECT k, sum(v) AS s FROM VALUES ('a', 1), ('b', 2) AS t(k, v) GROUP BY GROUPING SETS ((k), ()) ORDER BY k NULLS LAST;
--> +----+---+
--> |k   |s  |
--> +----+---+
--> |a   |1  |
--> |b   |2  |
--> |NULL|3  |
--> +----+---+

SELECT x, (SELECT max(y) FROM VALUES (2), (3) AS u(y) WHERE u.y > t.x) AS m FROM VALUES (1), (2), (3) AS t(x);
--> +---+----+
--> |x  |m   |
--> +---+----+
--> |1  |3   |
--> |2  |3   |
--> |3  |NULL|
--> +---+----+

WITH RECURSIVE r(n) MAX RECURSION LEVEL 3 AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r;
--> RECURSION_LEVEL_LIMIT_EXCEEDED 42836 at 1
--> Recursion level limit 3 reached but query has not exhausted, try increasing it like 'WITH RECURSIVE t(col) MAX RECURSION LEVEL 200'. SQLSTATE: 42836

SELECT 1 INTERSECT ALL SELECT 1;
--> +---+
--> |1  |
--> +---+
--> |1  |
--> +---+

SELECT * FROM range(3) ORDER BY ALL DESC LIMIT 1 OFFSET 1;
--> +---+
--> |id |
--> +---+
--> |1  |
--> +---+

SELECT count(*) AS n FROM (SELECT * FROM range(100)) TABLESAMPLE (10 ROWS);
--> +---+
--> |n  |
--> +---+
--> |10 |
--> +---+

SELECT /*+ BROADCAST(b) */ * FROM range(2) AS a JOIN range(2) AS b USING (id);
--> +---+
--> |id |
--> +---+
--> |0  |
--> |1  |
--> +---+

SELECT transform(array(1, 2), x -> x + 1) AS a, reduce(array(1, 2, 3), 0, (total, x) -> total + x) AS b, filter(array(1, 2), (x, i) -> i = 0) AS c;
--> +------+---+---+
--> |a     |b  |c  |
--> +------+---+---+
--> |[2, 3]|6  |[1]|
--> +------+---+---+

FROM VALUES (1) AS t(a) |> EXTEND a + 1 AS b |> SET a = 5 |> AGGREGATE sum(b) AS s GROUP BY a;
--> +---+---+
--> |a  |s  |
--> +---+---+
--> |5  |2  |
--> +---+---+

DECLARE OR REPLACE most = 1L;
--> ok

SET VARIABLE (most) = (SELECT 2L);
--> ok

EXECUTE IMMEDIATE 'SELECT max(id) FROM range(?)' INTO most USING 10;
--> ok

SELECT session.most;
--> +----+
--> |most|
--> +----+
--> |9   |
--> +----+

SELECT * FROM (SELECT 1 AS id) MATCH_RECOGNIZE (ORDER BY id MEASURES a.id AS x PATTERN (a) DEFINE a AS id > 0);
--> PARSE_SYNTAX_ERROR 42601 at 1:55
--> Syntax error at or near 'BY'. SQLSTATE: 42601

BEGIN
  DECLARE n INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR DIVIDE_BY_ZERO SET n = n + 1;
  SELECT 1 / 0;
  SELECT n;
END;
--> +---+
--> |n  |
--> +---+
--> |1  |
--> +---+

BEGIN
  DECLARE x BIGINT;
  DECLARE total BIGINT DEFAULT 0;
  DECLARE done BOOLEAN DEFAULT false;
  DECLARE c CURSOR FOR SELECT id FROM range(4);
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = true;
  OPEN c;
  REPEAT
    FETCH c INTO x;
    IF NOT done THEN SET total = total + x; END IF;
  UNTIL done END REPEAT;
  CLOSE c;
  SELECT total;
END;
--> +-----+
--> |total|
--> +-----+
--> |6    |
--> +-----+

BEGIN
  DECLARE x BIGINT;
  DECLARE c CURSOR FOR SELECT id FROM range(1);
  FETCH c INTO x;
END;
--> CURSOR_NOT_OPEN 24501 at 1
--> Cannot fetch from or close cursor `c` because it is not open. SQLSTATE: 24501
