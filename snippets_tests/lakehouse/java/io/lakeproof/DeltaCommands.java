package io.lakeproof;

import static io.lakeproof.DeltaMessages.get;
import static io.lakeproof.DeltaMessages.has;
import static io.lakeproof.DeltaMessages.table;
import static io.lakeproof.DeltaMessages.texts;

import io.delta.tables.DeltaColumnBuilder;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connect.common.DataTypeProtoConverter$;
import org.apache.spark.sql.connect.planner.SparkConnectPlanner;
import org.apache.spark.sql.connect.plugin.CommandPlugin;
import org.apache.spark.sql.types.StructField;
import org.sparkproject.connect.protobuf.Descriptors.EnumValueDescriptor;
import org.sparkproject.connect.protobuf.Message;

/** What a Connect client's `DeltaTable` does without an answer: create, clone, vacuum, and what changes the protocol. */
public final class DeltaCommands implements CommandPlugin {
  private static final String TYPE = "delta.connect.DeltaCommand";

  @Override
  public boolean process(byte[] bytes, SparkConnectPlanner planner) {
    Optional<DeltaMessages.One> command = DeltaMessages.read(bytes, TYPE);
    command.ifPresent(one -> run(planner, one.name, one.message));
    return command.isPresent();
  }

  private static void run(SparkConnectPlanner planner, String kind, Message asked) {
    switch (kind) {
      case "create_delta_table":
        create(planner.session(), asked);
        break;
      case "clone_table":
        copy(table(planner, asked), asked);
        break;
      case "vacuum_table":
        vacuum(table(planner, asked), asked);
        break;
      case "generate":
        table(planner, asked).generate(get(asked, "mode"));
        break;
      case "upgrade_table_protocol":
        table(planner, asked).upgradeTableProtocol(get(asked, "reader_version"), get(asked, "writer_version"));
        break;
      case "add_feature_support":
        table(planner, asked).addFeatureSupport(get(asked, "feature_name"));
        break;
      case "drop_feature_support":
        drop(table(planner, asked), asked);
        break;
      default:
        throw new UnsupportedOperationException("DeltaTable over Connect: " + kind + " is not known here");
    }
  }

  private static void create(SparkSession session, Message asked) {
    DeltaTableBuilder builder = builder(session, DeltaMessages.<EnumValueDescriptor>get(asked, "mode").getName());
    if (has(asked, "table_name")) {
      builder.tableName(get(asked, "table_name"));
    }
    if (has(asked, "location")) {
      builder.location(get(asked, "location"));
    }
    if (has(asked, "comment")) {
      builder.comment(get(asked, "comment"));
    }
    for (Message column : DeltaMessages.<List<Message>>get(asked, "columns")) {
      builder.addColumn(column(session, column));
    }
    List<String> parts = get(asked, "partitioning_columns");
    if (!parts.isEmpty()) {
      builder.partitionedBy(parts.toArray(new String[0]));
    }
    List<String> clusters = get(asked, "clustering_columns");
    if (!clusters.isEmpty()) {
      builder.clusterBy(clusters.toArray(new String[0]));
    }
    texts(asked, "properties").forEach(builder::property);
    builder.execute();
  }

  private static DeltaTableBuilder builder(SparkSession session, String mode) {
    switch (mode) {
      case "MODE_CREATE":
        return DeltaTable.create(session);
      case "MODE_CREATE_IF_NOT_EXISTS":
        return DeltaTable.createIfNotExists(session);
      case "MODE_REPLACE":
        return DeltaTable.replace(session);
      case "MODE_CREATE_OR_REPLACE":
        return DeltaTable.createOrReplace(session);
      default:
        throw new UnsupportedOperationException("DeltaTable over Connect: the mode " + mode + " is not known here");
    }
  }

  private static StructField column(SparkSession session, Message column) {
    DeltaColumnBuilder builder = DeltaTable.columnBuilder(session, get(column, "name"));
    builder.nullable(get(column, "nullable"));
    DataType type = DeltaMessages.type(column, "data_type");
    if (type.hasUnparsed()) {
      builder.dataType(type.getUnparsed().getDataTypeString());
    } else {
      builder.dataType(DataTypeProtoConverter$.MODULE$.toCatalystType(type));
    }
    if (has(column, "generated_always_as")) {
      builder.generatedAlwaysAs(get(column, "generated_always_as"));
    }
    if (has(column, "identity_info")) {
      Message identity = get(column, "identity_info");
      long start = get(identity, "start");
      long step = get(identity, "step");
      if (DeltaMessages.<Boolean>get(identity, "allow_explicit_insert")) {
        builder.generatedByDefaultAsIdentity(start, step);
      } else {
        builder.generatedAlwaysAsIdentity(start, step);
      }
    }
    if (has(column, "comment")) {
      builder.comment(get(column, "comment"));
    }
    return builder.build();
  }

  private static void copy(DeltaTable table, Message asked) {
    String target = get(asked, "target");
    boolean shallow = get(asked, "is_shallow");
    boolean replace = get(asked, "replace");
    Map<String, String> properties = texts(asked, "properties");
    if (has(asked, "version")) {
      int version = get(asked, "version");
      table.cloneAtVersion(version, target, shallow, replace, new HashMap<>(properties));
    } else if (has(asked, "timestamp")) {
      table.cloneAtTimestamp(get(asked, "timestamp"), target, shallow, replace, new HashMap<>(properties));
    } else {
      table.clone(target, shallow, replace, new HashMap<>(properties));
    }
  }

  private static void vacuum(DeltaTable table, Message asked) {
    if (has(asked, "retention_hours")) {
      table.vacuum(DeltaMessages.<Double>get(asked, "retention_hours"));
    } else {
      table.vacuum();
    }
  }

  private static void drop(DeltaTable table, Message asked) {
    if (has(asked, "truncate_history")) {
      table.dropFeatureSupport(get(asked, "feature_name"), DeltaMessages.<Boolean>get(asked, "truncate_history"));
    } else {
      table.dropFeatureSupport(get(asked, "feature_name"));
    }
  }
}
