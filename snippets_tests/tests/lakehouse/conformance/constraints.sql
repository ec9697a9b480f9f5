CREATE TABLE customers (id INT NOT NULL PRIMARY KEY, name STRING DEFAULT 'unknown', CONSTRAINT known CHECK (id > 0)) TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported');
--> ok

CREATE TABLE orders (id INT, customer INT REFERENCES customers (id), CONSTRAINT orders_key PRIMARY KEY (id) RELY, amount DECIMAL(10,2), CHECK (amount >= 0));
--> ok

INSERT INTO customers (id) VALUES (1);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

SELECT * FROM customers;
--> +---+-------+
--> |id |name   |
--> +---+-------+
--> |1  |unknown|
--> +---+-------+

INSERT INTO customers VALUES (-1, 'nobody');
--> DELTA_VIOLATE_CONSTRAINT_WITH_VALUES 23001 at 1
--> CHECK constraint known (id > 0) violated by row with values:
-->  - id : -1

INSERT INTO orders VALUES (1, 1, -5);
--> DELTA_VIOLATE_CONSTRAINT_WITH_VALUES 23001 at 1
--> CHECK constraint orders_chk_3 (amount >= 0) violated by row with values:
-->  - amount : -5.00

SHOW CREATE TABLE orders;
--> +-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |createtab_stmt                                                                                                                                                                                                                                                                                                                                                                           |
--> +-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+
--> |CREATE TABLE main.default.orders (\n  id INT,\n  customer INT,\n  amount DECIMAL(10,2),\n  CONSTRAINT orders_fk FOREIGN KEY (customer) REFERENCES main.default.customers (id),\n  CONSTRAINT orders_key PRIMARY KEY (id) RELY)\nUSING delta\nTBLPROPERTIES (\n  'delta.constraints.orders_chk_3' = 'amount >= 0',\n  'delta.minReaderVersion' = '1',\n  'delta.minWriterVersion' = '3')\n|
--> +-----------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------+

ALTER TABLE customers ADD CONSTRAINT named CHECK (name <> '');
--> ok

INSERT INTO customers VALUES (2, '');
--> DELTA_VIOLATE_CONSTRAINT_WITH_VALUES 23001 at 1
--> CHECK constraint named (NOT (name = '')) violated by row with values:
-->  - name :

ALTER TABLE customers DROP CONSTRAINT named;
--> ok

INSERT INTO customers VALUES (2, '');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

ALTER TABLE customers ADD CONSTRAINT short CHECK (length(name) < 9);
--> ok

ALTER TABLE customers DROP CONSTRAINT IF EXISTS short;
--> ok

INSERT INTO customers VALUES (3, 'a long name');
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |1                |1                |
--> +-----------------+-----------------+

ALTER TABLE orders DROP PRIMARY KEY;
--> ok

ALTER TABLE orders ADD CONSTRAINT again PRIMARY KEY (id);
--> ok

ALTER TABLE orders ADD CONSTRAINT twice PRIMARY KEY (id);
--> UC_CONSTRAINT_ALREADY_EXISTS 42710 at 1
--> Table 'main.default.orders' already has a primary key. SQLSTATE: 42710

ALTER TABLE orders ADD CONSTRAINT wrong FOREIGN KEY (nothing) REFERENCES customers;
--> UNRESOLVED_COLUMN 42703 at 1
--> A column with name `nothing` cannot be resolved in main.default.orders. SQLSTATE: 42703

ALTER TABLE customers ALTER COLUMN name SET DEFAULT 'somebody';
--> ok

CREATE TABLE bad (id INT, CONSTRAINT PRIMARY KEY);
--> PARSE_SYNTAX_ERROR 42601 at 1:46
--> Syntax error at or near 'KEY'. SQLSTATE: 42601
