CREATE TABLE sales (id INT, region STRING, amount INT);
--> ok

INSERT INTO sales VALUES (1, 'eu', 10), (2, 'eu', 20), (3, 'us', 30), (4, NULL, 40);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |4                |4                |
--> +-----------------+-----------------+

INSERT INTO sales REPLACE USING (region) SELECT 5 AS id, 'eu' AS region, 50 AS amount;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM sales ORDER BY id;
--> +---+------+------+
--> |id |region|amount|
--> +---+------+------+
--> |3  |us    |30    |
--> |4  |NULL  |40    |
--> |5  |eu    |50    |
--> +---+------+------+

INSERT INTO TABLE sales REPLACE USING (region, id) VALUES (3, 'us', 31), (6, 'us', 60) AS v(id, region, amount);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

INSERT INTO sales BY NAME REPLACE USING (id) SELECT 'us' AS region, 6 AS id;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO sales REPLACE USING (region) SELECT 7 AS id, CAST(NULL AS STRING) AS region, 70 AS amount;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM sales ORDER BY id;
--> +---+------+------+
--> |id |region|amount|
--> +---+------+------+
--> |3  |us    |31    |
--> |4  |NULL  |40    |
--> |5  |eu    |50    |
--> |6  |us    |NULL  |
--> |7  |NULL  |70    |
--> +---+------+------+

INSERT INTO sales AS t REPLACE ON t.region <=> s.region (SELECT 8 AS id, CAST(NULL AS STRING) AS region, 80 AS amount) AS s;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO sales t REPLACE ON t.amount > 55 SELECT 9 AS id, 'uk' AS region, 90 AS amount;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO sales REPLACE ON sales.id = n.id (SELECT * FROM sales WHERE false) n;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |0                |0                |
--> +-----------------+-----------------+

SELECT * FROM sales ORDER BY id;
--> +---+------+------+
--> |id |region|amount|
--> +---+------+------+
--> |3  |us    |31    |
--> |5  |eu    |50    |
--> |6  |us    |NULL  |
--> |9  |uk    |90    |
--> +---+------+------+

INSERT INTO sales REPLACE USING (ghost) SELECT 1 AS id, 'eu' AS region, 1 AS amount;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1
--> A column, variable, or function parameter with name `ghost` cannot be resolved. Did you mean one of the following? [`id`, `region`, `amount`]. SQLSTATE: 42703

INSERT INTO sales REPLACE USING (id) SELECT 1 AS number, 'eu' AS region, 1 AS amount;
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 1
--> A column, variable, or function parameter with name `id` cannot be resolved. Did you mean one of the following? [`number`, `region`, `amount`]. SQLSTATE: 42703

INSERT INTO sales REPLACE USING (id) SELECT 1 AS id, 'eu' AS region;
--> INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS 21S01 at 1
--> Cannot write to `main`.`default`.`sales`, the reason is not enough data columns:
--> Table columns: `id`, `region`, `amount`.

INSERT INTO sales REPLACE ON id = 1;
--> PARSE_SYNTAX_ERROR 42601 at 1:36
--> Syntax error at or near end of input. SQLSTATE: 42601

INSERT INTO ghosts REPLACE USING (id) SELECT 1 AS id;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:13
--> The table or view `ghosts` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SELECT operation FROM (DESCRIBE HISTORY sales) ORDER BY version DESC LIMIT 1;
--> +---------+
--> |operation|
--> +---------+
--> |MERGE    |
--> +---------+
