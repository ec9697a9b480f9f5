package io.lakeproof;

import static io.lakeproof.Routines.BINARY;
import static io.lakeproof.Routines.BOOLEAN;
import static io.lakeproof.Routines.INT;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.IntegralType$;

/** `zstd_compress`, `zstd_decompress`, `try_zstd_decompress` and `bit_reverse`. */
final class Bytes {
  private static final int USUAL_LEVEL = 3;
  private static final int HIGHEST_LEVEL = 22;

  private Bytes() {}

  static void define() {
    Routines.define("zstd_compress", 1, List.of(BINARY, INT, BOOLEAN), BINARY, Bytes::compress);
    Routines.define("zstd_decompress", 1, List.of(BINARY), BINARY, given -> decompress((byte[]) given[0], false));
    Routines.define("try_zstd_decompress", 1, List.of(BINARY), BINARY, given -> decompress((byte[]) given[0], true));
    Routines.define(
        "bit_reverse",
        1,
        List.of(IntegralType$.MODULE$),
        arguments -> arguments.get(0).dataType(),
        given -> reversed(given[0]));
  }

  private static byte[] compress(Object[] given) {
    byte[] value = (byte[]) given[0];
    int level = given.length > 1 ? (Integer) given[1] : USUAL_LEVEL;
    if (level < 1 || level > HIGHEST_LEVEL) {
      throw Failures.invalid(
          "INVALID_PARAMETER_VALUE.ZSTD_LEVEL",
          "The value of parameter(s) `level` in `zstd_compress` is invalid: expects an integer between 1 and 22"
              + " inclusive, but got " + level + ".");
    }
    if (given.length < 3 || !(Boolean) given[2]) {
      return Zstd.compress(value, level);
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZstdOutputStream stream = new ZstdOutputStream(compressed, level)) {
      stream.write(value);
      // Ends the block before the frame, as it does on Databricks: an empty block comes last.
      stream.flush();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return compressed.toByteArray();
  }

  private static byte[] decompress(byte[] value, boolean tolerant) {
    try (ZstdInputStream stream = new ZstdInputStream(new ByteArrayInputStream(value))) {
      return stream.readAllBytes();
    } catch (IOException broken) {
      if (tolerant) {
        return null;
      }
      throw Failures.invalid(
          "INVALID_PARAMETER_VALUE.ZSTD_DECOMPRESS_INPUT",
          "The value of parameter(s) `input` in `zstd_decompress` is invalid: expects valid zstd-compressed data.");
    }
  }

  private static Object reversed(Object value) {
    if (value instanceof Byte) {
      return (byte) (Integer.reverse((Byte) value) >> 24);
    }
    if (value instanceof Short) {
      return (short) (Integer.reverse((Short) value) >> 16);
    }
    if (value instanceof Integer) {
      return Integer.reverse((Integer) value);
    }
    return Long.reverse((Long) value);
  }
}
