CREATE TABLE orders (id INT, total INT);
--> ok

INSERT INTO orders VALUES (1, 10), (2, 20);
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> |2                |2                |
--> +-----------------+-----------------+

CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n, sum(total) AS total FROM orders;
--> ok

CREATE STREAMING TABLE incoming AS SELECT id FROM STREAM orders;
--> ok

ALTER MATERIALIZED VIEW totals ADD SCHEDULE EVERY 2 HOURS;
--> ok

ALTER MATERIALIZED VIEW totals ALTER SCHEDULE CRON '0 0 6 * * ?' AT TIME ZONE 'Europe/Berlin';
--> ok

ALTER MATERIALIZED VIEW totals ALTER SCHEDULE REFRESH EVERY 1 DAY;
--> ok

ALTER MATERIALIZED VIEW totals DROP SCHEDULE;
--> ok

ALTER STREAMING TABLE incoming ADD TRIGGER ON UPDATE AT MOST EVERY INTERVAL 1 HOUR;
--> ok

ALTER MATERIALIZED VIEW totals ADD SCHEDULE EVERY 2 MOONS;
--> PARSE_SYNTAX_ERROR 42601 at 1:53
--> Syntax error at or near 'MOONS'. SQLSTATE: 42601

ALTER MATERIALIZED VIEW totals SET TAGS ('team' = 'finance');
--> ok

SELECT tag_name, tag_value FROM information_schema.table_tags WHERE table_name = 'totals';
--> +--------+---------+
--> |tag_name|tag_value|
--> +--------+---------+
--> |team    |finance  |
--> +--------+---------+

ALTER MATERIALIZED VIEW totals UNSET TAGS ('team');
--> ok

ALTER STREAMING TABLE incoming ALTER COLUMN id COMMENT 'as it came';
--> UNSUPPORTED_FEATURE 0A000 at 1
--> ALTER of a materialized view or streaming table is emulated for schedules, owners and tags only. SQLSTATE: 0A000

ALTER STREAMING TABLE incoming ALTER COLUMN id SET TAGS ('pii' = 'no');
--> ok

SELECT column_name, tag_name, tag_value FROM information_schema.column_tags WHERE table_name = 'incoming';
--> +-----------+--------+---------+
--> |column_name|tag_name|tag_value|
--> +-----------+--------+---------+
--> |id         |pii     |no       |
--> +-----------+--------+---------+

ALTER STREAMING TABLE incoming OWNER TO `bob@example.com`;
--> ok

SELECT table_owner FROM information_schema.tables WHERE table_name = 'incoming';
--> +---------------+
--> |table_owner    |
--> +---------------+
--> |bob@example.com|
--> +---------------+

ALTER STREAMING TABLE totals DROP SCHEDULE;
--> WRONG_COMMAND_FOR_OBJECT_TYPE 42809 at 1
--> `main`.`default`.`totals` is no streaming table. SQLSTATE: 42809

ALTER MATERIALIZED VIEW orders DROP SCHEDULE;
--> WRONG_COMMAND_FOR_OBJECT_TYPE 42809 at 1
--> `main`.`default`.`orders` is no materialized view. SQLSTATE: 42809

ALTER MATERIALIZED VIEW ghosts DROP SCHEDULE;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> Table 'main.default.ghosts' does not exist. SQLSTATE: 42P01

ALTER MATERIALIZED VIEW totals SET ROW FILTER visible ON (n);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> ALTER of a materialized view or streaming table is emulated for schedules, owners and tags only. SQLSTATE: 0A000

REFRESH MATERIALIZED VIEW totals;
--> ok

SELECT * FROM totals;
--> +---+-----+
--> |n  |total|
--> +---+-----+
--> |2  |30   |
--> +---+-----+
