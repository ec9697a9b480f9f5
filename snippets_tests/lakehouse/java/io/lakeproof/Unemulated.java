package io.lakeproof;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistryBase;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;
import scala.PartialFunction;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Functions that Databricks has and that are not emulated: the refusal says so, instead of calling them unknown.
 *
 * <p>Source: Databricks' list of built-in functions.
 */
final class Unemulated {
  private static final String MODELS = "The REST API's service `serving_endpoints` is.";
  /** Name -> the way that there is, or nothing. */
  private static final Map<String, String> FUNCTIONS = new TreeMap<>();

  static {
    for (String task :
        "analyze_sentiment classify decide detect_anomalies enrich extract fix_grammar forecast gen generate_text mask"
            .concat(" parse_document predict_class predict_value prep_search query search similarity summarize")
            .concat(" top_drivers transcribe translate")
            .split(" ")) {
      FUNCTIONS.put("ai_" + task, MODELS);
    }
    FUNCTIONS.put("http_request", "The REST API's service `connections` is.");
    FUNCTIONS.put("vector_search", "The REST API's service `vector_search_indexes` is.");
    FUNCTIONS.put("current_recipient", "");
    FUNCTIONS.put("current_version", "`version()` tells Spark's.");
    FUNCTIONS.put("schema_of_json_agg", "`schema_of_json` reads one text.");
    FUNCTIONS.put("h3_kringdistances", "`h3_kring` and `h3_distance` are.");
    FUNCTIONS.put("h3_tessellateaswkb", "`h3_coverash3` is.");
    FUNCTIONS.put("h3_try_tessellateaswkb", "`h3_try_coverash3` is.");
    for (String name :
        "addpoint azimuth closestpoint collect concavehull distancespheroid dump envelope_agg estimatesrid"
            .concat(" flipcoordinates force2d geogfromewkb makeenvelope makeline makepoint makepolygon multi nrings")
            .concat(" pointn removepoint rotate scale setpoint simplify transform translate union_agg zmax zmin")
            .split(" ")) {
      FUNCTIONS.put("st_" + name, "");
    }
    for (String source : List.of("kafka", "kinesis", "pubsub", "pulsar", "statestore", "state_metadata")) {
      FUNCTIONS.put("read_" + source, "");
    }
    FUNCTIONS.put("cloud_files_state", "");
  }

  private Unemulated() {}

  /** Refuse a plan that calls one, or calls a table function that there is not, which Spark would ask our catalog for. */
  static void check(SparkSession session, LogicalPlan plan) {
    plan.transformAllExpressionsWithSubqueries(new Calls(session));
    plan.transformUpWithSubqueries((PartialFunction) new TableCalls(session));
  }

  private static void refuse(Seq<String> parts) {
    String name = Scala.list(parts).get(0).toLowerCase(Locale.ROOT);
    String remedy = Scala.list(parts).size() == 1 ? FUNCTIONS.get(name) : null;
    if (remedy != null) {
      String text = "[UNSUPPORTED_FEATURE] The function " + name + " is not emulated." + (remedy.isEmpty() ? "" : " " + remedy);
      throw Failures.refusal("UNSUPPORTED_FEATURE\0" + "0A000\0" + text + " SQLSTATE: 0A000");
    }
  }

  /** Whether Spark or the session has a function of the name; one of the session's own comes before the refusal. */
  private static boolean known(FunctionRegistryBase<?> registry, Seq<String> parts) {
    String name = Scala.list(parts).get(Scala.list(parts).size() - 1);
    return Stream.of("builtin", "session")
        .anyMatch(
            schema ->
                registry.functionExists(new FunctionIdentifier(name, Option.apply(schema), Option.apply("system"))));
  }

  private static final class Calls extends AbstractPartialFunction<Expression, Expression> {
    private final SparkSession session;

    Calls(SparkSession session) {
      this.session = session;
    }

    @Override
    public boolean isDefinedAt(Expression found) {
      if (found instanceof UnresolvedFunction) {
        Seq<String> parts = ((UnresolvedFunction) found).nameParts();
        if (!known(Sessions.classic(session).sessionState().functionRegistry(), parts)) {
          refuse(parts);
        }
      }
      return false;
    }

    @Override
    public Expression apply(Expression found) {
      return found;
    }
  }

  private static final class TableCalls extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final SparkSession session;

    TableCalls(SparkSession session) {
      this.session = session;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan found) {
      if (found instanceof UnresolvedTableValuedFunction) {
        Seq<String> parts = ((UnresolvedTableValuedFunction) found).name();
        List<String> names = Scala.list(parts);
        boolean inCatalog = names.size() == 3 && names.get(0).equals("spark_catalog");
        if (!inCatalog && !known(Sessions.classic(session).sessionState().tableFunctionRegistry(), parts)) {
          refuse(parts);
          String name = "`" + String.join("`.`", names) + "`";
          throw Failures.sneaky(
              new AnalysisException(
                  "UNRESOLVABLE_TABLE_VALUED_FUNCTION",
                  scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(Map.of("name", name)))));
        }
      }
      return false;
    }

    @Override
    public LogicalPlan apply(LogicalPlan found) {
      return found;
    }
  }
}
