package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.sql.connector.catalog.View;

/** The views of all tenants by full mapped name; they live as long as the JVM or until their tenant closes. */
public final class Views {
  private static final Map<String, View> BY_NAME = new ConcurrentSkipListMap<>();

  private Views() {}

  static View get(String key) {
    return BY_NAME.get(key);
  }

  static View put(String key, View view) {
    BY_NAME.put(key, view);
    return view;
  }

  static View remove(String key) {
    return BY_NAME.remove(key);
  }

  static List<String> names(String database) {
    String start = database + ".";
    List<String> found = new ArrayList<>();
    for (String key : BY_NAME.keySet()) {
      if (key.startsWith(start)) {
        found.add(key.substring(start.length()));
      }
    }
    return found;
  }

  /** Forget all views of the databases that start so. */
  static void clear(String prefix) {
    BY_NAME.keySet().removeIf(key -> key.startsWith(prefix));
  }
}
