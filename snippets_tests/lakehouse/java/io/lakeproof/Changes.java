package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Assignment;
import org.apache.spark.sql.catalyst.plans.logical.DeleteAction;
import org.apache.spark.sql.catalyst.plans.logical.DeleteFromTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeAction;
import org.apache.spark.sql.catalyst.plans.logical.MergeIntoTable;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UpdateAction;
import org.apache.spark.sql.catalyst.plans.logical.UpdateTable;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * DELETE, UPDATE and MERGE of a table with policies: they change none but the rows that the user sees, and what they
 * read of a masked column is what the user sees.
 */
final class Changes {
  private final SparkSession session;
  private final Policies.Policy policy;
  private final String[] name;
  private String alias;
  // Databricks refuses a filter that reads tables in a MERGE, and takes it in the others.
  private boolean listing;

  Changes(SparkSession session, Policies.Policy policy, String[] name) {
    this.session = session;
    this.policy = policy;
    this.name = name;
  }

  /** The statement as the policies have it; `target` takes the place of its table. */
  LogicalPlan apply(LogicalPlan plan, LogicalPlan target) {
    alias = target instanceof SubqueryAlias ? ((SubqueryAlias) target).identifier().name() : name[2];
    if (plan instanceof DeleteFromTable) {
      listing = true;
      return new DeleteFromTable(target, visible(masked(((DeleteFromTable) plan).condition())));
    }
    if (plan instanceof UpdateTable) {
      listing = true;
      UpdateTable update = (UpdateTable) plan;
      Option<Expression> condition = visible(update.condition().isEmpty() ? Option.empty() : Option.apply(masked(update.condition().get())));
      return new UpdateTable(target, all(update.assignments()), condition);
    }
    MergeIntoTable merge = (MergeIntoTable) plan;
    return merge.copy(
        target,
        merge.sourceTable(),
        visible(masked(merge.mergeCondition())),
        all(merge.matchedActions()),
        merge.notMatchedActions(),
        seen(all(merge.notMatchedBySourceActions())),
        merge.withSchemaEvolution());
  }

  /** A condition that holds for visible rows only. */
  private Expression visible(Expression condition) {
    return policy.filter == null ? condition : new And(filter(), condition);
  }

  private Option<Expression> visible(Option<Expression> condition) {
    if (policy.filter == null) {
      return condition;
    }
    return Option.apply(condition.isEmpty() ? filter() : visible(condition.get()));
  }

  /** Rows that the user does not see are no rows that the source lacks. */
  private Seq<MergeAction> seen(Seq<MergeAction> actions) {
    List<MergeAction> found = new ArrayList<>();
    for (MergeAction action : Scala.list(actions)) {
      if (action instanceof DeleteAction) {
        found.add(new DeleteAction(visible(action.condition())));
      } else {
        UpdateAction update = (UpdateAction) action;
        found.add(update.copy(visible(update.condition()), update.assignments(), update.fromStar()));
      }
    }
    return Scala.seq(found);
  }

  @SuppressWarnings("unchecked")
  private <E extends Expression> Seq<E> all(Seq<E> expressions) {
    List<E> found = new ArrayList<>();
    for (E expression : Scala.list(expressions)) {
      found.add((E) masked(expression));
    }
    return Scala.seq(found);
  }

  /** An expression that reads masked columns as the user sees them. */
  private Expression masked(Expression expression) {
    if (policy.masks.isEmpty()) {
      return expression;
    }
    if (expression instanceof Assignment) {
      return new Assignment(((Assignment) expression).key(), masked(((Assignment) expression).value()));
    }
    if (expression instanceof UnresolvedAttribute) {
      List<String> mask = mask(Scala.list(((UnresolvedAttribute) expression).nameParts()));
      return mask == null ? expression : inlined(mask);
    }
    List<Expression> children = new ArrayList<>();
    Scala.list(expression.children()).forEach(child -> children.add(masked(child)));
    return (Expression) expression.withNewChildren(Scala.seq(children));
  }

  /** The mask of a column as named, or null when it has none. */
  private List<String> mask(List<String> parts) {
    int last = parts.size() - 1;
    boolean ours = last == 0 || parts.get(last - 1).equalsIgnoreCase(alias);
    List<String> whole = policy.masks.get(parts.get(0).toLowerCase(Locale.ROOT));
    if (whole != null && last > 0 && !ours) {
      String text =
          "[ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED] Here reading a field of a masked column in a DELETE, "
              + "UPDATE or MERGE is not supported. SQLSTATE: 0A000";
      throw Failures.refusal("ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED\0" + "0A000\0" + text);
    }
    return ours ? policy.masks.get(parts.get(last).toLowerCase(Locale.ROOT)) : null;
  }

  /** The row filter as an expression: its function's body, or where that cannot be, the values that it lets through. */
  private Expression filter() {
    String answer = answer(policy.filter);
    if (answer.startsWith("E") && listing) {
      String listed = listed();
      answer = listed.isEmpty() ? answer : listed;
    }
    return parsed(answer);
  }

  private String listed() {
    List<String> columns = new ArrayList<>();
    for (String argument : policy.filter.subList(1, policy.filter.size())) {
      if (argument.startsWith("`")) {
        columns.add(argument.substring(1, argument.length() - 1).replace("``", "`"));
      }
    }
    String table = String.join(".", name).toLowerCase(Locale.ROOT);
    String principal = session.conf().get(Sessions.PRINCIPAL, "");
    String[] answer = {""};
    // On a thread of its own, as Python will run a query: that must not mix with the analysis we are in.
    Thread asker =
        new Thread(() -> answer[0] = Sessions.hookOf(session).visible(table, String.join("\n", columns), principal));
    asker.start();
    try {
      asker.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return answer[0];
  }

  /** A policy's function as an expression over the table's columns. */
  private Expression inlined(List<String> call) {
    return parsed(answer(call));
  }

  private String answer(List<String> call) {
    List<String> qualified = new ArrayList<>(List.of(call.get(0)));
    for (String argument : call.subList(1, call.size())) {
      qualified.add(argument.startsWith("`") ? "`" + alias.replace("`", "``") + "`." + argument : argument);
    }
    return Sessions.hookOf(session).inlined(String.join("\n", qualified));
  }

  private Expression parsed(String answer) {
    if (answer.startsWith("E")) {
      throw Failures.refusal(answer.substring(1));
    }
    try {
      return Sessions.classic(session).sessionState().sqlParser().parseExpression(answer.substring(1));
    } catch (ParseException impossible) {
      throw Failures.sneaky(impossible);
    }
  }
}
