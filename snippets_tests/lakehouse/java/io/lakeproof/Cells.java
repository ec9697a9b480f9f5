package io.lakeproof;

import static io.lakeproof.Routines.BIGINT;
import static io.lakeproof.Routines.BINARY;
import static io.lakeproof.Routines.BOOLEAN;
import static io.lakeproof.Routines.DOUBLE;
import static io.lakeproof.Routines.INT;
import static io.lakeproof.Routines.STRING;
import static io.lakeproof.Routines.TEXT_OR_BYTES;

import com.uber.h3core.H3Core;
import com.uber.h3core.PolygonToCellsFlags;
import com.uber.h3core.exceptions.H3Exception;
import com.uber.h3core.util.LatLng;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/**
 * The `h3_*` functions, by the library that Databricks uses too. A cell is a BIGINT or its hexadecimal STRING; what
 * answers cells answers them in the form given.
 *
 * <p>Source: "H3 geospatial functions" in Databricks' SQL language reference. Not here: h3_tessellateaswkb, and lines in
 * h3_coverash3.
 */
final class Cells {
  private static final AbstractDataType CELL = Routines.either(BIGINT, STRING);
  private static final int FINEST = 15;

  private Cells() {}

  /** Loads the native library, when it is first needed. */
  private static final class Library {
    static final H3Core H3 = load();

    private static H3Core load() {
      try {
        return H3Core.newInstance();
      } catch (IOException noPlace) {
        throw new java.io.UncheckedIOException(noPlace);
      }
    }
  }

  private static H3Core h3() {
    return Library.H3;
  }

  static void define() {
    List<AbstractDataType> cell = List.of(CELL);
    List<AbstractDataType> cellAndInt = List.of(CELL, INT);
    List<AbstractDataType> shape = List.of(TEXT_OR_BYTES, INT);
    for (boolean text : new boolean[] {false, true}) {
      String end = text ? "string" : "";
      DataType type = text ? STRING : BIGINT;
      Routines.define(
          "h3_longlatash3" + end, 3, List.of(DOUBLE, DOUBLE, INT), type,
          given -> form(at((Double) given[0], (Double) given[1], resolution(given[2])), text));
      Routines.define("h3_pointash3" + end, 2, shape, type, given -> form(ofPoint(given), text));
      both("h3_polyfillash3" + end, shape, text, given -> covered(given, PolygonToCellsFlags.containment_center));
      both("h3_coverash3" + end, shape, text, given -> covered(given, PolygonToCellsFlags.containment_overlapping));
    }
    Routines.define("h3_h3tostring", 1, cell, STRING, given -> form(cell(given[0]), true));
    Routines.define("h3_stringtoh3", 1, List.of(STRING), BIGINT, given -> cell(given[0]));
    Routines.define("h3_resolution", 1, cell, INT, given -> h3().getResolution(cell(given[0])));
    Routines.define("h3_isvalid", 1, cell, BOOLEAN, given -> isValid(given[0]));
    Routines.define("h3_validate", 1, cell, Cells::sameAsFirst, given -> like(given[0], cell(given[0])));
    Routines.define("h3_try_validate", 1, cell, Cells::sameAsFirst, given -> isValid(given[0]) ? given[0] : null);
    Routines.define("h3_ispentagon", 1, cell, BOOLEAN, given -> h3().isPentagon(cell(given[0])));
    Routines.define("h3_ischildof", 2, List.of(CELL, CELL), BOOLEAN, given -> isChild(cell(given[0]), cell(given[1])));
    Routines.define("h3_distance", 2, List.of(CELL, CELL), BIGINT, given -> distance(given, false));
    Routines.define("h3_try_distance", 2, List.of(CELL, CELL), BIGINT, given -> distance(given, true));
    Routines.define(
        "h3_toparent", 2, cellAndInt, Cells::sameAsFirst, given -> like(given[0], parent(given)));
    Routines.define("h3_tochildren", 2, cellAndInt, Cells::arrayOfFirst, given -> array(given[0], children(given)));
    Routines.define("h3_minchild", 2, cellAndInt, Cells::sameAsFirst, given -> like(given[0], children(given).first()));
    Routines.define("h3_maxchild", 2, cellAndInt, Cells::sameAsFirst, given -> like(given[0], children(given).last()));
    Routines.define(
        "h3_kring", 2, cellAndInt, Cells::arrayOfFirst,
        given -> array(given[0], h3().gridDisk(cell(given[0]), distance(given[1]))));
    Routines.define(
        "h3_hexring", 2, cellAndInt, Cells::arrayOfFirst,
        given -> array(given[0], h3().gridRing(cell(given[0]), distance(given[1]))));
    Routines.define("h3_compact", 1, List.of(ArrayType$.MODULE$), Cells::sameAsFirst, Cells::compacted);
    Routines.define("h3_uncompact", 2, List.of(ArrayType$.MODULE$, INT), Cells::sameAsFirst, Cells::uncompacted);
    shapes("h3_center", Cells::center);
    shapes("h3_boundary", Cells::boundary);
  }

  private static void shapes(String name, Function<Long, Geometry> shape) {
    List<AbstractDataType> cell = List.of(CELL);
    Routines.define(name + "aswkt", 1, cell, STRING, given -> Shapes.wkt(shape.apply(cell(given[0]))));
    Routines.define(
        name + "aswkb", 1, cell, BINARY, given -> Shapes.wkb(shape.apply(cell(given[0])), ByteOrder.LITTLE_ENDIAN, 0));
    Routines.define(
        name + "asgeojson", 1, cell, STRING,
        given -> UTF8String.fromString(Shapes.geoJson(shape.apply(cell(given[0])))));
  }

  private static void both(
      String name, List<AbstractDataType> takes, boolean text, Function<Object[], Collection<Long>> cells) {
    DataType gives = DataTypes.createArrayType(text ? STRING : BIGINT);
    Object form = text ? UTF8String.EMPTY_UTF8 : Long.valueOf(0);
    Routines.define(name, 2, takes, gives, given -> array(form, cells.apply(given)));
    Routines.define(
        name.replace("h3_", "h3_try_"), 2, takes, gives,
        given -> {
          resolution(given[1]);
          try {
            return array(form, cells.apply(given));
          } catch (Failures.Invalid noShape) {
            return null;
          }
        });
  }

  private static DataType sameAsFirst(List<Expression> arguments) {
    return arguments.get(0).dataType();
  }

  private static DataType arrayOfFirst(List<Expression> arguments) {
    return DataTypes.createArrayType(sameAsFirst(arguments));
  }

  private static Object form(long cell, boolean text) {
    return text ? UTF8String.fromString(Long.toHexString(cell)) : (Object) cell;
  }

  private static Object like(Object given, long cell) {
    return form(cell, given instanceof UTF8String);
  }

  private static ArrayData array(Object given, Collection<Long> cells) {
    return new GenericArrayData(cells.stream().map(cell -> like(given, cell)).toArray());
  }

  private static boolean isValid(Object given) {
    try {
      return h3().isValidCell(number(given));
    } catch (NumberFormatException noNumber) {
      return false;
    }
  }

  private static long number(Object given) {
    return given instanceof UTF8String ? Long.parseUnsignedLong(given.toString(), 16) : (Long) given;
  }

  private static long cell(Object given) {
    if (!isValid(given)) {
      throw Failures.invalid("H3_INVALID_CELL_ID", given + " is not a valid H3 cell ID");
    }
    return number(given);
  }

  private static int resolution(Object given) {
    return resolution(given, 0, FINEST);
  }

  private static int resolution(Object given, int least, int most) {
    int resolution = (Integer) given;
    if (resolution < least || resolution > most) {
      throw Failures.invalid(
          "H3_INVALID_RESOLUTION_VALUE",
          "H3 resolution " + resolution + " must be between " + least + " and " + most + ", inclusive");
    }
    return resolution;
  }

  private static int distance(Object given) {
    if ((Integer) given < 0) {
      throw Failures.invalid("H3_INVALID_GRID_DISTANCE_VALUE", "H3 grid distance " + given + " must be non-negative");
    }
    return (Integer) given;
  }

  private static Long distance(Object[] given, boolean tolerant) {
    long from = cell(given[0]);
    long to = cell(given[1]);
    try {
      return h3().gridDistance(from, to);
    } catch (H3Exception undefined) {
      if (tolerant) {
        return null;
      }
      throw Failures.invalid(
          "H3_UNDEFINED_GRID_DISTANCE", "H3 grid distance between " + from + " and " + to + " is undefined");
    }
  }

  private static long at(double longitude, double latitude, int resolution) {
    return h3().latLngToCell(latitude, longitude, resolution);
  }

  private static long ofPoint(Object[] given) {
    Geometry shape = Shapes.ofAny(given[0]);
    if (!(shape instanceof Point) || shape.isEmpty()) {
      throw noShape(given[0], "a point");
    }
    return at(((Point) shape).getX(), ((Point) shape).getY(), resolution(given[1]));
  }

  private static RuntimeException noShape(Object given, String wanted) {
    String form = given instanceof byte[] ? "WKB" : given.toString().trim().startsWith("{") ? "GeoJSON" : "WKT";
    return Failures.invalid(
        form.toUpperCase(java.util.Locale.ROOT) + "_PARSE_ERROR", "Error parsing " + form + ": the shape is not " + wanted);
  }

  private static Collection<Long> covered(Object[] given, PolygonToCellsFlags how) {
    int resolution = resolution(given[1]);
    Geometry shape = Shapes.ofAny(given[0]);
    TreeSet<Long> cells = new TreeSet<>();
    for (int i = 0; i < shape.getNumGeometries(); i++) {
      if (!(shape.getGeometryN(i) instanceof Polygon)) {
        throw noShape(given[0], "a polygon or multipolygon, the only ones that are emulated");
      }
      List<List<LatLng>> rings = new ArrayList<>();
      for (LineString ring : Shapes.rings((Polygon) shape.getGeometryN(i))) {
        List<LatLng> corners = new ArrayList<>();
        for (Coordinate corner : ring.getCoordinates()) {
          corners.add(new LatLng(corner.y, corner.x));
        }
        rings.add(corners.subList(0, corners.size() - 1));
      }
      if (!rings.isEmpty()) {
        cells.addAll(
            h3().polygonToCellsExperimental(rings.get(0), rings.subList(1, rings.size()), resolution, how));
      }
    }
    return cells;
  }

  private static boolean isChild(long child, long parent) {
    int resolution = h3().getResolution(parent);
    return resolution <= h3().getResolution(child) && h3().cellToParent(child, resolution) == parent;
  }

  private static long parent(Object[] given) {
    long cell = cell(given[0]);
    return h3().cellToParent(cell, resolution(given[1], 0, h3().getResolution(cell)));
  }

  private static TreeSet<Long> children(Object[] given) {
    long cell = cell(given[0]);
    return new TreeSet<>(h3().cellToChildren(cell, resolution(given[1], h3().getResolution(cell), FINEST)));
  }

  /** The cells of an array without its nulls. */
  private static List<Long> cells(Object given) {
    List<Long> cells = new ArrayList<>();
    for (Object one : (Object[]) given) {
      if (one != null) {
        cells.add(cell(one));
      }
    }
    return cells;
  }

  /** Cells in the form of an array's. */
  private static ArrayData likeThose(Object given, Collection<Long> cells) {
    boolean text = java.util.Arrays.stream((Object[]) given).anyMatch(UTF8String.class::isInstance);
    return array(text ? UTF8String.EMPTY_UTF8 : Long.valueOf(0), new TreeSet<>(cells));
  }

  private static Object compacted(Object[] given) {
    return likeThose(given[0], h3().compactCells(cells(given[0])));
  }

  private static Object uncompacted(Object[] given) {
    List<Long> cells = cells(given[0]);
    int finest = cells.stream().mapToInt(h3()::getResolution).max().orElse(0);
    return likeThose(given[0], h3().uncompactCells(cells, resolution(given[1], finest, FINEST)));
  }

  private static Geometry center(long cell) {
    LatLng center = h3().cellToLatLng(cell);
    return Shapes.FACTORY.createPoint(new Coordinate(center.lng, center.lat));
  }

  private static Geometry boundary(long cell) {
    List<Coordinate> corners = new ArrayList<>();
    h3().cellToBoundary(cell).forEach(corner -> corners.add(new Coordinate(corner.lng, corner.lat)));
    corners.add(corners.get(0).copy());
    return Shapes.FACTORY.createPolygon(corners.toArray(Coordinate[]::new));
  }
}
