package io.lakeproof;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.ResolvedIdentifier;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CreateTable;
import org.apache.spark.sql.catalyst.plans.logical.CreateTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.metricview.logical.MetricViewPlaceholder;
import org.apache.spark.sql.metricview.logical.ResolvedMetricView;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Refusals of Databricks that Spark makes later, and in words that do not help. */
final class Checks extends AbstractFunction1<LogicalPlan, BoxedUnit> {
  private static final String KIND = "metric_view.type";

  @Override
  public BoxedUnit apply(LogicalPlan plan) {
    if (plan instanceof CreateTable && !((CreateTable) plan).ignoreIfExists()) {
      isNew(((CreateTable) plan).name());
    } else if (plan instanceof CreateTableAsSelect && !((CreateTableAsSelect) plan).ignoreIfExists()) {
      isNew(((CreateTableAsSelect) plan).name());
    }
    if (metricView(plan, true)) {
      Set<String> measures = new LinkedHashSet<>();
      measures(plan, measures);
      if (!measures.isEmpty()) {
        String text =
            "[METRIC_VIEW_MISSING_MEASURE_FUNCTION] The usage of measure column [" + String.join(",", measures)
                + "] of a metric view requires a MEASURE() (or AGG()) function to produce results.";
        throw Failures.refusal("METRIC_VIEW_MISSING_MEASURE_FUNCTION\0" + "42000\0" + text);
      }
    }
    if (metricView(plan, false)) {
      String text =
          "[UNSUPPORTED_FEATURE] A query of a metric view without MEASURE() is not emulated; "
              + "group by its dimensions and ask for a measure. SQLSTATE: 0A000";
      throw Failures.refusal("UNSUPPORTED_FEATURE\0" + "0A000\0" + text);
    }
    return BoxedUnit.UNIT;
  }

  /** Spark's own refusal leaves the catalog out. */
  private static void isNew(LogicalPlan name) {
    if (!(name instanceof ResolvedIdentifier) || !(((ResolvedIdentifier) name).catalog() instanceof UnityCatalog)) {
      return;
    }
    UnityCatalog catalog = (UnityCatalog) ((ResolvedIdentifier) name).catalog();
    Identifier ident = ((ResolvedIdentifier) name).identifier();
    if (ident.name().indexOf('/') >= 0 || !(catalog.viewExists(ident) || catalog.tableExists(ident))) {
      return;
    }
    List<String> parts = new ArrayList<>(List.of(catalog.name()));
    parts.addAll(List.of(ident.namespace()));
    parts.add(ident.name());
    parts.replaceAll(part -> "`" + part.replace("`", "``") + "`");
    String text =
        "[TABLE_OR_VIEW_ALREADY_EXISTS] Cannot create table or view " + String.join(".", parts)
            + " because it already exists.\nChoose a different name, drop or replace the existing object, "
            + "or add the IF NOT EXISTS clause to tolerate pre-existing objects. SQLSTATE: 42P07";
    throw Failures.refusal("TABLE_OR_VIEW_ALREADY_EXISTS\0" + "42P07\0" + text);
  }

  /** Whether a plan reads a metric view, under an aggregate, which MEASURE() makes, or without one only. */
  private static boolean metricView(LogicalPlan plan, boolean aggregated) {
    if (plan instanceof ResolvedMetricView || plan instanceof MetricViewPlaceholder) {
      return true;
    }
    return (aggregated || !(plan instanceof Aggregate))
        && Scala.list(plan.children()).stream().anyMatch(child -> metricView((LogicalPlan) child, aggregated));
  }

  private static void measures(QueryPlan<?> plan, Set<String> found) {
    if (plan instanceof ResolvedMetricView || plan instanceof MetricViewPlaceholder) {
      return;
    }
    for (Expression expression : Scala.list(plan.expressions())) {
      measures(expression, found);
    }
    for (QueryPlan<?> child : Scala.list(plan.children())) {
      measures(child, found);
    }
  }

  private static void measures(Expression expression, Set<String> found) {
    if (expression instanceof Attribute) {
      Attribute attribute = (Attribute) expression;
      if (attribute.metadata().contains(KIND) && attribute.metadata().getString(KIND).equals("measure")) {
        found.add(attribute.name());
      }
    }
    for (Expression child : Scala.list(expression.children())) {
      measures(child, found);
    }
  }
}
