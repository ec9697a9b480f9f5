CREATE TABLE notes (id INT, text STRING);
--> ok

INSERT INTO notes VALUES (1, 'first');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO notes VALUES (2, 'second');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

UPDATE notes SET text = 'changed' WHERE id = 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

DESCRIBE HISTORY notes;
--> only version operation
--> +-------+------------+
--> |version|operation   |
--> +-------+------------+
--> |3      |UPDATE      |
--> |2      |WRITE       |
--> |1      |WRITE       |
--> |0      |CREATE TABLE|
--> +-------+------------+

SELECT version, operation FROM (DESCRIBE HISTORY notes LIMIT 2) ORDER BY version;
--> +-------+---------+
--> |version|operation|
--> +-------+---------+
--> |2      |WRITE    |
--> |3      |UPDATE   |
--> +-------+---------+

WITH h AS (DESC HISTORY notes), d AS (DESC DETAIL notes) SELECT max(h.version) AS newest, any_value(d.format) AS format FROM h, d;
--> +------+------+
--> |newest|format|
--> +------+------+
--> |3     |delta |
--> +------+------+

SELECT * FROM (DESCRIBE HISTORY nothing_of_this_name);
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `nothing_of_this_name` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`session`, `main`.`default`].

SELECT * FROM notes VERSION AS OF 1;
--> +---+-----+
--> |id |text |
--> +---+-----+
--> |1  |first|
--> +---+-----+

SELECT * FROM notes@v2 ORDER BY id;
--> +---+------+
--> |id |text  |
--> +---+------+
--> |1  |first |
--> |2  |second|
--> +---+------+

SELECT count(*) AS n FROM notes@v0;
--> +---+
--> |n  |
--> +---+
--> |0  |
--> +---+

SELECT * FROM notes@v9;
--> DELTA_VERSION_NOT_FOUND 22003 at 1
--> Cannot time travel Delta table to version 9. Available versions: [0, 3].

SELECT n.text FROM notes@v1 AS n JOIN notes AS now ON n.id = now.id;
--> +-----+
--> |text |
--> +-----+
--> |first|
--> +-----+

RESTORE TABLE notes TO VERSION AS OF 2;
--> +------------------------+--------------------------+-----------------+------------------+------------------+-------------------+
--> |table_size_after_restore|num_of_files_after_restore|num_removed_files|num_restored_files|removed_files_size|restored_files_size|
--> +------------------------+--------------------------+-----------------+------------------+------------------+-------------------+
--> |1413                    |2                         |1                |1                 |717               |703                |
--> +------------------------+--------------------------+-----------------+------------------+------------------+-------------------+

SELECT * FROM notes ORDER BY id;
--> +---+------+
--> |id |text  |
--> +---+------+
--> |1  |first |
--> |2  |second|
--> +---+------+

ALTER TABLE notes SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true');
--> ok

DELETE FROM notes WHERE id = 1;
--> +-----------------+
--> |num_affected_rows|
--> +-----------------+
--> |1                |
--> +-----------------+

SELECT id, text, _change_type, _commit_version FROM table_changes('notes', 6);
--> +---+-----+------------+---------------+
--> |id |text |_change_type|_commit_version|
--> +---+-----+------------+---------------+
--> |1  |first|delete      |6              |
--> +---+-----+------------+---------------+

SELECT id, _change_type FROM table_changes('main.default.notes', 6, 6);
--> +---+------------+
--> |id |_change_type|
--> +---+------------+
--> |1  |delete      |
--> +---+------------+
