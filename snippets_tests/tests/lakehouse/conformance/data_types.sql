SELECT CAST(0.9746319 AS FLOAT) AS a, array(1.1F, 2.5F) AS b, 1e-5F AS c, 16777217F AS d, float('nan') AS e, float('-inf') AS f, float(3.4028235E38) AS g, CAST(0.1 AS FLOAT) AS h, CAST(0.1 AS DOUBLE) AS i;
--> +---------+----------+------+-----------+---+---------+------------+---+---+
--> |a        |b         |c     |d          |e  |f        |g           |h  |i  |
--> +---------+----------+------+-----------+---+---------+------------+---+---+
--> |0.9746319|[1.1, 2.5]|1.0E-5|1.6777216E7|NaN|-Infinity|3.4028235E38|0.1|0.1|
--> +---------+----------+------+-----------+---+---------+------------+---+---+

SELECT INTERVAL '1-1' YEAR TO MONTH AS a, INTERVAL '3 12:30:01.5' DAY TO SECOND AS b, INTERVAL 5 HOURS AS c, INTERVAL '-2' YEAR AS d, CAST(NULL AS INTERVAL YEAR) AS e;
--> +---+--------------------+--------------------+----+----+
--> |a  |b                   |c                   |d   |e   |
--> +---+--------------------+--------------------+----+----+
--> |1-1|3 12:30:01.500000000|0 05:00:00.000000000|-2-0|NULL|
--> +---+--------------------+--------------------+----+----+

SELECT array(INTERVAL '-2' YEAR) AS a, map('a', INTERVAL 3 MONTHS) AS b, named_struct('x', INTERVAL '2-3' YEAR TO MONTH, 'y', INTERVAL '-1' DAY) AS c;
--> +------+----------+----------------------------+
--> |a     |b         |c                           |
--> +------+----------+----------------------------+
--> |[-2-0]|{a -> 0-3}|{2-3, -1 00:00:00.000000000}|
--> +------+----------+----------------------------+

SELECT make_ym_interval(100, 5) AS months, make_dt_interval(100, 13) AS days, make_interval(100, 11, 1, 1, 12, 30, 01.001001) AS calendar;
--> +------+----------------------+---------------------------------------------------------------+
--> |months|days                  |calendar                                                       |
--> +------+----------------------+---------------------------------------------------------------+
--> |100-5 |100 13:00:00.000000000|100 years 11 months 8 days 12 hours 30 minutes 1.001001 seconds|
--> +------+----------------------+---------------------------------------------------------------+

SELECT DATE'2024-01-05' - DATE'2024-01-01' AS days, TIMESTAMP'2024-01-02 00:00:00' - TIMESTAMP'2024-01-01 00:00:00' AS time, DATE'2024-03-31' - INTERVAL '1' MONTH AS before;
--> +--------------------+--------------------+----------+
--> |days                |time                |before    |
--> +--------------------+--------------------+----------+
--> |4 00:00:00.000000000|1 00:00:00.000000000|2024-02-29|
--> +--------------------+--------------------+----------+

SELECT INTERVAL '1' YEAR + INTERVAL '1' DAY;
--> DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE 42K09 at 1:8
--> Cannot resolve "INTERVAL '1' YEAR + INTERVAL '1' DAY" due to data type mismatch: The first parameter requires the "(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" type, however "INTERVAL '1' YEAR" has the type "INTERVAL YEAR". SQLSTATE: 42K09

SELECT TIME'10:30:00' AS a, TIME'23:59:59.5' AS b, TIME'08:15' + INTERVAL 1 HOUR AS c, CAST(TIME'12:30:45.987654' AS TIME(3)) AS d, typeof(TIME'10:00') AS e;
--> +--------+----------+--------+------------+-------+
--> |a       |b         |c       |d           |e      |
--> +--------+----------+--------+------------+-------+
--> |10:30:00|23:59:59.5|09:15:00|12:30:45.987|time(6)|
--> +--------+----------+--------+------------+-------+

SELECT to_time('12.10.05', 'HH.mm.ss') AS a, try_to_time('foo') AS b, make_time(6, 30, 45.887) AS c, time_trunc('HOUR', TIME'09:32:05.359') AS d, hour(TIME'10:11:12') AS e, time_to_seconds(TIME'14:30:00.5') AS f, time_diff('HOUR', TIME'20:30:29', TIME'21:30:29') AS g;
--> +--------+----+------------+--------+---+------------+---+
--> |a       |b   |c           |d       |e  |f           |g  |
--> +--------+----+------------+--------+---+------------+---+
--> |12:10:05|NULL|06:30:45.887|09:00:00|10 |52200.500000|1  |
--> +--------+----+------------+--------+---+------------+---+

SELECT TIME'25:00:00';
--> INVALID_TYPED_LITERAL 42604 at 1:8
--> The value of the typed literal "TIME" is invalid: '25:00:00'. SQLSTATE: 42604

CREATE TABLE clocks (t TIME);
--> DELTA_UNSUPPORTED_DATA_TYPES 0AKDC at 1
--> Found columns using unsupported data types: [t: TimeType(6)]. You can set 'spark.databricks.delta.schema.typeCheck.enabled' to 'false' to disable the type check. Disabling this type check may allow users to create unsupported Delta tables and should only be used when trying to read/write legacy tables.

SELECT '20'?::INTEGER, 'twenty' ?:: INTEGER, typeof(NULL?::STRING) AS c, 'a?::b' AS d, '1.5' ?:: DECIMAL(3, 1) AS e, parse_json('{"a":"x"}'):a ?:: INT AS f;
--> +-------------------+-----------------------+------+-----+---+----+
--> |TRY_CAST(20 AS INT)|TRY_CAST(twenty AS INT)|c     |d    |e  |f   |
--> +-------------------+-----------------------+------+-----+---+----+
--> |20                 |NULL                   |string|a?::b|1.5|NULL|
--> +-------------------+-----------------------+------+-----+---+----+

CREATE VIEW tolerant AS SELECT 'x'?::DATE AS day;
--> ok

SELECT * FROM tolerant;
--> +----+
--> |day |
--> +----+
--> |NULL|
--> +----+

SELECT '5'::INT + 1 AS a, '2024-01-01'::DATE AS b, 5 DIV 2 AS c, 7 % 3 AS d, 2 <=> NULL AS e, ~ 5 AS f, 6 & 3 AS g, 6 | 1 AS h, 6 ^ 3 AS i, 1 << 3 AS j, -1 >>> 28 AS k;
--> +---+----------+---+---+-----+---+---+---+---+---+---+
--> |a  |b         |c  |d  |e    |f  |g  |h  |i  |j  |k  |
--> +---+----------+---+---+-----+---+---+---+---+---+---+
--> |6  |2024-01-01|2  |1  |false|-6 |2  |7  |5  |8  |15 |
--> +---+----------+---+---+-----+---+---+---+---+---+---+

SELECT 'abc'::INT;
--> CAST_INVALID_INPUT 22018 at 1:8
--> The value 'abc' of the type "STRING" cannot be cast to "INT" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead. SQLSTATE: 22018

SELECT 2147483647 + 1;
--> ARITHMETIC_OVERFLOW 22003 at 1:8
--> overflow. Use 'try_add' to tolerate overflow and return NULL instead. If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error. SQLSTATE: 22003

SELECT array(1, 2, 3)[5];
--> INVALID_ARRAY_INDEX 22003 at 1:8
--> The index 5 is out of bounds. The array has 3 elements. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead. SQLSTATE: 22003

SELECT element_at(map('a', 1), 'b') AS none;
--> +----+
--> |none|
--> +----+
--> |NULL|
--> +----+

SELECT TIMESTAMP_NTZ'2024-01-01 10:00:00' AS a, TIMESTAMP'2024-01-01 10:00:00+02:00' AS b, DATE'2024-01-01' AS c, X'1F' AS d, 1Y AS e, 1S AS f, 1L AS g, 1.5BD AS h, 1E3 AS i, NULL AS j;
--> +-------------------+-------------------+----------+----+---+---+---+---+------+----+
--> |a                  |b                  |c         |d   |e  |f  |g  |h  |i     |j   |
--> +-------------------+-------------------+----------+----+---+---+---+---+------+----+
--> |2024-01-01 10:00:00|2024-01-01 08:00:00|2024-01-01|[1F]|1  |1  |1  |1.5|1000.0|NULL|
--> +-------------------+-------------------+----------+----+---+---+---+---+------+----+

SELECT to_variant_object(named_struct('a', 1, 'b', array(1, 2))) AS v;
--> +-----------------+
--> |v                |
--> +-----------------+
--> |{"a":1,"b":[1,2]}|
--> +-----------------+

SELECT CAST(named_struct('a', 1) AS VARIANT);
--> DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION 42K09 at 1:8
--> Cannot resolve "CAST(named_struct(a, 1) AS VARIANT)" due to data type mismatch: cannot cast "STRUCT<a: INT NOT NULL>" to "VARIANT". SQLSTATE: 42K09

SELECT 'a' COLLATE UTF8_LCASE = 'A' AS same, collation('x' COLLATE UNICODE_CI) AS name;
--> +----+-------------------------+
--> |same|name                     |
--> +----+-------------------------+
--> |true|SYSTEM.BUILTIN.UNICODE_CI|
--> +----+-------------------------+

SELECT 1 IS DISTINCT FROM NULL AS a, true IS TRUE AS b, NULL IS NOT UNKNOWN AS c, 'abc' LIKE ANY ('a%', 'z%') AS d, 'abc' LIKE ALL ('a%', '%c') AS e, 'ABC' ILIKE 'a%' AS f, 'abc' RLIKE '^a' AS g;
--> +----+----+-----+----+----+----+----+
--> |a   |b   |c    |d   |e   |f   |g   |
--> +----+----+-----+----+----+----+----+
--> |true|true|false|true|true|true|true|
--> +----+----+-----+----+----+----+----+

SELECT position('b' IN 'abc') AS a, overlay('abc' PLACING 'x' FROM 2 FOR 1) AS b, substring('abc' FROM 2 FOR 1) AS c, trim(BOTH 'x' FROM 'xax') AS d, mask('AbC-12', digitChar => 'd') AS e;
--> +---+---+---+---+------+
--> |a  |b  |c  |d  |e     |
--> +---+---+---+---+------+
--> |2  |axc|b  |a  |XxX-dd|
--> +---+---+---+---+------+

SELECT dateadd(DAY, 3, DATE'2024-01-01') AS a, datediff(MONTH, DATE'2024-01-01', DATE'2024-05-01') AS b, timestampadd(HOUR, 1, TIMESTAMP'2024-01-01 00:00:00') AS c, timediff(HOUR, TIMESTAMP'2024-01-01 00:00:00', TIMESTAMP'2024-01-01 05:00:00') AS d;
--> +-------------------+---+-------------------+---+
--> |a                  |b  |c                  |d  |
--> +-------------------+---+-------------------+---+
--> |2024-01-04 00:00:00|4  |2024-01-01 01:00:00|5  |
--> +-------------------+---+-------------------+---+
