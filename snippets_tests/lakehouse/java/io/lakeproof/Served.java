package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.View;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Relations that Python fills anew at each look: those of each `information_schema` and of the catalog `system`. */
final class Served {
  private static final String INFORMATION_SCHEMA = "information_schema";
  private static final String SYSTEM = "system";

  private static final Set<String> WRITES =
      Set.of(
          "InsertIntoStatement", "AppendData", "OverwriteByExpression", "OverwritePartitionsDynamic", "DeleteFromTable",
          "UpdateTable", "MergeIntoTable", "TruncateTable", "OptimizeTableCommand", "VacuumTableCommand",
          "RestoreTableStatement");
  // Commands that look, and those that make something, which `refuseChange` sees.
  private static final String HARMLESS = "^(Describe|Show|Cache|Uncache|Refresh|Explain|Analyze|Create|Replace).*";

  private Served() {}

  /** Nobody may change what is served; Spark itself would only say that it is a view. */
  static void refuseWrites(SparkSession session, LogicalPlan plan) {
    String kind = plan.getClass().getSimpleName();
    boolean writes = WRITES.contains(kind);
    if (!writes && (!(plan instanceof Command) || kind.matches(HARMLESS))) {
      return;
    }
    for (Object part : JavaConverters.asJavaIterable(plan.productIterator().toList())) {
      Object target = part instanceof SubqueryAlias ? ((SubqueryAlias) part).child() : part;
      List<String> name = target instanceof LogicalPlan ? full(session, CatalogNames.name((LogicalPlan) target)) : List.of();
      if (name.size() == 3 && schema(name.get(0), new String[] {name.get(1)})) {
        String text =
            "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\nUser does not have "
                + (writes ? "MODIFY" : "MANAGE") + " on Table '" + String.join(".", name) + "'. SQLSTATE: 42501";
        throw Failures.refusal("INSUFFICIENT_PERMISSIONS\0" + "42501\0" + text);
      }
      if (!name.isEmpty()) {
        return; // what is written comes first
      }
    }
  }

  private static List<String> full(SparkSession session, List<String> name) {
    if (name.isEmpty() || name.size() > 2) {
      return name;
    }
    CatalogManager manager = Sessions.classic(session).sessionState().catalogManager();
    List<String> full = new ArrayList<>(List.of(manager.currentCatalog().name()));
    if (name.size() == 1) {
      full.addAll(List.of(manager.currentNamespace()));
    }
    full.addAll(name);
    return full;
  }

  /** Whether a schema holds nothing but such relations. */
  static boolean schema(String catalog, String[] namespace) {
    return namespace.length == 1 && (catalog.equals(SYSTEM) || namespace[0].equalsIgnoreCase(INFORMATION_SCHEMA));
  }

  /** Nobody may make anything in such a schema. */
  static void refuseChange(String catalog, String[] namespace) {
    if (schema(catalog, namespace)) {
      String text =
          "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\nUser does not have CREATE TABLE on Schema '"
              + catalog + "." + namespace[0] + "'. SQLSTATE: 42501";
      throw Failures.refusal("INSUFFICIENT_PERMISSIONS\0" + "42501\0" + text);
    }
  }

  /** The relation as a view over its rows, which Spark can plan without running a job; null when there is none. */
  static View view(String catalog, Identifier ident) {
    if (!schema(catalog, ident.namespace())) {
      return null;
    }
    SparkSession session = SparkSession.active();
    StatementHook hook = Sessions.hookOf(session);
    if (hook == null) {
      return null;
    }
    String schema = ident.namespace()[0].toLowerCase(Locale.ROOT);
    String name = ident.name().toLowerCase(Locale.ROOT);
    String principal = session.conf().get(Sessions.PRINCIPAL, "");
    String[] answer = {""};
    // On a thread of its own, as Python will look at tables: that must not mix with the analysis we are in.
    Thread asker = new Thread(() -> answer[0] = hook.served(catalog, schema, name, principal));
    asker.start();
    try {
      asker.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    if (answer[0].isEmpty()) {
      return null;
    }
    String[] parts = answer[0].split("\0", 2);
    StructType columns = StructType.fromDDL(parts[0]);
    View.Builder builder = new View.Builder();
    builder.withSchema(columns);
    builder.withOwner("System user");
    return builder
        .withQueryText(parts[1])
        .withCurrentCatalog(catalog)
        .withCurrentNamespace(new String[] {schema})
        .withSqlConfigs(Map.of())
        .withSchemaMode("BINDING")
        .withQueryColumnNames(columns.fieldNames())
        .build();
  }
}
