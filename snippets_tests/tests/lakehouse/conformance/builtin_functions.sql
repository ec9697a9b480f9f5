SELECT charindex('bar', 'abcbarbar'), charindex('bar', 'abcbarbar', 5) AS b, getdate() = current_timestamp() AS c, iff(true, 1, 2) AS d;
--> +----------------------------+---+----+---+
--> |charindex(bar, abcbarbar, 1)|b  |c   |d  |
--> +----------------------------+---+----+---+
--> |4                           |7  |true|1  |
--> +----------------------------+---+----+---+

SELECT charindex('a');
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1:8
--> The `locate` requires [2, 3] parameters but the actual number is 1. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix. SQLSTATE: 42605

SELECT bit_reverse(64Y), bit_reverse(64L), bit_reverse(-1), bit_reverse(-2), bit_reverse(1S);
--> +---------------+------------------+---------------+---------------+--------------+
--> |bit_reverse(64)|bit_reverse(64)   |bit_reverse(-1)|bit_reverse(-2)|bit_reverse(1)|
--> +---------------+------------------+---------------+---------------+--------------+
--> |2              |144115188075855872|-1             |2147483647     |-32768        |
--> +---------------+------------------+---------------+---------------+--------------+

SELECT bit_reverse(1.5);
--> DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE 42K09 at 1:8
--> Cannot resolve "bit_reverse(1.5)" due to data type mismatch: The first parameter requires the "INTEGRAL" type, however "1.5" has the type "DECIMAL(2,1)". SQLSTATE: 42K09

SELECT bit_reverse(1, 2);
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1:8
--> The `bit_reverse` requires 1 parameters but the actual number is 2. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix. SQLSTATE: 42605

SELECT base64(zstd_compress(repeat('Apache Spark ', 10))) AS whole, base64(zstd_compress(repeat('Apache Spark ', 10), 3, true)) AS stream;
--> +----------------------------------------+--------------------------------------------+
--> |whole                                   |stream                                      |
--> +----------------------------------------+--------------------------------------------+
--> |KLUv/SCCpQAAaEFwYWNoZSBTcGFyayABABLS+QU=|KLUv/QBYpAAAaEFwYWNoZSBTcGFyayABABLS+QUBAAA=|
--> +----------------------------------------+--------------------------------------------+

SELECT string(zstd_decompress(zstd_compress('Apache Spark'))) AS text, try_zstd_decompress(X'00') AS none, zstd_compress(NULL) AS nothing;
--> +------------+----+-------+
--> |text        |none|nothing|
--> +------------+----+-------+
--> |Apache Spark|NULL|NULL   |
--> +------------+----+-------+

SELECT zstd_decompress(X'00');
--> INVALID_PARAMETER_VALUE.ZSTD_DECOMPRESS_INPUT 22023 at 1
--> The value of parameter(s) `input` in `zstd_decompress` is invalid: expects valid zstd-compressed data. SQLSTATE: 22023

SELECT zstd_decompress(value) FROM VALUES (X'00'), (X'01') AS t(value);
--> INVALID_PARAMETER_VALUE.ZSTD_DECOMPRESS_INPUT 22023 at 1
--> The value of parameter(s) `input` in `zstd_decompress` is invalid: expects valid zstd-compressed data. SQLSTATE: 22023

SELECT zstd_compress('a', 23);
--> INVALID_PARAMETER_VALUE.ZSTD_LEVEL 22023 at 1
--> The value of parameter(s) `level` in `zstd_compress` is invalid: expects an integer between 1 and 22 inclusive, but got 23. SQLSTATE: 22023

SELECT ip_cidr_contains('192.168.1.0/24', '192.168.2.1') AS a, ip_cidr_contains('2001:db8::/32', '2001:db8::1') AS b, ip_cidr_contains('::ffff:192.168.1.0/120', '192.168.1.100') AS c, ip_cidr_contains(X'C0A8010018', X'C0A80164') AS d, ip_cidr_contains('192.168.1.0/24', X'C0A80164') AS e, ip_cidr_contains(NULL, '192.168.1.1') AS f;
--> +-----+----+----+----+----+----+
--> |a    |b   |c   |d   |e   |f   |
--> +-----+----+----+----+----+----+
--> |false|true|true|true|true|NULL|
--> +-----+----+----+----+----+----+

SELECT ip_cidr_contains('invalid', '192.168.1.1');
--> INVALID_CIDR_BLOCK 22023 at 1
--> The value 'invalid' is not a valid CIDR block. SQLSTATE: 22023

SELECT hex(ip_as_binary('192.168.1.1')) AS a, hex(ip_as_binary('2001:db8::1')) AS b, hex(ip_as_binary('192.168.1.5/24')) AS c, hex(ip_as_binary(X'C0A80101')) AS d, ip_as_binary(NULL) AS e;
--> +--------+--------------------------------+----------+--------+----+
--> |a       |b                               |c         |d       |e   |
--> +--------+--------------------------------+----------+--------+----+
--> |C0A80101|20010DB8000000000000000000000001|C0A8010018|C0A80101|NULL|
--> +--------+--------------------------------+----------+--------+----+

SELECT ip_as_binary('invalid.ip');
--> INVALID_IP_ADDRESS_OR_CIDR_BLOCK 22023 at 1
--> The value 'invalid.ip' is not a valid IP address or CIDR block. SQLSTATE: 22023

SELECT ip_host('10.0.0.0/8');
--> INVALID_IP_ADDRESS 22023 at 1
--> The value '10.0.0.0/8' is not a valid IP address. SQLSTATE: 22023

SELECT ip_host('2001:DB8:0:0::1') AS host, ip_network('192.168.1.5/24') AS first, ip_network_last('192.168.1.5/24') AS last, ip_prefix_length('10.0.0.0/8') AS length, ip_version('::1') AS version, ip_cidr('10.1.2.3/8') AS cidr, ip_as_string(X'C0A8010018') AS text;
--> +-----------+-----------+-------------+------+-------+----------+--------------+
--> |host       |first      |last         |length|version|cidr      |text          |
--> +-----------+-----------+-------------+------+-------+----------+--------------+
--> |2001:db8::1|192.168.1.0|192.168.1.255|8     |6      |10.0.0.0/8|192.168.1.0/24|
--> +-----------+-----------+-------------+------+-------+----------+--------------+

SELECT try_ip_host('x') AS a, try_ip_cidr('10.0.0.0/33') AS b, try_ip_as_binary('1.2.3') AS c, try_ip_as_string('y') AS d;
--> +----+----+----+----+
--> |a   |b   |c   |d   |
--> +----+----+----+----+
--> |NULL|NULL|NULL|NULL|
--> +----+----+----+----+

SELECT current_metastore() LIKE 'aws:us-west-2:%' AS global, current_metastore() = global_metastore_id AS same FROM system.information_schema.metastores;
--> +------+----+
--> |global|same|
--> +------+----+
--> |true  |true|
--> +------+----+

SELECT current_metastore(1);
--> WRONG_NUM_ARGS.WITHOUT_SUGGESTION 42605 at 1:8
--> The `current_metastore` requires 0 parameters but the actual number is 1. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix. SQLSTATE: 42605

CREATE VIEW sales WITH METRICS LANGUAGE YAML AS $$
version: 0.1
source: SELECT * FROM VALUES ('NO', 1), ('SE', 2) AS t(country, amount)
dimensions:
  - name: country
    expr: country
measures:
  - name: total
    expr: SUM(amount)
$$;
--> ok

SELECT country, agg(total) AS total FROM sales GROUP BY ALL ORDER BY ALL;
--> +-------+-----+
--> |country|total|
--> +-------+-----+
--> |NO     |1    |
--> |SE     |2    |
--> +-------+-----+

SELECT ai_query('databricks-meta-llama-3-3-70b-instruct', 'Positive or negative?');
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The function ai_query is not emulated. The REST API's service `serving_endpoints` is. SQLSTATE: 0A000

SELECT http_request(conn => 'c', method => 'GET', path => '/');
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The function http_request is not emulated. The REST API's service `connections` is. SQLSTATE: 0A000

SELECT * FROM vector_search(index => 'main.default.i', query_text => 'x');
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The function vector_search is not emulated. The REST API's service `vector_search_indexes` is. SQLSTATE: 0A000

SELECT * FROM read_kafka(bootstrapServers => 'host:9092', subscribe => 'topic');
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The function read_kafka is not emulated. SQLSTATE: 0A000

SELECT h3_tessellateaswkb('POINT(1 2)', 1);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The function h3_tessellateaswkb is not emulated. `h3_coverash3` is. SQLSTATE: 0A000

CREATE TEMPORARY FUNCTION ai_gen(prompt STRING) RETURNS STRING RETURN upper(prompt);
--> ok

SELECT ai_gen('mine');
--> +------------+
--> |ai_gen(mine)|
--> +------------+
--> |MINE        |
--> +------------+

SELECT nothing_of_the_kind(1);
--> UNRESOLVED_ROUTINE 42883 at 1:8
--> Cannot resolve routine `nothing_of_the_kind` on search path [`system`.`builtin`, `system`.`session`, `main`.`default`]. SQLSTATE: 42883

SELECT * FROM nothing_of_the_kind(1);
--> UNRESOLVABLE_TABLE_VALUED_FUNCTION 42883 at 1
--> Could not resolve `nothing_of_the_kind` to a table-valued function.
--> Please make sure that `nothing_of_the_kind` is defined as a table-valued function and that all required parameters are provided correctly.

SHOW FUNCTIONS LIKE 'ip_cidr*';
--> +----------------+
--> |function        |
--> +----------------+
--> |ip_cidr         |
--> |ip_cidr_contains|
--> +----------------+
