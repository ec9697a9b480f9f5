package io.lakeproof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

/**
 * The row filters and column masks of all tenants' tables, by full mapped name. Each is a function's full name and what
 * it is called with: columns and constants, as SQL.
 */
public final class Policies {
  private static final Map<String, Policy> ALL = new ConcurrentHashMap<>();
  private static final Set<String> FOLLOWED = ConcurrentHashMap.newKeySet();
  private static final ObjectMapper JSON = new ObjectMapper();

  private Policies() {}

  /** What holds for one table; columns are in lower case. */
  static final class Policy {
    final List<String> filter;
    final Map<String, List<String>> masks;

    Policy(List<String> filter, Map<String, List<String>> masks) {
      this.filter = filter;
      this.masks = masks;
    }

    boolean empty() {
      return filter == null && masks.isEmpty();
    }
  }

  /** Set a table's row filter: the function and its arguments, parted by newlines; an empty text drops it. */
  public static void setFilter(String tenant, String catalog, String schema, String table, String call) {
    String key = key(Names.database(tenant, catalog, schema), table);
    Policy before = ALL.getOrDefault(key, new Policy(null, Map.of()));
    put(key, new Policy(call.isEmpty() ? null : List.of(call.split("\n")), before.masks));
  }

  /** Set a column's mask, written as a filter is; the column itself is the first argument. */
  public static void setMask(
      String tenant, String catalog, String schema, String table, String column, String call) {
    String key = key(Names.database(tenant, catalog, schema), table);
    Policy before = ALL.getOrDefault(key, new Policy(null, Map.of()));
    Map<String, List<String>> masks = new TreeMap<>(before.masks);
    if (call.isEmpty()) {
      masks.remove(column.toLowerCase(Locale.ROOT));
    } else {
      masks.put(column.toLowerCase(Locale.ROOT), List.of(call.split("\n")));
    }
    put(key, new Policy(before.filter, masks));
  }

  private static void put(String key, Policy policy) {
    if (policy.empty()) {
      ALL.remove(key);
    } else {
      ALL.put(key, policy);
    }
  }

  /** Whether a tenant has policies that follow tags; Python knows for whom they hold. */
  public static void follow(String tenant, boolean any) {
    if (any) {
      FOLLOWED.add(tenant);
    } else {
      FOLLOWED.remove(tenant);
    }
  }

  static boolean none(String tenant) {
    return ALL.isEmpty() && !FOLLOWED.contains(tenant);
  }

  /** What holds for the user of a session. */
  static Policy effective(SparkSession session, String tenant, String catalog, String schema, String table) {
    if (!FOLLOWED.contains(tenant)) {
      return get(Names.database(tenant, catalog, schema), table);
    }
    String principal = session.conf().get(Sessions.PRINCIPAL, "");
    String name = String.join(".", catalog, schema, table).toLowerCase(Locale.ROOT);
    String[] answer = {""};
    // On a thread of its own, as Python will look at tables: that must not mix with the analysis we are in.
    Thread asker = new Thread(() -> answer[0] = Sessions.hookOf(tenant).policies(name, principal));
    asker.start();
    try {
      asker.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    if (answer[0].isEmpty()) {
      return null;
    }
    if (answer[0].startsWith("E")) {
      throw Failures.refusal(answer[0].substring(1));
    }
    return read(answer[0]);
  }

  private static Policy read(String json) {
    try {
      JsonNode found = JSON.readTree(json);
      Map<String, List<String>> masks = new TreeMap<>();
      found.get("masks").fields().forEachRemaining(mask -> masks.put(mask.getKey(), texts(mask.getValue())));
      Policy policy = new Policy(found.get("filter").isNull() ? null : texts(found.get("filter")), masks);
      return policy.empty() ? null : policy;
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> found = new ArrayList<>();
    array.forEach(text -> found.add(text.asText()));
    return found;
  }

  static Policy get(String database, String table) {
    return ALL.get(key(database, table));
  }

  /** What the metastore is told of a table's policies. */
  static Map<String, Object> facts(String database, String table) {
    Policy policy = get(database, table);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("row_filter", policy == null ? null : policy.filter);
    facts.put("masks", policy == null ? Map.of() : policy.masks);
    return facts;
  }

  static void restore(String database, String table, Policy policy) {
    ALL.put(key(database, table), policy);
  }

  static void drop(String database, String table) {
    ALL.remove(key(database, table));
  }

  static void rename(String database, String table, String newDatabase, String newTable) {
    Policy policy = ALL.remove(key(database, table));
    if (policy != null) {
      ALL.put(key(newDatabase, newTable), policy);
    }
  }

  /** Forget all policies of the databases that start so. */
  static void clear(String prefix) {
    ALL.keySet().removeIf(key -> key.startsWith(prefix));
  }

  private static String key(String database, String table) {
    return database + "." + table.toLowerCase(Locale.ROOT);
  }

  /** A call of a policy's function as SQL. */
  static String call(List<String> policy) {
    return policy.get(0) + "(" + String.join(", ", policy.subList(1, policy.size())) + ")";
  }
}
