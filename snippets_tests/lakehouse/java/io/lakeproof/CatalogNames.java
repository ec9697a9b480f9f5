package io.lakeproof;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedView;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;

/**
 * Refuses names of three parts whose first is no catalog, which Spark would take for names in its own catalog; and names
 * of two parts whose first is one, where Databricks looks for a schema.
 */
final class CatalogNames {
  private static final int WITH_CATALOG = 3;

  private final SparkSession session;

  private CatalogNames(SparkSession session) {
    this.session = session;
  }

  static void check(SparkSession session, LogicalPlan plan) {
    new CatalogNames(session).visit(plan);
  }

  private void visit(QueryPlan<?> plan) {
    List<String> name = name(plan);
    // What Spark's catalog manager knows includes catalogs that were dropped.
    if (name.size() == WITH_CATALOG && !known(name.get(0))) {
      String text =
          "[NO_SUCH_CATALOG_EXCEPTION] Catalog '" + name.get(0) + "' was not found. "
              + "Please verify the catalog name and then retry the query or command again. SQLSTATE: 42704";
      throw Failures.refusal("NO_SUCH_CATALOG_EXCEPTION\0" + "42704\0" + text);
    }
    if (name.size() == WITH_CATALOG - 1 && plan instanceof UnresolvedRelation && known(name.get(0))) {
      String text =
          "[TABLE_OR_VIEW_NOT_FOUND] The table or view `" + name.get(0) + "`.`" + name.get(1) + "` cannot be found. "
              + "Verify the spelling and correctness of the schema and catalog.\n"
              + "If you did not qualify the name with a schema, verify the current_schema() output, "
              + "or qualify the name with the correct schema and catalog.\n"
              + "To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS. SQLSTATE: 42P01";
      throw Failures.refusal("TABLE_OR_VIEW_NOT_FOUND\0" + "42P01\0" + text);
    }
    for (QueryPlan<?> child : JavaConverters.seqAsJavaList(plan.children())) {
      visit(child);
    }
    for (Object inner : JavaConverters.seqAsJavaList(plan.innerChildren())) {
      if (inner instanceof QueryPlan) {
        visit((QueryPlan<?>) inner);
      }
    }
    for (QueryPlan<?> inner : JavaConverters.seqAsJavaList(plan.subqueries())) {
      visit(inner);
    }
  }

  private boolean known(String catalog) {
    return session.conf().contains("spark.sql.catalog." + catalog.toLowerCase(Locale.ROOT));
  }

  /** The name that a plan's node waits to have resolved; empty for any other node. */
  static List<String> name(QueryPlan<?> plan) {
    Seq<String> parts = null;
    if (plan instanceof UnresolvedRelation) {
      parts = ((UnresolvedRelation) plan).multipartIdentifier();
    } else if (plan instanceof UnresolvedTable) {
      parts = ((UnresolvedTable) plan).multipartIdentifier();
    } else if (plan instanceof UnresolvedView) {
      parts = ((UnresolvedView) plan).multipartIdentifier();
    } else if (plan instanceof UnresolvedTableOrView) {
      parts = ((UnresolvedTableOrView) plan).multipartIdentifier();
    } else if (plan instanceof UnresolvedIdentifier) {
      parts = ((UnresolvedIdentifier) plan).nameParts();
    }
    return parts == null ? List.of() : Scala.list(parts);
  }
}
