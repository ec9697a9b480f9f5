CREATE FUNCTION plus(x INT, y INT DEFAULT 10) RETURNS INT LANGUAGE PYTHON COMMENT 'adds' AS $$
# a comment
if x is None:
    return None
return x + y
$$;
--> ok

SELECT plus(1, 2) AS a, plus(1) AS b, plus(y => 3, x => 4) AS c, plus(NULL, 1) AS d;
--> +---+---+---+----+
--> |a  |b  |c  |d   |
--> +---+---+---+----+
--> |3  |11 |7  |NULL|
--> +---+---+---+----+

SELECT id, plus(id, 1) FROM range(2);
--> +---+------------------------+
--> |id |main.default.plus(id, 1)|
--> +---+------------------------+
--> |0  |1                       |
--> |1  |2                       |
--> +---+------------------------+

SELECT main.default.plus('7', 1) AS cast;
--> +----+
--> |cast|
--> +----+
--> |8   |
--> +----+

CREATE FUNCTION shout(s STRING) RETURNS STRING LANGUAGE PYTHON HANDLER 'run' AS $$
import re
def run(s):
    return re.sub('a', 'A', s) + '!'
$$;
--> ok

SELECT shout('banana');
--> +--------------------------+
--> |main.default.shout(banana)|
--> +--------------------------+
--> |bAnAnA!                   |
--> +--------------------------+

SELECT plus();
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1
--> The `main.default.plus` requires 2 parameters but the actual number is 0. SQLSTATE: 42605

CREATE FUNCTION twice(x INT) RETURNS INT RETURN x * 2;
--> ok

SELECT twice(2), twice(3) + 1;
--> +---------------------+---------------------------+
--> |main.default.twice(2)|(main.default.twice(3) + 1)|
--> +---------------------+---------------------------+
--> |4                    |7                          |
--> +---------------------+---------------------------+

DESCRIBE FUNCTION plus;
--> +---------------------------+
--> |function_desc              |
--> +---------------------------+
--> |Function: main.default.plus|
--> |Type:     SCALAR           |
--> |Input:    x INT            |
--> |          y INT            |
--> |Returns:  INT              |
--> +---------------------------+

DESCRIBE FUNCTION EXTENDED shout;
--> +--------------------------------------------------------------------------+
--> |function_desc                                                             |
--> +--------------------------------------------------------------------------+
--> |Function: main.default.shout                                              |
--> |Type:     SCALAR                                                          |
--> |Input:    s STRING                                                        |
--> |Returns:  STRING                                                          |
--> |Owner:    ada@example.com                                                 |
--> |Language: PYTHON                                                          |
--> |Body:     \nimport re\ndef run(s):\n    return re.sub('a', 'A', s) + '!'\n|
--> +--------------------------------------------------------------------------+

SELECT routine_name, routine_type, data_type, routine_body, external_language, is_deterministic FROM information_schema.routines ORDER BY 1;
--> +------------+------------+---------+------------+-----------------+----------------+
--> |routine_name|routine_type|data_type|routine_body|external_language|is_deterministic|
--> +------------+------------+---------+------------+-----------------+----------------+
--> |plus        |FUNCTION    |INT      |EXTERNAL    |PYTHON           |YES             |
--> |shout       |FUNCTION    |STRING   |EXTERNAL    |PYTHON           |YES             |
--> |twice       |FUNCTION    |INT      |SQL         |NULL             |YES             |
--> +------------+------------+---------+------------+-----------------+----------------+

SELECT specific_name, parameter_name, full_data_type, parameter_default FROM information_schema.parameters ORDER BY ALL;
--> +-------------+--------------+--------------+-----------------+
--> |specific_name|parameter_name|full_data_type|parameter_default|
--> +-------------+--------------+--------------+-----------------+
--> |plus         |x             |int           |NULL             |
--> |plus         |y             |int           |10               |
--> |shout        |s             |string        |NULL             |
--> |twice        |x             |int           |NULL             |
--> +-------------+--------------+--------------+-----------------+

DROP FUNCTION plus;
--> ok

SELECT plus(1);
--> UNRESOLVED_ROUTINE 42883 at 1:8
--> Cannot resolve routine `plus` on search path [`system`.`builtin`, `system`.`session`, `main`.`default`]. SQLSTATE: 42883

CREATE FUNCTION rows_of(n INT) RETURNS TABLE (i INT) LANGUAGE PYTHON HANDLER 'X' AS $$ class X: pass $$;
--> UNSUPPORTED_FEATURE 0A000 at 1
--> A table function in Python is not emulated; function main.default.rows_of. SQLSTATE: 0A000

CREATE FUNCTION stats(n INT) RETURNS INT LANGUAGE PYTHON AS;
--> PARSE_SYNTAX_ERROR 42601 at 1:60
--> Syntax error at or near end of input. SQLSTATE: 42601

CREATE FUNCTION twice(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x $$;
--> ROUTINE_ALREADY_EXISTS 42723 at 1
--> Cannot create the routine `main`.`default`.`twice` because a routine of that name already exists.
--> Choose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a pre-existing routine. SQLSTATE: 42723

CREATE FUNCTION IF NOT EXISTS twice(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x $$;
--> ok

CREATE OR REPLACE FUNCTION twice(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x * 20 $$;
--> ok

SELECT twice(2) AS forty;
--> +-----+
--> |forty|
--> +-----+
--> |40   |
--> +-----+

CREATE VIEW shouted AS SELECT shout('a') AS s;
--> ok

SELECT s FROM shouted;
--> +---+
--> |s  |
--> +---+
--> |A! |
--> +---+

SELECT shout(1, 2);
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1
--> The `main.default.shout` requires 1 parameters but the actual number is 2. SQLSTATE: 42605

CREATE OR REPLACE FUNCTION twice(x INT) RETURNS INT RETURN x * 200;
--> ok

SELECT twice(2) AS hundreds;
--> +--------+
--> |hundreds|
--> +--------+
--> |400     |
--> +--------+
