package io.lakeproof;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;

/** `secret(scope, key)`, `try_secret(scope, key)` and `list_secrets()`, which the workspace's secrets answer. */
final class Secrets {
  private static final String SECRET = "secret";
  private static final String TRY_SECRET = "try_secret";
  private static final String LIST_SECRETS = "list_secrets";
  static final List<String> NAMES = List.of(SECRET, TRY_SECRET, LIST_SECRETS);
  private static final String LOOKUP = "INVALID_SECRET_LOOKUP.SECRET_FUNCTION_";

  private Secrets() {}

  static void register(SparkSessionExtensions extensions) {
    for (String name : List.of(SECRET, TRY_SECRET)) {
      extensions.injectFunction(new Tuple3<>(new FunctionIdentifier(name), info(name), new Lookup(name)));
    }
    extensions.injectTableFunction(
        new Tuple3<>(new FunctionIdentifier(LIST_SECRETS), info(LIST_SECRETS), new Listing()));
  }

  private static ExpressionInfo info(String name) {
    return new ExpressionInfo(Secrets.class.getName(), name);
  }

  private static void expect(String name, int count, Seq<Expression> arguments) {
    if (Scala.list(arguments).size() != count) {
      throw Failures.sneaky(
          QueryCompilationErrors.wrongNumArgsError(
              name,
              Scala.seq(List.of((Object) count)),
              Scala.list(arguments).size(),
              QueryCompilationErrors.wrongNumArgsError$default$4(),
              QueryCompilationErrors.wrongNumArgsError$default$5(),
              QueryCompilationErrors.wrongNumArgsError$default$6()));
    }
  }

  private static RuntimeException refused(String kind, String text) {
    String whole = "[" + LOOKUP + kind + "] Invalid secret lookup: " + text + " SQLSTATE: 22531";
    return Failures.refusal(LOOKUP + kind + "\0" + "22531\0" + whole);
  }

  private static String constant(Expression argument, String what) {
    if (!argument.foldable() || !(argument.dataType() instanceof StringType)) {
      throw refused(
          what.toUpperCase(java.util.Locale.ROOT) + "_NOT_CONSTANT",
          "The " + what + " of a secret must be a constant string.");
    }
    return String.valueOf(argument.eval(null));
  }

  private static final class Lookup extends AbstractFunction1<Seq<Expression>, Expression> {
    private final String name;

    Lookup(String name) {
      this.name = name;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      expect(name, 2, arguments);
      String scope = constant(Scala.list(arguments).get(0), "scope");
      String key = constant(Scala.list(arguments).get(1), "key");
      SparkSession session = SparkSession.active();
      StatementHook hook = Sessions.hookOf(session);
      String answer = hook == null ? "N" : hook.secret(scope, key, session.conf().get(Sessions.PRINCIPAL, ""));
      boolean found = answer.startsWith("V");
      if (!found && name.equals(SECRET)) {
        throw answer.startsWith("E")
            ? Failures.refusal(answer.substring(1))
            : refused(
                "LOOKUP_FAILED",
                "Could not find the key '" + key + "' in the scope '" + scope
                    + "'. Verify both names, and that you may read the scope.");
      }
      return new ScalaUDF(
          new Value(found ? answer.substring(1) : null),
          DataTypes.StringType,
          arguments,
          Scala.seq(List.of()),
          Option.empty(),
          Option.apply(name),
          true,
          true);
    }
  }

  private static final class Value extends AbstractFunction2<Object, Object, Object> implements Serializable {
    private final String value;

    Value(String value) {
      this.value = value;
    }

    @Override
    public Object apply(Object scope, Object key) {
      return value;
    }
  }

  private static final class Listing extends AbstractFunction1<Seq<Expression>, LogicalPlan> {
    @Override
    public LogicalPlan apply(Seq<Expression> arguments) {
      expect(LIST_SECRETS, 0, arguments);
      SparkSession session = SparkSession.active();
      String query = Sessions.hookOf(session).secrets(session.conf().get(Sessions.PRINCIPAL, ""));
      try {
        return Sessions.classic(session).sessionState().sqlParser().parsePlan(query);
      } catch (ParseException impossible) {
        throw Failures.sneaky(impossible);
      }
    }
  }
}
