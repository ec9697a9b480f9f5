package io.lakeproof;

import io.delta.tables.DeltaTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.connect.proto.DataType;
import org.apache.spark.connect.proto.Expression;
import org.apache.spark.connect.proto.Expressions;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.connect.proto.Relations;
import org.apache.spark.connect.proto.Types;
import org.apache.spark.sql.connect.config.Connect;
import org.apache.spark.sql.connect.planner.SparkConnectPlanner;
import org.sparkproject.connect.protobuf.Any;
import org.sparkproject.connect.protobuf.ByteString;
import org.sparkproject.connect.protobuf.CodedInputStream;
import org.sparkproject.connect.protobuf.DescriptorProtos.FileDescriptorProto;
import org.sparkproject.connect.protobuf.Descriptors.Descriptor;
import org.sparkproject.connect.protobuf.Descriptors.DescriptorValidationException;
import org.sparkproject.connect.protobuf.Descriptors.FieldDescriptor;
import org.sparkproject.connect.protobuf.Descriptors.FileDescriptor;
import org.sparkproject.connect.protobuf.DynamicMessage;
import org.sparkproject.connect.protobuf.InvalidProtocolBufferException;
import org.sparkproject.connect.protobuf.Message;
import org.sparkproject.connect.protobuf.Parser;

/**
 * Reads the messages with which a Connect client's `DeltaTable` extends Spark's protocol.
 *
 * <p>Delta's own server of them is not published for this Spark. What the messages look like is handed in, as Delta's
 * Python package describes it; the parts of Spark in them are read as Spark reads them.
 */
public final class DeltaMessages {
  private static final Map<String, Descriptor> TYPES = new HashMap<>();

  private DeltaMessages() {}

  /** Makes the messages of a `.proto` file known; files it imports come before it. */
  public static void define(byte[] file) throws InvalidProtocolBufferException, DescriptorValidationException {
    FileDescriptorProto described = FileDescriptorProto.parseFrom(file);
    Map<String, FileDescriptor> known = new HashMap<>();
    for (FileDescriptor each : new FileDescriptor[] {Expressions.getDescriptor(), Relations.getDescriptor(), Types.getDescriptor()}) {
      known.put(each.getName(), each);
    }
    for (Descriptor type : TYPES.values()) {
      known.put(type.getFile().getName(), type.getFile());
    }
    List<FileDescriptor> imported = new ArrayList<>();
    for (String name : described.getDependencyList()) {
      imported.add(known.get(name));
    }
    for (Descriptor type : FileDescriptor.buildFrom(described, imported.toArray(new FileDescriptor[0])).getMessageTypes()) {
      TYPES.put(type.getFullName(), type);
    }
  }

  /** The one that is set of a message's alternatives, when the bytes hold a message of this type. */
  static Optional<One> read(byte[] bytes, String type) {
    Any any = parsed(Any.parser(), ByteString.copyFrom(bytes));
    if (!any.getTypeUrl().endsWith("/" + type)) {
      return Optional.empty();
    }
    try {
      Message message = DynamicMessage.parseFrom(TYPES.get(type), stream(any.getValue()));
      for (FieldDescriptor field : message.getAllFields().keySet()) {
        return Optional.of(new One(field.getName(), (Message) message.getField(field)));
      }
    } catch (java.io.IOException error) {
      throw new IllegalArgumentException(error);
    }
    throw new UnsupportedOperationException("This " + type + " holds nothing that is known here");
  }

  /** An alternative: its name, and what it holds. */
  static final class One {
    final String name;
    final Message message;

    One(String name, Message message) {
      this.name = name;
      this.message = message;
    }
  }

  static boolean has(Message message, String field) {
    return message.hasField(field(message, field));
  }

  @SuppressWarnings("unchecked")
  static <T> T get(Message message, String field) {
    return (T) message.getField(field(message, field));
  }

  static Map<String, String> texts(Message message, String field) {
    Map<String, String> texts = new HashMap<>();
    for (Message entry : DeltaMessages.<List<Message>>get(message, field)) {
      texts.put(get(entry, "key"), get(entry, "value"));
    }
    return texts;
  }

  static Relation relation(Message message, String field) {
    return parsed(Relation.parser(), bytes(message, field));
  }

  static Expression expression(Message message, String field) {
    return parsed(Expression.parser(), bytes(message, field));
  }

  static DataType type(Message message, String field) {
    return parsed(DataType.parser(), bytes(message, field));
  }

  /** The table that a message names, by name or by path. */
  static DeltaTable table(SparkConnectPlanner planner, Message message) {
    Message table = get(message, "table");
    if (!has(table, "path")) {
      return DeltaTable.forName(planner.session(), get(table, "table_or_view_name"));
    }
    Message path = get(table, "path");
    return DeltaTable.forPath(planner.session(), DeltaMessages.<String>get(path, "path"), texts(path, "hadoop_conf"));
  }

  private static FieldDescriptor field(Message message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  private static ByteString bytes(Message message, String field) {
    return DeltaMessages.<Message>get(message, field).toByteString();
  }

  private static <T> T parsed(Parser<T> parser, ByteString bytes) {
    try {
      return parser.parseFrom(stream(bytes));
    } catch (InvalidProtocolBufferException error) {
      throw new IllegalArgumentException(error);
    }
  }

  /** Plans may be as deep here as anywhere in Connect. */
  private static CodedInputStream stream(ByteString bytes) {
    CodedInputStream stream = bytes.newCodedInput();
    stream.setSizeLimit(Integer.MAX_VALUE);
    stream.setRecursionLimit((Integer) SparkEnv.get().conf().get(Connect.CONNECT_GRPC_MARSHALLER_RECURSION_LIMIT()));
    return stream;
  }
}
