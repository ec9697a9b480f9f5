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

  Changes(SparkSession session, Policies.Policy policy, String[] name) {
    this.session = session;
    this.policy = policy;
    this.name = name;
  }

  /** The statement as the policies have it; `target` takes the place of its table. */
  LogicalPlan apply(LogicalPlan plan, LogicalPlan target) {
    alias = target instanceof SubqueryAlias ? ((SubqueryAlias) target).identifier().name() : name[2];
    if (plan instanceof DeleteFromTable) {
      return new DeleteFromTable(target, visible(masked(((DeleteFromTable) plan).condition())));
    }
    if (plan instanceof UpdateTable) {
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
    return policy.filter == null ? condition : new And(inlined(policy.filter), condition);
  }

  private Option<Expression> visible(Option<Expression> condition) {
    if (policy.filter == null) {
      return condition;
    }
    return Option.apply(condition.isEmpty() ? inlined(policy.filter) : visible(condition.get()));
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

  /** A policy's function as an expression over the table's columns. */
  private Expression inlined(List<String> call) {
    List<String> qualified = new ArrayList<>(List.of(call.get(0)));
    for (String argument : call.subList(1, call.size())) {
      qualified.add(argument.startsWith("`") ? "`" + alias.replace("`", "``") + "`." + argument : argument);
    }
    String answer = Sessions.hookOf(session).inlined(String.join("\n", qualified));
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
