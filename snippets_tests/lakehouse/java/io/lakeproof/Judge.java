package io.lakeproof;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.analysis.SQLFunctionNode;
import org.apache.spark.sql.catalyst.analysis.SQLScalarFunction;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.commands.MergeIntoCommand;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Checks what an analysed plan reads and writes against the grants, for anybody but the tenant's owner, and that
 * nobody writes sample tables.
 */
final class Judge extends AbstractFunction1<LogicalPlan, BoxedUnit> {
  private static final Set<String> CHANGES =
      Set.of(
          "UpdateCommand",
          "DeleteCommand",
          "MergeIntoCommand",
          "TruncateDeltaTableCommand",
          "OptimizeTableCommand",
          "RestoreTableCommand",
          "VacuumTableCommand",
          "AddColumns",
          "DropColumns",
          "RenameColumn",
          "AlterColumns",
          "ReplaceColumns",
          "SetTableProperties",
          "UnsetTableProperties",
          "CommentOnTable");
  private static final Set<String> MANAGES = Set.of("DropTable", "DropView", "RenameTable");
  private static final Set<String> CREATES =
      Set.of("CreateTable", "CreateTableAsSelect", "ReplaceTable", "ReplaceTableAsSelect", "CreateView");

  private final SparkSession session;

  Judge(SparkSession session) {
    this.session = session;
  }

  @Override
  public BoxedUnit apply(LogicalPlan plan) {
    String principal = session.conf().get(Sessions.PRINCIPAL, "");
    boolean owner = principal.equals(session.conf().get(Sessions.OWNER, ""));
    StatementHook hook = Sessions.hookOf(session);
    if (hook == null) {
      return BoxedUnit.UNIT;
    }
    Set<String> bound = new LinkedHashSet<>(Arrays.asList(owner ? hook.bound().split("\n") : new String[0]));
    bound.remove("");
    if ((owner && bound.isEmpty() && !(plan instanceof Command)) || insideView()) {
      return BoxedUnit.UNIT;
    }
    Uses uses = new Uses();
    uses.visit(plan);
    Datasets.check(session, plan.getClass().getSimpleName(), uses.found);
    if (owner) {
      uses.found.removeIf(
          use ->
              !bound.contains(use.substring(use.lastIndexOf(' ') + 1).split("\\.")[0])
                  && (use.startsWith("SELECT ") || !use.contains(" samples.")));
    }
    if (!uses.found.isEmpty()) {
      String answer = hook.judge(String.join("\n", uses.found), principal);
      if (answer.charAt(0) == 'E') {
        throw Failures.refusal(answer.substring(1));
      }
    }
    return BoxedUnit.UNIT;
  }

  /** Spark also checks what a view or a SQL function reads, by itself; that is its owner's business. */
  private static boolean insideView() {
    // Only the stack shows that.
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    f ->
                        f.getClassName().endsWith(".ViewResolution$")
                            || f.getClassName().contains("Analyzer$ResolveSQLFunctions$")
                            // Subqueries are looked at with the plan that they stand in.
                            || f.getMethodName().equals("checkSubqueryExpression")));
  }

  /** What a plan uses, a line each: privilege, kind, full name. */
  private static final class Uses {
    private final Set<String> found = new LinkedHashSet<>();

    void visit(LogicalPlan plan) {
      String kind = plan.getClass().getSimpleName();
      if (plan instanceof SubqueryAlias && ((SubqueryAlias) plan).child() instanceof View) {
        // Who may read a view need not be allowed to read what it reads.
        SubqueryAlias alias = (SubqueryAlias) plan;
        String qualifier = String.join(".", JavaConverters.seqAsJavaList(alias.identifier().qualifier()));
        if (!qualifier.isEmpty()) {
          found.add("SELECT TABLE " + qualifier + "." + alias.identifier().name());
        }
      } else if (plan instanceof SQLFunctionNode) {
        return; // what the body of a table function reads is its owner's business, too
      } else if (plan instanceof LogicalRelation) {
        addTable("SELECT", ((LogicalRelation) plan).catalogTable());
      } else if (plan instanceof DataSourceV2Relation) {
        addRelation("SELECT", (DataSourceV2Relation) plan);
      } else if (plan instanceof V2WriteCommand) {
        V2WriteCommand write = (V2WriteCommand) plan;
        if (write.table() instanceof DataSourceV2Relation) {
          addRelation("MODIFY", (DataSourceV2Relation) write.table());
        }
        visit(write.query());
      } else if (CHANGES.contains(kind) || MANAGES.contains(kind)) {
        addTarget(MANAGES.contains(kind) ? "MANAGE" : "MODIFY", plan);
        if (plan instanceof MergeIntoCommand) {
          visit(((MergeIntoCommand) plan).source());
        }
      } else {
        descend(plan, kind);
      }
      JavaConverters.seqAsJavaList(plan.expressions()).forEach(this::visitSubqueries);
    }

    /** What the body of a SQL function reads is its owner's business, as with a view. */
    private void visitSubqueries(Expression expression) {
      if (expression instanceof SQLScalarFunction) {
        return;
      }
      if (expression instanceof SubqueryExpression) {
        visit((LogicalPlan) ((SubqueryExpression) expression).plan());
      }
      JavaConverters.seqAsJavaList(expression.children()).forEach(this::visitSubqueries);
    }

    private void descend(LogicalPlan plan, String kind) {
      for (Object part : JavaConverters.asJavaIterable(plan.productIterator().toList())) {
        if (part instanceof ResolvedIdentifier && CREATES.contains(kind)) {
          Identifier ident = ((ResolvedIdentifier) part).identifier();
          found.add("CREATE_TABLE SCHEMA " + ((ResolvedIdentifier) part).catalog().name() + "." + ident.namespace()[0]);
        } else if (part instanceof LogicalPlan) {
          visit((LogicalPlan) part);
        }
      }
      for (QueryPlan<?> child : JavaConverters.seqAsJavaList(plan.children())) {
        visit((LogicalPlan) child);
      }
    }

    private void addTarget(String privilege, LogicalPlan plan) {
      for (Object part : JavaConverters.asJavaIterable(plan.productIterator().toList())) {
        if (part instanceof Option && ((Option<?>) part).isDefined() && ((Option<?>) part).get() instanceof CatalogTable) {
          addTable(privilege, (Option<CatalogTable>) part);
        } else if (part instanceof DeltaTableV2) {
          addTable(privilege, ((DeltaTableV2) part).catalogTable());
        } else if (part instanceof ResolvedTable) {
          ResolvedTable table = (ResolvedTable) part;
          addName(privilege, table.catalog(), table.identifier());
        } else if (part instanceof ResolvedIdentifier) {
          ResolvedIdentifier name = (ResolvedIdentifier) part;
          addName(privilege, name.catalog(), name.identifier());
        }
      }
    }

    private void addTable(String privilege, Option<CatalogTable> table) {
      if (table.isDefined() && table.get().identifier().database().isDefined()) {
        TableIdentifier ident = table.get().identifier();
        String schema = Names.schema(ident.database().get());
        if (schema != null) {
          found.add(privilege + " TABLE " + schema + "." + ident.table());
        }
      }
    }

    private void addRelation(String privilege, DataSourceV2Relation relation) {
      if (relation.catalog().isDefined() && relation.identifier().isDefined()) {
        addName(privilege, relation.catalog().get(), relation.identifier().get());
      }
    }

    private void addName(String privilege, CatalogPlugin catalog, Identifier ident) {
      if (catalog instanceof UnityCatalog && ident.namespace().length == 1) {
        found.add(privilege + " TABLE " + catalog.name() + "." + ident.namespace()[0] + "." + ident.name());
      }
    }
  }
}
