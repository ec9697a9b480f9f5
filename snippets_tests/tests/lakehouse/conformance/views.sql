CREATE TABLE people (id INT, name STRING);
--> ok

INSERT INTO people VALUES (1, 'Ada');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

CREATE VIEW names AS SELECT name FROM people;
--> ok

SELECT * FROM main.default.names;
--> +----+
--> |name|
--> +----+
--> |Ada |
--> +----+

CREATE VIEW names AS SELECT 1;
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`names` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07

CREATE OR REPLACE VIEW names AS SELECT upper(name) AS name FROM people;
--> ok

SELECT * FROM names;
--> +----+
--> |name|
--> +----+
--> |ADA |
--> +----+

SHOW TABLES;
--> +--------+---------+-----------+
--> |database|tableName|isTemporary|
--> +--------+---------+-----------+
--> |default |names    |false      |
--> |default |people   |false      |
--> +--------+---------+-----------+

DESCRIBE EXTENDED names;
--> +---------------------------+--------------------------------------+-------+
--> |col_name                   |data_type                             |comment|
--> +---------------------------+--------------------------------------+-------+
--> |name                       |string                                |NULL   |
--> |                           |                                      |       |
--> |# Detailed View Information|                                      |       |
--> |Catalog                    |main                                  |       |
--> |Schema                     |default                               |       |
--> |View                       |names                                 |       |
--> |Type                       |VIEW                                  |       |
--> |Owner                      |ada@example.com                       |       |
--> |View Text                  |SELECT upper(name) AS name FROM people|       |
--> |View Current Catalog       |main                                  |       |
--> |View Current Namespace     |default                               |       |
--> |View Schema Mode           |COMPENSATION                          |       |
--> |View Query Output Columns  |[name]                                |       |
--> +---------------------------+--------------------------------------+-------+

DROP TABLE names;
--> WRONG_COMMAND_FOR_OBJECT_TYPE 42809 at 1
--> The operation DROP TABLE requires a TABLE. But main.default.names is a VIEW. Use DROP VIEW instead. SQLSTATE: 42809

INSERT INTO names VALUES ('Bob');
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:13
--> The table or view `names` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

CREATE TABLE names (id INT);
--> TABLE_OR_VIEW_ALREADY_EXISTS 42P07 at 1
--> Cannot create table or view `main`.`default`.`names` because it already exists.
--> Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07

ALTER VIEW names RENAME TO loud;
--> ok

SELECT * FROM loud;
--> +----+
--> |name|
--> +----+
--> |ADA |
--> +----+

DROP VIEW loud;
--> ok

SELECT * FROM loud;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `loud` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

CREATE TEMP VIEW people AS SELECT 'hidden' AS name;
--> ok

SELECT * FROM people;
--> +------+
--> |name  |
--> +------+
--> |hidden|
--> +------+

SELECT name FROM main.default.people;
--> +----+
--> |name|
--> +----+
--> |Ada |
--> +----+

WITH adults AS (SELECT * FROM main.default.people) SELECT name FROM adults;
--> +----+
--> |name|
--> +----+
--> |Ada |
--> +----+
