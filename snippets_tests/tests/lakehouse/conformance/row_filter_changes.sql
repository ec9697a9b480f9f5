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

CREATE TABLE allowed (region STRING);
--> ok

INSERT INTO allowed VALUES ('eu'), ('asia');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

CREATE FUNCTION listed(region STRING) RETURNS BOOLEAN RETURN EXISTS (SELECT 1 FROM allowed a WHERE a.region = listed.region);
--> ok

CREATE FUNCTION twice(region STRING) RETURNS BOOLEAN RETURN main.default.only_eu(region);
--> IDENTIFIER_TOO_MANY_NAME_PARTS 42601 at 1
--> `main`.`default`.`only_eu` is not a valid identifier as it has more than 2 name parts. SQLSTATE: 42601

ALTER TABLE sales SET ROW FILTER only_eu ON (region);
--> ok

UPDATE sales SET amount = amount + 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |2                |
--> +-----------------+

UPDATE sales AS s SET amount = 0 WHERE s.region = 'us';
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |0                |
--> +-----------------+

DELETE FROM sales WHERE id >= 2;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

MERGE INTO sales USING (SELECT 1 AS id UNION ALL SELECT 2) AS n ON sales.id = n.id WHEN MATCHED THEN UPDATE SET amount = 100 WHEN NOT MATCHED THEN INSERT (id, region, amount) VALUES (n.id + 10, 'eu', 5);
--> +-----------------+----------------+----------------+-----------------+
--> |num_affected_rows|num_updated_rows|num_deleted_rows|num_inserted_rows|
--> +-----------------+----------------+----------------+-----------------+
--> |2                |1               |0               |1                |
--> +-----------------+----------------+----------------+-----------------+

MERGE INTO main.default.sales AS t USING (SELECT 99 AS id) AS n ON t.id = n.id WHEN NOT MATCHED BY SOURCE AND t.amount < 50 THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET amount = -1;
--> +-----------------+----------------+----------------+-----------------+
--> |num_affected_rows|num_updated_rows|num_deleted_rows|num_inserted_rows|
--> +-----------------+----------------+----------------+-----------------+
--> |2                |1               |1               |0                |
--> +-----------------+----------------+----------------+-----------------+

DELETE FROM sales WHERE id IN (SELECT max(id) FROM sales);
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

INSERT INTO sales VALUES (5, 'eu', 1, 'e@x.com'), (6, 'eu', 2, 'f@x.com');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

ALTER TABLE sales ALTER COLUMN email SET MASK hide;
--> ok

UPDATE sales SET amount = length(email) WHERE sales.id = 5;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

DELETE FROM sales WHERE email = 'e@x.com';
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |0                |
--> +-----------------+

UPDATE sales SET email = 'new' WHERE email = '***' AND id = 6;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

MERGE INTO sales AS t USING (SELECT '***' AS mail) AS n ON t.email = n.mail WHEN MATCHED AND t.id = 5 THEN UPDATE SET region = 'eu', amount = t.amount + 100;
--> +-----------------+----------------+----------------+-----------------+
--> |num_affected_rows|num_updated_rows|num_deleted_rows|num_inserted_rows|
--> +-----------------+----------------+----------------+-----------------+
--> |1                |1               |0               |0                |
--> +-----------------+----------------+----------------+-----------------+

DELETE FROM sales WHERE email IN (SELECT mail FROM VALUES ('***') AS v(mail)) AND id = 6;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

ALTER TABLE sales DROP ROW FILTER;
--> ok

ALTER TABLE sales ALTER COLUMN email DROP MASK;
--> ok

SELECT * FROM sales ORDER BY id;
--> +---+------+------+-------+
--> |id |region|amount|email  |
--> +---+------+------+-------+
--> |2  |us    |20    |b@x.com|
--> |5  |eu    |103   |e@x.com|
--> +---+------+------+-------+

ALTER TABLE sales SET ROW FILTER listed ON (region);
--> ok

DELETE FROM sales WHERE id = 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |0                |
--> +-----------------+

ALTER TABLE sales SET ROW FILTER twice ON (region);
--> ROW_COLUMN_ACCESS.ASSIGNED_ROW_FILTER_FUNCTION_NOT_FOUND 42000 at 1
--> Error using row filters or column masks: The statement attempted to assign a row filter to the table main.default.sales, but there is no SQL user-defined function main.default.twice. SQLSTATE: 42000

UPDATE sales SET amount = 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

INSERT INTO sales VALUES (6, 'eu', 60, 'f@x.com'), (7, NULL, 70, 'g@x.com');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

DELETE FROM sales AS s WHERE s.id = 6;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

DELETE FROM sales WHERE region IS NULL;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |0                |
--> +-----------------+

MERGE INTO sales USING (SELECT 5 AS id) AS n ON sales.id = n.id WHEN MATCHED THEN DELETE;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED 0A000 at 1
--> Here a DELETE, UPDATE or MERGE of a table whose row filter or column mask main.default.listed has a subquery is not supported. SQLSTATE: 0A000

CREATE FUNCTION known(region STRING, id INT) RETURNS BOOLEAN LANGUAGE PYTHON AS $$
return region == "us" or id > 6
$$;
--> ok

ALTER TABLE sales SET ROW FILTER known ON (region, id);
--> ok

UPDATE sales SET amount = amount * 10;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |2                |
--> +-----------------+

ALTER TABLE sales ALTER COLUMN region SET MASK hide;
--> ok

DELETE FROM sales;
--> ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED 0A000 at 1
--> Here a DELETE, UPDATE or MERGE of a table whose row filter or column mask main.default.known is written in Python is not supported. SQLSTATE: 0A000

ALTER TABLE sales ALTER COLUMN region DROP MASK;
--> ok

ALTER TABLE sales DROP ROW FILTER;
--> ok

SELECT * FROM sales ORDER BY id;
--> +---+------+------+-------+
--> |id |region|amount|email  |
--> +---+------+------+-------+
--> |2  |us    |200   |b@x.com|
--> |5  |eu    |1     |e@x.com|
--> |7  |NULL  |700   |g@x.com|
--> +---+------+------+-------+
