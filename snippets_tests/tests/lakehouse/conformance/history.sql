CREATE TABLE notes (id INT, text STRING);
--> ok

INSERT INTO notes VALUES (1, 'first');
--> ok

INSERT INTO notes VALUES (2, 'second');
--> ok

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

SELECT count(*) AS n FROM notes TIMESTAMP AS OF '1999-01-01';
--> DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION 42816 at 1
--> The provided timestamp (1999-01-01 00:00:00.0) is before the earliest version available to
--> this table (2026-11-21 06:22:23.899). Please use a timestamp after 2026-11-21 06:22:23.

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
