package io.lakeproof;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.delta.DeltaLog;
import scala.Option;

/**
 * Tables that were dropped and can come back: what Spark's catalog said of them, their policies and, of managed ones,
 * their files. Which they are, and for how long, Python knows.
 */
public final class Dropped {
  private static final String FOLDER = "_dropped/";
  private static final Map<String, Kept> ALL = new ConcurrentHashMap<>();

  private Dropped() {}

  private record Kept(CatalogTable table, Policies.Policy policy) {}

  /** Put a table's files aside before Spark drops it. */
  public static void keep(SparkSession session, String tenant, String catalog, String schema, String name, String id)
      throws Exception {
    String database = Names.database(tenant, catalog, schema);
    TableIdentifier ident = new TableIdentifier(name, Option.apply(database));
    CatalogTable table = Sessions.classic(session).sessionState().catalog().getTableMetadata(ident);
    ALL.put(tenant + id, new Kept(table, Policies.get(database, name)));
    if (managed(table)) {
      move(session, new Path(table.location()), aside(table, id));
    }
  }

  /** Spark did not drop it after all. */
  public static void putBack(SparkSession session, String tenant, String id) throws Exception {
    CatalogTable table = ALL.remove(tenant + id).table();
    if (managed(table)) {
      move(session, aside(table, id), new Path(table.location()));
    }
  }

  /** Make the table what it was. */
  public static void restore(SparkSession session, String tenant, String id) throws Exception {
    Kept kept = ALL.get(tenant + id);
    putBack(session, tenant, id);
    CatalogTable table = kept.table();
    DeltaLog.invalidateCache(session, new Path(table.location()));
    Sessions.classic(session).sessionState().catalog().createTable(table, false, false);
    String database = table.identifier().database().get();
    if (kept.policy() != null) {
      Policies.restore(database, table.identifier().table(), kept.policy());
    }
  }

  /** It cannot come back any more. */
  public static void forget(SparkSession session, String tenant, String id) throws Exception {
    CatalogTable table = ALL.remove(tenant + id).table();
    if (managed(table)) {
      files(session, table).delete(aside(table, id), true);
    }
  }

  /** Forget all tables of a tenant; its files go with the tenant. */
  static void clear(String tenant) {
    ALL.keySet().removeIf(key -> key.startsWith(tenant));
  }

  private static boolean managed(CatalogTable table) {
    return table.tableType().equals(CatalogTableType.MANAGED());
  }

  private static Path aside(CatalogTable table, String id) {
    return new Path(new Path(new Path(table.location()), "/"), FOLDER + id);
  }

  private static void move(SparkSession session, Path from, Path to) throws Exception {
    FileSystem files = from.getFileSystem(Sessions.classic(session).sessionState().newHadoopConf());
    files.mkdirs(to.getParent());
    if (!files.rename(from, to)) {
      throw new IOException("cannot move " + from + " to " + to);
    }
  }

  private static FileSystem files(SparkSession session, CatalogTable table) throws Exception {
    return new Path(table.location()).getFileSystem(Sessions.classic(session).sessionState().newHadoopConf());
  }
}
