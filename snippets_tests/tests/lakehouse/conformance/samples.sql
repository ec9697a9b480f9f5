SHOW TABLES IN samples.tpch;
--> +--------+---------+-----------+
--> |database|tableName|isTemporary|
--> +--------+---------+-----------+
--> |tpch    |customer |false      |
--> |tpch    |lineitem |false      |
--> |tpch    |nation   |false      |
--> |tpch    |orders   |false      |
--> |tpch    |part     |false      |
--> |tpch    |partsupp |false      |
--> |tpch    |region   |false      |
--> |tpch    |supplier |false      |
--> +--------+---------+-----------+

DESCRIBE samples.nyctaxi.trips;
--> +---------------------+---------+-------+
--> |col_name             |data_type|comment|
--> +---------------------+---------+-------+
--> |tpep_pickup_datetime |timestamp|NULL   |
--> |tpep_dropoff_datetime|timestamp|NULL   |
--> |trip_distance        |double   |NULL   |
--> |fare_amount          |double   |NULL   |
--> |pickup_zip           |int      |NULL   |
--> |dropoff_zip          |int      |NULL   |
--> +---------------------+---------+-------+

SELECT count(*) AS trips, count(DISTINCT pickup_zip) AS places, min(trip_distance) > 0 AS moved FROM samples.nyctaxi.trips;
--> +-----+------+-----+
--> |trips|places|moved|
--> +-----+------+-----+
--> |2000 |16    |true |
--> +-----+------+-----+

SELECT r_name, count(*) AS nations FROM samples.tpch.region JOIN samples.tpch.nation ON r_regionkey = n_regionkey GROUP BY r_name ORDER BY r_name;
--> +-----------+-------+
--> |r_name     |nations|
--> +-----------+-------+
--> |AFRICA     |5      |
--> |AMERICA    |5      |
--> |ASIA       |5      |
--> |EUROPE     |5      |
--> |MIDDLE EAST|5      |
--> +-----------+-------+

SELECT o_orderstatus, count(*) AS orders FROM samples.tpch.orders GROUP BY ALL ORDER BY ALL;
--> +-------------+------+
--> |o_orderstatus|orders|
--> +-------------+------+
--> |F            |726   |
--> |O            |683   |
--> |P            |91    |
--> +-------------+------+

SELECT count(*) AS lost FROM samples.tpch.lineitem LEFT ANTI JOIN samples.tpch.orders ON l_orderkey = o_orderkey;
--> +----+
--> |lost|
--> +----+
--> |0   |
--> +----+

INSERT INTO samples.tpch.region VALUES (5, 'ATLANTIS', '');
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MODIFY on Table 'samples.tpch.region'. SQLSTATE: 42501

DROP TABLE samples.tpch.region;
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have MANAGE on Table 'samples.tpch.region'. SQLSTATE: 42501

CREATE TABLE samples.tpch.mine (id INT);
--> INSUFFICIENT_PERMISSIONS 42501 at 1
--> Insufficient privileges:
--> User does not have CREATE TABLE on Schema 'samples.tpch'. SQLSTATE: 42501

CREATE TABLE mine AS SELECT * FROM samples.tpch.region;
--> +-----------------+-----------------+
--> |num_affected_rows|num_inserted_rows|
--> +-----------------+-----------------+
--> +-----------------+-----------------+

SELECT count(*) AS rows FROM mine;
--> +----+
--> |rows|
--> +----+
--> |5   |
--> +----+
