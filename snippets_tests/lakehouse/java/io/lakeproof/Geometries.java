package io.lakeproof;

import static io.lakeproof.Routines.BINARY;
import static io.lakeproof.Routines.BOOLEAN;
import static io.lakeproof.Routines.DOUBLE;
import static io.lakeproof.Routines.INT;
import static io.lakeproof.Routines.STRING;

import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.GeographyType;
import org.apache.spark.sql.types.GeographyType$;
import org.apache.spark.sql.types.GeometryType;
import org.apache.spark.sql.types.GeometryType$;
import org.apache.spark.unsafe.types.UTF8String;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/**
 * The `st_*` functions on GEOMETRY, and those that make and write GEOGRAPHY; all in the plane, by JTS.
 *
 * <p>Source: "ST geospatial functions" in Databricks' SQL language reference. What is measured on the ellipsoid, changes
 * the reference system or gathers rows is not here.
 */
final class Geometries {
  private static final AbstractDataType GEOMETRY = GeometryType$.MODULE$;
  private static final AbstractDataType EITHER = Routines.either(GeometryType$.MODULE$, GeographyType$.MODULE$);
  /** The mean radius of the ellipsoid of WGS 84, in metres. */
  private static final double EARTH = (2 * 6378137.0 + 6356752.314245179) / 3;

  private Geometries() {}

  static void define() {
    makers();
    writers();
    parts();
    measures();
    shapes();
    relations();
  }

  /** The type of a new GEOMETRY: of the SRID that stands in the query, of any when it is known only for each row. */
  private static DataType made(List<Expression> arguments, int at) {
    if (arguments.size() <= at) {
      return GeometryType.apply(0);
    }
    Expression srid = arguments.get(at);
    return srid.foldable() && srid.dataType().equals(INT) && GeometryType.isSridSupported((Integer) srid.eval(null))
        ? GeometryType.apply((int) (Integer) srid.eval(null))
        : GeometryType.apply("ANY");
  }

  private static void makers() {
    Routines.define(
        "st_point", 2, List.of(DOUBLE, DOUBLE, INT), arguments -> made(arguments, 2),
        given -> Shapes.write(point(given), srid(given, 2)));
    for (String name : List.of("st_geomfromtext", "st_geomfromwkt")) {
      Routines.define(
          name, 1, List.of(STRING, INT), arguments -> made(arguments, 1),
          given -> Shapes.write(Shapes.ofWkt(given[0].toString()), srid(given, 1)));
    }
    made("st_geomfromewkt", STRING, "ANY", given -> Shapes.ofEwkt(given.toString()));
    made("st_geomfromewkb", BINARY, "ANY", given -> Shapes.ofWkb((byte[]) given));
    made("st_geomfromgeojson", STRING, "4326", given -> Shapes.ofGeoJson(given.toString()));
    made("st_geomfromgeohash", STRING, "0", given -> Shapes.FACTORY.toGeometry(Geohash.box(given.toString())));
    made(
        "st_pointfromgeohash", STRING, "0",
        given -> Shapes.FACTORY.createPoint(Geohash.box(given.toString()).centre()));
    made("to_geometry", Routines.TEXT_OR_BYTES, "ANY", Shapes::ofAny);
    made("try_to_geometry", Routines.TEXT_OR_BYTES, "ANY", tolerant(Shapes::ofAny));
    for (String name : List.of("st_geogfromtext", "st_geogfromwkt")) {
      geography(name, STRING, given -> Shapes.ofWkt(given.toString()));
    }
    geography("st_geogfromewkt", STRING, given -> Shapes.ofEwkt(given.toString()));
    geography("st_geogfromgeojson", STRING, given -> Shapes.ofGeoJson(given.toString()));
    geography("to_geography", Routines.TEXT_OR_BYTES, Shapes::ofAny);
    geography("try_to_geography", Routines.TEXT_OR_BYTES, tolerant(Shapes::ofAny));
  }

  private static Geometry point(Object[] given) {
    return Shapes.FACTORY.createPoint(new org.locationtech.jts.geom.CoordinateXY((Double) given[0], (Double) given[1]));
  }

  private static int srid(Object[] given, int at) {
    return given.length > at ? (Integer) given[at] : 0;
  }

  private static void made(String name, AbstractDataType takes, String srid, Function<Object, Geometry> make) {
    DataType type = srid.equals("ANY") ? GeometryType.apply(srid) : GeometryType.apply(Integer.parseInt(srid));
    Routines.define(
        name, 1, List.of(takes), type,
        given -> {
          Geometry shape = make.apply(given[0]);
          return shape == null ? null : Shapes.write(shape, shape.getSRID());
        });
  }

  private static void geography(String name, AbstractDataType takes, Function<Object, Geometry> make) {
    Routines.define(
        name, 1, List.of(takes), GeographyType.apply(Shapes.WGS84),
        given -> {
          Geometry shape = make.apply(given[0]);
          return shape == null ? null : Shapes.writeGeography(shape, Shapes.WGS84);
        });
  }

  private static Function<Object, Geometry> tolerant(Function<Object, Geometry> make) {
    return given -> {
      try {
        return make.apply(given);
      } catch (Failures.Invalid noShape) {
        return null;
      }
    };
  }

  private static void writers() {
    for (String name : List.of("st_astext", "st_aswkt")) {
      Routines.define(name, 1, List.of(EITHER), STRING, given -> Shapes.wkt(Shapes.read(given[0])));
    }
    Routines.define("st_asewkt", 1, List.of(EITHER), STRING, given -> Shapes.ewkt(Shapes.read(given[0])));
    Routines.define(
        "st_asgeojson", 1, List.of(EITHER), STRING,
        given -> UTF8String.fromString(Shapes.geoJson(Shapes.read(given[0]))));
    Routines.define("st_aswkb", 1, List.of(EITHER, STRING), BINARY, given -> wkb(given, false));
    Routines.define("st_asewkb", 1, List.of(EITHER, STRING), BINARY, given -> wkb(given, true));
    Routines.define("st_geohash", 1, List.of(GEOMETRY, INT), STRING, Geohash::of);
  }

  private static byte[] wkb(Object[] given, boolean withSrid) {
    String order = given.length > 1 ? given[1].toString().toUpperCase(java.util.Locale.ROOT) : "NDR";
    if (!order.equals("NDR") && !order.equals("XDR")) {
      throw Failures.invalid(
          "ST_INVALID_ENDIANNESS_VALUE",
          "Endianness '" + given[1] + "' must be either 'NDR' (little-endian) or 'XDR' (big-endian).");
    }
    boolean big = order.equals("XDR");
    Geometry shape = Shapes.read(given[0]);
    return Shapes.wkb(
        shape, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, withSrid ? shape.getSRID() : 0);
  }

  private static void parts() {
    answer("st_isempty", BOOLEAN, EITHER, Geometry::isEmpty);
    answer("st_isvalid", BOOLEAN, GEOMETRY, Geometry::isValid);
    answer("st_dimension", INT, GEOMETRY, Geometry::getDimension);
    answer("st_ndims", INT, EITHER, shape -> 2 + (Shapes.hasZ(shape) ? 1 : 0) + (Shapes.hasM(shape) ? 1 : 0));
    answer("st_geometrytype", STRING, EITHER, shape -> UTF8String.fromString("ST_" + shape.getGeometryType()));
    answer("st_npoints", INT, EITHER, Geometry::getNumPoints);
    answer("st_numgeometries", INT, EITHER, shape -> shape.isEmpty() ? 0 : shape.getNumGeometries());
    answer(
        "st_numpoints", INT, EITHER,
        shape -> shape instanceof LineString ? (Integer) shape.getNumPoints() : null);
    answer(
        "st_numinteriorrings", INT, EITHER,
        shape -> shape instanceof Polygon ? (Integer) ((Polygon) shape).getNumInteriorRing() : null);
    coordinate("st_x", point -> point.getCoordinate().getX());
    coordinate("st_y", point -> point.getCoordinate().getY());
    coordinate("st_z", point -> point.getCoordinate().getZ());
    coordinate("st_m", point -> point.getCoordinateSequence().getM(0));
    edge("st_xmin", Envelope::getMinX);
    edge("st_xmax", Envelope::getMaxX);
    edge("st_ymin", Envelope::getMinY);
    edge("st_ymax", Envelope::getMaxY);
    shape("st_startpoint", shape -> shape instanceof LineString ? ((LineString) shape).getStartPoint() : null);
    shape("st_endpoint", shape -> shape instanceof LineString ? ((LineString) shape).getEndPoint() : null);
    shape("st_exteriorring", shape -> shape instanceof Polygon ? line(((Polygon) shape).getExteriorRing()) : null);
  }

  private static Geometry line(LineString ring) {
    return Shapes.FACTORY.createLineString(ring.getCoordinateSequence());
  }

  private static void measures() {
    answer("st_area", DOUBLE, GEOMETRY, Geometry::getArea);
    answer("st_length", DOUBLE, GEOMETRY, shape -> shape.getDimension() == 1 ? shape.getLength() : 0.0);
    answer("st_perimeter", DOUBLE, GEOMETRY, shape -> shape.getDimension() == 2 ? shape.getLength() : 0.0);
    two("st_distance", DOUBLE, (one, other) -> one.isEmpty() || other.isEmpty() ? null : one.distance(other));
    two("st_distancesphere", DOUBLE, Geometries::onTheSphere);
    Routines.define(
        "st_dwithin", 3, List.of(GEOMETRY, GEOMETRY, DOUBLE), BOOLEAN,
        given -> pair("st_dwithin", given, (one, other) -> one.isWithinDistance(other, (Double) given[2])));
  }

  private static Double onTheSphere(Geometry one, Geometry other) {
    if (one.isEmpty() || other.isEmpty()) {
      return null;
    }
    Point from = onlyPoint("st_distancesphere", one);
    Point to = onlyPoint("st_distancesphere", other);
    double north = Math.sin(Math.toRadians(to.getY() - from.getY()) / 2);
    double east = Math.sin(Math.toRadians(to.getX() - from.getX()) / 2);
    double across =
        north * north + Math.cos(Math.toRadians(from.getY())) * Math.cos(Math.toRadians(to.getY())) * east * east;
    return 2 * EARTH * Math.asin(Math.sqrt(across));
  }

  private static Point onlyPoint(String name, Geometry shape) {
    if (!(shape instanceof Point)) {
      throw Failures.invalid(
          "ST_INVALID_ARGUMENT.INVALID_TYPE",
          "The argument of \"" + name + "\" must be a point, but it is an \"ST_" + shape.getGeometryType() + "\".");
    }
    return (Point) shape;
  }

  private static void shapes() {
    shape("st_envelope", Geometry::getEnvelope);
    shape("st_boundary", Geometry::getBoundary);
    shape("st_centroid", Geometry::getCentroid);
    shape("st_pointonsurface", Geometry::getInteriorPoint);
    shape("st_convexhull", Geometry::convexHull);
    shape("st_reverse", Geometry::reverse);
    indexed("st_geometryn", (shape, n) -> n >= 1 && n <= shape.getNumGeometries() ? shape.getGeometryN(n - 1) : null);
    indexed(
        "st_interiorringn",
        (shape, n) ->
            shape instanceof Polygon && n >= 1 && n <= ((Polygon) shape).getNumInteriorRing()
                ? line(((Polygon) shape).getInteriorRingN(n - 1))
                : null);
    Routines.define(
        "st_buffer", 2, List.of(GEOMETRY, DOUBLE), arguments -> arguments.get(0).dataType(),
        given -> same(given[0], shape -> shape.buffer((Double) given[1])));
  }

  private static void relations() {
    test("st_contains", Geometry::contains);
    test("st_covers", Geometry::covers);
    test("st_within", Geometry::within);
    test("st_intersects", Geometry::intersects);
    test("st_disjoint", Geometry::disjoint);
    test("st_touches", Geometry::touches);
    test("st_equals", Geometry::equalsTopo);
    combined("st_union", Geometry::union);
    combined("st_intersection", Geometry::intersection);
    combined("st_difference", Geometry::difference);
  }

  private static void answer(String name, DataType gives, AbstractDataType takes, Function<Geometry, Object> ask) {
    Routines.define(name, 1, List.of(takes), gives, given -> ask.apply(Shapes.read(given[0])));
  }

  private static void coordinate(String name, ToDoubleFunction<Point> ask) {
    answer(
        name, DOUBLE, EITHER,
        shape -> {
          if (shape.isEmpty()) {
            return null;
          }
          double value = ask.applyAsDouble(onlyPoint(name, shape));
          return Double.isNaN(value) ? null : (Object) value;
        });
  }

  private static void edge(String name, ToDoubleFunction<Envelope> ask) {
    answer(name, DOUBLE, EITHER, shape -> shape.isEmpty() ? null : (Object) ask.applyAsDouble(shape.getEnvelopeInternal()));
  }

  private static void shape(String name, Function<Geometry, Geometry> make) {
    Routines.define(
        name, 1, List.of(GEOMETRY), arguments -> arguments.get(0).dataType(), given -> same(given[0], make));
  }

  private static void indexed(String name, BiFunction<Geometry, Integer, Geometry> make) {
    Routines.define(
        name, 2, List.of(GEOMETRY, INT), arguments -> arguments.get(0).dataType(),
        given -> same(given[0], shape -> make.apply(shape, (Integer) given[1])));
  }

  /** A shape made of another has its SRID. */
  private static Object same(Object given, Function<Geometry, Geometry> make) {
    Geometry shape = Shapes.read(given);
    Geometry made = make.apply(shape);
    return made == null ? null : Shapes.write(made, shape.getSRID());
  }

  private static <T> T pair(String name, Object[] given, BiFunction<Geometry, Geometry, T> ask) {
    Geometry one = Shapes.read(given[0]);
    Geometry other = Shapes.read(given[1]);
    if (one.getSRID() != other.getSRID()) {
      throw Failures.invalid(
          "ST_DIFFERENT_SRID_VALUES",
          "Arguments to \"" + name + "\" must have the same SRID value. SRID values found: "
              + one.getSRID() + ", " + other.getSRID());
    }
    return ask.apply(one, other);
  }

  private static void two(String name, DataType gives, BiFunction<Geometry, Geometry, Object> ask) {
    Routines.define(name, 2, List.of(GEOMETRY, GEOMETRY), gives, given -> pair(name, given, ask));
  }

  private static void test(String name, BiPredicate<Geometry, Geometry> ask) {
    two(name, BOOLEAN, ask::test);
  }

  private static void combined(String name, BiFunction<Geometry, Geometry, Geometry> make) {
    Routines.define(
        name, 2, List.of(GEOMETRY, GEOMETRY), arguments -> arguments.get(0).dataType(),
        given -> pair(name, given, (one, other) -> Shapes.write(make.apply(one, other), one.getSRID())));
  }
}
