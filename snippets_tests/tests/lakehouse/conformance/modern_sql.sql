CREATE TABLE t (id INT, name STRING);
--> ok

INSERT INTO t VALUES (1, 'a');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT parse_json('{"a":{"b":[1,2]}}'):a.b[1]::int AS x, parse_json('{"a":1}'):a;
--> +---+---+
--> |x  |a  |
--> +---+---+
--> |2  |1  |
--> +---+---+

EXECUTE IMMEDIATE 'SELECT ? + :b' USING 1;
--> INVALID_QUERY_MIXED_QUERY_PARAMETERS 42613 at 1
--> Parameterized query must either use positional, or named parameters, but not both. SQLSTATE: 42613

EXECUTE IMMEDIATE 'SELECT :a + :b AS s' USING 1 AS a, 2 AS b;
--> +---+
--> |s  |
--> +---+
--> |3  |
--> +---+

BEGIN DECLARE n INT DEFAULT 0; FOR r AS SELECT id FROM range(3) DO SET n = n + r.id; END FOR; WHILE n < 5 DO SET n = n + 1; END WHILE; SELECT n; END;
--> +---+
--> |n  |
--> +---+
--> |5  |
--> +---+

BEGIN DECLARE EXIT HANDLER FOR DIVIDE_BY_ZERO BEGIN SELECT 'caught' AS c; END; SELECT 1/0; END;
--> +------+
--> |c     |
--> +------+
--> |caught|
--> +------+

SELECT a, a + 1 AS b, b + 1 AS c FROM VALUES (1) AS t(a);
--> +---+---+---+
--> |a  |b  |c  |
--> +---+---+---+
--> |1  |2  |3  |
--> +---+---+---+

SELECT * EXCEPT (name) FROM t QUALIFY row_number() OVER (ORDER BY id) = 1;
--> +---+
--> |id |
--> +---+
--> |1  |
--> +---+

FROM t |> WHERE id = 1 |> SELECT name;
--> +----+
--> |name|
--> +----+
--> |a   |
--> +----+

SELECT 'A' COLLATE UTF8_LCASE = 'a' AS same;
--> +----+
--> |same|
--> +----+
--> |true|
--> +----+

SELECT * FROM (SELECT 1 AS y, 'q1' AS q, 5 AS v) PIVOT (sum(v) FOR q IN ('q1', 'q2'));
--> +---+---+----+
--> |y  |q1 |q2  |
--> +---+---+----+
--> |1  |5  |NULL|
--> +---+---+----+

CREATE VIEW mv (n, total) WITH METRICS LANGUAGE YAML AS $$
version: 0.1
source: main.default.t
dimensions:
  - name: n
    expr: name
measures:
  - name: total
    expr: sum(id)
$$;
--> ok

SELECT n, MEASURE(total) AS total FROM mv GROUP BY ALL;
--> +---+-----+
--> |n  |total|
--> +---+-----+
--> |a  |1    |
--> +---+-----+

SELECT variant_get(parse_json('{"a":[1,2]}'), '$.a[1]', 'INT') AS got, try_variant_get(parse_json('{"a":"x"}'), '$.a', 'INT') AS none;
--> +---+----+
--> |got|none|
--> +---+----+
--> |2  |NULL|
--> +---+----+

SELECT variant_get(parse_json('{"a":"x"}'), '$.a', 'INT');
--> INVALID_VARIANT_CAST 22023 at 1
--> The variant value `"x"` cannot be cast into `"INT"`. Please use `try_variant_get` instead. SQLSTATE: 22023

SELECT schema_of_variant(parse_json('{"a":1}')) AS s;
--> +-----------------+
--> |s                |
--> +-----------------+
--> |OBJECT<a: BIGINT>|
--> +-----------------+

SELECT key, value::int AS v FROM variant_explode(parse_json('{"a":1,"b":2}')) ORDER BY key;
--> +---+---+
--> |key|v  |
--> +---+---+
--> |a  |1  |
--> |b  |2  |
--> +---+---+

SELECT parse_json('{bad');
--> MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION 22023 at 1
--> Malformed records are detected in record parsing: {bad.
--> Parse Mode: FAILFAST. To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.  SQLSTATE: 22023

SELECT try_parse_json('{bad') AS none;
--> +----+
--> |none|
--> +----+
--> |NULL|
--> +----+

SELECT is_variant_null(parse_json('null')) AS yes;
--> +----+
--> |yes |
--> +----+
--> |true|
--> +----+

DECLARE VARIABLE n INT DEFAULT 5;
--> ok

SET VAR n = n + 1;
--> ok

SELECT n;
--> +---+
--> |n  |
--> +---+
--> |6  |
--> +---+

SELECT session.n AS six;
--> +---+
--> |six|
--> +---+
--> |6  |
--> +---+

DROP TEMPORARY VARIABLE n;
--> ok

SELECT n;
--> UNRESOLVED_COLUMN.WITHOUT_SUGGESTION 42703 at 1:8
--> A column, variable, or function parameter with name `n` cannot be resolved.  SQLSTATE: 42703

DROP TEMPORARY VARIABLE n;
--> VARIABLE_NOT_FOUND 42883 at 1
--> The variable `system`.`session`.`n` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema and catalog, verify the current_schema() output, or qualify the name with the correct schema and catalog.

DROP TEMPORARY VARIABLE IF EXISTS n;
--> ok

DECLARE VARIABLE w INT DEFAULT 'x';
--> CAST_INVALID_INPUT 22018 at 1:1
--> The value 'x' of the type "STRING" cannot be cast to "INT" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead. SQLSTATE: 22018

EXECUTE IMMEDIATE 'SELECT 1 AS one';
--> +---+
--> |one|
--> +---+
--> |1  |
--> +---+

EXECUTE IMMEDIATE 'SELECT ? AS p' USING 7;
--> +---+
--> |p  |
--> +---+
--> |7  |
--> +---+

EXECUTE IMMEDIATE 'SELEC';
--> PARSE_SYNTAX_ERROR 42601 at 1:1
--> Syntax error at or near 'SELEC'. SQLSTATE: 42601

EXECUTE IMMEDIATE 'SELECT :x';
--> UNBOUND_SQL_PARAMETER 42P02 at 1:8
--> Found the unbound parameter: x. Please, fix `args` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as `map()`, `array()`, `struct()`. SQLSTATE: 42P02

SELECT id, name FROM t GROUP BY id;
--> MISSING_AGGREGATION 42803 at 1
--> The non-aggregating expression "name" is based on columns which are not participating in the GROUP BY clause.
--> Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(name)" if you do not care which of the values within a group is returned. SQLSTATE: 42803

SELECT sum(id) OVER () FROM t QUALIFY nope > 1;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1:39
--> A column, variable, or function parameter with name `nope` cannot be resolved. Did you mean one of the following? [`sum(id) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`]. SQLSTATE: 42703

SELECT * EXCEPT (nothing) FROM t;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1:8
--> A column, variable, or function parameter with name `nothing` cannot be resolved. Did you mean one of the following? [`id`, `name`]. SQLSTATE: 42703

FROM t |> AGGREGATE count(*) AS n GROUP BY name;
--> +----+---+
--> |name|n  |
--> +----+---+
--> |a   |1  |
--> +----+---+

FROM t |> EXTEND id * 2 AS two |> DROP name;
--> +---+---+
--> |id |two|
--> +---+---+
--> |1  |2  |
--> +---+---+

FROM t |> WHERE nope = 1;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1:17
--> A column, variable, or function parameter with name `nope` cannot be resolved. Did you mean one of the following? [`id`, `name`]. SQLSTATE: 42703

SELECT 'a' COLLATE NOWHERE;
--> COLLATION_INVALID_NAME 42704 at 1
--> The value NOWHERE does not represent a correct collation name. Suggested valid collation names: [chr]. SQLSTATE: 42704

SELECT * FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (v FOR k IN (a, b));
--> +---+---+
--> |k  |v  |
--> +---+---+
--> |a  |1  |
--> |b  |2  |
--> +---+---+

SELECT name, count(*) AS n FROM t GROUP BY ALL ORDER BY ALL;
--> +----+---+
--> |name|n  |
--> +----+---+
--> |a   |1  |
--> +----+---+

WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r;
--> +---+
--> |n  |
--> +---+
--> |1  |
--> |2  |
--> |3  |
--> +---+

SELECT listagg(id, ',') AS l FROM range(3);
--> +-----+
--> |l    |
--> +-----+
--> |0,1,2|
--> +-----+
