package io.lakeproof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.TypeCollection;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/** The scalar functions that Databricks has and Spark has not: each a line in one of the tables named here. */
public final class Routines {
  static final DataType STRING = DataTypes.StringType;
  static final DataType BINARY = DataTypes.BinaryType;
  static final DataType INT = DataTypes.IntegerType;
  static final DataType BIGINT = DataTypes.LongType;
  static final DataType DOUBLE = DataTypes.DoubleType;
  static final DataType BOOLEAN = DataTypes.BooleanType;
  static final AbstractDataType TEXT_OR_BYTES = either(STRING, BINARY);

  /** Another name for a function of Spark's. Source: the page of each in Databricks' list of built-in functions. */
  private static final Map<String, String> SAME_AS =
      Map.of("agg", "measure", "charindex", "locate", "getdate", "current_timestamp", "iff", "if");

  private static final String METASTORE = "current_metastore";
  private static final Map<String, Definition> DEFINITIONS = new HashMap<>();

  static {
    Bytes.define();
    Addresses.define();
    Cells.define();
    Geometries.define();
  }

  private Routines() {}

  /** What a function does with its values, none of which is null, in Spark's inner form; of an array its elements. */
  @FunctionalInterface
  interface Body {
    Object of(Object[] values);
  }

  /** A function: how many of its arguments must be given, the type of each, and the type of what it gives. */
  record Definition(
      int least, List<AbstractDataType> takes, Function<List<Expression>, DataType> gives, Body body) {}

  static Definition get(String name) {
    return DEFINITIONS.get(name);
  }

  static void define(String name, int least, List<AbstractDataType> takes, DataType gives, Body body) {
    define(name, least, takes, arguments -> gives, body);
  }

  static void define(
      String name, int least, List<AbstractDataType> takes, Function<List<Expression>, DataType> gives, Body body) {
    if (DEFINITIONS.put(name, new Definition(least, takes, gives, body)) != null) {
      throw new IllegalStateException(name + " is defined twice");
    }
  }

  static AbstractDataType either(AbstractDataType... types) {
    return new TypeCollection(Scala.seq(List.of(types)));
  }

  /** All their names, parted by newlines: Spark takes what extensions add for functions of the current schema. */
  public static String names() {
    java.util.Set<String> names = new java.util.TreeSet<>(DEFINITIONS.keySet());
    names.addAll(SAME_AS.keySet());
    names.add(METASTORE);
    names.addAll(Membership.NAMES);
    names.addAll(Secrets.NAMES);
    return String.join("\n", names);
  }

  static void register(SparkSessionExtensions extensions) {
    SAME_AS.forEach((name, other) -> inject(extensions, name, new Alias(name, other)));
    DEFINITIONS.keySet().forEach(name -> inject(extensions, name, new Builder(name)));
    inject(extensions, METASTORE, new Metastore());
  }

  private static void inject(
      SparkSessionExtensions extensions, String name, AbstractFunction1<Seq<Expression>, Expression> builder) {
    extensions.injectFunction(
        new Tuple3<>(new FunctionIdentifier(name), new ExpressionInfo(Routines.class.getName(), name), builder));
  }

  private static final class Alias extends AbstractFunction1<Seq<Expression>, Expression> {
    private final String name;
    private final String other;

    Alias(String name, String other) {
      this.name = name;
      this.other = other;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      FunctionRegistry$ functions = FunctionRegistry$.MODULE$;
      Expression call =
          (Expression) functions.builtin().lookupFunction(functions.builtinFunctionIdentifier(other), arguments);
      // Where Spark knows that a function may have another name, the column is called by it.
      call.setTagValue(functions.FUNC_ALIAS(), name);
      return call;
    }
  }

  /** `current_metastore()`: a constant of the session. */
  private static final class Metastore extends AbstractFunction1<Seq<Expression>, Expression> {
    @Override
    public Expression apply(Seq<Expression> arguments) {
      if (!Scala.list(arguments).isEmpty()) {
        throw wrongCount(METASTORE, List.of(0), Scala.list(arguments).size());
      }
      String id = SparkSession.active().conf().get(Sessions.METASTORE, "");
      return Literal.create(UTF8String.fromString(id), STRING);
    }
  }

  private static RuntimeException wrongCount(String name, List<Object> allowed, int given) {
    return Failures.sneaky(
        QueryCompilationErrors.wrongNumArgsError(
            name,
            Scala.seq(allowed),
            given,
            QueryCompilationErrors.wrongNumArgsError$default$4(),
            QueryCompilationErrors.wrongNumArgsError$default$5(),
            QueryCompilationErrors.wrongNumArgsError$default$6()));
  }

  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    private final String name;

    Builder(String name) {
      this.name = name;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      Definition definition = get(name);
      int given = Scala.list(arguments).size();
      int most = definition.takes().size();
      if (given < definition.least() || given > most) {
        List<Object> allowed = new java.util.ArrayList<>();
        for (int count = definition.least(); count <= most; count++) {
          allowed.add(count);
        }
        throw wrongCount(name, allowed, given);
      }
      return new Routine(name, arguments);
    }
  }
}
