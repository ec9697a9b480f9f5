package io.lakeproof;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/** `is_account_group_member(group)` and `is_member(group)`: whether the session's user belongs to a group. */
final class Membership {
  static final List<String> NAMES = List.of("is_account_group_member", "is_member");

  private Membership() {}

  static void register(SparkSessionExtensions extensions) {
    for (String name : NAMES) {
      extensions.injectFunction(
          new Tuple3<>(
              new FunctionIdentifier(name),
              new ExpressionInfo(Membership.class.getName(), name),
              new Builder(name)));
    }
  }

  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    private final String name;

    Builder(String name) {
      this.name = name;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      if (Scala.list(arguments).size() != 1) {
        throw Failures.sneaky(
            QueryCompilationErrors.wrongNumArgsError(
                name,
                Scala.seq(List.of((Object) 1)),
                Scala.list(arguments).size(),
                QueryCompilationErrors.wrongNumArgsError$default$4(),
                QueryCompilationErrors.wrongNumArgsError$default$5(),
                QueryCompilationErrors.wrongNumArgsError$default$6()));
      }
      SparkSession session = SparkSession.active();
      StatementHook hook = Sessions.hookOf(session);
      String groups = hook == null ? "" : hook.groups(session.conf().get(Sessions.PRINCIPAL, ""));
      return new ScalaUDF(
          new Test(Set.of(groups.split("\n"))),
          DataTypes.BooleanType,
          arguments,
          Scala.seq(List.of()),
          Option.empty(),
          Option.apply(name),
          true,
          true);
    }
  }

  private static final class Test extends AbstractFunction1<Object, Object> implements Serializable {
    private final Set<String> groups;

    Test(Set<String> groups) {
      this.groups = groups;
    }

    @Override
    public Object apply(Object group) {
      return group == null ? null : groups.contains(group.toString());
    }
  }
}
