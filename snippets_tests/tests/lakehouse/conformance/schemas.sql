CREATE SCHEMA sales COMMENT 'orders and customers' WITH DBPROPERTIES (team = 'growth');
--> ok

CREATE SCHEMA sales;
--> SCHEMA_ALREADY_EXISTS 42P06 at 1
--> Cannot create schema `main`.`sales` because it already exists.
--> Choose a different name, drop the existing schema, or add the IF NOT EXISTS clause to tolerate pre-existing schema. SQLSTATE: 42P06

CREATE SCHEMA IF NOT EXISTS main.sales;
--> ok

CREATE SCHEMA nowhere.sales;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'nowhere' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

SHOW SCHEMAS;
--> +------------------+
--> |databaseName      |
--> +------------------+
--> |default           |
--> |information_schema|
--> |sales             |
--> +------------------+

SHOW SCHEMAS IN main LIKE 's*';
--> +------------+
--> |databaseName|
--> +------------+
--> |sales       |
--> +------------+

DESCRIBE SCHEMA EXTENDED sales;
--> +-------------------------+--------------------------+
--> |database_description_item|database_description_value|
--> +-------------------------+--------------------------+
--> |Catalog Name             |main                      |
--> |Namespace Name           |sales                     |
--> |Comment                  |orders and customers      |
--> |Location                 |                          |
--> |Owner                    |ada@example.com           |
--> |Properties               |((team,growth))           |
--> +-------------------------+--------------------------+

ALTER SCHEMA sales OWNER TO `grace@example.com`;
--> ok

DESCRIBE SCHEMA sales;
--> +-------------------------+--------------------------+
--> |database_description_item|database_description_value|
--> +-------------------------+--------------------------+
--> |Catalog Name             |main                      |
--> |Namespace Name           |sales                     |
--> |Comment                  |orders and customers      |
--> |Location                 |                          |
--> |Owner                    |grace@example.com         |
--> +-------------------------+--------------------------+

USE SCHEMA sales;
--> ok

CREATE TABLE orders (id BIGINT);
--> ok

SHOW TABLES;
--> +--------+---------+-----------+
--> |database|tableName|isTemporary|
--> +--------+---------+-----------+
--> |sales   |orders   |false      |
--> +--------+---------+-----------+

CREATE TEMPORARY VIEW passing AS SELECT 1 AS one;
--> ok

SHOW TABLES LIKE '*s*';
--> +--------+---------+-----------+
--> |database|tableName|isTemporary|
--> +--------+---------+-----------+
--> |sales   |orders   |false      |
--> |        |passing  |true       |
--> +--------+---------+-----------+

SHOW TABLES IN main.default;
--> +--------+---------+-----------+
--> |database|tableName|isTemporary|
--> +--------+---------+-----------+
--> |        |passing  |true       |
--> +--------+---------+-----------+

DROP SCHEMA sales;
--> SCHEMA_NOT_EMPTY 2BP01 at 1
--> Cannot drop a schema `main`.`sales` because it contains objects.
--> Use DROP SCHEMA ... CASCADE to drop the schema and all its objects. SQLSTATE: 2BP01

DROP SCHEMA sales CASCADE;
--> ok

USE SCHEMA sales;
--> SCHEMA_NOT_FOUND 42704 at 1
--> The schema `main`.`sales` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a catalog, verify the current_schema() output, or qualify the name with the correct catalog.

DROP SCHEMA IF EXISTS sales;
--> ok

DROP SCHEMA sales;
--> SCHEMA_NOT_FOUND 42704 at 1
--> The schema `main`.`sales` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a catalog, verify the current_schema() output, or qualify the name with the correct catalog.

USE SCHEMA samples.tpch;
--> ok

SELECT current_catalog(), current_schema(), count(*) AS regions FROM region;
--> +-----------------+----------------+-------+
--> |current_catalog()|current_schema()|regions|
--> +-----------------+----------------+-------+
--> |samples          |tpch            |5      |
--> +-----------------+----------------+-------+

USE DATABASE main.default;
--> ok

SET spark.sql.shuffle.partitions = 7;
--> +----------------------------+-----+
--> |key                         |value|
--> +----------------------------+-----+
--> |spark.sql.shuffle.partitions|7    |
--> +----------------------------+-----+

RESET;
--> ok

SELECT current_catalog(), current_schema(), current_user();
--> +-----------------+----------------+---------------+
--> |current_catalog()|current_schema()|current_user() |
--> +-----------------+----------------+---------------+
--> |main             |default         |ada@example.com|
--> +-----------------+----------------+---------------+
