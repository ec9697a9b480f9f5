CREATE VOLUME landing;
--> ok

CREATE TABLE orders (id INT, name STRING, amount INT);
--> ok

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true') FILES = ('2026-01.csv');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |2                |2                |0                        |
--> +-----------------+-----------------+-------------------------+

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |1                |1                |0                        |
--> +-----------------+-----------------+-------------------------+

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |0                |0                |0                        |
--> +-----------------+-----------------+-------------------------+

SELECT * FROM orders ORDER BY id;
--> +---+----+------+
--> |id |name|amount|
--> +---+----+------+
--> |1  |Ada |10    |
--> |2  |Bob |20    |
--> |3  |Cy  |30    |
--> +---+----+------+

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV PATTERN = '*-02.csv' FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true') COPY_OPTIONS ('force' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |1                |1                |0                        |
--> +-----------------+-----------------+-------------------------+

SELECT count(*) FROM orders;
--> +--------+
--> |count(1)|
--> +--------+
--> |4       |
--> +--------+

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true') COPY_OPTIONS ('force' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |3                |3                |0                        |
--> +-----------------+-----------------+-------------------------+

CREATE TABLE chosen (id BIGINT, who STRING, file STRING);
--> ok

COPY INTO chosen FROM (SELECT id::BIGINT, upper(name) AS who, _metadata.file_name AS file FROM '/Volumes/main/default/landing/orders') FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |3                |3                |0                        |
--> +-----------------+-----------------+-------------------------+

SELECT * FROM chosen ORDER BY id;
--> +---+---+-----------+
--> |id |who|file       |
--> +---+---+-----------+
--> |1  |ADA|2026-01.csv|
--> |2  |BOB|2026-01.csv|
--> |3  |CY |2026-02.csv|
--> +---+---+-----------+

CREATE TABLE anything;
--> ok

COPY INTO anything FROM '/Volumes/main/default/landing/events' FILEFORMAT = JSON;
--> COPY_INTO_SCHEMA_MISMATCH_WITH_TARGET_TABLE 42KDG at 1
--> A schema mismatch has been detected when copying into the Delta table (Table: main.default.anything). It has no column id, kind. To add it, set COPY_OPTIONS ('mergeSchema' = 'true'). SQLSTATE: 42KDG

COPY INTO anything FROM '/Volumes/main/default/landing/events' FILEFORMAT = JSON FORMAT_OPTIONS ('mergeSchema' = 'true') COPY_OPTIONS ('mergeSchema' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |2                |2                |0                        |
--> +-----------------+-----------------+-------------------------+

COPY INTO anything FROM '/Volumes/main/default/landing/extra' FILEFORMAT = JSON;
--> COPY_INTO_SCHEMA_MISMATCH_WITH_TARGET_TABLE 42KDG at 1
--> A schema mismatch has been detected when copying into the Delta table (Table: main.default.anything). It has no column who. To add it, set COPY_OPTIONS ('mergeSchema' = 'true'). SQLSTATE: 42KDG

COPY INTO anything FROM '/Volumes/main/default/landing/extra' FILEFORMAT = JSON VALIDATE 10 ROWS COPY_OPTIONS ('mergeSchema' = 'true');
--> +---+----+---+
--> |id |kind|who|
--> +---+----+---+
--> |3  |open|Ada|
--> +---+----+---+

SELECT count(*) FROM anything;
--> +--------+
--> |count(1)|
--> +--------+
--> |2       |
--> +--------+

COPY INTO anything FROM '/Volumes/main/default/landing/extra' FILEFORMAT = JSON COPY_OPTIONS ('mergeSchema' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |1                |1                |0                        |
--> +-----------------+-----------------+-------------------------+

SELECT * FROM anything ORDER BY id;
--> +---+-----+----+
--> |id |kind |who |
--> +---+-----+----+
--> |1  |open |NULL|
--> |2  |close|NULL|
--> |3  |open |Ada |
--> +---+-----+----+

CREATE TABLE plain (n INT, letter STRING);
--> ok

COPY INTO plain BY POSITION FROM '/Volumes/main/default/landing/plain.csv' FILEFORMAT = CSV;
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |2                |2                |0                        |
--> +-----------------+-----------------+-------------------------+

COPY INTO plain (letter, n) FROM (SELECT _c1, _c0 FROM '/Volumes/main/default/landing/plain.csv') FILEFORMAT = CSV COPY_OPTIONS ('force' = 'true');
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |2                |2                |0                        |
--> +-----------------+-----------------+-------------------------+

SELECT * FROM plain ORDER BY n;
--> +---+------+
--> |n  |letter|
--> +---+------+
--> |7  |x     |
--> |7  |x     |
--> |8  |y     |
--> |8  |y     |
--> +---+------+

DROP TABLE plain;
--> ok

CREATE TABLE plain (n INT, letter STRING);
--> ok

COPY INTO plain BY POSITION FROM '/Volumes/main/default/landing/plain.csv' FILEFORMAT = CSV;
--> +-----------------+-----------------+-------------------------+
--> |num_affected_rows|num_inserted_rows|num_skipped_corrupt_files|
--> +-----------------+-----------------+-------------------------+
--> |2                |2                |0                        |
--> +-----------------+-----------------+-------------------------+

COPY INTO plain BY POSITION FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV;
--> COPY_INTO_COLUMN_ARITY_MISMATCH 21S01 at 1
--> Cannot write to main.default.plain, the number of columns does not match: the table takes 2, the files have 3. SQLSTATE: 21S01

COPY INTO plain BY POSITION FROM '/Volumes/main/default/landing/events' FILEFORMAT = JSON;
--> COPY_INTO_UNSUPPORTED_FEATURE 0A000 at 1
--> COPY INTO matches columns by position only for CSV without a header. SQLSTATE: 0A000

COPY INTO nowhere FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV;
--> DELTA_MISSING_DELTA_TABLE_COPY_INTO 42P01 at 1
--> Table main.default.nowhere doesn't exist. Create it first: CREATE TABLE main.default.nowhere; SQLSTATE: 42P01

COPY INTO orders FROM '/Volumes/main/default/landing/gone' FILEFORMAT = CSV;
--> PATH_NOT_FOUND 42K03 at 1
--> Path does not exist: /Volumes/main/default/landing/gone. SQLSTATE: 42K03

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV PATTERN = '*.json';
--> COPY_INTO_SOURCE_SCHEMA_INFERENCE_FAILED 42KD9 at 1
--> The source directory did not contain any parsable files of type csv: /Volumes/main/default/landing/orders. SQLSTATE: 42KD9

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV FILES = ('2025.csv');
--> PATH_NOT_FOUND 42K03 at 1
--> Path does not exist: /Volumes/main/default/landing/orders/2025.csv. SQLSTATE: 42K03

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = DELTA;
--> COPY_INTO_SOURCE_FILE_FORMAT_NOT_SUPPORTED 0A000 at 1
--> The format of the source files must be one of CSV, JSON, AVRO, ORC, PARQUET, TEXT, or BINARYFILE, not DELTA. SQLSTATE: 0A000

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV VALIDATE 0 ROWS;
--> COPY_INTO_SYNTAX_ERROR.VALIDATE_INVALID_ROWS 42601 at 1
--> VALIDATE needs a positive number of rows. SQLSTATE: 42601

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV COPY_OPTIONS ('overwrite' = 'true');
--> COPY_INTO_UNSUPPORTED_FEATURE 0A000 at 1
--> COPY INTO has no copy option overwrite; there are force and mergeSchema. SQLSTATE: 0A000

COPY INTO orders FROM '/Volumes/main/default/landing/orders' WITH (CREDENTIAL mine) FILEFORMAT = CSV;
--> COPY_INTO_CREDENTIALS_NOT_ALLOWED_ON 0A000 at 1
--> Invalid scheme dbfs: COPY INTO takes credentials for S3 and Azure storage only. SQLSTATE: 0A000

COPY INTO orders FROM '/Volumes/main/default/landing/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('headers' = 'true');
--> CF_UNKNOWN_OPTION_KEYS_ERROR 42616 at 1
--> Found unknown option keys: headers SQLSTATE: 42616

COPY INTO orders FROM '/Volumes/main/default/landing/orders';
--> PARSE_SYNTAX_ERROR 42601 at 1:61
--> Syntax error at or near end of input. SQLSTATE: 42601

COPY INTO orders '/Volumes/main/default/landing/orders' FILEFORMAT = CSV;
--> PARSE_SYNTAX_ERROR 42601 at 1:18
--> Syntax error at or near '\'/Volumes/main/default/landing/orders\''. SQLSTATE: 42601
