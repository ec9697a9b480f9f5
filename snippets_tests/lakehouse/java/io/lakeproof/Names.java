package io.lakeproof;

import java.util.Locale;

/**
 * How a tenant's schema `catalog.schema` is called in Spark's one session catalog: database `tenant__catalog__schema`.
 *
 * Two underscores part the three, so that none may be seen inside: a second underscore in a row, and one at either end,
 * is written as an equals sign, which no name of Unity Catalog needs.
 */
final class Names {
  private static final String BETWEEN = "__";

  private Names() {}

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
