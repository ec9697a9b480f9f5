CREATE FUNCTION twice(x INT) RETURNS INT COMMENT 'x and x' RETURN x * 2;
--> ok

SELECT twice(2) AS a, default.twice(3) AS b, main.default.twice(4) AS c;
--> +---+---+---+
--> |a  |b  |c  |
--> +---+---+---+
--> |4  |6  |8  |
--> +---+---+---+

CREATE FUNCTION twice(x INT) RETURNS INT RETURN x;
--> ROUTINE_ALREADY_EXISTS 42723 at 1
--> Cannot create the routine `main`.`default`.`twice` because a routine of that name already exists.
--> Choose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a pre-existing routine. SQLSTATE: 42723

CREATE OR REPLACE FUNCTION main.default.twice(x INT DEFAULT 5) RETURNS INT RETURN x + x + 1;
--> ok

SELECT twice() AS five, twice(twice(1)) AS nested;
--> +----+------+
--> |five|nested|
--> +----+------+
--> |11  |7     |
--> +----+------+

WITH n AS (SELECT twice(id) AS t FROM range(2)) SELECT t FROM n WHERE t IN (SELECT twice(1)) ORDER BY t;
--> +---+
--> |t  |
--> +---+
--> |3  |
--> +---+

CREATE TABLE t (id INT);
--> ok

INSERT INTO t SELECT twice(10);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

CREATE VIEW v AS SELECT twice(id) AS doubled FROM t;
--> ok

SELECT * FROM v;
--> +-------+
--> |doubled|
--> +-------+
--> |43     |
--> +-------+

CREATE FUNCTION upto(n INT) RETURNS TABLE (i INT) RETURN SELECT explode(sequence(1, n));
--> ok

SELECT * FROM upto(2) ORDER BY i;
--> +---+
--> |i  |
--> +---+
--> |1  |
--> |2  |
--> +---+

SELECT * FROM main.default.upto(1);
--> +---+
--> |i  |
--> +---+
--> |1  |
--> +---+

DESCRIBE FUNCTION twice;
--> +----------------------------+
--> |function_desc               |
--> +----------------------------+
--> |Function: main.default.twice|
--> |Type:     SCALAR            |
--> |Input:    x INT             |
--> |Returns:  INT               |
--> +----------------------------+

CREATE CATALOG dev;
--> ok

USE CATALOG dev;
--> ok

SELECT twice(1);
--> UNRESOLVED_ROUTINE 42883 at 1:8
--> Cannot resolve routine `twice` on search path [`system`.`builtin`, `system`.`session`, `dev`.`default`]. SQLSTATE: 42883

SELECT main.default.twice(1) AS three;
--> +-----+
--> |three|
--> +-----+
--> |3    |
--> +-----+

USE CATALOG main;
--> ok

DROP FUNCTION twice;
--> ok

SELECT twice(1);
--> UNRESOLVED_ROUTINE 42883 at 1:8
--> Cannot resolve routine `twice` on search path [`system`.`builtin`, `system`.`session`, `main`.`default`]. SQLSTATE: 42883

DROP FUNCTION twice;
--> ROUTINE_NOT_FOUND 42883 at 1
--> The routine `main`.`default`.`twice` cannot be found. Verify the spelling and correctness of the schema and catalog. SQLSTATE: 42883

DROP FUNCTION IF EXISTS twice;
--> ok

CREATE TEMPORARY FUNCTION thrice(x INT) RETURNS INT RETURN x * 3;
--> ok

SELECT thrice(2) AS six;
--> +---+
--> |six|
--> +---+
--> |6  |
--> +---+

CREATE FUNCTION p(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x $$;
--> ok

SELECT nothing(1);
--> UNRESOLVED_ROUTINE 42883 at 1:8
--> Cannot resolve routine `nothing` on search path [`system`.`builtin`, `system`.`session`, `main`.`default`]. SQLSTATE: 42883
