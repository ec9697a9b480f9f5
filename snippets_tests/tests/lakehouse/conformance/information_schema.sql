CREATE TABLE customers (id INT NOT NULL COMMENT 'key', name STRING, CONSTRAINT customers_pk PRIMARY KEY (id) RELY);
--> ok

CREATE TABLE orders (id BIGINT NOT NULL, customer INT, total DECIMAL(10,2), ordered DATE, at TIMESTAMP, share DOUBLE, tags ARRAY<STRING>, PRIMARY KEY (id), CONSTRAINT orders_customers FOREIGN KEY (customer) REFERENCES customers) PARTITIONED BY (ordered) COMMENT 'what was ordered';
--> ok

ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0);
--> ok

CREATE VIEW names AS SELECT name FROM customers;
--> ok

CREATE VOLUME inbox COMMENT 'files';
--> ok

SELECT * FROM information_schema.information_schema_catalog_name;
--> +------------+
--> |catalog_name|
--> +------------+
--> |main        |
--> +------------+

SELECT catalog_name, catalog_owner FROM information_schema.catalogs;
--> +------------+---------------+
--> |catalog_name|catalog_owner  |
--> +------------+---------------+
--> |main        |ada@example.com|
--> +------------+---------------+

SELECT catalog_name FROM system.information_schema.catalogs ORDER BY catalog_name;
--> +------------+
--> |catalog_name|
--> +------------+
--> |main        |
--> |samples     |
--> |system      |
--> +------------+

SELECT schema_name, schema_owner FROM main.information_schema.schemata ORDER BY schema_name;
--> +------------------+---------------+
--> |schema_name       |schema_owner   |
--> +------------------+---------------+
--> |default           |ada@example.com|
--> |information_schema|System user    |
--> +------------------+---------------+

SELECT catalog_name, schema_name FROM system.information_schema.schemata WHERE schema_name LIKE 'tp%';
--> +------------+-----------+
--> |catalog_name|schema_name|
--> +------------+-----------+
--> |samples     |tpch       |
--> +------------+-----------+

SELECT table_name, table_type, table_owner, data_source_format, comment, is_insertable_into FROM information_schema.tables WHERE table_schema = 'default' ORDER BY table_name;
--> +----------+----------+---------------+--------------------------+----------------+------------------+
--> |table_name|table_type|table_owner    |data_source_format        |comment         |is_insertable_into|
--> +----------+----------+---------------+--------------------------+----------------+------------------+
--> |customers |MANAGED   |ada@example.com|DELTA                     |NULL            |YES               |
--> |names     |VIEW      |ada@example.com|UNKNOWN_DATA_SOURCE_FORMAT|NULL            |NO                |
--> |orders    |MANAGED   |ada@example.com|DELTA                     |what was ordered|YES               |
--> +----------+----------+---------------+--------------------------+----------------+------------------+

SELECT column_name, ordinal_position, is_nullable, full_data_type, data_type, numeric_precision, numeric_precision_radix, numeric_scale, datetime_precision, partition_index, comment FROM information_schema.columns WHERE table_name IN ('customers', 'orders') ORDER BY table_name, ordinal_position;
--> +-----------+----------------+-----------+--------------+---------+-----------------+-----------------------+-------------+------------------+---------------+-------+
--> |column_name|ordinal_position|is_nullable|full_data_type|data_type|numeric_precision|numeric_precision_radix|numeric_scale|datetime_precision|partition_index|comment|
--> +-----------+----------------+-----------+--------------+---------+-----------------+-----------------------+-------------+------------------+---------------+-------+
--> |id         |1               |NO         |int           |INT      |32               |2                      |0            |NULL              |NULL           |key    |
--> |name       |2               |YES        |string        |STRING   |NULL             |NULL                   |NULL         |NULL              |NULL           |NULL   |
--> |id         |1               |NO         |bigint        |BIGINT   |64               |2                      |0            |NULL              |NULL           |NULL   |
--> |customer   |2               |YES        |int           |INT      |32               |2                      |0            |NULL              |NULL           |NULL   |
--> |total      |3               |YES        |decimal(10,2) |DECIMAL  |10               |10                     |2            |NULL              |NULL           |NULL   |
--> |ordered    |4               |YES        |date          |DATE     |NULL             |NULL                   |NULL         |0                 |1              |NULL   |
--> |at         |5               |YES        |timestamp     |TIMESTAMP|NULL             |NULL                   |NULL         |3                 |NULL           |NULL   |
--> |share      |6               |YES        |double        |DOUBLE   |53               |2                      |NULL         |NULL              |NULL           |NULL   |
--> |tags       |7               |YES        |array<string> |ARRAY    |NULL             |NULL                   |NULL         |NULL              |NULL           |NULL   |
--> +-----------+----------------+-----------+--------------+---------+-----------------+-----------------------+-------------+------------------+---------------+-------+

SELECT table_name, view_definition, check_option, is_updatable FROM information_schema.views WHERE table_schema = 'default';
--> +----------+--------------------------+------------+------------+
--> |table_name|view_definition           |check_option|is_updatable|
--> +----------+--------------------------+------------+------------+
--> |names     |SELECT name FROM customers|NONE        |NO          |
--> +----------+--------------------------+------------+------------+

SELECT volume_name, volume_type, volume_owner, comment FROM information_schema.volumes;
--> +-----------+-----------+---------------+-------+
--> |volume_name|volume_type|volume_owner   |comment|
--> +-----------+-----------+---------------+-------+
--> |inbox      |MANAGED    |ada@example.com|files  |
--> +-----------+-----------+---------------+-------+

SELECT table_name, constraint_name, constraint_type, enforced FROM information_schema.table_constraints ORDER BY ALL;
--> +----------+----------------+---------------+--------+
--> |table_name|constraint_name |constraint_type|enforced|
--> +----------+----------------+---------------+--------+
--> |customers |customers_pk    |PRIMARY KEY    |NO      |
--> |orders    |orders_customers|FOREIGN KEY    |NO      |
--> |orders    |orders_pk       |PRIMARY KEY    |NO      |
--> |orders    |positive        |CHECK          |YES     |
--> +----------+----------------+---------------+--------+

SELECT constraint_name, table_name, column_name, ordinal_position, position_in_unique_constraint FROM information_schema.key_column_usage ORDER BY ALL;
--> +----------------+----------+-----------+----------------+-----------------------------+
--> |constraint_name |table_name|column_name|ordinal_position|position_in_unique_constraint|
--> +----------------+----------+-----------+----------------+-----------------------------+
--> |customers_pk    |customers |id         |1               |NULL                         |
--> |orders_customers|orders    |customer   |1               |1                            |
--> |orders_pk       |orders    |id         |1               |NULL                         |
--> +----------------+----------+-----------+----------------+-----------------------------+

SELECT constraint_name, unique_constraint_catalog, unique_constraint_schema, unique_constraint_name, match_option, update_rule, delete_rule FROM information_schema.referential_constraints;
--> +----------------+-------------------------+------------------------+----------------------+------------+-----------+-----------+
--> |constraint_name |unique_constraint_catalog|unique_constraint_schema|unique_constraint_name|match_option|update_rule|delete_rule|
--> +----------------+-------------------------+------------------------+----------------------+------------+-----------+-----------+
--> |orders_customers|main                     |default                 |customers_pk          |FULL        |NO ACTION  |NO ACTION  |
--> +----------------+-------------------------+------------------------+----------------------+------------+-----------+-----------+

SELECT constraint_name, check_clause FROM information_schema.check_constraints;
--> +---------------+------------+
--> |constraint_name|check_clause|
--> +---------------+------------+
--> |positive       |total >= 0  |
--> +---------------+------------+

SELECT table_name, constraint_name FROM information_schema.constraint_table_usage ORDER BY ALL;
--> +----------+----------------+
--> |table_name|constraint_name |
--> +----------+----------------+
--> |customers |customers_pk    |
--> |customers |orders_customers|
--> |orders    |orders_pk       |
--> +----------+----------------+

SELECT table_name, column_name, constraint_name FROM information_schema.constraint_column_usage ORDER BY ALL;
--> +----------+-----------+----------------+
--> |table_name|column_name|constraint_name |
--> +----------+-----------+----------------+
--> |customers |id         |customers_pk    |
--> |customers |id         |orders_customers|
--> |orders    |id         |orders_pk       |
--> +----------+-----------+----------------+

GRANT SELECT ON SCHEMA main.default TO `bob@example.com`;
--> ok

GRANT MODIFY ON TABLE orders TO `bob@example.com`;
--> ok

GRANT READ VOLUME ON VOLUME inbox TO `bob@example.com`;
--> ok

SELECT grantor, grantee, table_name, privilege_type, is_grantable, inherited_from FROM information_schema.table_privileges WHERE table_schema = 'default' ORDER BY ALL;
--> +---------------+---------------+----------+--------------+------------+--------------+
--> |grantor        |grantee        |table_name|privilege_type|is_grantable|inherited_from|
--> +---------------+---------------+----------+--------------+------------+--------------+
--> |ada@example.com|bob@example.com|customers |SELECT        |NO          |SCHEMA        |
--> |ada@example.com|bob@example.com|names     |SELECT        |NO          |SCHEMA        |
--> |ada@example.com|bob@example.com|orders    |MODIFY        |NO          |NONE          |
--> |ada@example.com|bob@example.com|orders    |SELECT        |NO          |SCHEMA        |
--> +---------------+---------------+----------+--------------+------------+--------------+

SELECT grantor, grantee, schema_name, privilege_type, inherited_from FROM information_schema.schema_privileges ORDER BY ALL;
--> +---------------+---------------+------------------+--------------+--------------+
--> |grantor        |grantee        |schema_name       |privilege_type|inherited_from|
--> +---------------+---------------+------------------+--------------+--------------+
--> |System user    |account users  |information_schema|SELECT        |NONE          |
--> |System user    |account users  |information_schema|USE_SCHEMA    |NONE          |
--> |ada@example.com|bob@example.com|default           |SELECT        |NONE          |
--> +---------------+---------------+------------------+--------------+--------------+

SELECT catalog_name, grantee, privilege_type FROM system.information_schema.catalog_privileges ORDER BY ALL;
--> +------------+-------------+--------------+
--> |catalog_name|grantee      |privilege_type|
--> +------------+-------------+--------------+
--> |samples     |account users|SELECT        |
--> |samples     |account users|USE_CATALOG   |
--> |samples     |account users|USE_SCHEMA    |
--> |system      |account users|USE_CATALOG   |
--> +------------+-------------+--------------+

SELECT grantee, volume_name, privilege_type, inherited_from FROM information_schema.volume_privileges ORDER BY ALL;
--> +---------------+-----------+--------------+--------------+
--> |grantee        |volume_name|privilege_type|inherited_from|
--> +---------------+-----------+--------------+--------------+
--> |bob@example.com|inbox      |READ_VOLUME   |NONE          |
--> +---------------+-----------+--------------+--------------+

SELECT metastore_name, privilege_model_version, cloud, region FROM information_schema.metastores;
--> +-----------------+-----------------------+-----+---------+
--> |metastore_name   |privilege_model_version|cloud|region   |
--> +-----------------+-----------------------+-----+---------+
--> |example-metastore|1.0                    |aws  |us-west-2|
--> +-----------------+-----------------------+-----+---------+

SHOW TABLES IN information_schema LIKE 'c*';
--> +------------------+-----------------------+-----------+
--> |database          |tableName              |isTemporary|
--> +------------------+-----------------------+-----------+
--> |information_schema|catalog_privileges     |false      |
--> |information_schema|catalog_tags           |false      |
--> |information_schema|catalogs               |false      |
--> |information_schema|check_constraints      |false      |
--> |information_schema|column_masks           |false      |
--> |information_schema|column_tags            |false      |
--> |information_schema|columns                |false      |
--> |information_schema|constraint_column_usage|false      |
--> |information_schema|constraint_table_usage |false      |
--> +------------------+-----------------------+-----------+

DESCRIBE TABLE information_schema.catalogs;
--> +---------------+---------+-------+
--> |col_name       |data_type|comment|
--> +---------------+---------+-------+
--> |catalog_name   |string   |NULL   |
--> |catalog_owner  |string   |NULL   |
--> |comment        |string   |NULL   |
--> |created        |timestamp|NULL   |
--> |created_by     |string   |NULL   |
--> |last_altered   |timestamp|NULL   |
--> |last_altered_by|string   |NULL   |
--> +---------------+---------+-------+

SELECT c.table_name, count(*) AS columns FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_catalog, table_schema, table_name) WHERE t.table_type = 'MANAGED' GROUP BY c.table_name ORDER BY ALL;
--> +----------+-------+
--> |table_name|columns|
--> +----------+-------+
--> |customers |2      |
--> |orders    |7      |
--> +----------+-------+

SELECT table_name FROM samples.information_schema.tables WHERE table_schema = 'nyctaxi';
--> +----------+
--> |table_name|
--> +----------+
--> |trips     |
--> +----------+

CREATE CATALOG dev;
--> ok

SELECT schema_name FROM dev.information_schema.schemata ORDER BY schema_name;
--> +------------------+
--> |schema_name       |
--> +------------------+
--> |default           |
--> |information_schema|
--> +------------------+

DROP CATALOG dev CASCADE;
--> ok

SELECT * FROM dev.information_schema.schemata;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'dev' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

SELECT * FROM information_schema.nothing;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `information_schema`.`nothing` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SELECT * FROM nowhere.information_schema.tables;
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'nowhere' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

CREATE TABLE nowhere.default.t (id INT);
--> NO_SUCH_CATALOG_EXCEPTION 42704 at 1
--> Catalog 'nowhere' was not found. Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704

CREATE TABLE information_schema.mine (id INT);
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have CREATE TABLE on Schema 'main.information_schema'. SQLSTATE: 42501

CREATE VIEW information_schema.mine AS SELECT 1 AS one;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have CREATE TABLE on Schema 'main.information_schema'. SQLSTATE: 42501

CREATE TABLE system.access.mine (id INT);
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have CREATE TABLE on Schema 'system.access'. SQLSTATE: 42501

DELETE FROM information_schema.tables;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'main.information_schema.tables'. SQLSTATE: 42501

DROP VIEW information_schema.tables;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'main.information_schema.tables'. SQLSTATE: 42501

DROP SCHEMA information_schema CASCADE;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Schema 'main.information_schema'. SQLSTATE: 42501
