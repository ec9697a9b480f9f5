package io.lakeproof;

import java.lang.reflect.Method;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.delta.DeltaLog;
import scala.Option;

/** External Delta tables that become managed ones, and back: their files are copied, history and all. */
public final class Conversion {
  private Conversion() {}

  /** Let a table lie where managed tables lie; its files stay where they were. */
  public static void manage(SparkSession session, String tenant, String catalog, String schema, String name)
      throws Exception {
    CatalogTable table = table(session, tenant, catalog, schema, name);
    URI target = catalog(session).defaultTablePath(table.identifier());
    move(session, table, CatalogTableType.MANAGED(), target);
  }

  /** Let a table lie outside again, with what was written to it since. */
  public static void release(
      SparkSession session, String tenant, String catalog, String schema, String name, String location)
      throws Exception {
    CatalogTable table = table(session, tenant, catalog, schema, name);
    move(session, table, CatalogTableType.EXTERNAL(), new Path(location).toUri());
    files(session, new Path(table.location())).delete(new Path(table.location()), true);
  }

  private static void move(SparkSession session, CatalogTable table, CatalogTableType type, URI target)
      throws Exception {
    Path from = new Path(table.location());
    Path to = new Path(target);
    copy(session, from, to);
    catalog(session).alterTable(changed(table, type, target));
    catalog(session).refreshTable(table.identifier());
    DeltaLog.invalidateCache(session, from);
    DeltaLog.invalidateCache(session, to);
  }

  /** Copy a folder over another. Times stay, because Delta's history takes a version's time from its file. */
  private static void copy(SparkSession session, Path from, Path to) throws Exception {
    FileSystem there = files(session, to);
    there.mkdirs(to);
    for (FileStatus status : files(session, from).listStatus(from)) {
      Path target = new Path(to, status.getPath().getName());
      if (status.isDirectory()) {
        copy(session, status.getPath(), target);
      } else {
        FileUtil.copy(files(session, from), status, there, target, false, true, conf(session));
        there.setTimes(target, status.getModificationTime(), -1);
      }
    }
  }

  /** The table with another type and place. Scala's `copy` wants all fields, of which each Spark has more. */
  private static CatalogTable changed(CatalogTable table, CatalogTableType type, URI location) throws Exception {
    CatalogStorageFormat old = table.storage();
    Object[] fields = new Object[table.productArity()];
    for (int i = 0; i < fields.length; i++) {
      switch (table.productElementName(i)) {
        case "tableType" -> fields[i] = type;
        case "storage" -> fields[i] = storage(old, location);
        default -> fields[i] = table.productElement(i);
      }
    }
    return (CatalogTable) copier(CatalogTable.class).invoke(table, fields);
  }

  private static CatalogStorageFormat storage(CatalogStorageFormat old, URI location) throws Exception {
    Object[] fields = new Object[old.productArity()];
    for (int i = 0; i < fields.length; i++) {
      boolean place = old.productElementName(i).equals("locationUri");
      fields[i] = place ? Option.apply(location) : old.productElement(i);
    }
    return (CatalogStorageFormat) copier(CatalogStorageFormat.class).invoke(old, fields);
  }

  private static Method copier(Class<?> kind) {
    for (Method method : kind.getMethods()) {
      if (method.getName().equals("copy")) {
        return method;
      }
    }
    throw new IllegalStateException(kind + " has no copy");
  }

  private static CatalogTable table(SparkSession session, String tenant, String catalog, String schema, String name)
      throws Exception {
    String database = Names.database(tenant, catalog, schema);
    return catalog(session).getTableMetadata(new TableIdentifier(name, Option.apply(database)));
  }

  private static SessionCatalog catalog(SparkSession session) {
    return Sessions.classic(session).sessionState().catalog();
  }

  private static FileSystem files(SparkSession session, Path path) throws Exception {
    return path.getFileSystem(conf(session));
  }

  private static Configuration conf(SparkSession session) {
    return Sessions.classic(session).sessionState().newHadoopConf();
  }
}
