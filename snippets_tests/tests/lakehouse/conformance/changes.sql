CREATE TABLE stock (item STRING, amount INT);
--> ok

INSERT INTO stock VALUES ('pen', 10), ('ink', 3), ('paper', 0);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |3                |3                |
--> +-----------------+-----------------+

UPDATE stock SET amount = amount + 1 WHERE item = 'ink';
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

DELETE FROM stock WHERE amount = 0;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

SELECT * FROM stock ORDER BY item;
--> +----+------+
--> |item|amount|
--> +----+------+
--> |ink |4     |
--> |pen |10    |
--> +----+------+

MERGE INTO stock USING (SELECT * FROM VALUES ('pen', 5), ('cap', 7), ('ink', 0) AS v(item, amount)) AS news ON stock.item = news.item WHEN MATCHED AND news.amount = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET amount = stock.amount + news.amount WHEN NOT MATCHED THEN INSERT *;
--> +-----------------+----------------+----------------+-----------------+
--> |num_affected_rows|num_updated_rows|num_deleted_rows|num_inserted_rows|
--> +-----------------+----------------+----------------+-----------------+
--> |3                |1               |1               |1                |
--> +-----------------+----------------+----------------+-----------------+

SELECT * FROM stock ORDER BY item;
--> +----+------+
--> |item|amount|
--> +----+------+
--> |cap |7     |
--> |pen |15    |
--> +----+------+

INSERT OVERWRITE stock VALUES ('desk', 1);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM stock;
--> +----+------+
--> |item|amount|
--> +----+------+
--> |desk|1     |
--> +----+------+

INSERT INTO stock (item) VALUES ('chair');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO stock REPLACE WHERE item = 'chair' VALUES ('chair', 4);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM stock ORDER BY item;
--> +-----+------+
--> |item |amount|
--> +-----+------+
--> |chair|4     |
--> |desk |1     |
--> +-----+------+

TRUNCATE TABLE stock;
--> ok

SELECT count(*) AS left FROM stock;
--> +----+
--> |left|
--> +----+
--> |0   |
--> +----+

INSERT INTO stock VALUES ('pen', 'many');
--> CAST_INVALID_INPUT 22018 at 1:1
--> The value 'many' of the type "STRING" cannot be cast to "INT" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead. SQLSTATE: 22018

INSERT INTO stock VALUES ('pen');
--> DELTA_INSERT_COLUMN_ARITY_MISMATCH 42802 at 1
--> Cannot write to 'main.default.stock', not enough data columns; target table has 2 column(s) but the inserted data has 1 column(s)
