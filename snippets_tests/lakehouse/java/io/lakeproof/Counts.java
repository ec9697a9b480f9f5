package io.lakeproof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NamedRelation;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.CommandResult;
import org.apache.spark.sql.catalyst.plans.logical.CreateTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ReplaceTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.TableSpecBase;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.util.FileNames;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * What INSERT and CREATE TABLE AS SELECT answer on Databricks: `num_affected_rows` and `num_inserted_rows`, which Delta
 * in the open keeps in the table's history only. A CREATE TABLE AS SELECT has these columns and no row.
 */
final class Counts {
  private static final String DELTA = "delta";
  private static final String COUNT = "SELECT CAST(%1$d AS BIGINT) AS num_affected_rows, CAST(%1$d AS BIGINT) AS num_inserted_rows%2$s";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Counts() {}

  /** Run a statement that writes rows of its own and give its answer; any other plan comes back as it is. */
  static LogicalPlan answered(SparkSession session, ParserInterface parser, LogicalPlan plan) throws ParseException {
    if (Sessions.hookOf(session) == null) {
      return plan;
    }
    LogicalPlan inner = plan instanceof UnresolvedWith ? ((UnresolvedWith) plan).child() : plan;
    if (inner instanceof InsertIntoStatement || inner instanceof V2WriteCommand) {
      QueryExecution done = ran(session, plan);
      DeltaTableV2 table = written(done.analyzed());
      return table == null ? result(done, done) : result(done, asked(session, parser, inserted(table), ""));
    }
    if (makesDelta(inner)) {
      return result(ran(session, plan), asked(session, parser, 0, " WHERE false"));
    }
    return plan;
  }

  private static boolean makesDelta(LogicalPlan plan) {
    TableSpecBase table = null;
    if (plan instanceof CreateTableAsSelect) {
      table = ((CreateTableAsSelect) plan).tableSpec();
    } else if (plan instanceof ReplaceTableAsSelect) {
      table = ((ReplaceTableAsSelect) plan).tableSpec();
    }
    return table != null && (table.provider().isEmpty() || table.provider().get().equalsIgnoreCase(DELTA));
  }

  private static QueryExecution ran(SparkSession session, LogicalPlan plan) {
    QueryExecution done = Dataset$.MODULE$.ofRows(Sessions.classic(session), plan).queryExecution();
    done.commandExecuted();
    return done;
  }

  private static QueryExecution asked(SparkSession session, ParserInterface parser, long count, String where)
      throws ParseException {
    LogicalPlan query = parser.parsePlan(String.format(COUNT, count, where));
    return Dataset$.MODULE$.ofRows(Sessions.classic(session), query).queryExecution();
  }

  /** A command that has run: whoever gets the plan must not run the statement again. */
  private static LogicalPlan result(QueryExecution done, QueryExecution answer) {
    var rows = Scala.seq(List.of(answer.executedPlan().executeCollect()));
    return new CommandResult(answer.analyzed().output(), done.analyzed(), answer.executedPlan(), rows);
  }

  /** The Delta table that a plan writes, or null when there is none. */
  private static DeltaTableV2 written(QueryPlan<?> plan) {
    if (plan instanceof V2WriteCommand) {
      NamedRelation relation = ((V2WriteCommand) plan).table();
      if (relation instanceof DataSourceV2Relation && ((DataSourceV2Relation) relation).table() instanceof DeltaTableV2) {
        return (DeltaTableV2) ((DataSourceV2Relation) relation).table();
      }
      return null;
    }
    for (QueryPlan<?> child : Scala.list(plan.children())) {
      DeltaTableV2 found = written(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** How many rows the table's last commit added. */
  private static long inserted(DeltaTableV2 table) {
    DeltaLog log = table.deltaLog();
    long version = log.update(false, scala.Option.empty(), scala.Option.empty()).version();
    if (version == table.initialSnapshot().version()) {
      return 0;
    }
    for (String line : Scala.list(log.store().read(FileNames.unsafeDeltaFile(log.logPath(), version), log.newDeltaHadoopConf()))) {
      if (line.startsWith("{\"commitInfo\"")) {
        try {
          JsonNode metrics = JSON.readTree(line).path("commitInfo").path("operationMetrics");
          // REPLACE WHERE also writes the rows anew that stay in the files it touches.
          return metrics.path("numOutputRows").asLong() - metrics.path("numCopiedRows").asLong();
        } catch (JsonProcessingException broken) {
          throw new IllegalStateException(broken);
        }
      }
    }
    return 0;
  }
}
