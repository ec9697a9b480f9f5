CREATE VOLUME landing;
--> ok

INSERT OVERWRITE DIRECTORY '/Volumes/main/default/landing/orders' USING avro SELECT * FROM VALUES (1, 'pen', map('a', 1)), (2, NULL, NULL) AS t(id, item, counts);
--> ok

SELECT * FROM avro.`/Volumes/main/default/landing/orders` ORDER BY id;
--> +---+----+--------+
--> |id |item|counts  |
--> +---+----+--------+
--> |1  |pen |{a -> 1}|
--> |2  |NULL|NULL    |
--> +---+----+--------+

SELECT * FROM read_files('/Volumes/main/default/landing/orders', format => 'avro') ORDER BY id;
--> +---+----+--------+-------------+
--> |id |item|counts  |_rescued_data|
--> +---+----+--------+-------------+
--> |1  |pen |{a -> 1}|NULL         |
--> |2  |NULL|NULL    |NULL         |
--> +---+----+--------+-------------+

SELECT id, item FROM read_files('/Volumes/main/default/landing/orders') ORDER BY id;
--> +---+----+
--> |id |item|
--> +---+----+
--> |1  |pen |
--> |2  |NULL|
--> +---+----+

SELECT * FROM read_files('/Volumes/main/default/landing/orders', format => 'avro', schema => 'id BIGINT, other STRING') ORDER BY id;
--> +---+-----+
--> |id |other|
--> +---+-----+
--> |1  |NULL |
--> |2  |NULL |
--> +---+-----+

CREATE TABLE orders (id INT, item STRING);
--> ok

COPY INTO orders FROM (SELECT id, item FROM '/Volumes/main/default/landing/orders') FILEFORMAT = AVRO;
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |2                |2                |0                        |
--> +-----------------+-----------------+-------------------------+

SELECT * FROM orders ORDER BY id;
--> +---+----+
--> |id |item|
--> +---+----+
--> |1  |pen |
--> |2  |NULL|
--> +---+----+

SELECT from_avro(to_avro(7), '"int"') AS seven;
--> +-----+
--> |seven|
--> +-----+
--> |7    |
--> +-----+

SELECT * FROM avro.`/Volumes/main/default/landing/nothing`;
--> PATH_NOT_FOUND 42K03 at 1
--> Path does not exist: dbfs:/Volumes/main/default/landing/nothing. SQLSTATE: 42K03
