package io.lakeproof;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Collate;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedCollation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.runtime.AbstractPartialFunction;

/**
 * The operator `?::`, which casts like `::` and gives null for what cannot be cast. Spark's grammar has not got it: its
 * operand is marked by a collation of a name that nobody uses, which binds as `::` does.
 */
final class TryCast {
  private static final String OPERATOR = "?::";
  private static final String MARK = "lakeproof_try";

  private TryCast() {}

  /** A statement with the operator as Spark can read it; in strings, names and comments it is text. */
  static String marked(String statement) {
    if (!statement.contains(OPERATOR)) {
      return statement;
    }
    StringBuilder marked = new StringBuilder();
    int at = 0;
    while (at < statement.length()) {
      int next = piece(statement, at);
      if (statement.startsWith(OPERATOR, at)) {
        marked.append(" COLLATE " + MARK + " ::");
        next = at + OPERATOR.length();
      } else {
        marked.append(statement, at, next);
      }
      at = next;
    }
    return marked.toString();
  }

  /** Where the string, name, comment or else the character ends that begins at a place. */
  private static int piece(String text, int at) {
    int past = Keywords.skip(text, at);
    if (past > at) {
      return past;
    }
    char quote = text.charAt(at);
    if (quote != '\'' && quote != '"' && quote != '`') {
      return at + 1;
    }
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && quote != '`') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1;
      }
    }
    return text.length();
  }

  static LogicalPlan rewrite(LogicalPlan plan) {
    return (LogicalPlan) plan.transformAllExpressionsWithSubqueries(new Casts());
  }

  private static final class Casts extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression found) {
      if (!(found instanceof Cast) || !(((Cast) found).child() instanceof Collate)) {
        return false;
      }
      Expression collation = ((Collate) ((Cast) found).child()).collation();
      return collation instanceof UnresolvedCollation
          && Scala.list(((UnresolvedCollation) collation).collationName()).equals(java.util.List.of(MARK));
    }

    @Override
    public Expression apply(Expression found) {
      Cast cast = (Cast) found;
      Expression operand = ((Collate) cast.child()).child();
      Cast tried = cast.copy(operand, cast.dataType(), cast.timeZoneId(), EvalMode.TRY());
      // So that the column is called as a cast in the query is.
      tried.copyTagsFrom(cast);
      return tried;
    }
  }
}
