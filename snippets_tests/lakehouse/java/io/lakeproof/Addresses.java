package io.lakeproof;

import static io.lakeproof.Routines.BINARY;
import static io.lakeproof.Routines.BOOLEAN;
import static io.lakeproof.Routines.INT;
import static io.lakeproof.Routines.STRING;
import static io.lakeproof.Routines.TEXT_OR_BYTES;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The `ip_*` functions on addresses and CIDR blocks, given as text or as bytes (4 or 16, and one more for the length of
 * a block's prefix). An IPv4 address that is mapped into IPv6 is the IPv4 address.
 *
 * <p>Source: "IP functions" in Databricks' SQL language reference.
 */
final class Addresses {
  private static final int IPV4 = 4;
  private static final int IPV6 = 16;
  private static final int MAPPED_BITS = 96;

  private Addresses() {}

  static void define() {
    both("ip_as_binary", BINARY, Addresses::any, (block, given) -> block.bytes());
    both("ip_as_string", STRING, Addresses::any, (block, given) -> UTF8String.fromString(block.text()));
    both("ip_cidr", null, Addresses::cidr, (block, given) -> block.like(given));
    both("ip_host", null, Addresses::host, (block, given) -> block.like(given));
    for (String name : List.of("ip_network", "ip_network_first")) {
      of(name, null, Addresses::cidr, (block, given) -> block.first().like(given));
    }
    of("ip_network_last", null, Addresses::cidr, (block, given) -> block.last().like(given));
    of("ip_prefix_length", INT, Addresses::cidr, (block, given) -> block.prefix);
    of("ip_version", INT, Addresses::any, (block, given) -> block.address.length == IPV4 ? 4 : 6);
    Routines.define(
        "ip_cidr_contains",
        2,
        List.of(TEXT_OR_BYTES, TEXT_OR_BYTES),
        BOOLEAN,
        given -> cidr(given[0]).contains(any(given[1])));
  }

  @FunctionalInterface
  private interface Answer {
    Object of(Block block, Object given);
  }

  private static void of(
      String name, org.apache.spark.sql.types.DataType gives, Function<Object, Block> read, Answer answer) {
    Routines.define(
        name,
        1,
        List.of(TEXT_OR_BYTES),
        arguments -> gives != null ? gives : arguments.get(0).dataType(),
        given -> answer.of(read.apply(given[0]), given[0]));
  }

  /** A function, and the one with `try_` before it, which answers null for what is no address. */
  private static void both(
      String name, org.apache.spark.sql.types.DataType gives, Function<Object, Block> read, Answer answer) {
    of(name, gives, read, answer);
    Function<Object, Block> tried =
        given -> {
          try {
            return read.apply(given);
          } catch (Failures.Invalid invalid) {
            return null;
          }
        };
    of("try_" + name, gives, tried, (block, given) -> block == null ? null : answer.of(block, given));
  }

  private static Block cidr(Object given) {
    Block block = read(given);
    if (block == null || !block.isCidr) {
      throw Failures.invalid("INVALID_CIDR_BLOCK", "The value " + shown(given) + " is not a valid CIDR block.");
    }
    return block;
  }

  private static Block host(Object given) {
    Block block = read(given);
    if (block == null || block.isCidr) {
      throw Failures.invalid("INVALID_IP_ADDRESS", "The value " + shown(given) + " is not a valid IP address.");
    }
    return block;
  }

  private static Block any(Object given) {
    Block block = read(given);
    if (block == null) {
      throw Failures.invalid(
          "INVALID_IP_ADDRESS_OR_CIDR_BLOCK",
          "The value " + shown(given) + " is not a valid IP address or CIDR block.");
    }
    return block;
  }

  private static String shown(Object given) {
    return given instanceof byte[] ? "X'" + java.util.HexFormat.of().withUpperCase().formatHex((byte[]) given) + "'" : "'" + given + "'";
  }

  private static Block read(Object given) {
    try {
      return given instanceof byte[] ? ofBytes((byte[]) given) : ofText(given.toString());
    } catch (IllegalArgumentException | UnknownHostException invalid) {
      return null;
    }
  }

  private static Block ofBytes(byte[] given) throws UnknownHostException {
    boolean isCidr = given.length == IPV4 + 1 || given.length == IPV6 + 1;
    int length = isCidr ? given.length - 1 : given.length;
    byte[] address = Arrays.copyOf(given, length);
    return Block.of(InetAddress.getByAddress(address).getAddress(), isCidr, isCidr ? given[length] & 0xFF : 0, length);
  }

  private static Block ofText(String given) {
    int slash = given.indexOf('/');
    String host = slash < 0 ? given : given.substring(0, slash);
    String prefix = slash < 0 ? "0" : given.substring(slash + 1);
    if (!prefix.matches("\\d{1,3}") || host.contains("%")) {
      throw new IllegalArgumentException(given);
    }
    byte[] address = InetAddresses.forString(host).getAddress();
    return Block.of(address, slash >= 0, Integer.parseInt(prefix), host.contains(":") ? IPV6 : IPV4);
  }

  private static final class Block {
    final byte[] address;
    final boolean isCidr;
    final int prefix;

    Block(byte[] address, boolean isCidr, int prefix) {
      this.address = address;
      this.isCidr = isCidr;
      this.prefix = prefix;
    }

    /** In its canonical form: without bits behind a block's prefix; Java has made IPv4 of what was mapped. */
    static Block of(byte[] address, boolean isCidr, int prefix, int writtenLength) {
      int length = isCidr && writtenLength != address.length ? prefix - MAPPED_BITS : prefix;
      if (length < 0 || length > address.length * 8) {
        throw new IllegalArgumentException("prefix " + prefix);
      }
      return new Block(isCidr ? filled(address, length, false) : address, isCidr, length);
    }

    private static byte[] filled(byte[] address, int prefix, boolean ones) {
      byte[] filled = address.clone();
      for (int bit = prefix; bit < filled.length * 8; bit++) {
        int mask = 0x80 >> bit % 8;
        filled[bit / 8] = (byte) (ones ? filled[bit / 8] | mask : filled[bit / 8] & ~mask);
      }
      return filled;
    }

    Block first() {
      return new Block(address, false, 0);
    }

    Block last() {
      return new Block(filled(address, prefix, true), false, 0);
    }

    boolean contains(Block other) {
      return other.address.length == address.length
          && (!other.isCidr || other.prefix >= prefix)
          && Arrays.equals(filled(other.address, prefix, false), address);
    }

    byte[] bytes() {
      if (!isCidr) {
        return address;
      }
      byte[] all = Arrays.copyOf(address, address.length + 1);
      all[address.length] = (byte) prefix;
      return all;
    }

    String text() {
      try {
        String host = InetAddresses.toAddrString(InetAddress.getByAddress(address));
        return isCidr ? host + "/" + prefix : host;
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** As text or as bytes, whichever was given. */
    Object like(Object given) {
      return given instanceof byte[] ? bytes() : UTF8String.fromString(text());
    }
  }
}
