CREATE TABLE t (id INT, name STRING);
--> ok

COMMENT ON TABLE t IS 'a table';
--> ok

COMMENT ON COLUMN t.id IS 'the key';
--> ok

COMMENT ON COLUMN main.default.t.name IS 'the name\'s owner';
--> ok

DESCRIBE t;
--> +--------+---------+----------------+
--> |col_name|data_type|comment         |
--> +--------+---------+----------------+
--> |id      |int      |the key         |
--> |name    |string   |the name's owner|
--> +--------+---------+----------------+

COMMENT ON CATALOG main IS 'the main one';
--> ok

DESCRIBE CATALOG main;
--> +------------+---------------+
--> |info_name   |info_value     |
--> +------------+---------------+
--> |Catalog Name|main           |
--> |Comment     |the main one   |
--> |Owner       |ada@example.com|
--> +------------+---------------+

COMMENT ON SCHEMA default IS 'of no theme';
--> ok

DESCRIBE SCHEMA default;
--> +-------------------------+--------------------------+
--> |database_description_item|database_description_value|
--> +-------------------------+--------------------------+
--> |Catalog Name             |main                      |
--> |Namespace Name           |default                   |
--> |Comment                  |of no theme               |
--> |Location                 |                          |
--> |Owner                    |ada@example.com           |
--> +-------------------------+--------------------------+

COMMENT ON SCHEMA default IS NULL;
--> ok

COMMENT ON SCHEMA nowhere IS 'x';
--> SCHEMA_NOT_FOUND 42704 at 1
--> Schema 'main.nowhere' does not exist. SQLSTATE: 42704

COMMENT ON TABLE nowhere IS 'x';
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:18
--> The table or view `nowhere` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`session`, `main`.`default`].
