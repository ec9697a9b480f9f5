package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Notes for each tenant what its statements and DataFrames read and wrote, once they succeeded.
 *
 * Spark tells on a thread of its own, so that no statement waits for it; whoever asks waits until all was told.
 */
public final class Lineage extends SparkListener {
  static final String ENTITY = "lakeproof.entity";
  private static final long PATIENCE_MS = 10_000;
  private static final Map<String, List<String>> EVENTS = new ConcurrentHashMap<>();

  private final Map<Long, SparkListenerSQLExecutionStart> begun = new ConcurrentHashMap<>();

  private Lineage() {}

  /** Begin to listen, once for a JVM. */
  public static void listen(SparkContext context) {
    context.addSparkListener(new Lineage());
  }

  /** What was noted for a tenant, as a JSON array in the order in which it ended. */
  public static String events(SparkContext context, String tenant) throws TimeoutException {
    context.listenerBus().waitUntilEmpty(PATIENCE_MS);
    return "[" + String.join(",", EVENTS.getOrDefault(tenant, List.of())) + "]";
  }

  static void forget(String tenant) {
    EVENTS.remove(tenant);
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (event instanceof SparkListenerSQLExecutionStart) {
      SparkListenerSQLExecutionStart start = (SparkListenerSQLExecutionStart) event;
      Option<Object> root = start.rootExecutionId();
      // Delta runs queries of its own inside of a command.
      boolean outer = root.isEmpty() || root.get().equals(start.executionId());
      if (outer && conf(start).containsKey(Sessions.TENANT)) {
        begun.put(start.executionId(), start);
      }
    } else if (event instanceof SparkListenerSQLExecutionEnd) {
      SparkListenerSQLExecutionEnd end = (SparkListenerSQLExecutionEnd) event;
      SparkListenerSQLExecutionStart start = begun.remove(end.executionId());
      if (start != null && end.qe() != null && end.executionFailure().isEmpty()) {
        note(start, end.qe().analyzed());
      }
    }
  }

  private static Map<String, String> conf(SparkListenerSQLExecutionStart start) {
    return JavaConverters.mapAsJavaMap(start.modifiedConfigs());
  }

  private static void note(SparkListenerSQLExecutionStart start, LogicalPlan plan) {
    Footprint print = Footprint.of(plan);
    if (print == null) {
      return;
    }
    Map<String, String> conf = conf(start);
    List<String> parts = new ArrayList<>();
    parts.add("\"at\":" + start.time());
    parts.add("\"principal\":" + Footprint.quoted(conf.getOrDefault(Sessions.PRINCIPAL, "")));
    String entity = conf.getOrDefault(ENTITY, "");
    parts.add("\"entity\":" + (entity.isEmpty() ? "{}" : entity));
    parts.add(print.json());
    EVENTS.computeIfAbsent(conf.get(Sessions.TENANT), tenant -> new CopyOnWriteArrayList<>())
        .add("{" + String.join(",", parts) + "}");
  }
}
