package io.lakeproof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NamedStreamingRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FunctionTableSubqueryArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedDataSource;
import org.apache.spark.sql.classic.Dataset;
import scala.PartialFunction;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * `read_files(…)`, `STREAM read_files(…)`, the data source `cloudFiles` and the functions that read a stream's
 * checkpoint, none of which Spark has: Python makes a DataFrame of what Spark has, whose plan takes their place.
 */
final class FileRelations {
  private static final Set<String> FUNCTIONS =
      Set.of("read_files", "read_statestore", "read_state_metadata", "cloud_files_state");
  private static final String CLOUD_FILES = "cloudfiles";
  private static final ObjectMapper JSON = new ObjectMapper();

  private FileRelations() {}

  static LogicalPlan rewrite(SparkSession session, LogicalPlan plan) {
    StatementHook hook = Sessions.hookOf(session);
    return hook == null
        ? plan
        : (LogicalPlan) plan.transformUpWithSubqueries((PartialFunction) new Places(session, hook));
  }

  private static final class Places extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final SparkSession session;
    private final StatementHook hook;

    Places(SparkSession session, StatementHook hook) {
      this.session = session;
      this.hook = hook;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan found) {
      if (found instanceof UnresolvedTableValuedFunction) {
        return FUNCTIONS.contains(name((UnresolvedTableValuedFunction) found));
      }
      if (found instanceof UnresolvedRelation) {
        // Delta passes over this option of Databricks' in silence.
        UnresolvedRelation relation = (UnresolvedRelation) found;
        return relation.isStreaming() && relation.options().getBoolean("withEventTimeOrder", false);
      }
      if (found instanceof NamedStreamingRelation) {
        // What STREAM puts around a source that has no name yet; ours is complete.
        return ((NamedStreamingRelation) found).child().resolved();
      }
      return found instanceof UnresolvedDataSource
          && ((UnresolvedDataSource) found).format().toLowerCase(Locale.ROOT).equals(CLOUD_FILES);
    }

    @Override
    public LogicalPlan apply(LogicalPlan found) {
      if (found instanceof UnresolvedRelation) {
        throw Failures.refusal(
            "UNSUPPORTED_FEATURE" + "\0" + "0A000" + "\0" + "The option withEventTimeOrder of a stream of a Delta table is not emulated.");
      }
      if (found instanceof NamedStreamingRelation) {
        return ((NamedStreamingRelation) found).child();
      }
      try {
        return found instanceof UnresolvedDataSource
            ? ask(CLOUD_FILES, JSON.writeValueAsString(source((UnresolvedDataSource) found)))
            : ask(
                name((UnresolvedTableValuedFunction) found),
                JSON.writeValueAsString(call((UnresolvedTableValuedFunction) found)));
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** On a thread of its own: to analyse one query in the middle of another's analysis would mix them up. */
    private LogicalPlan ask(String what, String json) {
      Object[] answer = new Object[1];
      String principal = session.conf().get(Sessions.PRINCIPAL, "");
      Thread asker =
          new Thread(
              () -> {
                SparkSession.setActiveSession(session);
                answer[0] = hook.relation(what, json, principal);
              });
      asker.start();
      try {
        asker.join();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
      if (answer[0] instanceof Dataset) {
        return ((Dataset<?>) answer[0]).queryExecution().analyzed();
      }
      String text = String.valueOf(answer[0]);
      if (!text.startsWith("E")) {
        throw new IllegalStateException(what + " was not answered: " + text);
      }
      throw Failures.refusal(text.substring(1));
    }
  }

  /** A function's name in lower case; of several parts it is none of ours. */
  private static String name(UnresolvedTableValuedFunction function) {
    return String.join(".", Scala.list(function.name())).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> call(UnresolvedTableValuedFunction function) {
    List<Map<String, Object>> arguments = new ArrayList<>();
    for (Expression given : Scala.list(function.functionArgs())) {
      Map<String, Object> argument = new LinkedHashMap<>();
      boolean named = given instanceof NamedArgumentExpression;
      Expression value = named ? ((NamedArgumentExpression) given).value() : given;
      argument.put("name", named ? ((NamedArgumentExpression) given).key() : null);
      if (value instanceof FunctionTableSubqueryArgumentExpression) {
        LogicalPlan table = ((FunctionTableSubqueryArgumentExpression) value).plan();
        argument.put("table", table instanceof UnresolvedRelation ? ((UnresolvedRelation) table).name() : null);
      } else if (value instanceof Literal) {
        Object constant = ((Literal) value).value();
        argument.put("value", constant == null ? null : constant.toString());
      } else {
        argument.put("sql", value.sql());
      }
      arguments.add(argument);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("arguments", arguments);
    facts.put("streaming", function.isStreaming());
    return facts;
  }

  private static Map<String, Object> source(UnresolvedDataSource source) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("options", CollectionConverters.asJava(source.options().originalMap()));
    facts.put("schema", source.userSpecifiedSchema().isDefined() ? source.userSpecifiedSchema().get().toDDL() : null);
    facts.put("paths", Scala.list(source.paths()));
    facts.put("streaming", source.isStreaming());
    return facts;
  }
}
