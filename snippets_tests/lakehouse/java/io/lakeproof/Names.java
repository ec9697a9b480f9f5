package io.lakeproof;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a tenant's schema `catalog.schema` is called in Spark's one session catalog: database `tenant__catalog__schema`.
 *
 * Two underscores part the three, so that none may be seen inside: a second underscore in a row, and one at either end,
 * is written as an equals sign, which no name of Unity Catalog needs.
 */
final class Names {
  private static final String BETWEEN = "__";

  private static final Pattern DATABASE =
      Pattern.compile("(?:`?spark_catalog`?\\.)?(`?)(?:t[0-9a-f]{10}|shared)__(.+?)__([^`.,;:/'\"\\s\\])]+)`?");

  private Names() {}

  /** Put users' names where Spark's own show; naming.py does the same for what Python prints. */
  static String readable(String text) {
    return DATABASE.matcher(text).replaceAll(found -> found.group(1) + decode(found.group(2)) + found.group(1)
        + "." + found.group(1) + decode(found.group(3)) + found.group(1));
  }

  static String prefix(String tenant, String catalog) {
    return tenant + BETWEEN + encode(catalog) + BETWEEN;
  }

  static String database(String tenant, String catalog, String schema) {
    return prefix(tenant, catalog) + encode(schema);
  }

  static String encode(String part) {
    StringBuilder out = new StringBuilder(part.toLowerCase(Locale.ROOT));
    for (int i = 0; i < out.length(); i++) {
      boolean edge = i == 0 || i == out.length() - 1;
      if (out.charAt(i) == '_' && (edge || out.charAt(i - 1) == '_' || out.charAt(i - 1) == '=')) {
        out.setCharAt(i, '=');
      }
    }
    return out.toString();
  }

  /** The `catalog.schema` of a database, or null when it is none of ours. */
  static String schema(String database) {
    String[] parts = database.split(BETWEEN, 3);
    return parts.length == 3 ? decode(parts[1]) + "." + decode(parts[2]) : null;
  }

  static String decode(String part) {
    return part.replace('=', '_');
  }
}
