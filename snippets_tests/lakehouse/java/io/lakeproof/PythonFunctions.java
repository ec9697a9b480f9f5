package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.execution.python.UserDefinedPythonFunction;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;

/** Persisted functions in Python: their calls become calls of Spark's own Python functions, with declared types. */
final class PythonFunctions {
  private static final Map<String, PythonFunctions> BY_KEY = new ConcurrentHashMap<>();

  private final UserDefinedPythonFunction function;
  private final StructField[] parameters;
  private final String[] defaults;

  private PythonFunctions(UserDefinedPythonFunction function, StructField[] parameters, String[] defaults) {
    this.function = function;
    this.parameters = parameters;
    this.defaults = defaults;
  }

  /** Keep a function; `parameters` is DDL, `defaults` has a line a parameter, empty where there is none. */
  static void add(String key, UserDefinedPythonFunction function, String parameters, String defaults) {
    StructField[] fields = parameters.isEmpty() ? new StructField[0] : StructType.fromDDL(parameters).fields();
    BY_KEY.put(key, new PythonFunctions(function, fields, defaults.split("\n", -1)));
  }

  static void remove(String key) {
    BY_KEY.remove(key);
  }

  static void clear(String prefix) {
    BY_KEY.keySet().removeIf(key -> key.startsWith(prefix));
  }

  static PythonFunctions get(String key) {
    return BY_KEY.get(key);
  }

  /** A call with these arguments, by position or by name, each cast to the parameter's type. */
  Expression call(SparkSession session, Seq<Expression> given) {
    Expression[] values = new Expression[parameters.length];
    int position = 0;
    for (Expression argument : Scala.list(given)) {
      int at = position++;
      Expression value = argument;
      if (argument instanceof NamedArgumentExpression) {
        at = place(((NamedArgumentExpression) argument).key());
        value = ((NamedArgumentExpression) argument).value();
      }
      if (at < 0 || at >= values.length || values[at] != null) {
        throw wrongNumber(Scala.list(given).size());
      }
      values[at] = value;
    }
    List<Expression> casts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null && defaults[i].isEmpty()) {
        throw wrongNumber(Scala.list(given).size());
      }
      Expression value = values[i] != null ? values[i] : parsed(session, defaults[i]);
      casts.add(new Cast(value, parameters[i].dataType(), Option.empty(), EvalMode.ANSI()));
    }
    return function.builder(Scala.seq(casts));
  }

  private static Expression parsed(SparkSession session, String text) {
    try {
      return Sessions.classic(session).sessionState().sqlParser().parseExpression(text);
    } catch (Exception error) {
      throw Failures.sneaky(error);
    }
  }

  private int place(String name) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return i;
      }
    }
    return -1;
  }

  private RuntimeException wrongNumber(int given) {
    String text =
        "[WRONG_NUM_ARGS.WITHOUT_SUGGESTION] The `" + function.name() + "` requires " + parameters.length
            + " parameters but the actual number is " + given + ". SQLSTATE: 42605";
    return Failures.refusal("WRONG_NUM_ARGS.WITHOUT_SUGGESTION\0" + "42605\0" + text);
  }
}
