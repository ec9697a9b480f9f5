CREATE TABLE people (id INT, region STRING, ssn STRING, phone STRING);
--> ok

INSERT INTO people VALUES (1, 'eu', '111-11', '0001'), (2, 'us', '222-22', '0002');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

CREATE FUNCTION hide(value STRING) RETURNS STRING RETURN '***';
--> ok

CREATE FUNCTION only(region STRING, wanted STRING) RETURNS BOOLEAN RETURN region = wanted;
--> ok

ALTER TABLE people ALTER COLUMN ssn SET TAGS ('pii' = 'ssn');
--> ok

ALTER TABLE people ALTER COLUMN phone SET TAGS ('pii' = 'phone');
--> ok

ALTER TABLE people ALTER COLUMN region SET TAGS ('geo' = '');
--> ok

CREATE POLICY mask_ssn ON CATALOG main COMMENT 'no numbers' COLUMN MASK hide TO `account users` FOR TABLES MATCH COLUMNS hasTagValue('pii', 'ssn') AS number ON COLUMN number;
--> ok

SELECT * FROM people ORDER BY id;
--> +---+------+---+-----+
--> |id |region|ssn|phone|
--> +---+------+---+-----+
--> |1  |eu    |***|0001 |
--> |2  |us    |***|0002 |
--> +---+------+---+-----+

CREATE POLICY mask_all ON SCHEMA main.default COLUMN MASK hide TO `account users` EXCEPT `ada@example.com` FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p;
--> ok

SELECT * FROM people ORDER BY id;
--> +---+------+---+-----+
--> |id |region|ssn|phone|
--> +---+------+---+-----+
--> |1  |eu    |***|0001 |
--> |2  |us    |***|0002 |
--> +---+------+---+-----+

CREATE OR REPLACE POLICY mask_all ON SCHEMA main.default COLUMN MASK hide TO `account users` FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p;
--> ok

SELECT * FROM people ORDER BY id;
--> +---+------+---+-----+
--> |id |region|ssn|phone|
--> +---+------+---+-----+
--> |1  |eu    |***|***  |
--> |2  |us    |***|***  |
--> +---+------+---+-----+

CREATE POLICY eu ON TABLE people ROW FILTER only TO `account users` FOR TABLES MATCH COLUMNS has_tag('geo') AS r USING COLUMNS (r, 'eu');
--> ok

SELECT * FROM people ORDER BY id;
--> +---+------+---+-----+
--> |id |region|ssn|phone|
--> +---+------+---+-----+
--> |1  |eu    |***|***  |
--> +---+------+---+-----+

SELECT count(*) AS n FROM people;
--> +---+
--> |n  |
--> +---+
--> |1  |
--> +---+

UPDATE people SET phone = '9' WHERE true;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

SHOW POLICIES ON TABLE people;
--> +-----------+-----------+-------+-------+------+-------+
--> |Policy Name|Policy Type|Catalog|Schema |Table |Comment|
--> +-----------+-----------+-------+-------+------+-------+
--> |eu         |ROW_FILTER |main   |default|people|NULL   |
--> +-----------+-----------+-------+-------+------+-------+

SHOW EFFECTIVE POLICIES ON TABLE people;
--> +-----------+-----------+-------+-------+------+----------+
--> |Policy Name|Policy Type|Catalog|Schema |Table |Comment   |
--> +-----------+-----------+-------+-------+------+----------+
--> |mask_ssn   |COLUMN_MASK|main   |NULL   |NULL  |no numbers|
--> |mask_all   |COLUMN_MASK|main   |default|NULL  |NULL      |
--> |eu         |ROW_FILTER |main   |default|people|NULL      |
--> +-----------+-----------+-------+-------+------+----------+

SHOW POLICIES ON SCHEMA default;
--> +-----------+-----------+-------+-------+-----+-------+
--> |Policy Name|Policy Type|Catalog|Schema |Table|Comment|
--> +-----------+-----------+-------+-------+-----+-------+
--> |mask_all   |COLUMN_MASK|main   |default|NULL |NULL   |
--> +-----------+-----------+-------+-------+-----+-------+

DESCRIBE POLICY eu ON TABLE people;
--> +------------------+-----------------------------+
--> |info_name         |info_value                   |
--> +------------------+-----------------------------+
--> |Name              |eu                           |
--> |On Securable Type |TABLE                        |
--> |On Securable      |main.default.people          |
--> |To Principals     |account users                |
--> |For Securable Type|TABLE                        |
--> |Match Columns     |has_tag('geo') AS r          |
--> |Policy Type       |ROW_FILTER                   |
--> |  Function Name   |main.default.only            |
--> |  Using Columns   |r, 'eu'                      |
--> |Created By        |ada@example.com              |
--> |Created At        |2026-01-15 AD at 09:00:00 UTC|
--> |Updated By        |ada@example.com              |
--> |Updated At        |2026-01-15 AD at 09:00:00 UTC|
--> +------------------+-----------------------------+

DESC POLICY mask_ssn ON CATALOG main;
--> +------------------+-----------------------------------+
--> |info_name         |info_value                         |
--> +------------------+-----------------------------------+
--> |Name              |mask_ssn                           |
--> |On Securable Type |CATALOG                            |
--> |On Securable      |main                               |
--> |Comment           |no numbers                         |
--> |To Principals     |account users                      |
--> |For Securable Type|TABLE                              |
--> |Match Columns     |hasTagValue('pii', 'ssn') AS number|
--> |Policy Type       |COLUMN_MASK                        |
--> |  Function Name   |main.default.hide                  |
--> |  On Column       |number                             |
--> |Created By        |ada@example.com                    |
--> |Created At        |2026-01-15 AD at 09:00:00 UTC      |
--> |Updated By        |ada@example.com                    |
--> |Updated At        |2026-01-15 AD at 09:00:00 UTC      |
--> +------------------+-----------------------------------+

CREATE TABLE other (id INT, region STRING);
--> ok

INSERT INTO other VALUES (1, 'us');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM other;
--> +---+------+
--> |id |region|
--> +---+------+
--> |1  |us    |
--> +---+------+

CREATE POLICY closed ON SCHEMA default ROW FILTER only TO `account users` FOR TABLES WHEN has_tag_value('state', 'closed') AND NOT has_tag('open') USING COLUMNS ('a', 'b');
--> ok

SELECT * FROM other;
--> +---+------+
--> |id |region|
--> +---+------+
--> |1  |us    |
--> +---+------+

ALTER TABLE other SET TAGS ('state' = 'closed');
--> ok

SELECT * FROM other;
--> +---+------+
--> |id |region|
--> +---+------+
--> +---+------+

ALTER SCHEMA default SET TAGS ('open' = '');
--> ok

SELECT * FROM other;
--> +---+------+
--> |id |region|
--> +---+------+
--> |1  |us    |
--> +---+------+

ALTER SCHEMA default UNSET TAGS ('open');
--> ok

SELECT * FROM people VERSION AS OF 1;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.TIME_TRAVEL 0A000 at 1
--> Row level security policies and column mask policies for main.default.people are not supported: Time travel for table with row level security policy and column mask policies. SQLSTATE: 0A000

CREATE TABLE copied DEEP CLONE people;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED 0A000 at 1
--> Cloning a table with a row filter or column masks is not supported. SQLSTATE: 0A000

CREATE POLICY us ON TABLE people ROW FILTER only TO `account users` FOR TABLES MATCH COLUMNS has_tag('geo') AS r USING COLUMNS (r, 'us');
--> ok

SELECT * FROM people;
--> INVALID_PARAMETER_VALUE.UC_ABAC_MULTIPLE_ROW_FILTERS 22023 at 1
--> Several row filters apply to table 'main.default.people' for this user. SQLSTATE: 22023

DROP POLICY us ON TABLE people;
--> ok

CREATE POLICY vague ON TABLE people ROW FILTER only TO `account users` FOR TABLES MATCH COLUMNS has_tag('pii') AS r USING COLUMNS (r, 'us');
--> ok

SELECT * FROM people;
--> INVALID_PARAMETER_VALUE.UC_ABAC_AMBIGUOUS_COLUMN_MATCH 22023 at 1
--> 'r' of policy 'vague' fits several columns of table 'main.default.people': ['ssn', 'phone']. SQLSTATE: 22023

DROP POLICY vague ON TABLE people;
--> ok

CREATE POLICY eu ON TABLE people ROW FILTER only TO `account users` FOR TABLES MATCH COLUMNS has_tag('geo') AS r USING COLUMNS (r, 'eu');
--> POLICY_ALREADY_EXISTS 42710 at 1
--> Policy 'eu' already exists on table 'main.default.people'. SQLSTATE: 42710

DROP POLICY nothing ON TABLE people;
--> POLICY_NOT_FOUND 42704 at 1
--> Policy 'nothing' does not exist on table 'main.default.people'. SQLSTATE: 42704

DESCRIBE POLICY nothing ON SCHEMA default;
--> POLICY_NOT_FOUND 42704 at 1
--> Policy 'nothing' does not exist on schema 'main.default'. SQLSTATE: 42704

CREATE POLICY bad ON TABLE people ROW FILTER only TO `account users` FOR TABLES MATCH COLUMNS region = 'eu' AS r USING COLUMNS (r, 'eu');
--> INVALID_PARAMETER_VALUE 22023 at 1
--> Invalid policy condition `region = 'eu'` at 'region'. It may have has_tag('key'), has_tag_value('key', 'value'), AND, OR, NOT and parentheses. SQLSTATE: 22023

CREATE POLICY bad ON TABLE people ROW FILTER only TO `account users` FOR TABLES MATCH COLUMNS has_tag('geo') AS r USING COLUMNS (x, 'eu');
--> INVALID_PARAMETER_VALUE 22023 at 1
--> Policy 'bad' names x, which is no alias of its MATCH COLUMNS clause. SQLSTATE: 22023

CREATE POLICY bad ON TABLE people ROW FILTER nowhere TO `account users` FOR TABLES;
--> FUNCTION_DOES_NOT_EXIST 22023 at 1
--> Function 'main.default.nowhere' does not exist. SQLSTATE: 22023

CREATE POLICY bad ON TABLE nowhere ROW FILTER only TO `account users` FOR TABLES;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.nowhere' does not exist. SQLSTATE: 42P01

CREATE POLICY bad ON TABLE people ROW FILTER only FOR TABLES;
--> PARSE_SYNTAX_ERROR 42601 at 1:51
--> Syntax error at or near 'FOR'. SQLSTATE: 42601

CREATE POLICY bad ON TABLE people COLUMN MASK hide TO `account users` FOR TABLES MATCH COLUMNS has_tag('pii') AS p;
--> PARSE_SYNTAX_ERROR 42601 at 1:115
--> Syntax error at or near end of input. SQLSTATE: 42601

SHOW POLICIES ON VOLUME people;
--> PARSE_SYNTAX_ERROR 42601 at 1:18
--> Syntax error at or near 'VOLUME'. SQLSTATE: 42601

DROP POLICY eu ON TABLE people;
--> ok

DROP POLICY mask_all ON SCHEMA default;
--> ok

DROP POLICY mask_ssn ON CATALOG main;
--> ok

SELECT * FROM people ORDER BY id;
--> +---+------+------+-----+
--> |id |region|ssn   |phone|
--> +---+------+------+-----+
--> |1  |eu    |111-11|9    |
--> |2  |us    |222-22|0002 |
--> +---+------+------+-----+
