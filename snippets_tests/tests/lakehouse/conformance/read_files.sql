CREATE VOLUME landing;
--> ok

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'csv', header => true);
--> +---+--------+------+----------+-------------+
--> |id |customer|amount|day       |_rescued_data|
--> +---+--------+------+----------+-------------+
--> |1  |Ada     |10.5  |2026-01-02|NULL         |
--> |2  |Bob     |20.0  |2026-01-03|NULL         |
--> |3  |Cy      |NULL  |2026-01-04|NULL         |
--> +---+--------+------+----------+-------------+

DESCRIBE QUERY SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', header => true);
--> +-------------+---------+-------+
--> |col_name     |data_type|comment|
--> +-------------+---------+-------+
--> |id           |int      |NULL   |
--> |customer     |string   |NULL   |
--> |amount       |double   |NULL   |
--> |day          |date     |NULL   |
--> |_rescued_data|string   |NULL   |
--> +-------------+---------+-------+

SELECT id, amount FROM read_files('dbfs:/Volumes/main/default/landing/orders.csv', header => true, schemaEvolutionMode => 'none') WHERE amount > 15;
--> +---+------+
--> |id |amount|
--> +---+------+
--> |2  |20.0  |
--> +---+------+

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'csv', header => true, inferColumnTypes => false, rescuedDataColumn => '') LIMIT 1;
--> +---+--------+------+----------+
--> |id |customer|amount|day       |
--> +---+--------+------+----------+
--> |1  |Ada     |10.5  |2026-01-02|
--> +---+--------+------+----------+

SELECT * FROM read_files('/Volumes/main/default/landing/plain.csv', sep => ';');
--> +---+---+-------------+
--> |_c0|_c1|_rescued_data|
--> +---+---+-------------+
--> |1  |a  |NULL         |
--> |2  |b  |NULL         |
--> +---+---+-------------+

SELECT * FROM read_files('/Volumes/main/default/landing/plain.csv', format => 'csv', sep => ';', schema => 'n INT, letter STRING');
--> +---+------+
--> |n  |letter|
--> +---+------+
--> |1  |a     |
--> |2  |b     |
--> +---+------+

SELECT * FROM read_files('/Volumes/main/default/landing/broken', format => 'csv', header => true, schemaHints => 'amount INT') ORDER BY id;
--> +---+------+-------------------------------------------------------------------------------+
--> |id |amount|_rescued_data                                                                  |
--> +---+------+-------------------------------------------------------------------------------+
--> |1  |10    |NULL                                                                           |
--> |2  |NULL  |{"amount":"ten","_file_path":"dbfs:/Volumes/main/default/landing/broken/a.csv"}|
--> |3  |30    |{"_c2":"late","_file_path":"dbfs:/Volumes/main/default/landing/broken/a.csv"}  |
--> +---+------+-------------------------------------------------------------------------------+

SELECT id, amount, trouble FROM read_files('/Volumes/main/default/landing/broken/', format => 'csv', header => true, schema => 'id INT, amount INT', rescuedDataColumn => 'trouble') ORDER BY id;
--> +---+------+-------------------------------------------------------------------------------+
--> |id |amount|trouble                                                                        |
--> +---+------+-------------------------------------------------------------------------------+
--> |1  |10    |NULL                                                                           |
--> |2  |NULL  |{"amount":"ten","_file_path":"dbfs:/Volumes/main/default/landing/broken/a.csv"}|
--> |3  |30    |{"_c2":"late","_file_path":"dbfs:/Volumes/main/default/landing/broken/a.csv"}  |
--> +---+------+-------------------------------------------------------------------------------+

SELECT * FROM read_files('/Volumes/main/default/landing/drift', format => 'csv', header => true) ORDER BY id;
--> +---+------+-------+-------------+
--> |id |amount|channel|_rescued_data|
--> +---+------+-------+-------------+
--> |1  |10    |NULL   |NULL         |
--> |2  |20    |web    |NULL         |
--> +---+------+-------+-------------+

SELECT * FROM read_files('/Volumes/main/default/landing/events', format => 'json') ORDER BY name, score, id;
--> +--------------+----+----+-----+------+-------------+
--> |at            |id  |name|score|tags  |_rescued_data|
--> +--------------+----+----+-----+------+-------------+
--> |NULL          |four|NULL|NULL |NULL  |NULL         |
--> |NULL          |3   |NULL|1.5  |NULL  |NULL         |
--> |{Paris, 75001}|1   |Ada |NULL |[x, y]|NULL         |
--> |NULL          |2   |Bob |NULL |NULL  |NULL         |
--> +--------------+----+----+-----+------+-------------+

SELECT * FROM read_files('/Volumes/main/default/landing/events', format => 'json', schemaHints => 'id INT, at.zip STRING') ORDER BY id, name;
--> +--------------+----+----+-----+------+-----------------------------------------------------------------------------+
--> |at            |id  |name|score|tags  |_rescued_data                                                                |
--> +--------------+----+----+-----+------+-----------------------------------------------------------------------------+
--> |NULL          |NULL|NULL|NULL |NULL  |{"id":"four","_file_path":"dbfs:/Volumes/main/default/landing/events/b.json"}|
--> |{Paris, 75001}|1   |Ada |NULL |[x, y]|NULL                                                                         |
--> |NULL          |2   |Bob |NULL |NULL  |NULL                                                                         |
--> |NULL          |3   |NULL|1.5  |NULL  |NULL                                                                         |
--> +--------------+----+----+-----+------+-----------------------------------------------------------------------------+

SELECT * FROM read_files('/Volumes/main/default/landing/events', format => 'json', schema => 'id INT, name STRING', rescuedDataColumn => '_rescued_data') ORDER BY id, name;
--> +----+----+--------------------------------------------------------------------------------------------------------------------+
--> |id  |name|_rescued_data                                                                                                       |
--> +----+----+--------------------------------------------------------------------------------------------------------------------+
--> |NULL|NULL|{"id":"four","_file_path":"dbfs:/Volumes/main/default/landing/events/b.json"}                                       |
--> |1   |Ada |{"at":{"city":"Paris","zip":75001},"tags":["x","y"],"_file_path":"dbfs:/Volumes/main/default/landing/events/a.json"}|
--> |2   |Bob |NULL                                                                                                                |
--> |3   |NULL|{"score":1.5,"_file_path":"dbfs:/Volumes/main/default/landing/events/b.json"}                                       |
--> +----+----+--------------------------------------------------------------------------------------------------------------------+

SELECT * FROM read_files('/Volumes/main/default/landing/events', format => 'json', schema => 'id INT, name STRING') ORDER BY id, name;
--> +----+----+
--> |id  |name|
--> +----+----+
--> |NULL|NULL|
--> |1   |Ada |
--> |2   |Bob |
--> |3   |NULL|
--> +----+----+

SELECT * FROM read_files('/Volumes/main/default/landing/many.json', multiLine => true);
--> +---+-------------+
--> |id |_rescued_data|
--> +---+-------------+
--> |1  |NULL         |
--> |2  |NULL         |
--> +---+-------------+

SELECT * FROM read_files('/Volumes/main/default/landing/sales', format => 'csv', header => true) ORDER BY id;
--> +---+------+------+----+-------------+
--> |id |amount|region|year|_rescued_data|
--> +---+------+------+----+-------------+
--> |1  |10    |eu    |2026|NULL         |
--> |2  |20    |us    |2026|NULL         |
--> +---+------+------+----+-------------+

SELECT * FROM read_files('/Volumes/main/default/landing/sales', format => 'csv', header => true, partitionColumns => '') ORDER BY id;
--> +---+------+-------------+
--> |id |amount|_rescued_data|
--> +---+------+-------------+
--> |1  |10    |NULL         |
--> |2  |20    |NULL         |
--> +---+------+-------------+

SELECT id, year FROM read_files('/Volumes/main/default/landing/sales', format => 'csv', header => true, schemaHints => 'year STRING') ORDER BY id;
--> +---+----+
--> |id |year|
--> +---+----+
--> |1  |2026|
--> |2  |2026|
--> +---+----+

SELECT value, _metadata.file_name FROM read_files('/Volumes/main/default/landing/notes');
--> +------+---------+
--> |value |file_name|
--> +------+---------+
--> |first |a.txt    |
--> |second|a.txt    |
--> +------+---------+

SELECT value FROM read_files('/Volumes/main/default/landing/notes', format => 'text', wholeText => true);
--> +---------------+
--> |value          |
--> +---------------+
--> |first\nsecond\n|
--> +---------------+

SELECT path, length FROM read_files('/Volumes/main/default/landing/notes', format => 'binaryFile');
--> +----------------------------------------------+------+
--> |path                                          |length|
--> +----------------------------------------------+------+
--> |dbfs:/Volumes/main/default/landing/notes/a.txt|13    |
--> +----------------------------------------------+------+

SELECT * FROM read_files('/Volumes/main/default/landing/books.xml', rowTag => 'book');
--> +---+-----+-------------+
--> |_id|title|_rescued_data|
--> +---+-----+-------------+
--> |1  |Dune |NULL         |
--> |2  |Emma |NULL         |
--> +---+-----+-------------+

SELECT count(*) FROM read_files('/Volumes/main/default/landing/{orders,plain}.csv', format => 'text');
--> +--------+
--> |count(1)|
--> +--------+
--> |6       |
--> +--------+

SELECT count(*) FROM read_files('/Volumes/main/default/landing/dr*/2026-0[1-2].csv', format => 'text');
--> +--------+
--> |count(1)|
--> +--------+
--> |4       |
--> +--------+

SELECT count(*) FROM read_files('/Volumes/main/default/landing', format => 'text', fileNamePattern => '*.{txt,xml}');
--> +--------+
--> |count(1)|
--> +--------+
--> |3       |
--> +--------+

SELECT count(*) FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'text', modifiedBefore => '2020-01-01');
--> +--------+
--> |count(1)|
--> +--------+
--> |0       |
--> +--------+

SELECT _rescued_data, _metadata.file_path FROM read_files('/Volumes/main/default/landing/broken', format => 'csv', header => true, schemaHints => 'amount INT') WHERE _rescued_data IS NOT NULL ORDER BY id;
--> +-------------------------------------------------------------------------------+-----------------------------------------------+
--> |_rescued_data                                                                  |file_path                                      |
--> +-------------------------------------------------------------------------------+-----------------------------------------------+
--> |{"amount":"ten","_file_path":"dbfs:/Volumes/main/default/landing/broken/a.csv"}|dbfs:/Volumes/main/default/landing/broken/a.csv|
--> |{"_c2":"late","_file_path":"dbfs:/Volumes/main/default/landing/broken/a.csv"}  |dbfs:/Volumes/main/default/landing/broken/a.csv|
--> +-------------------------------------------------------------------------------+-----------------------------------------------+

SELECT r.id, r._metadata.file_name FROM read_files('/Volumes/main/default/landing/orders.csv', header => true) AS r WHERE r.id = 1;
--> +---+----------+
--> |id |file_name |
--> +---+----------+
--> |1  |orders.csv|
--> +---+----------+

SELECT a.id, b.name FROM read_files('/Volumes/main/default/landing/orders.csv', header => true) a JOIN read_files('/Volumes/main/default/landing/events/a.json') b ON a.id = b.id ORDER BY a.id;
--> +---+----+
--> |id |name|
--> +---+----+
--> |1  |Ada |
--> |2  |Bob |
--> +---+----+

CREATE TABLE orders AS SELECT id, customer, amount FROM read_files('/Volumes/main/default/landing/orders.csv', header => true);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

INSERT INTO orders SELECT id + 10, customer, amount FROM read_files('/Volumes/main/default/landing/orders.csv', header => true);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |3                |3                |
--> +-----------------+-----------------+

SELECT count(*), max(id) FROM orders;
--> +--------+-------+
--> |count(1)|max(id)|
--> +--------+-------+
--> |6       |13     |
--> +--------+-------+

CREATE VIEW names AS SELECT name FROM read_files('/Volumes/main/default/landing/events/a.json');
--> ok

SELECT * FROM names ORDER BY name;
--> +----+
--> |name|
--> +----+
--> |Ada |
--> |Bob |
--> +----+

WITH raw AS (SELECT * FROM read_files('/Volumes/main/default/landing/plain.csv', format => lower('CSV'), sep => char(59))) SELECT count(*) FROM raw;
--> +--------+
--> |count(1)|
--> +--------+
--> |2       |
--> +--------+

SELECT * FROM read_files('/Volumes/main/default/landing/nothing.csv', format => 'csv');
--> CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES 42K03 at 1
--> Cannot read files: the input path /Volumes/main/default/landing/nothing.csv does not exist. Check the path and try again. SQLSTATE: 42K03

SELECT * FROM read_files('/Volumes/main/default/landing/no*.csv', format => 'csv');
--> CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES 42K03 at 1
--> Cannot read files: the input path /Volumes/main/default/landing/no*.csv does not exist. Check the path and try again. SQLSTATE: 42K03

SELECT * FROM read_files('/Volumes/main/default/landing/empty', format => 'csv');
--> CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE 42000 at 1
--> Cannot infer schema when the input path `/Volumes/main/default/landing/empty` is empty. Please try to start the stream when there are files in the input path, or specify the schema. SQLSTATE: 42000

SELECT * FROM read_files('/Volumes/main/default/landing/empty', format => 'csv', schema => 'id INT');
--> +---+
--> |id |
--> +---+
--> +---+

SELECT * FROM read_files('/Volumes/main/default/landing/mystery');
--> CF_FAILED_TO_INFER_SCHEMA.OTHER 22000 at 1
--> Failed to infer schema for format unknown from existing files in input path /Volumes/main/default/landing/mystery. Say which format the files have with the option format. SQLSTATE: 22000

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'csv', headers => true);
--> CF_UNKNOWN_OPTION_KEYS_ERROR 42616 at 1
--> Found unknown option keys: headers SQLSTATE: 42616

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', 'csv');
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1
--> The function `read_files` requires named parameters: argument 2 has no name. SQLSTATE: 42605

SELECT * FROM read_files(format => 'csv');
--> REQUIRED_PARAMETER_NOT_FOUND 4274K at 1
--> Cannot invoke routine `read_files`: its required parameter `path` has no value. SQLSTATE: 4274K

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'csv', format => 'json');
--> DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE 4274K at 1
--> Call to routine `read_files` assigns the parameter `format` more than once. SQLSTATE: 4274K

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'excel');
--> UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY 0A000 at 1
--> Unsupported data source type for direct query on files: excel. Formats are avro, binaryFile, csv, json, orc, parquet, text, xml. SQLSTATE: 0A000

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'csv', schema => 'id INTT');
--> UNSUPPORTED_DATATYPE 0A000 at 1:4
--> Unsupported data type "INTT". SQLSTATE: 0A000

SELECT * FROM read_files('/Volumes/main/default/landing/orders.csv', format => 'csv', skipRows => 1);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The option skiprows of read_files is not emulated. SQLSTATE: 0A000

SELECT * FROM read_files('/Volumes/main/default/attic/orders.csv', format => 'csv');
--> VOLUME_DOES_NOT_EXIST 42704 at 1
--> Volume 'main.default.attic' does not exist. SQLSTATE: 42704

SELECT * FROM read_files('/Volumes/main/default/landing/broken', format => 'csv', header => true, schema => 'id INT, amount INT', mode => 'FAILFAST');
--> FAILED_READ_FILE.NO_HINT KD001 at 1
--> Encountered error while reading file dbfs:///Volumes/main/default/landing/broken/a.csv.  SQLSTATE: KD001
