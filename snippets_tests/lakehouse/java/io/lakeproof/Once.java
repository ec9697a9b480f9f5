package io.lakeproof;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.CommandResult;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.execution.QueryExecution;
import scala.Option;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;

/**
 * Carries out statements of Connect clients once.
 *
 * <p>Connect's server sends the rows of a command to the client, but has the client send anything else again for each
 * look at its result. So what the hook answers with must look like a command that has run, or a schema would be made
 * twice.
 */
final class Once {
  private static final String REMOTE = "lakeproof.connect";
  // These stay lazy as in any other session: the client runs them when it wants the rows.
  private static final String[] QUERIES = {"SELECT", "WITH"};

  private Once() {}

  /** Whether a statement of this session is to be carried out while it is parsed. */
  static boolean wanted(SparkSession session, String statement) {
    int start = Keywords.skip(statement, 0);
    for (String query : QUERIES) {
      if (statement.regionMatches(true, start, query, 0, query.length())) {
        return false;
      }
    }
    return session.conf().get(REMOTE, "").equals("true");
  }

  /** The result of a statement that Spark can run as it is. */
  static LogicalPlan run(SparkSession session, String sql) {
    Dataset<Row> frame = Sessions.classic(session).sql("/* as is */ " + sql);
    QueryExecution execution = frame.queryExecution();
    Seq<InternalRow> rows = Scala.seq(Arrays.asList(execution.executedPlan().executeCollect()));
    return result(session, execution.analyzed().output(), rows);
  }

  /** The result of a statement that has none. */
  @SuppressWarnings("unchecked")
  static LogicalPlan done(SparkSession session) {
    return result(session, (Seq<Attribute>) (Object) List$.MODULE$.empty(), (Seq<InternalRow>) (Object) List$.MODULE$.empty());
  }

  /** It carries no trace of the command: what that uses has been judged, and may be gone. */
  private static LogicalPlan result(SparkSession session, Seq<Attribute> output, Seq<InternalRow> rows) {
    LogicalPlan nothing = new LocalRelation(List$.MODULE$.empty(), List$.MODULE$.empty(), false, Option.empty());
    QueryExecution execution = Dataset$.MODULE$.ofRows(Sessions.classic(session), nothing).queryExecution();
    return new CommandResult(output, nothing, execution.executedPlan(), rows);
  }
}
