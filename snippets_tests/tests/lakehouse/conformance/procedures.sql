CREATE TABLE log (what STRING, n INT);
--> ok

CREATE PROCEDURE note(IN what STRING, IN n INT DEFAULT 1, OUT total BIGINT) LANGUAGE SQL SQL SECURITY INVOKER COMMENT 'writes' AS
BEGIN
  INSERT INTO log VALUES (what, n);
  SET total = (SELECT sum(log.n) FROM log);
END;
--> ok

DECLARE VARIABLE sum BIGINT;
--> ok

CALL note('a', 5, sum);
--> ok

SELECT sum;
--> +---+
--> |sum|
--> +---+
--> |5  |
--> +---+

CALL note(what => 'b', total => sum);
--> ok

SELECT sum;
--> +---+
--> |sum|
--> +---+
--> |6  |
--> +---+

CREATE PROCEDURE listing(min INT) LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN SELECT * FROM log WHERE n > min ORDER BY n; END;
--> ok

CALL listing(1);
--> +----+---+
--> |what|n  |
--> +----+---+
--> |a   |5  |
--> +----+---+

CALL listing();
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1
--> The `main.default.listing` requires 1 parameters but the actual number is 0. SQLSTATE: 42605

CALL nothing(1);
--> ROUTINE_NOT_FOUND 42883 at 1
--> The routine `main`.`default`.`nothing` cannot be found. Verify the spelling and correctness of the schema and catalog. SQLSTATE: 42883

SHOW PROCEDURES;
--> +-------+---------+-------+
--> |catalog|namespace|name   |
--> +-------+---------+-------+
--> |main   |[default]|listing|
--> |main   |[default]|note   |
--> +-------+---------+-------+

DESCRIBE PROCEDURE note;
--> +---------------------------------------------------------+
--> |procedure_desc                                           |
--> +---------------------------------------------------------+
--> |Procedure:   main.default.note                           |
--> |Parameters:  (IN what STRING, IN n INT, OUT total BIGINT)|
--> |Comment:     writes                                      |
--> +---------------------------------------------------------+

DROP PROCEDURE listing;
--> ok

CREATE PROCEDURE note(x INT) LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN SELECT 1; END;
--> ROUTINE_ALREADY_EXISTS 42723 at 1
--> Cannot create the routine `main`.`default`.`note` because a routine of that name already exists.
--> Choose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a pre-existing routine. SQLSTATE: 42723

CREATE OR REPLACE PROCEDURE note(x INT) LANGUAGE SQL SQL SECURITY INVOKER AS BEGIN IF x > 1 THEN SELECT 'many' AS said; ELSE SELECT 'few' AS said; END IF; END;
--> ok

CALL note(2);
--> +----+
--> |said|
--> +----+
--> |many|
--> +----+

CALL note(1);
--> +----+
--> |said|
--> +----+
--> |few |
--> +----+

CALL note(1, 2);
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1
--> The `main.default.note` requires 1 parameters but the actual number is 2. SQLSTATE: 42605

CALL note(y => 1);
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1
--> The `main.default.note` requires 1 parameters but the actual number is 1. SQLSTATE: 42605

SELECT routine_name, routine_type, security_type FROM information_schema.routines ORDER BY 1;
--> +------------+------------+-------------+
--> |routine_name|routine_type|security_type|
--> +------------+------------+-------------+
--> |note        |PROCEDURE   |INVOKER      |
--> +------------+------------+-------------+

SELECT specific_name, parameter_mode, parameter_name FROM information_schema.parameters;
--> +-------------+--------------+--------------+
--> |specific_name|parameter_mode|parameter_name|
--> +-------------+--------------+--------------+
--> |note         |IN            |x             |
--> +-------------+--------------+--------------+

CREATE PROCEDURE IF NOT EXISTS note() LANGUAGE SQL AS BEGIN SELECT 1; END;
--> ok

DROP PROCEDURE note;
--> ok

DROP PROCEDURE note;
--> ROUTINE_NOT_FOUND 42883 at 1
--> The routine `main`.`default`.`note` cannot be found. Verify the spelling and correctness of the schema and catalog. SQLSTATE: 42883

DROP PROCEDURE IF EXISTS note;
--> ok

DESCRIBE PROCEDURE note;
--> ROUTINE_NOT_FOUND 42883 at 1
--> The routine `main`.`default`.`note` cannot be found. Verify the spelling and correctness of the schema and catalog. SQLSTATE: 42883
