package io.lakeproof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.STUtils;
import org.apache.spark.unsafe.types.BinaryView;
import org.apache.spark.unsafe.types.UTF8String;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKTReader;

/** Geometries between their forms: Spark's value, JTS's object, WKT, WKB and GeoJSON. */
final class Shapes {
  static final GeometryFactory FACTORY = new GeometryFactory();
  static final int WGS84 = 4326;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TYPES =
      List.of("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection");
  private static final int EWKB_SRID = 0x20000000;

  private Shapes() {}

  /** A GEOMETRY or GEOGRAPHY of Spark's, with its SRID. */
  static Geometry read(Object value) {
    BinaryView view = (BinaryView) value;
    Geometry shape = ofWkb(STUtils.stGeomAsBinary(view));
    shape.setSRID(STUtils.stGeomSrid(view));
    return shape;
  }

  static BinaryView write(Geometry shape, int srid) {
    return STUtils.stGeomFromWKB(wkb(shape, ByteOrder.LITTLE_ENDIAN, 0), srid);
  }

  static BinaryView writeGeography(Geometry shape, int srid) {
    return STUtils.stGeogFromWKB(wkb(shape, ByteOrder.LITTLE_ENDIAN, 0), srid);
  }

  static Geometry ofWkt(String text) {
    try {
      return new WKTReader(FACTORY).read(text);
    } catch (ParseException | IllegalArgumentException wrong) {
      throw Failures.invalid("WKT_PARSE_ERROR", "Error parsing WKT: " + wrong.getMessage());
    }
  }

  static Geometry ofEwkt(String text) {
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("\\s*SRID=(\\d+);(.*)", java.util.regex.Pattern.DOTALL | java.util.regex.Pattern.CASE_INSENSITIVE)
            .matcher(text);
    if (!matcher.matches()) {
      if (text.trim().toUpperCase(java.util.Locale.ROOT).startsWith("SRID")) {
        throw Failures.invalid("EWKT_PARSE_ERROR", "Error parsing EWKT: Invalid or unsupported SRID value");
      }
      return ofWkt(text);
    }
    Geometry shape = ofWkt(matcher.group(2));
    shape.setSRID(Integer.parseInt(matcher.group(1)));
    return shape;
  }

  static Geometry ofWkb(byte[] bytes) {
    try {
      return new WKBReader(FACTORY).read(bytes);
    } catch (ParseException | IllegalArgumentException wrong) {
      throw Failures.invalid("WKB_PARSE_ERROR", "Error parsing WKB: " + wrong.getMessage());
    }
  }

  static Geometry ofGeoJson(String text) {
    try {
      Geometry shape = ofNode(JSON.readTree(text));
      shape.setSRID(WGS84);
      return shape;
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException wrong) {
      throw Failures.invalid("GEOJSON_PARSE_ERROR", "Error parsing GeoJSON: not a geometry: '" + text + "'");
    }
  }

  /** Whichever form it is: bytes are WKB, text is GeoJSON, WKT or WKT after an SRID. */
  static Geometry ofAny(Object given) {
    if (given instanceof byte[]) {
      return ofWkb((byte[]) given);
    }
    String text = given.toString();
    return text.trim().startsWith("{") ? ofGeoJson(text) : ofEwkt(text);
  }

  private static Geometry ofNode(JsonNode node) {
    JsonNode at = node.get("coordinates");
    switch (node.get("type").asText()) {
      case "Point":
        return at.isEmpty() ? FACTORY.createPoint() : FACTORY.createPoint(coordinate(at));
      case "LineString":
        return FACTORY.createLineString(coordinates(at));
      case "Polygon":
        return polygon(at);
      case "MultiPoint":
        return FACTORY.createMultiPointFromCoords(coordinates(at));
      case "MultiLineString":
        List<LineString> lines = new ArrayList<>();
        at.forEach(line -> lines.add(FACTORY.createLineString(coordinates(line))));
        return FACTORY.createMultiLineString(lines.toArray(LineString[]::new));
      case "MultiPolygon":
        List<Polygon> polygons = new ArrayList<>();
        at.forEach(polygon -> polygons.add(polygon(polygon)));
        return FACTORY.createMultiPolygon(polygons.toArray(Polygon[]::new));
      case "GeometryCollection":
        List<Geometry> parts = new ArrayList<>();
        node.get("geometries").forEach(part -> parts.add(ofNode(part)));
        return FACTORY.createGeometryCollection(parts.toArray(Geometry[]::new));
      default:
        throw new IllegalArgumentException(node.get("type").asText());
    }
  }

  private static Polygon polygon(JsonNode rings) {
    List<LinearRing> read = new ArrayList<>();
    rings.forEach(ring -> read.add(FACTORY.createLinearRing(coordinates(ring))));
    return read.isEmpty()
        ? FACTORY.createPolygon()
        : FACTORY.createPolygon(read.get(0), read.subList(1, read.size()).toArray(LinearRing[]::new));
  }

  private static Coordinate[] coordinates(JsonNode nodes) {
    List<Coordinate> read = new ArrayList<>();
    nodes.forEach(node -> read.add(coordinate(node)));
    return read.toArray(Coordinate[]::new);
  }

  private static Coordinate coordinate(JsonNode node) {
    Coordinate read = new Coordinate(node.get(0).doubleValue(), node.get(1).doubleValue());
    if (node.size() > 2) {
      read.setZ(node.get(2).doubleValue());
    }
    return read;
  }

  static UTF8String ewkt(Geometry shape) {
    return STUtils.stGeomAsEwkt(write(shape, shape.getSRID()));
  }

  static UTF8String wkt(Geometry shape) {
    return STUtils.stGeomAsEwkt(write(shape, 0));
  }

  static String geoJson(Geometry shape) {
    String type = "{\"type\":\"" + TYPES.get(type(shape) - 1) + "\",";
    if (type(shape) == 7) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < shape.getNumGeometries(); i++) {
        parts.add(geoJson(shape.getGeometryN(i)));
      }
      return type + "\"geometries\":[" + String.join(",", parts) + "]}";
    }
    return type + "\"coordinates\":" + positions(shape) + "}";
  }

  private static String positions(Geometry shape) {
    if (shape instanceof Point) {
      return shape.isEmpty() ? "[]" : position(((Point) shape).getCoordinateSequence(), 0);
    }
    List<String> parts = new ArrayList<>();
    if (shape instanceof LineString) {
      CoordinateSequence points = ((LineString) shape).getCoordinateSequence();
      for (int i = 0; i < points.size(); i++) {
        parts.add(position(points, i));
      }
    } else if (shape instanceof Polygon) {
      for (LineString ring : rings((Polygon) shape)) {
        parts.add(positions(ring));
      }
    } else {
      for (int i = 0; i < shape.getNumGeometries(); i++) {
        parts.add(positions(shape.getGeometryN(i)));
      }
    }
    return "[" + String.join(",", parts) + "]";
  }

  private static String position(CoordinateSequence points, int index) {
    String z = points.hasZ() && !Double.isNaN(points.getZ(index)) ? "," + number(points.getZ(index)) : "";
    return "[" + number(points.getX(index)) + "," + number(points.getY(index)) + z + "]";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }

  static List<LineString> rings(Polygon polygon) {
    List<LineString> rings = new ArrayList<>();
    if (!polygon.isEmpty()) {
      rings.add(polygon.getExteriorRing());
      for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
        rings.add(polygon.getInteriorRingN(i));
      }
    }
    return rings;
  }

  /** WKB's number of a type, from 1. */
  static int type(Geometry shape) {
    return "LinearRing".equals(shape.getGeometryType()) ? 2 : TYPES.indexOf(shape.getGeometryType()) + 1;
  }

  static boolean hasZ(Geometry shape) {
    CoordinateSequence points = first(shape);
    return points != null && points.size() > 0 && points.hasZ() && !Double.isNaN(points.getZ(0));
  }

  static boolean hasM(Geometry shape) {
    CoordinateSequence points = first(shape);
    return points != null && points.size() > 0 && points.hasM();
  }

  private static CoordinateSequence first(Geometry shape) {
    if (shape instanceof Point) {
      return ((Point) shape).getCoordinateSequence();
    }
    if (shape instanceof LineString) {
      return ((LineString) shape).getCoordinateSequence();
    }
    if (shape instanceof Polygon) {
      return ((Polygon) shape).getExteriorRing().getCoordinateSequence();
    }
    return shape.getNumGeometries() == 0 ? null : first(shape.getGeometryN(0));
  }

  /** WKB as the standard has it, the only one that Spark reads; JTS's own marks Z and M otherwise. With an SRID: EWKB. */
  static byte[] wkb(Geometry shape, ByteOrder order, int srid) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    put(bytes, shape, order, srid, hasZ(shape), hasM(shape));
    return bytes.toByteArray();
  }

  private static void put(
      ByteArrayOutputStream bytes, Geometry shape, ByteOrder order, int srid, boolean z, boolean m) {
    bytes.write(order == ByteOrder.LITTLE_ENDIAN ? 1 : 0);
    if (srid > 0) {
      put(bytes, order, type(shape) | EWKB_SRID | (z ? 0x80000000 : 0) | (m ? 0x40000000 : 0));
      put(bytes, order, srid);
    } else {
      put(bytes, order, type(shape) + (z ? 1000 : 0) + (m ? 2000 : 0));
    }
    if (shape instanceof Point) {
      if (shape.isEmpty()) {
        putPoint(bytes, order, new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN}, z, m);
      } else {
        putPoints(bytes, order, ((Point) shape).getCoordinateSequence(), z, m);
      }
    } else if (shape instanceof LineString) {
      putRing(bytes, order, (LineString) shape, z, m);
    } else if (shape instanceof Polygon) {
      List<LineString> rings = rings((Polygon) shape);
      put(bytes, order, rings.size());
      rings.forEach(ring -> putRing(bytes, order, ring, z, m));
    } else {
      put(bytes, order, shape.getNumGeometries());
      for (int i = 0; i < shape.getNumGeometries(); i++) {
        put(bytes, shape.getGeometryN(i), order, 0, z, m);
      }
    }
  }

  private static void putRing(ByteArrayOutputStream bytes, ByteOrder order, LineString ring, boolean z, boolean m) {
    put(bytes, order, ring.getNumPoints());
    putPoints(bytes, order, ring.getCoordinateSequence(), z, m);
  }

  private static void putPoints(
      ByteArrayOutputStream bytes, ByteOrder order, CoordinateSequence points, boolean z, boolean m) {
    for (int i = 0; i < points.size(); i++) {
      putPoint(
          bytes, order, new double[] {points.getX(i), points.getY(i), points.getZ(i), points.getM(i)}, z, m);
    }
  }

  private static void putPoint(ByteArrayOutputStream bytes, ByteOrder order, double[] at, boolean z, boolean m) {
    for (int i = 0; i < at.length; i++) {
      if (i < 2 || i == 2 && z || i == 3 && m) {
        bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).order(order).putDouble(at[i]).array());
      }
    }
  }

  private static void put(ByteArrayOutputStream bytes, ByteOrder order, int value) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(order).putInt(value).array());
  }
}
