package io.lakeproof;

import org.apache.spark.QueryContext;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.trees.Origin;
import scala.Option;
import scala.collection.immutable.Map$;

/** Errors with the words of Databricks, which Spark's own list of error conditions does not have. */
final class Failures {
  private Failures() {}

  /** An AnalysisException, so that client code catches it as it would on Databricks. */
  static final class Refused extends AnalysisException {
    private final String state;

    Refused(String message, String condition, String state) {
      super(message, Option.empty(), Option.empty(), Option.empty(), Option.apply(condition), Map$.MODULE$.empty(), new QueryContext[0]);
      this.state = state;
    }

    /** Spark, and pyspark where there is a context, would make a message of the condition, which they do not know. */
    @Override
    public AnalysisException withPosition(Origin origin) {
      return this;
    }

    @Override
    public String getSqlState() {
      return state;
    }

    @Override
    public String getCondition() {
      return errorClass().get();
    }
  }

  /** An error that a value makes while a query runs. */
  static final class Invalid extends SparkRuntimeException {
    private final String condition;
    private final String text;

    Invalid(String condition, String text) {
      // Spark makes the message out of a condition that it knows; what is asked for is overridden below.
      super("USER_RAISED_EXCEPTION", parameters(text), null, new QueryContext[0], "");
      this.condition = condition;
      this.text = text;
    }

    private static scala.collection.immutable.Map<String, String> parameters(String text) {
      return scala.collection.immutable.Map$.MODULE$.from(
          scala.jdk.javaapi.CollectionConverters.asScala(java.util.Map.of("errorMessage", text)));
    }

    @Override
    public String getMessage() {
      return "[" + condition + "] " + text + " SQLSTATE: " + getSqlState();
    }

    @Override
    public String getCondition() {
      return condition;
    }

    @Override
    public String getErrorClass() {
      return condition;
    }

    /** All of them are about an invalid parameter value. */
    @Override
    public String getSqlState() {
      return "22023";
    }
  }

  static Invalid invalid(String condition, String text) {
    return new Invalid(condition, text);
  }

  /** The error that Python answered: condition, SQL state and message, parted by NUL. */
  static RuntimeException refusal(String answer) {
    String[] parts = answer.split("\0", 3);
    return sneaky(new Refused(parts[2], parts[0], parts[1]));
  }

  /** Throw a checked exception where the signature, written in Scala, declares none. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException sneaky(Throwable error) throws E {
    throw (E) error;
  }
}
