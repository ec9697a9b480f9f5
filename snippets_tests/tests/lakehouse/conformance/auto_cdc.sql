CREATE TABLE events (id INT, city STRING, note STRING, op STRING, seq INT);
--> ok

INSERT INTO events VALUES (1, 'Rome', 'x', 'I', 1), (2, 'Oslo', 'y', 'I', 2), (1, 'Bonn', 'x', 'U', 4);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |3                |3                |
--> +-----------------+-----------------+

CREATE OR REFRESH STREAMING TABLE people
FLOW AUTO CDC FROM STREAM(events) KEYS (id) APPLY AS DELETE WHEN op = 'D' SEQUENCE BY seq
COLUMNS * EXCEPT (op, seq) STORED AS SCD TYPE 1;
--> ok

CREATE OR REFRESH STREAMING TABLE people_history
FLOW AUTO CDC FROM STREAM events KEYS (id) APPLY AS DELETE WHEN op = 'D' SEQUENCE BY seq
COLUMNS * EXCEPT (op, seq) STORED AS SCD TYPE 2 TRACK HISTORY ON (city);
--> ok

SELECT * FROM people ORDER BY id;
--> +---+----+----+
--> |id |city|note|
--> +---+----+----+
--> |1  |Bonn|x   |
--> |2  |Oslo|y   |
--> +---+----+----+

SELECT * FROM people_history ORDER BY id, __START_AT;
--> +---+----+----+----------+--------+
--> |id |city|note|__START_AT|__END_AT|
--> +---+----+----+----------+--------+
--> |1  |Rome|x   |1         |4       |
--> |1  |Bonn|x   |4         |NULL    |
--> |2  |Oslo|y   |2         |NULL    |
--> +---+----+----+----------+--------+

INSERT INTO events VALUES (1, 'Paris', 'late', 'U', 3), (2, NULL, NULL, 'D', 7), (2, 'Kyiv', 'before the delete', 'U', 6), (1, 'Bonn', 'z', 'U', 8);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |4                |4                |
--> +-----------------+-----------------+

REFRESH STREAMING TABLE people;
--> ok

REFRESH STREAMING TABLE people_history;
--> ok

SELECT * FROM people ORDER BY id;
--> +---+----+----+
--> |id |city|note|
--> +---+----+----+
--> |1  |Bonn|z   |
--> +---+----+----+

SELECT * FROM people_history ORDER BY id, __START_AT;
--> +---+-----+-----------------+----------+--------+
--> |id |city |note             |__START_AT|__END_AT|
--> +---+-----+-----------------+----------+--------+
--> |1  |Rome |x                |1         |3       |
--> |1  |Paris|late             |3         |4       |
--> |1  |Bonn |z                |4         |NULL    |
--> |2  |Oslo |y                |2         |6       |
--> |2  |Kyiv |before the delete|6         |7       |
--> +---+-----+-----------------+----------+--------+

CREATE OR REFRESH STREAMING TABLE partial
FLOW AUTO CDC FROM STREAM events KEYS (id) IGNORE NULL UPDATES APPLY AS TRUNCATE WHEN op = 'T' SEQUENCE BY seq
COLUMNS (id, city, note);
--> ok

INSERT INTO events VALUES (1, NULL, 'only the note', 'U', 9), (NULL, NULL, NULL, 'T', 5);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

REFRESH STREAMING TABLE partial;
--> ok

SELECT * FROM partial ORDER BY id;
--> +---+----+-----------------+
--> |id |city|note             |
--> +---+----+-----------------+
--> |1  |Bonn|only the note    |
--> |2  |Kyiv|before the delete|
--> +---+----+-----------------+

CREATE OR REFRESH STREAMING TABLE nothing FLOW AUTO CDC FROM STREAM events KEYS (id) STORED AS SCD TYPE 1;
--> AUTOCDC_MISSING_SEQUENCE_BY 22023 at 1
--> AutoCDC flow is missing a required `sequence_by` expression. Specify a `sequence_by` column or expression that orders incoming change events. SQLSTATE: 22023

CREATE OR REFRESH STREAMING TABLE nothing FLOW AUTO CDC FROM STREAM events KEYS (number) SEQUENCE BY seq;
--> AUTOCDC_COLUMNS_NOT_FOUND_IN_SCHEMA 42703 at 1
--> Using case-insensitive column name comparison, the following columns are not present in the changeDataFeed schema: number. Available columns: id, city, note, op, seq. SQLSTATE: 42703

CREATE OR REFRESH STREAMING TABLE nothing FLOW AUTO CDC FROM STREAM events KEYS (id) SEQUENCE BY seq STORED AS SCD TYPE 3;
--> PARSE_SYNTAX_ERROR 42601 at 1:121
--> Syntax error at or near '3'. SQLSTATE: 42601

INSERT INTO events VALUES (9, 'Rome', 'no place', 'I', NULL);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

REFRESH STREAMING TABLE people;
--> AUTOCDC_MICROBATCH_VALIDATION.NULL_SEQUENCE 22000 at 1
--> AutoCDC flow on table main.default.people failed microbatch validation. The microbatch contains 1 row(s) with a null sequencing value. All rows must have a non-null sequencing value. SQLSTATE: 22000
