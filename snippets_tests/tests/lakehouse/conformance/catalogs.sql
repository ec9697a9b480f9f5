SELECT current_catalog(), current_schema(), current_user();
--> +-----------------+----------------+---------------+
--> |current_catalog()|current_schema()|current_user() |
--> +-----------------+----------------+---------------+
--> |main             |default         |ada@example.com|
--> +-----------------+----------------+---------------+

SHOW CATALOGS;
--> +-------+
--> |catalog|
--> +-------+
--> |main   |
--> |samples|
--> |system |
--> +-------+

CREATE CATALOG dev COMMENT 'where things are tried out';
--> ok

CREATE CATALOG dev;
--> CATALOG_ALREADY_EXISTS 42710 at 1
--> Catalog 'dev' already exists SQLSTATE: 42710

CREATE CATALOG IF NOT EXISTS dev;
--> ok

SHOW CATALOGS LIKE 'd*';
--> +-------+
--> |catalog|
--> +-------+
--> |dev    |
--> +-------+

DESCRIBE CATALOG EXTENDED dev;
--> +------------+--------------------------+
--> |info_name   |info_value                |
--> +------------+--------------------------+
--> |Catalog Name|dev                       |
--> |Comment     |where things are tried out|
--> |Owner       |ada@example.com           |
--> |Catalog Type|Managed                   |
--> +------------+--------------------------+

USE CATALOG dev;
--> ok

SELECT current_catalog(), current_schema();
--> +-----------------+----------------+
--> |current_catalog()|current_schema()|
--> +-----------------+----------------+
--> |dev              |default         |
--> +-----------------+----------------+

CREATE TABLE here (id INT);
--> ok

SELECT * FROM dev.default.here;
--> +---+
--> |id |
--> +---+
--> +---+

USE CATALOG nowhere;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'nowhere' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

DROP CATALOG dev;
--> UC_CATALOG_NOT_EMPTY 2BP01 at 1
--> Catalog 'dev' is not empty. The catalog has 1 schema(s) SQLSTATE: 2BP01

USE CATALOG main;
--> ok

DROP CATALOG dev CASCADE;
--> ok

SELECT * FROM dev.default.here;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'dev' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

DROP CATALOG IF EXISTS dev;
--> ok

DROP CATALOG dev;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'dev' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

CREATE CATALOG `not a name`;
--> INVALID_PARAMETER_VALUE 22023 at 1
--> Invalid input: RPC CreateCatalog Field managedcatalog.CatalogInfo.name: name "not a name" is not a valid name SQLSTATE: 22023
