CREATE TABLE events (id INT, kind STRING);
--> ok

INSERT INTO events VALUES (1, 'a');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

INSERT INTO events VALUES (2, 'b');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

OPTIMIZE events ZORDER BY (kind);
--> only path
--> +----------------------------------------------+
--> |path                                          |
--> +----------------------------------------------+
--> |s3://lakeproof-t6ad459a618/main/default/events|
--> +----------------------------------------------+

VACUUM events;
--> +----------------------------------------------+
--> |path                                          |
--> +----------------------------------------------+
--> |s3://lakeproof-t6ad459a618/main/default/events|
--> +----------------------------------------------+

VACUUM events RETAIN 0 HOURS;
--> DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT 22003 at 1
--> The specified VACUUM retention period is too low and may corrupt this Delta table if any writes are in progress.
-->

DESCRIBE DETAIL events;
--> only format name description partitionColumns clusteringColumns numFiles
--> +------+-------------------+-----------+----------------+-----------------+--------+
--> |format|name               |description|partitionColumns|clusteringColumns|numFiles|
--> +------+-------------------+-----------+----------------+-----------------+--------+
--> |delta |main.default.events|NULL       |[]              |[]               |1       |
--> +------+-------------------+-----------+----------------+-----------------+--------+

CREATE TABLE shallow SHALLOW CLONE events;
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |source_table_size|source_num_of_files|num_removed_files|num_copied_files|removed_files_size|copied_files_size|
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |678              |1                  |0                |0               |0                 |0                |
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+

CREATE TABLE deep DEEP CLONE events;
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |source_table_size|source_num_of_files|num_removed_files|num_copied_files|removed_files_size|copied_files_size|
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |678              |1                  |0                |1               |0                 |678              |
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+

SELECT * FROM deep ORDER BY id;
--> +---+----+
--> |id |kind|
--> +---+----+
--> |1  |a   |
--> |2  |b   |
--> +---+----+

CREATE TABLE IF NOT EXISTS deep DEEP CLONE events;
--> ok

INSERT INTO events VALUES (3, 'c');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

CREATE OR REPLACE TABLE deep CLONE events;
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |source_table_size|source_num_of_files|num_removed_files|num_copied_files|removed_files_size|copied_files_size|
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+
--> |687              |1                  |1                |1               |678               |687              |
--> +-----------------+-------------------+-----------------+----------------+------------------+-----------------+

SELECT count(*) AS n FROM deep;
--> +---+
--> |n  |
--> +---+
--> |3  |
--> +---+

DROP TABLE events;
--> ok

SELECT * FROM deep ORDER BY id;
--> +---+----+
--> |id |kind|
--> +---+----+
--> |1  |a   |
--> |2  |b   |
--> |3  |c   |
--> +---+----+

INSERT INTO deep VALUES (4, 'd');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT count(*) AS n FROM deep;
--> +---+
--> |n  |
--> +---+
--> |4  |
--> +---+

CREATE TABLE copy CLONE nowhere;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `nowhere` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: not available.
