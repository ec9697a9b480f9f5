CREATE TABLE t (id INT, b INT, s STRING);
--> ok

INSERT INTO t VALUES (1,2,'{"a":{"b":[1,2]},"x y":3,"Own":"amy","l":[{"k":1},{"k":2},{}],"n":null,"f":19.95}'),(2,3,'bad');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

SELECT s:a FROM t ORDER BY id;
--> +-----------+
--> |a          |
--> +-----------+
--> |{"b":[1,2]}|
--> |NULL       |
--> +-----------+

SELECT s:a.b[0]::int AS n, s:own, s:OWN, s:['own'], s:['x y'], s:n, s:f, s:f::double FROM t ORDER BY id;
--> +----+----+----+----+----+----+-----+-----+
--> |n   |own |OWN |own |x y |n   |f    |f    |
--> +----+----+----+----+----+----+-----+-----+
--> |1   |amy |amy |NULL|3   |NULL|19.95|19.95|
--> |NULL|NULL|NULL|NULL|NULL|NULL|NULL |NULL |
--> +----+----+----+----+----+----+-----+-----+

SELECT s:`x y`, t.s:a.b[1] FROM t WHERE s:f IS NOT NULL ORDER BY s:own;
--> +---+---+
--> |x y|b  |
--> +---+---+
--> |3  |2  |
--> +---+---+

SELECT '{"a":1}':a, '{"b":{"c":2}}':b.c::int, "x:y" AS z;
--> +---+---+---+
--> |a  |c  |z  |
--> +---+---+---+
--> |1  |2  |x:y|
--> +---+---+---+

SELECT b:a FROM t;
--> DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE 42K09 at 1:8
--> Cannot resolve "main.default.t.b:" due to data type mismatch: The first parameter requires the ("STRING" or "VARIANT") type, however "main.default.t.b" has the type "INT". SQLSTATE: 42K09

SELECT parse_json('{"a":{"b":1}}'):a.b;
--> +---+
--> |b  |
--> +---+
--> |1  |
--> +---+

CREATE VIEW mv WITH METRICS LANGUAGE YAML AS $$
version: "0.1"
source: main.default.t
dimensions:
  - name: id
    expr: id
measures:
  - name: total
    expr: SUM(b)
$$;
--> ok

SELECT total FROM mv;
--> METRIC_VIEW_MISSING_MEASURE_FUNCTION None at 1
--> The usage of measure column [total] of a metric view requires a MEASURE() (or AGG()) function to produce results.

SELECT * FROM mv;
--> METRIC_VIEW_MISSING_MEASURE_FUNCTION None at 1
--> The usage of measure column [total] of a metric view requires a MEASURE() (or AGG()) function to produce results.

SELECT id FROM mv;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> A query of a metric view without MEASURE() is not emulated; group by its dimensions and ask for a measure. SQLSTATE: 0A000

SELECT id, MEASURE(total) AS m FROM mv GROUP BY id ORDER BY id;
--> +---+---+
--> |id |m  |
--> +---+---+
--> |1  |2  |
--> |2  |3  |
--> +---+---+
