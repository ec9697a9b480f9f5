CREATE VOLUME landing COMMENT 'files as they come';
--> ok

CREATE VOLUME landing;
--> VOLUME_ALREADY_EXISTS 42710 at 1
--> Volume 'landing' already exists SQLSTATE: 42710

CREATE VOLUME IF NOT EXISTS main.default.landing;
--> ok

CREATE EXTERNAL VOLUME away LOCATION 's3://bucket/landing';
--> ok

CREATE VOLUME nowhere.default.landing;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'nowhere' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

SHOW VOLUMES;
--> +--------+-----------+
--> |database|volume_name|
--> +--------+-----------+
--> |default |away       |
--> |default |landing    |
--> +--------+-----------+

DESCRIBE VOLUME landing;
--> +-------+-------+--------+---------------+---------------+----------+------------------+
--> |name   |catalog|database|owner          |storageLocation|volumeType|comment           |
--> +-------+-------+--------+---------------+---------------+----------+------------------+
--> |landing|main   |default |ada@example.com|NULL           |MANAGED   |files as they come|
--> +-------+-------+--------+---------------+---------------+----------+------------------+

COMMENT ON VOLUME landing IS 'changed';
--> ok

INSERT OVERWRITE DIRECTORY '/Volumes/main/default/landing/csv' USING csv OPTIONS (header 'true') SELECT 1 AS a, 'x' AS b;
--> ok

SELECT * FROM csv.`/Volumes/main/default/landing/csv`;
--> +---+---+
--> |_c0|_c1|
--> +---+---+
--> |a  |b  |
--> |1  |x  |
--> +---+---+

CREATE TABLE bronze USING csv OPTIONS (path '/Volumes/main/default/landing/csv', header 'true');
--> ok

SELECT value, _metadata.file_path LIKE 'dbfs:/Volumes/main/default/landing/csv/%' AS there FROM text.`/Volumes/main/default/landing/csv`;
--> +-----+-----+
--> |value|there|
--> +-----+-----+
--> |a,b  |true |
--> |1,x  |true |
--> +-----+-----+

SELECT * FROM bronze;
--> UNSUPPORTED_FEATURE.TABLE_OPERATION 0A000 at 1
--> The feature is not supported: Table `main`.`default`.`bronze` does not support batch scan. Please check the current catalog and namespace to make sure the qualified table name is expected, and also check the catalog implementation which is configured by "spark.sql.catalog". SQLSTATE: 0A000;
--> Project

SELECT * FROM text.`dbfs:/Volumes/main/default/landing/csv`;
--> +-----+
--> |value|
--> +-----+
--> |a,b  |
--> |1,x  |
--> +-----+

LIST '/Volumes/main/default';
--> only path name size
--> +-----------------------------------+--------+----+
--> |path                               |name    |size|
--> +-----------------------------------+--------+----+
--> |dbfs:/Volumes/main/default/away/   |away/   |0   |
--> |dbfs:/Volumes/main/default/landing/|landing/|0   |
--> +-----------------------------------+--------+----+

LIST '/Volumes/main/default/nothing';
--> PATH_NOT_FOUND 42K03 at 1
--> Path does not exist: /Volumes/main/default/nothing. SQLSTATE: 42K03

SELECT * FROM csv.`/Volumes/main/default/nothing`;
--> PATH_NOT_FOUND 42K03 at 1
--> Path does not exist: dbfs:/Volumes/main/default/nothing. SQLSTATE: 42K03

CREATE TABLE outside (id INT) LOCATION 's3://bucket/outside';
--> ok

INSERT INTO outside VALUES (7);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM delta.`s3://bucket/outside`;
--> +---+
--> |id |
--> +---+
--> |7  |
--> +---+

CREATE TABLE mounted (id INT) LOCATION '/mnt/data/mounted';
--> ok

DROP VOLUME landing;
--> ok

DROP VOLUME landing;
--> VOLUME_DOES_NOT_EXIST 42704 at 1
--> Volume 'main.default.landing' does not exist. SQLSTATE: 42704

DROP VOLUME IF EXISTS landing;
--> ok

CONVERT TO DELTA parquet.`/mnt/nothing`;
--> None None at 1
--> dbfs:/mnt/nothing doesn't exist
