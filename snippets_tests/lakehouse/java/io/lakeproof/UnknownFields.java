package io.lakeproof;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction3;

/**
 * `lakeproof_unknown_fields(fields, file, location)`: what Auto Loader does with a record that has new fields. Python
 * notes the wider schema at the location, then the stream fails.
 */
final class UnknownFields {
  private static final String NAME = "lakeproof_unknown_fields";

  private UnknownFields() {}

  static void register(SparkSessionExtensions extensions) {
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(NAME), new ExpressionInfo(UnknownFields.class.getName(), NAME), new Builder()));
  }

  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {
    @Override
    public Expression apply(Seq<Expression> arguments) {
      String tenant = SparkSession.active().conf().get(Sessions.TENANT, "");
      return new ScalaUDF(
          new Fail(tenant),
          DataTypes.StringType,
          arguments,
          Scala.seq(List.of()),
          Option.empty(),
          Option.apply(NAME),
          true,
          false);
    }
  }

  private static final class Fail extends AbstractFunction3<Object, Object, Object, Object> implements Serializable {
    private final String tenant;

    Fail(String tenant) {
      this.tenant = tenant;
    }

    @Override
    public Object apply(Object fields, Object file, Object location) {
      String answer = Sessions.hookOf(tenant).unknownFields(fields + "", file + "", location + "");
      throw Failures.refusal(answer.substring(1));
    }
  }
}
