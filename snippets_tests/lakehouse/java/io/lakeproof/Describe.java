package io.lakeproof;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CurrentUserContext;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Relation;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.View;
import org.apache.spark.sql.connector.expressions.Transform;
import scala.collection.JavaConverters;

/** Tells the metastore, as JSON, which tables and views there are and what they look like. */
public final class Describe {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Describe() {}

  /** The names of a schema's tables and views, parted by newlines. */
  public static String names(SparkSession session, String catalog, String schema) throws NoSuchNamespaceException {
    UnityCatalog plugin = plugin(session, catalog);
    String[] namespace = {schema};
    TreeSet<String> names = new TreeSet<>();
    if (plugin != null && plugin.namespaceExists(namespace)) {
      for (Identifier ident : plugin.listTables(namespace)) {
        names.add(ident.name());
      }
      for (Identifier ident : plugin.listViews(namespace)) {
        names.add(ident.name());
      }
    }
    return String.join("\n", names);
  }

  /** The session's temporary views, parted by newlines. */
  public static String temporaryViews(SparkSession session) {
    var views = Sessions.classic(session).sessionState().catalog().listLocalTempViews("*");
    TreeSet<String> names = new TreeSet<>();
    JavaConverters.seqAsJavaList(views).forEach(view -> names.add(view.table()));
    return String.join("\n", names);
  }

  /** What a table or view looks like, or an empty text when there is none. */
  public static String table(SparkSession session, String catalog, String schema, String name) throws Exception {
    String user = CurrentUserContext.CURRENT_USER().get();
    try {
      Sessions.enter(session);
      return told(session, catalog, schema, name);
    } finally {
      // Somebody else's statement may be what asked.
      CurrentUserContext.CURRENT_USER().set(user);
    }
  }

  private static String told(SparkSession session, String catalog, String schema, String name) throws Exception {
    UnityCatalog plugin = plugin(session, catalog);
    Identifier ident = Identifier.of(new String[] {schema}, name);
    if (plugin == null || !(plugin.viewExists(ident) || plugin.tableExists(ident))) {
      return "";
    }
    Relation relation = plugin.loadRelation(ident);
    Map<String, String> properties = relation.properties();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("columns", columns(relation));
    facts.putAll(Policies.facts(plugin.database(schema), name));
    facts.put("owner", properties.get(TableCatalog.PROP_OWNER));
    facts.put("comment", properties.get(TableCatalog.PROP_COMMENT));
    if (relation instanceof View) {
      facts.put("table_type", "VIEW");
      facts.put("view_definition", ((View) relation).queryText());
    } else {
      boolean external = "true".equals(properties.get(TableCatalog.PROP_EXTERNAL));
      String dataset = Datasets.kind(plugin.key(ident));
      facts.put("table_type", dataset != null ? dataset : external ? "EXTERNAL" : "MANAGED");
      facts.put("data_source_format", properties.get(TableCatalog.PROP_PROVIDER));
      facts.put("storage_location", properties.get(TableCatalog.PROP_LOCATION));
    }
    Map<String, String> own = new LinkedHashMap<>(properties);
    own.keySet().removeIf(key -> key.indexOf('.') < 0 && RESERVED.contains(key));
    facts.put("properties", own);
    return JSON.writeValueAsString(facts);
  }

  private static final List<String> RESERVED =
      List.of("owner", "comment", "provider", "location", "external", "is_managed_location", "table_type", "collation");

  private static List<Map<String, Object>> columns(Relation relation) {
    List<String> partitions = new ArrayList<>();
    if (relation instanceof Table) {
      for (Transform transform : ((Table) relation).partitioning()) {
        if (transform.name().equals("identity")) {
          partitions.add(transform.references()[0].fieldNames()[0]);
        }
      }
    }
    List<Map<String, Object>> columns = new ArrayList<>();
    for (Column column : relation.columns()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", column.name());
      facts.put("type", column.dataType().catalogString());
      facts.put("nullable", column.nullable());
      facts.put("comment", column.comment());
      facts.put("default", column.defaultValue() == null ? null : column.defaultValue().getSql());
      facts.put("partition_index", partitions.contains(column.name()) ? partitions.indexOf(column.name()) : null);
      columns.add(facts);
    }
    return columns;
  }

  /** The names of a table's columns, in their order. */
  static List<String> columnNames(SparkSession session, String catalog, String schema, String table) {
    UnityCatalog plugin = plugin(session, catalog);
    List<String> names = new ArrayList<>();
    for (Column column : plugin.loadTable(Identifier.of(new String[] {schema}, table)).columns()) {
      names.add(column.name());
    }
    return names;
  }

  /** The full names of the tables and views that a frame reads, parted by newlines. */
  public static String reads(org.apache.spark.sql.Dataset<?> frame) {
    TreeSet<String> names = new TreeSet<>();
    reads(((org.apache.spark.sql.classic.Dataset<?>) frame).queryExecution().analyzed(), names);
    return String.join("\n", names);
  }

  private static void reads(LogicalPlan plan, TreeSet<String> names) {
    if (plan instanceof SubqueryAlias) {
      List<String> qualifier = Scala.list(((SubqueryAlias) plan).identifier().qualifier());
      if (qualifier.size() == 2) {
        names.add(String.join(".", qualifier) + "." + ((SubqueryAlias) plan).identifier().name());
      }
    }
    Scala.list(plan.children()).forEach(child -> reads(child, names));
    Scala.list(plan.subqueries()).forEach(inner -> reads(inner, names));
  }

  private static UnityCatalog plugin(SparkSession session, String catalog) {
    var manager = Sessions.classic(session).sessionState().catalogManager();
    // The plugin takes the active session when it is made.
    SparkSession.setActiveSession(session);
    CatalogPlugin plugin = manager.isCatalogRegistered(catalog) ? manager.catalog(catalog) : null;
    return plugin instanceof UnityCatalog ? (UnityCatalog) plugin : null;
  }
}
