CREATE TABLE sales (id INT, region STRING, amount INT, email STRING);
--> ok

INSERT INTO sales VALUES (1, 'eu', 10, 'a@x.com'), (2, 'us', 20, 'b@x.com'), (3, 'eu', 30, 'c@x.com');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |3                |3                |
--> +-----------------+-----------------+

CREATE FUNCTION only_eu(region STRING) RETURNS BOOLEAN RETURN is_account_group_member('admins') OR region = 'eu';
--> ok

CREATE FUNCTION hide(value STRING) RETURNS STRING RETURN CASE WHEN is_member('admins') THEN value ELSE '***' END;
--> ok

CREATE FUNCTION hide_for(value INT, region STRING, open STRING) RETURNS INT RETURN IF(region = open, value, -1);
--> ok

CREATE FUNCTION always() RETURNS BOOLEAN RETURN true;
--> ok

SELECT is_account_group_member('admins'), is_member('users'), current_user(), session_user();
--> +-------------------------------+----------------+---------------+---------------+
--> |is_account_group_member(admins)|is_member(users)|current_user() |session_user() |
--> +-------------------------------+----------------+---------------+---------------+
--> |false                          |false           |ada@example.com|ada@example.com|
--> +-------------------------------+----------------+---------------+---------------+

ALTER TABLE sales SET ROW FILTER only_eu ON (region);
--> ok

SELECT * FROM sales ORDER BY id;
--> +---+------+------+-------+
--> |id |region|amount|email  |
--> +---+------+------+-------+
--> |1  |eu    |10    |a@x.com|
--> |3  |eu    |30    |c@x.com|
--> +---+------+------+-------+

SELECT count(*), sum(amount) FROM main.default.sales;
--> +--------+-----------+
--> |count(1)|sum(amount)|
--> +--------+-----------+
--> |2       |40         |
--> +--------+-----------+

ALTER TABLE sales ALTER COLUMN email SET MASK hide;
--> ok

SELECT s.id, s.email FROM sales AS s ORDER BY s.id;
--> +---+-----+
--> |id |email|
--> +---+-----+
--> |1  |***  |
--> |3  |***  |
--> +---+-----+

SELECT sales.id, main.default.sales.email FROM main.default.sales WHERE email LIKE '%*' ORDER BY id LIMIT 1;
--> +---+-----+
--> |id |email|
--> +---+-----+
--> |1  |***  |
--> +---+-----+

ALTER TABLE sales ALTER COLUMN amount SET MASK main.default.hide_for USING COLUMNS (region, 'us');
--> ok

SELECT * FROM sales ORDER BY id;
--> +---+------+------+-----+
--> |id |region|amount|email|
--> +---+------+------+-----+
--> |1  |eu    |-1    |***  |
--> |3  |eu    |-1    |***  |
--> +---+------+------+-----+

DESCRIBE TABLE EXTENDED sales;
--> only col_name data_type
--> +----------------------------+---------------------------------------------------+
--> |col_name                    |data_type                                          |
--> +----------------------------+---------------------------------------------------+
--> |id                          |int                                                |
--> |region                      |string                                             |
--> |amount                      |int                                                |
--> |email                       |string                                             |
--> |                            |                                                   |
--> |# Detailed Table Information|                                                   |
--> |Catalog                     |main                                               |
--> |Schema                      |default                                            |
--> |Table                       |sales                                              |
--> |Type                        |MANAGED                                            |
--> |Location                    |s3://lakeproof-ta3af19e7a8/main/default/sales      |
--> |Provider                    |delta                                              |
--> |Owner                       |ada@example.com                                    |
--> |Table Properties            |[delta.minReaderVersion=1,delta.minWriterVersion=2]|
--> |# Row Filter                |                                                   |
--> |Row Filter                  |main.default.only_eu ON (region)                   |
--> |# Column Masks              |                                                   |
--> |amount                      |main.default.hide_for USING COLUMNS (region, 'us') |
--> |email                       |main.default.hide                                  |
--> +----------------------------+---------------------------------------------------+

CREATE VIEW eu AS SELECT id, email FROM sales;
--> ok

SELECT * FROM eu ORDER BY id;
--> +---+-----+
--> |id |email|
--> +---+-----+
--> |1  |***  |
--> |3  |***  |
--> +---+-----+

WITH s AS (SELECT * FROM sales) SELECT max(id) FROM s;
--> +-------+
--> |max(id)|
--> +-------+
--> |3      |
--> +-------+

SELECT (SELECT count(*) FROM sales) AS visible;
--> +-------+
--> |visible|
--> +-------+
--> |2      |
--> +-------+

INSERT INTO sales VALUES (4, 'us', 40, 'd@x.com');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

DELETE FROM sales WHERE id > 2;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

ALTER TABLE sales ALTER amount DROP MASK;
--> ok

ALTER TABLE sales ALTER COLUMN email DROP MASK;
--> ok

ALTER TABLE sales DROP ROW FILTER;
--> ok

SELECT * FROM sales ORDER BY id;
--> +---+------+------+-------+
--> |id |region|amount|email  |
--> +---+------+------+-------+
--> |1  |eu    |10    |a@x.com|
--> |2  |us    |20    |b@x.com|
--> |4  |us    |40    |d@x.com|
--> +---+------+------+-------+

CREATE TABLE staff (name STRING, phone STRING MASK hide, region STRING COMMENT 'where') WITH ROW FILTER only_eu ON (region);
--> ok

INSERT INTO staff VALUES ('Ada', '1', 'eu'), ('Bob', '2', 'us');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

SELECT * FROM staff;
--> +----+-----+------+
--> |name|phone|region|
--> +----+-----+------+
--> |Ada |***  |eu    |
--> +----+-----+------+

SELECT * FROM staff VERSION AS OF 1;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.TIME_TRAVEL 0A000 at 1
--> Row level security policies and column mask policies for main.default.staff are not supported: Time travel for table with row level security policy and column mask policies. SQLSTATE: 0A000

SELECT * FROM staff@v1;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.TIME_TRAVEL 0A000 at 1
--> Row level security policies and column mask policies for main.default.staff are not supported: Time travel for table with row level security policy and column mask policies. SQLSTATE: 0A000

CREATE TABLE copied SHALLOW CLONE staff;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED 0A000 at 1
--> Cloning a table with a row filter or column masks is not supported. SQLSTATE: 0A000

CREATE TABLE copied DEEP CLONE staff;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED 0A000 at 1
--> Cloning a table with a row filter or column masks is not supported. SQLSTATE: 0A000

DROP TABLE staff;
--> ok

CREATE TABLE staff (name STRING, phone STRING, region STRING);
--> ok

INSERT INTO staff VALUES ('Bob', '2', 'us');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM staff;
--> +----+-----+------+
--> |name|phone|region|
--> +----+-----+------+
--> |Bob |2    |us    |
--> +----+-----+------+

ALTER TABLE staff SET ROW FILTER always ON ();
--> ok

ALTER TABLE staff SET ROW FILTER nowhere ON (region);
--> ROW_COLUMN_ACCESS.ASSIGNED_ROW_FILTER_FUNCTION_NOT_FOUND 42000 at 1
--> Error using row filters or column masks: The statement attempted to assign a row filter to the table main.default.staff, but there is no SQL user-defined function main.default.nowhere. SQLSTATE: 42000

ALTER TABLE staff SET ROW FILTER only_eu ON (city);
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1
--> A column, variable, or function parameter with name `city` cannot be resolved. Did you mean one of the following? [`name`, `phone`, `region`]. SQLSTATE: 42703

ALTER TABLE staff SET ROW FILTER only_eu ON (region, name);
--> ROW_COLUMN_ACCESS.ASSIGNED_ROW_FILTER_WRONG_NUMBER_OF_COLUMNS 42000 at 1
--> Error using row filters or column masks: The number of columns did not match the number of arguments of the function main.default.only_eu. SQLSTATE: 42000

ALTER TABLE staff SET ROW FILTER only_eu ON ();
--> ROW_COLUMN_ACCESS.ASSIGNED_ROW_FILTER_WRONG_NUMBER_OF_COLUMNS 42000 at 1
--> Error using row filters or column masks: The number of columns did not match the number of arguments of the function main.default.only_eu. SQLSTATE: 42000

ALTER TABLE staff SET ROW FILTER hide ON (region);
--> QUERIED_TABLE_INCOMPATIBLE_WITH_ROW_LEVEL_SECURITY_POLICY.NON_BOOLEAN_RETURN_TYPE 428HD at 1
--> Unable to access referenced table because a previously assigned row level security policy is currently incompatible with the table schema: For target table main.default.staff, the row level security policy named main.default.hide is implemented by a SQL UDF with a non-boolean return type of STRING. SQLSTATE: 428HD

ALTER TABLE staff SET ROW FILTER hide_for ON (region, region);
--> ROW_COLUMN_ACCESS.ASSIGNED_ROW_FILTER_DUPLICATE_COLUMN_NAME 42000 at 1
--> Error using row filters or column masks: Two or more referenced columns have the same name `region`, which is invalid. SQLSTATE: 42000

ALTER TABLE staff ALTER COLUMN phone SET MASK nowhere;
--> ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_FUNCTION_NOT_FOUND 42000 at 1
--> Error using row filters or column masks: The statement attempted to assign a mask to the column phone, but there is no SQL user-defined function main.default.nowhere. SQLSTATE: 42000

ALTER TABLE staff ALTER COLUMN fax SET MASK hide;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1
--> A column, variable, or function parameter with name `fax` cannot be resolved. Did you mean one of the following? [`name`, `phone`, `region`]. SQLSTATE: 42703

ALTER TABLE staff ALTER COLUMN phone SET MASK hide USING COLUMNS (phone);
--> ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_USING_COLUMN_NAME_SAME_AS_TARGET_COLUMN 42000 at 1
--> Error using row filters or column masks: The column phone had the same name as the target column; remove it from the USING COLUMNS list. SQLSTATE: 42000

ALTER TABLE staff ALTER COLUMN phone SET MASK hide USING COLUMNS (name);
--> ROW_COLUMN_ACCESS.ASSIGNED_COLUMN_MASK_WRONG_NUMBER_OF_COLUMNS 42000 at 1
--> Error using row filters or column masks: The number of columns did not match the number of arguments of the function main.default.hide. SQLSTATE: 42000

ALTER TABLE staff SET ROW FILTER only_eu;
--> PARSE_SYNTAX_ERROR 42601 at 1:41
--> Syntax error at or near end of input. SQLSTATE: 42601

ALTER TABLE eu SET ROW FILTER always ON ();
--> ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED.VIEWS 0A000 at 1
--> Row level security policies for main.default.eu are not supported: Effective row level security policy for views. It must be removed first. SQLSTATE: 0A000

CREATE TABLE checked (id INT, CONSTRAINT positive CHECK (id > 0));
--> ok

ALTER TABLE checked SET ROW FILTER always ON ();
--> ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED.CHECK_CONSTRAINT 0A000 at 1
--> Row level security policies for main.default.checked are not supported: Setting row level security policy for tables with CHECK constraints. SQLSTATE: 0A000

ALTER TABLE checked ALTER COLUMN id SET MASK hide;
--> COLUMN_MASKS_FEATURE_NOT_SUPPORTED.CHECK_CONSTRAINT 0A000 at 1
--> Column mask policies for main.default.checked are not supported: Setting column mask policies for tables with CHECK constraints. SQLSTATE: 0A000

CREATE TABLE masked (id INT, phone STRING MASK hide);
--> ok

SELECT * FROM masked VERSION AS OF 0;
--> COLUMN_MASKS_FEATURE_NOT_SUPPORTED.TIME_TRAVEL 0A000 at 1
--> Column mask policies for main.default.masked are not supported: Time travel for table with column mask policies. SQLSTATE: 0A000

ALTER TABLE masked ADD CONSTRAINT positive CHECK (id > 0);
--> COLUMN_MASKS_CHECK_CONSTRAINT_UNSUPPORTED 0A000 at 1
--> Creating CHECK constraint on table main.default.masked with column mask policies is not supported. SQLSTATE: 0A000

CREATE TABLE filtered (id INT) WITH ROW FILTER always ON ();
--> ok

SELECT * FROM filtered TIMESTAMP AS OF '2099-01-01';
--> ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED.TIME_TRAVEL 0A000 at 1
--> Row level security policies for main.default.filtered are not supported: Time travel for table with row level security policy. SQLSTATE: 0A000

ALTER TABLE filtered ADD CONSTRAINT positive CHECK (id > 0);
--> ROW_LEVEL_SECURITY_CHECK_CONSTRAINT_UNSUPPORTED 0A000 at 1
--> Creating CHECK constraint on table main.default.filtered with row level security policies is not supported. SQLSTATE: 0A000

SELECT is_member('a', 'b');
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1:8
--> The `is_member` requires 1 parameters but the actual number is 2. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix. SQLSTATE: 42605
