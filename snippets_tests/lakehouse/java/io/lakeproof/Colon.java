package io.lakeproof;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.expressions.SemiStructuredExtract;
import org.apache.spark.sql.catalyst.expressions.variant.VariantGet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.VariantType;
import org.apache.spark.sql.types.VariantType$;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.AbstractPartialFunction;

/**
 * The operator `:` on JSON text as well as on VARIANT, the only thing that Spark lets it read. It becomes a function
 * until the type of what stands before it is known.
 */
final class Colon {
  private static final String NAME = "lakeproof_colon";

  private Colon() {}

  static void register(SparkSessionExtensions extensions) {
    extensions.injectFunction(
        new Tuple3<>(new FunctionIdentifier(NAME), new ExpressionInfo(Colon.class.getName(), NAME), new Builder()));
  }

  static LogicalPlan rewrite(LogicalPlan plan) {
    return (LogicalPlan) plan.transformAllExpressionsWithSubqueries(new Calls());
  }

  private static final class Calls extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression found) {
      return found instanceof SemiStructuredExtract;
    }

    @Override
    public Expression apply(Expression found) {
      SemiStructuredExtract extract = (SemiStructuredExtract) found;
      List<Expression> arguments = List.of(extract.child(), Literal.create(extract.field(), DataTypes.StringType));
      return new UnresolvedFunction(
          Scala.seq(List.of(NAME)),
          Scala.seq(arguments),
          false,
          Option.empty(),
          Option.empty(),
          Scala.seq(List.of()),
          false);
    }
  }

  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    @Override
    public Expression apply(Seq<Expression> given) {
      List<Expression> arguments = Scala.list(given);
      Expression read = arguments.get(0);
      DataType type = read.dataType();
      if (type instanceof VariantType) {
        return new VariantGet(read, arguments.get(1), VariantType$.MODULE$, true, Option.empty());
      }
      if (!(type instanceof StringType)) {
        java.util.Map<String, String> facts =
            java.util.Map.of(
                "sqlExpr", "\"" + read.sql() + ":\"",
                "paramIndex", "first",
                "requiredType", "(\"STRING\" or \"VARIANT\")",
                "inputSql", "\"" + read.sql() + "\"",
                "inputType", "\"" + type.sql() + "\"");
        scala.collection.immutable.Map<String, String> parameters =
            scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(facts));
        throw Failures.sneaky(new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", parameters));
      }
      return new ScalaUDF(
          new Read(),
          DataTypes.StringType,
          given,
          Scala.seq(List.of()),
          Option.empty(),
          Option.apply(NAME),
          true,
          true);
    }
  }

  private static final class Read extends AbstractFunction2<Object, Object, Object> implements Serializable {
    @Override
    public Object apply(Object json, Object path) {
      return json == null ? null : JsonPath.read(json.toString(), path.toString());
    }
  }
}
