package io.lakeproof;

import static io.lakeproof.DeltaMessages.expression;
import static io.lakeproof.DeltaMessages.get;
import static io.lakeproof.DeltaMessages.has;
import static io.lakeproof.DeltaMessages.relation;
import static io.lakeproof.DeltaMessages.table;

import io.delta.tables.DeltaOptimizeBuilder;
import io.delta.tables.DeltaTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedStar;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.Assignment;
import org.apache.spark.sql.catalyst.plans.logical.DeleteFromTable;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeInto$;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoClause;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoMatchedDeleteClause;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoMatchedUpdateClause;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoNotMatchedBySourceDeleteClause;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoNotMatchedBySourceUpdateClause;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoNotMatchedInsertClause;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UpdateTable;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connect.common.DataTypeProtoConverter$;
import org.apache.spark.sql.connect.planner.SparkConnectPlanner;
import org.apache.spark.sql.connect.plugin.RelationPlugin;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.sparkproject.connect.protobuf.Message;
import scala.Option;
import scala.collection.immutable.Seq;

/** What a Connect client's `DeltaTable` answers with rows: reads, and the changes that say how many rows they changed. */
public final class DeltaRelations implements RelationPlugin {
  private static final String TYPE = "delta.connect.DeltaRelation";

  @Override
  public Optional<LogicalPlan> transform(byte[] bytes, SparkConnectPlanner planner) {
    return DeltaMessages.read(bytes, TYPE).map(one -> plan(planner, one.name, one.message));
  }

  private static LogicalPlan plan(SparkConnectPlanner planner, String kind, Message asked) {
    switch (kind) {
      case "scan":
        return analyzed(table(planner, asked).toDF());
      case "describe_history":
        return analyzed(table(planner, asked).history());
      case "describe_detail":
        return analyzed(detail(table(planner, asked)));
      case "is_delta_table":
        boolean found = DeltaTable.isDeltaTable(planner.session(), get(asked, "path"));
        return analyzed(planner.session().createDataset(Collections.singletonList(found), Encoders.BOOLEAN()));
      case "convert_to_delta":
        String name = convert(planner.session(), asked);
        return analyzed(planner.session().createDataset(Collections.singletonList(name), Encoders.STRING()));
      case "restore_table":
        return executed(restore(table(planner, asked), asked));
      case "optimize_table":
        return executed(optimize(table(planner, asked).optimize(), asked));
      case "delete_from_table":
        LogicalPlan from = planner.transformRelation(relation(asked, "target"));
        return executed(planner, new DeleteFromTable(from, condition(planner, asked).getOrElse(() -> Literal$.MODULE$.TrueLiteral())));
      case "update_table":
        LogicalPlan updated = planner.transformRelation(relation(asked, "target"));
        return executed(planner, new UpdateTable(updated, assignments(planner, asked), condition(planner, asked)));
      case "merge_into_table":
        return executed(planner, merge(planner, asked));
      default:
        throw new UnsupportedOperationException("DeltaTable over Connect: " + kind + " is not known here");
    }
  }

  /** Named as the user names it; see also `exceptions.py`, which does the same without Connect. */
  private static Dataset<?> detail(DeltaTable table) {
    String own = "^spark_catalog\\.[a-z0-9]+__(.+)__([^.]+)\\.";
    return table.detail().withColumn("name", functions.regexp_replace(functions.col("name"), own, "$1.$2."));
  }

  /** What was converted, as a client can name it next. */
  private static String convert(SparkSession session, Message asked) {
    String identifier = get(asked, "identifier");
    if (has(asked, "partition_schema_struct")) {
      Object columns = DataTypeProtoConverter$.MODULE$.toCatalystType(DeltaMessages.type(asked, "partition_schema_struct"));
      DeltaTable.convertToDelta(session, identifier, (StructType) columns);
    } else if (has(asked, "partition_schema_string")) {
      DeltaTable.convertToDelta(session, identifier, DeltaMessages.<String>get(asked, "partition_schema_string"));
    } else {
      DeltaTable.convertToDelta(session, identifier);
    }
    try {
      TableIdentifier parsed = session.sessionState().sqlParser().parseTableIdentifier(identifier);
      boolean path = parsed.database().exists(format -> format.equalsIgnoreCase("parquet"));
      return path ? "delta.`" + parsed.table() + "`" : identifier;
    } catch (org.apache.spark.sql.catalyst.parser.ParseException threeNames) {
      return identifier;
    }
  }

  private static Dataset<?> restore(DeltaTable table, Message asked) {
    return has(asked, "version")
        ? table.restoreToVersion(DeltaMessages.<Long>get(asked, "version"))
        : table.restoreToTimestamp(get(asked, "timestamp"));
  }

  private static Dataset<?> optimize(DeltaOptimizeBuilder builder, Message asked) {
    for (String filter : DeltaMessages.<List<String>>get(asked, "partition_filters")) {
      builder = builder.where(filter);
    }
    List<String> columns = get(asked, "zorder_columns");
    return columns.isEmpty() ? builder.executeCompaction() : builder.executeZOrderBy(columns.toArray(new String[0]));
  }

  private static LogicalPlan merge(SparkConnectPlanner planner, Message asked) {
    List<DeltaMergeIntoClause> clauses = new ArrayList<>();
    for (String actions : new String[] {"matched_actions", "not_matched_actions", "not_matched_by_source_actions"}) {
      for (Message action : DeltaMessages.<List<Message>>get(asked, actions)) {
        clauses.add(clause(planner, actions, action));
      }
    }
    return DeltaMergeInto$.MODULE$.apply(
        planner.transformRelation(relation(asked, "target")),
        planner.transformRelation(relation(asked, "source")),
        planner.transformExpression(expression(asked, "condition")),
        Scala.seq(clauses),
        DeltaMessages.<Boolean>get(asked, "with_schema_evolution"));
  }

  private static DeltaMergeIntoClause clause(SparkConnectPlanner planner, String actions, Message action) {
    Option<Expression> when = condition(planner, action);
    boolean deletes = has(action, "delete_action");
    switch (actions) {
      case "matched_actions":
        return deletes
            ? new DeltaMergeIntoMatchedDeleteClause(when)
            : new DeltaMergeIntoMatchedUpdateClause(when, values(planner, action, "update"));
      case "not_matched_actions":
        return new DeltaMergeIntoNotMatchedInsertClause(when, values(planner, action, "insert"));
      default:
        return deletes
            ? new DeltaMergeIntoNotMatchedBySourceDeleteClause(when)
            : new DeltaMergeIntoNotMatchedBySourceUpdateClause(when, values(planner, action, "update"));
    }
  }

  /** What an update or insert sets: `*`, or columns one by one. */
  private static Seq<Expression> values(SparkConnectPlanner planner, Message action, String kind) {
    if (has(action, kind + "_star_action")) {
      return Scala.seq(Collections.singletonList(new UnresolvedStar(Option.empty())));
    }
    Seq<Assignment> given = assignments(planner, get(action, kind + "_action"));
    return DeltaMergeIntoClause.toActions(given);
  }

  private static Seq<Assignment> assignments(SparkConnectPlanner planner, Message message) {
    List<Assignment> assignments = new ArrayList<>();
    for (Message each : DeltaMessages.<List<Message>>get(message, "assignments")) {
      Expression field = planner.transformExpression(expression(each, "field"));
      assignments.add(new Assignment(field, planner.transformExpression(expression(each, "value"))));
    }
    return Scala.seq(assignments);
  }

  private static Option<Expression> condition(SparkConnectPlanner planner, Message message) {
    if (!has(message, "condition")) {
      return Option.empty();
    }
    return Option.apply(planner.transformExpression(expression(message, "condition")));
  }

  private static LogicalPlan analyzed(Dataset<?> frame) {
    return ((org.apache.spark.sql.classic.Dataset<?>) frame).queryExecution().analyzed();
  }

  /** A change is made now, once; the client's plan is its result. */
  private static LogicalPlan executed(Dataset<?> frame) {
    return ((org.apache.spark.sql.classic.Dataset<?>) frame).queryExecution().commandExecuted();
  }

  private static LogicalPlan executed(SparkConnectPlanner planner, LogicalPlan change) {
    return executed(Dataset$.MODULE$.ofRows(planner.session(), change));
  }
}
