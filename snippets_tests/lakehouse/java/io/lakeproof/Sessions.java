package io.lakeproof;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CurrentUserContext;
import org.apache.spark.sql.catalyst.catalog.CatalogDatabase;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalog;
import org.apache.spark.sql.delta.DeltaLog;
import scala.collection.JavaConverters;

/** What the Python side calls: tenants, their sessions and databases, and whose turn it is. */
public final class Sessions {
  static final String TENANT = "lakeproof.tenant";
  static final String PRINCIPAL = "lakeproof.principal";
  static final String OWNER = "lakeproof.owner";
  /** The metastore's global id, which `current_metastore()` answers. */
  static final String METASTORE = "lakeproof.metastore";
  /** The tenant that all share and nobody may write: it has the catalog `samples`. */
  static final String SHARED = "shared";

  private static final String CATALOG = "spark.sql.catalog.";
  private static final Map<String, StatementHook> HOOKS = new ConcurrentHashMap<>();
  private static volatile SampleHook samples;
  private static volatile Keywords keywords = Keywords.NONE;
  private static final ThreadLocal<Boolean> IN_SAMPLE = ThreadLocal.withInitial(() -> false);
  private static String last = "";

  private Sessions() {}

  static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
    return (org.apache.spark.sql.classic.SparkSession) session;
  }

  /** Which statements the hook wants to see; see Keywords. */
  public static void watch(String beginnings, String anywhere) {
    keywords = new Keywords(beginnings, anywhere);
  }

  static Keywords keywords() {
    return keywords;
  }

  public static void hook(String tenant, StatementHook hook) {
    HOOKS.put(tenant, hook);
  }

  static StatementHook hookOf(SparkSession session) {
    String tenant = session.conf().get(TENANT, "");
    return tenant.isEmpty() ? null : HOOKS.get(tenant);
  }

  static StatementHook hookOf(String tenant) {
    return HOOKS.get(tenant);
  }

  /** Who makes a sample table when it is first looked at. */
  public static void provideSamples(SampleHook hook) {
    samples = hook;
  }

  static void sample(String schema, String table) {
    SampleHook hook = samples;
    if (hook == null || IN_SAMPLE.get()) {
      return;
    }
    // On a thread of its own: to analyse one query in the middle of another's analysis would mix them up.
    Thread maker =
        new Thread(
            () -> {
              IN_SAMPLE.set(true);
              hook.make(schema, table);
            });
    maker.start();
    try {
      maker.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Make a session one of a tenant: its catalogs (parted by newlines), its user, its files. */
  public static void enrol(
      SparkSession session,
      String tenant,
      String owner,
      String principal,
      String metastore,
      String files,
      String catalogs,
      String entity) {
    session.conf().set(TENANT, tenant);
    session.conf().set(OWNER, owner);
    session.conf().set(PRINCIPAL, principal);
    session.conf().set(METASTORE, metastore);
    session.conf().set(Storage.FILES, files);
    session.conf().set(Lineage.ENTITY, entity);
    for (String catalog : catalogs.split("\n")) {
      addCatalog(session, tenant, catalog);
    }
    session.conf().set("spark.sql.defaultCatalog", "main");
  }

  public static void addCatalog(SparkSession session, String tenant, String catalog) {
    session.conf().set(CATALOG + catalog, UnityCatalog.class.getName());
    session.conf().set(CATALOG + catalog + ".tenant", catalog.equals("samples") ? SHARED : tenant);
  }

  public static void dropCatalog(SparkSession session, String catalog) {
    session.conf().unset(CATALOG + catalog);
    session.conf().unset(CATALOG + catalog + ".tenant");
  }

  /** What a schema's database is called. */
  public static String database(String tenant, String catalog, String schema) {
    return Names.database(tenant, catalog, schema);
  }

  /** Make a schema's database; nothing happens when it is there. */
  public static void createDatabase(SparkSession session, String tenant, String catalog, String schema, String location) {
    CatalogDatabase database =
        new CatalogDatabase(
            Names.database(tenant, catalog, schema), "", URI.create(location), scala.collection.immutable.Map$.MODULE$.empty());
    external(session).createDatabase(database, true);
  }

  /** Drop a schema's database with its tables and views. */
  public static void dropDatabase(SparkSession session, String tenant, String catalog, String schema) {
    String name = Names.database(tenant, catalog, schema);
    Views.clear(name + ".");
    Datasets.clear(name + ".");
    Functions.clear(name + ".");
    Policies.clear(name + ".");
    external(session).dropDatabase(name, true, true);
  }

  /** Drop all that a tenant has. */
  public static void close(SparkSession session, String tenant) {
    String start = tenant + "__";
    HOOKS.remove(tenant);
    Lineage.forget(tenant);
    Views.clear(start);
    Datasets.clear(start);
    Functions.clear(start);
    Policies.clear(start);
    Policies.follow(tenant, false);
    Dropped.clear(tenant);
    for (String name : JavaConverters.seqAsJavaList(external(session).listDatabases())) {
      if (name.startsWith(start)) {
        external(session).dropDatabase(name, true, true);
      }
    }
    DeltaLog.clearCache();
  }

  /** Called before anything of a session is analysed: says who the user is and keeps tenants' Delta logs apart. */
  static void enter(SparkSession session) {
    String tenant = session.conf().get(TENANT, "");
    if (tenant.isEmpty()) {
      return;
    }
    CurrentUserContext.CURRENT_USER().set(session.conf().get(PRINCIPAL, ""));
    synchronized (Sessions.class) {
      // Delta caches logs by path, and dbfs:/x is another place in every tenant.
      if (!tenant.equals(last)) {
        DeltaLog.clearCache();
        last = tenant;
      }
    }
  }

  private static ExternalCatalog external(SparkSession session) {
    return classic(session).sharedState().externalCatalog();
  }
}
