SELECT typeof(st_point(1, 2)) AS plain, typeof(st_point(1, 2, 4326)) AS placed, typeof(to_geometry('POINT(1 2)')) AS any, typeof(st_geogfromtext('POINT(10 34)')) AS geography;
--> +-----------+--------------+-------------+---------------+
--> |plain      |placed        |any          |geography      |
--> +-----------+--------------+-------------+---------------+
--> |geometry(0)|geometry(4326)|geometry(any)|geography(4326)|
--> +-----------+--------------+-------------+---------------+

SELECT st_astext(to_geometry('{"type":"Point","coordinates":[2.718281828,3.141592653,100]}')) AS geometry, st_astext(to_geography('{"type":"Point","coordinates":[2.718281828,3.141592653,100]}')) AS geography;
--> +-------------------------------------+-------------------------------------+
--> |geometry                             |geography                            |
--> +-------------------------------------+-------------------------------------+
--> |POINT Z (2.718281828 3.141592653 100)|POINT Z (2.718281828 3.141592653 100)|
--> +-------------------------------------+-------------------------------------+

SELECT st_srid(st_geomfromewkb(X'0101000020110F000000000000000024400000000000004140')) AS ewkb, st_srid(st_geogfromtext('POINT(10 34)')) AS geography, st_srid(st_geomfromtext('POINT(1 2)', 3857)) AS given;
--> +----+---------+-----+
--> |ewkb|geography|given|
--> +----+---------+-----+
--> |3857|4326     |3857 |
--> +----+---------+-----+

SELECT st_geomfromtext('POINT(1');
--> WKT_PARSE_ERROR 22023 at 1
--> Error parsing WKT: Expected number but found End-of-Stream (line 1) SQLSTATE: 22023

SELECT to_geometry('SRID=-1;POINT(1 2)');
--> EWKT_PARSE_ERROR 22023 at 1
--> Error parsing EWKT: Invalid or unsupported SRID value SQLSTATE: 22023

SELECT st_geomfromgeojson('{"type":"Circle"}');
--> GEOJSON_PARSE_ERROR 22023 at 1
--> Error parsing GeoJSON: not a geometry: '{"type":"Circle"}' SQLSTATE: 22023

SELECT try_to_geometry('POINT(1') AS none;
--> +----+
--> |none|
--> +----+
--> |NULL|
--> +----+

SELECT st_point(1, 2, 999999);
--> ST_INVALID_SRID_VALUE 22023 at 1
--> Invalid or unsupported SRID (spatial reference identifier) value: 999999. SQLSTATE: 22023

SELECT st_asewkt(st_point(1, 2, 4326)) AS ewkt, st_asgeojson(st_geomfromtext('POLYGON((0 0,1 0,1 1.5,0 0))')) AS geojson, hex(st_aswkb(st_point(1, 2))) AS wkb, hex(st_asewkb(st_point(1, 2, 4326), 'XDR')) AS ewkb;
--> +--------------------+--------------------------------------------------------------+------------------------------------------+--------------------------------------------------+
--> |ewkt                |geojson                                                       |wkb                                       |ewkb                                              |
--> +--------------------+--------------------------------------------------------------+------------------------------------------+--------------------------------------------------+
--> |SRID=4326;POINT(1 2)|{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1.5],[0,0]]]}|0101000000000000000000F03F0000000000000040|0020000001000010E63FF00000000000004000000000000000|
--> +--------------------+--------------------------------------------------------------+------------------------------------------+--------------------------------------------------+

SELECT st_aswkb(st_point(1, 2), 'middle');
--> ST_INVALID_ENDIANNESS_VALUE 22023 at 1
--> Endianness 'middle' must be either 'NDR' (little-endian) or 'XDR' (big-endian). SQLSTATE: 22023

SELECT st_geohash(st_geomfromtext('POINT(-122.4261475 37.77374268)')) AS a, st_geohash(st_geomfromtext('POINT(-122.4261475 37.77374268)'), 6) AS b, st_geohash(st_geomfromtext('LINESTRING(-122.43 37.77,-122.42 37.78)')) AS c, st_geohash(st_geomfromtext('LINESTRING(-122.43 37.77,-122.42 37.78)'), 9) AS d, length(st_geohash(st_geomfromtext('LINESTRING(0 0,60 60)'))) AS e;
--> +------------+------+-----+---------+---+
--> |a           |b     |c    |d        |e  |
--> +------------+------+-----+---------+---+
--> |9q8yyhebpbpb|9q8yyh|9q8yy|9q8yyhsz6|0  |
--> +------------+------+-----+---------+---+

SELECT st_geohash(st_point(181, 0));
--> ST_INVALID_ARGUMENT.LONGITUDE_OUT_OF_BOUNDS 22023 at 1
--> A coordinate lies outside of [-180, 180]. SQLSTATE: 22023

SELECT st_astext(st_pointfromgeohash('9q8yy')) AS point, st_astext(st_geomfromgeohash('9')) AS box;
--> +--------------------------------------+---------------------------------------------+
--> |point                                 |box                                          |
--> +--------------------------------------+---------------------------------------------+
--> |POINT(-122.40966796875 37.77099609375)|POLYGON((-135 0,-135 45,-90 45,-90 0,-135 0))|
--> +--------------------------------------+---------------------------------------------+

SELECT st_x(g) AS x, st_y(g) AS y, st_z(g) AS z, st_m(g) AS m, st_ndims(g) AS dims, st_geometrytype(g) AS type FROM (SELECT st_geomfromtext('POINT ZM (6 7 23 1000)') AS g);
--> +---+---+----+------+----+--------+
--> |x  |y  |z   |m     |dims|type    |
--> +---+---+----+------+----+--------+
--> |6.0|7.0|23.0|1000.0|4   |ST_Point|
--> +---+---+----+------+----+--------+

SELECT st_x(st_geomfromtext('LINESTRING(0 0,1 1)'));
--> ST_INVALID_ARGUMENT.INVALID_TYPE 22023 at 1
--> The argument of "st_x" must be a point, but it is an "ST_LineString". SQLSTATE: 22023

SELECT st_area(g) AS area, st_perimeter(g) AS perimeter, st_length(g) AS length, st_npoints(g) AS points, st_numinteriorrings(g) AS holes, st_astext(st_centroid(g)) AS center, st_astext(st_envelope(g)) AS box, st_xmax(g) AS xmax FROM (SELECT st_geomfromtext('POLYGON((0 0,4 0,4 3,0 3,0 0))') AS g);
--> +----+---------+------+------+-----+------------+------------------------------+----+
--> |area|perimeter|length|points|holes|center      |box                           |xmax|
--> +----+---------+------+------+-----+------------+------------------------------+----+
--> |12.0|14.0     |0.0   |5     |0    |POINT(2 1.5)|POLYGON((0 0,0 3,4 3,4 0,0 0))|4.0 |
--> +----+---------+------+------+-----+------------+------------------------------+----+

SELECT st_contains(g, st_point(1, 1)) AS inside, st_within(g, st_point(1, 1)) AS within, st_intersects(g, st_geomfromtext('LINESTRING(-1 1,9 1)')) AS crosses, st_touches(g, st_point(0, 0)) AS touches, st_disjoint(g, st_point(9, 9)) AS apart, st_dwithin(g, st_point(5, 0), 1) AS near, st_distance(g, st_point(4, 7)) AS far FROM (SELECT st_geomfromtext('POLYGON((0 0,4 0,4 3,0 3,0 0))') AS g);
--> +------+------+-------+-------+-----+----+---+
--> |inside|within|crosses|touches|apart|near|far|
--> +------+------+-------+-------+-----+----+---+
--> |true  |false |true   |true   |true |true|4.0|
--> +------+------+-------+-------+-----+----+---+

SELECT st_contains(st_point(1, 1, 4326), st_point(1, 1));
--> ST_DIFFERENT_SRID_VALUES 22023 at 1
--> Arguments to "st_contains" must have the same SRID value. SRID values found: 4326, 0 SQLSTATE: 22023

SELECT st_astext(st_union(a, b)) AS joined, st_area(st_intersection(a, b)) AS common, st_area(st_difference(a, b)) AS rest FROM (SELECT st_geomfromtext('POLYGON((0 0,2 0,2 1,0 1,0 0))') AS a, st_geomfromtext('POLYGON((1 0,3 0,3 1,1 1,1 0))') AS b);
--> +----------------------------------------------+------+----+
--> |joined                                        |common|rest|
--> +----------------------------------------------+------+----+
--> |POLYGON((1 0,0 0,0 1,1 1,2 1,3 1,3 0,2 0,1 0))|1.0   |1.0 |
--> +----------------------------------------------+------+----+

SELECT round(st_distancesphere(st_geomfromtext('POINT M (2 3 100)'), st_geomfromtext('POINT ZM (6 7 23 1000)')), 3) AS metres;
--> +----------+
--> |metres    |
--> +----------+
--> |627753.245|
--> +----------+

SELECT st_transform(st_point(1, 2, 4326), 3857);
--> UNSUPPORTED_FEATURE 0A000 at 1
--> The function st_transform is not emulated. SQLSTATE: 0A000

CREATE TABLE places (g GEOMETRY(4326));
--> DELTA_GEOSPATIAL_NOT_SUPPORTED 0AKDC at 1
--> Geospatial types are not supported in this version of Delta Lake.
