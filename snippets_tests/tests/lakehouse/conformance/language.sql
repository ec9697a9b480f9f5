SELECT id, id % 2 AS odd FROM range(4) QUALIFY row_number() OVER (PARTITION BY id % 2 ORDER BY id DESC) = 1 ORDER BY id;
--> +---+---+
--> |id |odd|
--> +---+---+
--> |2  |0  |
--> |3  |1  |
--> +---+---+

DECLARE VARIABLE threshold INT DEFAULT 2;
--> ok

SET VAR threshold = 3;
--> ok

SELECT threshold + 1 AS above;
--> +-----+
--> |above|
--> +-----+
--> |4    |
--> +-----+

BEGIN
  DECLARE total INT DEFAULT 0;
  FOR row AS SELECT id FROM range(5) DO
    IF row.id > 2 THEN SET total = total + CAST(row.id AS INT); END IF;
  END FOR;
  SELECT total, CASE WHEN total > 5 THEN 'big; really' ELSE 'small' END AS size;
END;
--> +-----+-----------+
--> |total|size       |
--> +-----+-----------+
--> |7    |big; really|
--> +-----+-----------+

EXECUTE IMMEDIATE 'SELECT ? + :b AS sum' USING 1, 2 AS b;
--> INVALID_QUERY_MIXED_QUERY_PARAMETERS 42613 at 1
--> Parameterized query must either use positional, or named parameters, but not both. SQLSTATE: 42613

EXECUTE IMMEDIATE 'SELECT :a + :b AS sum' USING 1 AS a, 2 AS b;
--> +---+
--> |sum|
--> +---+
--> |3  |
--> +---+

SELECT * FROM IDENTIFIER('samples.' || 'tpch.region') ORDER BY r_regionkey LIMIT 1;
--> +-----------+------+----------------------+
--> |r_regionkey|r_name|r_comment             |
--> +-----------+------+----------------------+
--> |0          |AFRICA|slyly pending requests|
--> +-----------+------+----------------------+

FROM range(3) |> WHERE id > 0 |> SELECT id * 10 AS tens;
--> +----+
--> |tens|
--> +----+
--> |10  |
--> |20  |
--> +----+

SELECT 'it''s; fine' AS a, "double" AS b, r'\d' AS c /* a comment; with /* another */ inside */ -- and; one more;
--> +----------+------+---+
--> |a         |b     |c  |
--> +----------+------+---+
--> |it's; fine|double|\d |
--> +----------+------+---+

SELECT from_json('{"a": 1}', 'a INT').a AS a, try_divide(1, 0) AS nothing;
--> +---+-------+
--> |a  |nothing|
--> +---+-------+
--> |1  |NULL   |
--> +---+-------+
