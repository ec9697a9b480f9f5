package io.lakeproof;

import org.apache.spark.unsafe.types.UTF8String;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/** Geohashes: every letter halves the box five times, longitude first. */
final class Geohash {
  private static final String LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int BITS = 5;
  private static final int LONGEST = 12;

  private Geohash() {}

  /** `st_geohash(shape [, precision])`: a negative precision asks for the longest that covers the whole shape. */
  static UTF8String of(Object[] given) {
    Geometry shape = Shapes.read(given[0]);
    if (shape.isEmpty()) {
      return null;
    }
    Envelope box = shape.getEnvelopeInternal();
    refuse("LONGITUDE", box.getMinX(), box.getMaxX(), 180);
    refuse("LATITUDE", box.getMinY(), box.getMaxY(), 90);
    int precision = given.length > 1 ? (Integer) given[1] : -1;
    if (precision >= 0) {
      return UTF8String.fromString(of(box.centre(), precision));
    }
    String one = of(new Coordinate(box.getMinX(), box.getMinY()), LONGEST);
    String other = of(new Coordinate(box.getMaxX(), box.getMaxY()), LONGEST);
    int same = 0;
    while (same < LONGEST && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    return UTF8String.fromString(one.substring(0, same));
  }

  private static void refuse(String what, double least, double most, double limit) {
    if (least < -limit || most > limit) {
      throw Failures.invalid(
          "ST_INVALID_ARGUMENT." + what + "_OUT_OF_BOUNDS",
          "A coordinate lies outside of [-" + (int) limit + ", " + (int) limit + "].");
    }
  }

  static String of(Coordinate at, int precision) {
    StringBuilder hash = new StringBuilder();
    double[][] ranges = {{-180, 180}, {-90, 90}};
    int letter = 0;
    for (int bit = 0; bit < precision * BITS; bit++) {
      double[] range = ranges[bit % 2];
      double middle = (range[0] + range[1]) / 2;
      boolean upper = (bit % 2 == 0 ? at.x : at.y) >= middle;
      range[upper ? 0 : 1] = middle;
      letter = letter * 2 + (upper ? 1 : 0);
      if (bit % BITS == BITS - 1) {
        hash.append(LETTERS.charAt(letter));
        letter = 0;
      }
    }
    return hash.toString();
  }

  static Envelope box(String hash) {
    double[][] ranges = {{-180, 180}, {-90, 90}};
    int bit = 0;
    for (char letter : hash.toLowerCase(java.util.Locale.ROOT).toCharArray()) {
      int value = LETTERS.indexOf(letter);
      if (value < 0) {
        throw Failures.invalid("GEOHASH_PARSE_ERROR", "Error parsing geohash: '" + hash + "' has the character '" + letter + "'");
      }
      for (int i = BITS - 1; i >= 0; i--, bit++) {
        double[] range = ranges[bit % 2];
        range[(value >> i & 1) == 1 ? 0 : 1] = (range[0] + range[1]) / 2;
      }
    }
    return new Envelope(ranges[0][0], ranges[0][1], ranges[1][0], ranges[1][1]);
  }
}
