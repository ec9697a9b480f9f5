package io.lakeproof;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.sql.SparkSession;

/**
 * Which tables are streaming tables or materialized views, by full mapped name, and what may not be done to them.
 *
 * What feeds them runs in a session with the setting `lakeproof.pipeline` and may do all.
 */
public final class Datasets {
  static final String MATERIALIZED_VIEW = "MATERIALIZED_VIEW";
  static final String STREAMING_TABLE = "STREAMING_TABLE";
  private static final String PIPELINE = "lakeproof.pipeline";
  private static final Set<String> ALTERS =
      Set.of("AddColumns", "DropColumns", "RenameColumn", "AlterColumns", "ReplaceColumns", "SetTableProperties", "UnsetTableProperties", "RenameTable");
  private static final Set<String> DROPS = Set.of("DropTable");
  private static final Map<String, String> KINDS = new ConcurrentSkipListMap<>();
  private static final Map<String, String> PRIVATE = new ConcurrentSkipListMap<>();

  private Datasets() {}

  private static String key(String tenant, String catalog, String schema, String name) {
    return Names.database(tenant, catalog, schema) + "." + name.toLowerCase(java.util.Locale.ROOT);
  }

  public static void put(String tenant, String catalog, String schema, String name, String kind) {
    KINDS.put(key(tenant, catalog, schema, name), kind);
  }

  /** Let only the sessions of one pipeline see a table. */
  public static void hide(String tenant, String catalog, String schema, String name, String pipeline) {
    PRIVATE.put(key(tenant, catalog, schema, name), pipeline);
  }

  /** Whether a table is another pipeline's own. */
  static boolean hidden(String key) {
    String pipeline = PRIVATE.get(key);
    return pipeline != null && !pipeline.equals(SparkSession.active().conf().get(PIPELINE, ""));
  }

  /** What a table is, or null when it is an ordinary one. */
  static String kind(String key) {
    return KINDS.get(key);
  }

  static void remove(String key) {
    KINDS.remove(key);
    PRIVATE.remove(key);
  }

  /** Forget all of the databases that start so. */
  static void clear(String prefix) {
    KINDS.keySet().removeIf(key -> key.startsWith(prefix));
    PRIVATE.keySet().removeIf(key -> key.startsWith(prefix));
  }

  /** Refuse what a plan does to a dataset; a use is `PRIVILEGE TABLE catalog.schema.table`. */
  static void check(SparkSession session, String plan, Set<String> uses) {
    if (KINDS.isEmpty() || session.conf().get(PIPELINE, null) != null) {
      return;
    }
    for (String use : uses) {
      String[] words = use.split(" ", 3);
      String[] name = words[2].split("\\.");
      if (!words[1].equals("TABLE") || name.length != 3 || words[0].equals("SELECT")) {
        continue;
      }
      String kind = kind(key(session.conf().get(Sessions.TENANT, ""), name[0], name[1], name[2]));
      if (kind != null) {
        refuse(kind, plan, words[2]);
      }
    }
  }

  private static void refuse(String kind, String plan, String name) {
    if (kind.equals(STREAMING_TABLE)) {
      if (ALTERS.contains(plan)) {
        throw failure(
            "STREAMING_TABLE_OPERATION_NOT_ALLOWED.INVALID_ALTER",
            "42601",
            "The operation ALTER TABLE is not allowed: To alter the schema or properties of streaming tables, please use the "
                + "CREATE OR REFRESH command.");
      }
    } else if (DROPS.contains(plan)) {
      throw failure(
          "WRONG_COMMAND_FOR_OBJECT_TYPE",
          "42809",
          "The operation DROP TABLE requires a TABLE. But " + name + " is a MATERIALIZED VIEW. Use DROP MATERIALIZED VIEW instead.");
    } else if (ALTERS.contains(plan)) {
      throw failure(
          "MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.INVALID_ALTER",
          "56038",
          "The materialized view operation ALTER TABLE is not allowed: To alter the schema or properties of materialized views, "
              + "please use the CREATE OR REFRESH MATERIALIZED VIEW command.");
    } else {
      throw failure(
          "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", "42809", "'" + operation(plan) + "' expects a table but " + quoted(name) + " is a view.");
    }
  }

  private static String operation(String plan) {
    if (plan.startsWith("Update")) {
      return "UPDATE";
    } else if (plan.startsWith("Delete")) {
      return "DELETE";
    } else if (plan.startsWith("Merge")) {
      return "MERGE";
    }
    return plan.startsWith("Append") || plan.startsWith("Overwrite") || plan.startsWith("Insert") ? "INSERT" : plan.replaceAll("(Table)?Command$", "").toUpperCase();
  }

  private static String quoted(String name) {
    return "`" + name.replace(".", "`.`") + "`";
  }

  private static RuntimeException failure(String condition, String state, String text) {
    return Failures.refusal(condition + "\0" + state + "\0[" + condition + "] " + text + " SQLSTATE: " + state);
  }
}
