package io.lakeproof;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.AnalysisContext;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.CloneTableStatement;
import org.apache.spark.sql.catalyst.plans.logical.DeleteFromTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeIntoTable;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UpdateTable;
import org.apache.spark.sql.catalyst.trees.TreeNodeTag;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/**
 * Puts row filters and column masks around the tables of a plan, before any name in it is resolved, so that SQL,
 * DataFrames, streams and views alike see a table as its policies show it to the user.
 */
final class Guard extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
  private static final TreeNodeTag<Boolean> GUARDED = new TreeNodeTag<>("lakeproof.guarded");
  private static final String WRITTEN = "__required_write_privileges__";
  private static final String RAW = "lakeproof_raw";
  private static final String NOT_SUPPORTED = "ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED";

  private final SparkSession session;
  private final String tenant;
  private final CatalogManager manager;

  private Guard(SparkSession session) {
    this.session = session;
    tenant = session.conf().get(Sessions.TENANT, "");
    manager = Sessions.classic(session).sessionState().catalogManager();
  }

  static LogicalPlan rewrite(SparkSession session, LogicalPlan plan) {
    if (Policies.none(session.conf().get(Sessions.TENANT, "")) || Sessions.hookOf(session) == null) {
      return plan;
    }
    return (LogicalPlan) plan.transformDownWithSubqueries((PartialFunction) new Guard(session));
  }

  @Override
  public boolean isDefinedAt(LogicalPlan plan) {
    if (plan instanceof RelationTimeTravel) {
      return policy(((RelationTimeTravel) plan).relation()) != null;
    }
    if (plan instanceof CloneTableStatement) {
      return policy(((CloneTableStatement) plan).source()) != null;
    }
    if (plan instanceof DeleteFromTable || plan instanceof UpdateTable || plan instanceof MergeIntoTable) {
      return policy(target(plan)) != null;
    }
    return plan instanceof UnresolvedRelation && !written((UnresolvedRelation) plan) && policy(plan) != null;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (plan instanceof RelationTimeTravel) {
      throw refused(((RelationTimeTravel) plan).relation());
    }
    if (plan instanceof CloneTableStatement) {
      throw refused(NOT_SUPPORTED, "Cloning a table with a row filter or column masks is not supported.");
    }
    if (plan instanceof UnresolvedRelation) {
      return seen((UnresolvedRelation) plan);
    }
    return new Changes(session, policy(target(plan)), name(relation(target(plan)))).apply(plan, tagged(target(plan)));
  }

  /** The relation as a query shows it. */
  private LogicalPlan seen(UnresolvedRelation relation) {
    if (relation.options().containsKey("versionAsOf") || relation.options().containsKey("timestampAsOf")) {
      throw refused(relation);
    }
    Policies.Policy policy = policy(relation);
    String[] name = name(relation);
    StringBuilder text = new StringBuilder("/* as is */ SELECT * ");
    if (!policy.masks.isEmpty()) {
      // EXCEPT would move the masked columns to the end; the columns are named in their order.
      text = new StringBuilder("/* as is */ SELECT ").append(columns(name, policy.masks)).append(' ');
    }
    text.append("FROM ").append(RAW);
    if (policy.filter != null) {
      text.append(" WHERE ").append(Policies.call(policy.filter));
    }
    UnresolvedRelation inner = tagged(relation);
    LogicalPlan query = parsed(text.toString());
    LogicalPlan whole =
        (LogicalPlan)
            query.transformUp(
                new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
                  @Override
                  public boolean isDefinedAt(LogicalPlan found) {
                    return found instanceof UnresolvedRelation
                        && Scala.list(((UnresolvedRelation) found).multipartIdentifier()).equals(List.of(RAW));
                  }

                  @Override
                  public LogicalPlan apply(LogicalPlan found) {
                    return inner;
                  }
                });
    return new SubqueryAlias(new AliasIdentifier(name[2], Scala.seq(List.of(name[0], name[1]))), whole);
  }

  private String columns(String[] name, Map<String, List<String>> masks) {
    StringBuilder text = new StringBuilder();
    for (String column : Describe.columnNames(session, name[0], name[1], name[2])) {
      String quoted = "`" + column.replace("`", "``") + "`";
      List<String> mask = masks.get(column.toLowerCase(java.util.Locale.ROOT));
      text.append(text.length() == 0 ? "" : ", ");
      text.append(mask == null ? quoted : Policies.call(mask) + " AS " + quoted);
    }
    return text.toString();
  }

  private static LogicalPlan target(LogicalPlan plan) {
    if (plan instanceof MergeIntoTable) {
      return ((MergeIntoTable) plan).targetTable();
    }
    return plan instanceof UpdateTable ? ((UpdateTable) plan).table() : ((DeleteFromTable) plan).table();
  }

  private static UnresolvedRelation relation(LogicalPlan plan) {
    LogicalPlan inner = plan instanceof SubqueryAlias ? ((SubqueryAlias) plan).child() : plan;
    return inner instanceof UnresolvedRelation ? (UnresolvedRelation) inner : null;
  }

  private static boolean written(UnresolvedRelation relation) {
    return relation.options().containsKey(WRITTEN);
  }

  /** A table to be changed, which is not looked at again. */
  private static LogicalPlan tagged(LogicalPlan target) {
    if (target instanceof SubqueryAlias) {
      return new SubqueryAlias(((SubqueryAlias) target).identifier(), tagged(((SubqueryAlias) target).child()));
    }
    return tagged((UnresolvedRelation) target);
  }

  private static UnresolvedRelation tagged(UnresolvedRelation relation) {
    UnresolvedRelation copy =
        new UnresolvedRelation(relation.multipartIdentifier(), relation.options(), relation.isStreaming());
    copy.setTagValue(GUARDED, true);
    return copy;
  }

  private Policies.Policy policy(LogicalPlan plan) {
    UnresolvedRelation relation = relation(plan);
    if (relation == null || relation.getTagValue(GUARDED).isDefined()) {
      return null;
    }
    String[] name = name(relation);
    return name == null ? null : Policies.effective(session, tenant, name[0], name[1], name[2]);
  }

  /** Catalog, schema and table, or null for a temporary view and a path. */
  private String[] name(UnresolvedRelation relation) {
    List<String> parts = Scala.list(relation.multipartIdentifier());
    int count = parts.size();
    if (count > 3 || (count == 1 && Sessions.classic(session).sessionState().catalog().isTempView(relation.multipartIdentifier()))) {
      return null;
    }
    // Within a view the names are those of its schema.
    List<String> view = Scala.list(AnalysisContext.get().catalogAndNamespace());
    String catalog = count == 3 ? parts.get(0) : view.isEmpty() ? manager.currentCatalog().name() : view.get(0);
    String[] namespace = manager.currentNamespace();
    String current = view.size() > 1 ? view.get(1) : namespace.length == 0 ? "default" : namespace[0];
    return new String[] {catalog, count >= 2 ? parts.get(count - 2) : current, parts.get(count - 1)};
  }

  /** DeltaTable works on a table's files, below its policies; Databricks refuses that, too. */
  static void refuseDeltaTable(SparkSession session, List<String> name) {
    String tenant = session.conf().get(Sessions.TENANT, "");
    if (Policies.effective(session, tenant, name.get(0), name.get(1), name.get(2)) != null) {
      throw refused(NOT_SUPPORTED, "DeltaTable of a table with a row filter or column masks is not supported.");
    }
  }

  /** Time travel would pass by the policies; which condition says so depends on the kinds that the table has. */
  private RuntimeException refused(LogicalPlan relation) {
    Policies.Policy policy = policy(relation);
    String condition = NOT_SUPPORTED;
    String whole = "Row level security policies and column mask policies";
    String one = "row level security policy and column mask policies";
    if (policy.masks.isEmpty()) {
      condition = "ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED";
      whole = "Row level security policies";
      one = "row level security policy";
    } else if (policy.filter == null) {
      condition = "COLUMN_MASKS_FEATURE_NOT_SUPPORTED";
      whole = "Column mask policies";
      one = "column mask policies";
    }
    String table = String.join(".", name(relation(relation)));
    return refused(
        condition + ".TIME_TRAVEL",
        whole + " for " + table + " are not supported: Time travel for table with " + one + ".");
  }

  private static RuntimeException refused(String condition, String message) {
    String text = "[" + condition + "] " + message + " SQLSTATE: 0A000";
    return Failures.sneaky(new Failures.Refused(text, condition, "0A000"));
  }

  private LogicalPlan parsed(String text) {
    try {
      return Sessions.classic(session).sessionState().sqlParser().parsePlan(text);
    } catch (ParseException impossible) {
      throw Failures.sneaky(impossible);
    }
  }
}
