package io.lakeproof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NoSuchViewException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.ViewAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.Relation;
import org.apache.spark.sql.connector.catalog.RelationCatalog;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.View;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;
import org.apache.spark.sql.execution.datasources.v2.V2SessionCatalog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * One catalog of one tenant: `schema.table` in it is `tenant__catalog__schema.table` of Spark's session catalog.
 *
 * Everything else is Delta's catalog. Delta calls back with names that are mapped already, and hands over paths as
 * names, so the mapping leaves both alone.
 */
public class UnityCatalog extends DeltaCatalog implements RelationCatalog {
  private static final String MAX_COLUMN_ID = "delta.columnMapping.maxColumnId";

  private String tenant;
  private String name;
  private String prefix;

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    SparkSession session = SparkSession.active();
    tenant = options.get("tenant");
    prefix = Names.prefix(tenant, name);
    // Delta delegates to whatever catalog it extends; only spark_catalog is given one by Spark itself.
    setDelegateCatalog(new V2SessionCatalog(Sessions.classic(session).sessionState().catalog()));
    super.initialize(name, options);
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String[] defaultNamespace() {
    return new String[] {"default"};
  }

  // Names

  /** What a schema's database is called. */
  String database(String schema) {
    return in(new String[] {schema})[0];
  }

  private boolean mapped(String schema) {
    return schema.startsWith(prefix);
  }

  private String[] in(String[] namespace) {
    if (namespace.length != 1 || mapped(namespace[0])) {
      return namespace;
    }
    return new String[] {prefix + Names.encode(namespace[0])};
  }

  private Identifier in(Identifier ident) {
    boolean path = ident.name().indexOf('/') >= 0;
    return path ? ident : Identifier.of(in(ident.namespace()), ident.name());
  }

  private String[] out(String[] namespace) {
    boolean ours = namespace.length == 1 && mapped(namespace[0]);
    return ours ? new String[] {Names.decode(namespace[0].substring(prefix.length()))} : namespace;
  }

  String key(Identifier ident) {
    Identifier inner = in(ident);
    return String.join(".", inner.namespace()) + "." + inner.name().toLowerCase(java.util.Locale.ROOT);
  }

  // Tables

  /** Sample tables are made when they are first looked at. */
  private void sample(Identifier ident) {
    if (tenant.equals(Sessions.SHARED) && ident.namespace().length == 1 && !mapped(ident.namespace()[0])) {
      Sessions.sample(ident.namespace()[0], ident.name());
    }
  }

  @Override
  public Relation loadRelation(Identifier ident) {
    View view = view(ident);
    return view != null ? view : loadTable(ident);
  }

  private View view(Identifier ident) {
    View served = Served.view(name, ident);
    return served != null ? served : Views.get(key(ident));
  }

  @Override
  public Table loadTable(Identifier ident) {
    if (view(ident) != null || Datasets.hidden(key(ident))) {
      throw Failures.sneaky(new NoSuchTableException(ident));
    }
    sample(ident);
    return KnownSnapshot.in(super.loadTable(in(ident)));
  }

  @Override
  public Table loadTable(Identifier ident, long timestamp) {
    sample(ident);
    return super.loadTable(in(ident), timestamp);
  }

  @Override
  public Table loadTable(Identifier ident, String version) {
    sample(ident);
    return super.loadTable(in(ident), version);
  }

  @Override
  public boolean tableExists(Identifier ident) {
    sample(ident);
    return !Datasets.hidden(key(ident)) && super.tableExists(in(ident));
  }

  @Override
  public void invalidateTable(Identifier ident) {
    super.invalidateTable(in(ident));
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    List<Identifier> found = new ArrayList<>();
    for (Identifier ident : super.listTables(in(namespace))) {
      // Spark adds the session's temporary views, which have no namespace.
      if (ident.namespace().length == 1 && !Datasets.hidden(key(ident))) {
        found.add(Identifier.of(out(ident.namespace()), ident.name()));
      }
    }
    return found.toArray(new Identifier[0]);
  }

  @Override
  public Table createTable(Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    refuseOverView(ident);
    return super.createTable(in(ident), columns, partitions, properties);
  }

  @Override
  public Table createTable(Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
    refuseOverView(ident);
    if (properties.containsKey(MAX_COLUMN_ID)) {
      // Delta makes the empty table that it clones into with the properties of the source, and refuses this one.
      Map<String, String> own = new HashMap<>(properties);
      own.remove(MAX_COLUMN_ID);
      return super.createTable(in(ident), plain(schema), partitions, own);
    }
    return super.createTable(in(ident), schema, partitions, properties);
  }

  /** Columns without the ids and names in files that column mapping gave them. */
  private static StructType plain(StructType schema) {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      MetadataBuilder metadata = new MetadataBuilder().withMetadata(field.metadata());
      metadata.remove("delta.columnMapping.id").remove("delta.columnMapping.physicalName");
      fields.add(new StructField(field.name(), field.dataType(), field.nullable(), metadata.build()));
    }
    return DataTypes.createStructType(fields);
  }

  @Override
  public Table createTable(Identifier ident, TableInfo info)
      throws TableAlreadyExistsException, NoSuchNamespaceException {
    refuseOverView(ident);
    return super.createTable(in(ident), info);
  }

  @Override
  public Table createTableLike(Identifier ident, TableInfo info, Table source) {
    return super.createTableLike(in(ident), info, source);
  }

  @Override
  public StagedTable stageCreate(Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    refuseOverView(ident);
    return super.stageCreate(in(ident), columns, partitions, properties);
  }

  @Override
  public StagedTable stageCreate(Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
    refuseOverView(ident);
    return super.stageCreate(in(ident), schema, partitions, properties);
  }

  @Override
  public StagedTable stageReplace(Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    Served.refuseChange(name, ident.namespace());
    return super.stageReplace(in(ident), columns, partitions, properties);
  }

  @Override
  public StagedTable stageReplace(Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
    Served.refuseChange(name, ident.namespace());
    return super.stageReplace(in(ident), schema, partitions, properties);
  }

  @Override
  public StagedTable stageCreateOrReplace(
      Identifier ident, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    Served.refuseChange(name, ident.namespace());
    return super.stageCreateOrReplace(in(ident), columns, partitions, properties);
  }

  @Override
  public StagedTable stageCreateOrReplace(
      Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
    Served.refuseChange(name, ident.namespace());
    return super.stageCreateOrReplace(in(ident), schema, partitions, properties);
  }

  @Override
  public Table alterTable(Identifier ident, TableChange... changes) {
    return super.alterTable(in(ident), changes);
  }

  @Override
  public boolean dropTable(Identifier ident) {
    Policies.drop(in(ident).namespace()[0], ident.name());
    Datasets.remove(key(ident));
    return super.dropTable(in(ident));
  }

  @Override
  public boolean purgeTable(Identifier ident) {
    Policies.drop(in(ident).namespace()[0], ident.name());
    return super.purgeTable(in(ident));
  }

  @Override
  public void renameTable(Identifier from, Identifier to) throws NoSuchTableException, TableAlreadyExistsException {
    // ALTER TABLE a RENAME TO c.s.b hands over the namespace (c, s).
    String[] namespace = to.namespace();
    String[] last = namespace.length > 1 ? new String[] {namespace[namespace.length - 1]} : namespace;
    Identifier target = in(Identifier.of(last, to.name()));
    super.renameTable(in(from), target);
    Policies.rename(in(from).namespace()[0], from.name(), target.namespace()[0], target.name());
  }

  // Schemas

  @Override
  public String[][] listNamespaces() throws NoSuchNamespaceException {
    List<String[]> found = new ArrayList<>();
    for (String[] namespace : super.listNamespaces()) {
      if (namespace.length == 1 && mapped(namespace[0])) {
        found.add(out(namespace));
      }
    }
    return found.toArray(new String[0][]);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    return namespace.length == 0 ? listNamespaces() : super.listNamespaces(in(namespace));
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return Served.schema(name, namespace) || super.namespaceExists(in(namespace));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
    return Served.schema(name, namespace) ? Map.of() : super.loadNamespaceMetadata(in(namespace));
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw new UnsupportedOperationException("CREATE SCHEMA is answered by the metastore");
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
    super.alterNamespace(in(namespace), changes);
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, NonEmptyNamespaceException {
    throw new UnsupportedOperationException("DROP SCHEMA is answered by the metastore");
  }

  // Functions

  @Override
  public UnboundFunction loadFunction(Identifier ident) throws NoSuchFunctionException {
    return super.loadFunction(in(ident));
  }

  @Override
  public boolean functionExists(Identifier ident) {
    return super.functionExists(in(ident));
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    return super.listFunctions(in(namespace));
  }

  // Views

  @Override
  public Identifier[] listViews(String[] namespace) {
    List<Identifier> found = new ArrayList<>();
    for (String name : Views.names(in(namespace)[0])) {
      found.add(Identifier.of(namespace, name));
    }
    return found.toArray(new Identifier[0]);
  }

  @Override
  public View loadView(Identifier ident) throws NoSuchViewException {
    View view = view(ident);
    if (view == null) {
      throw new NoSuchViewException(ident);
    }
    return view;
  }

  @Override
  public boolean viewExists(Identifier ident) {
    return view(ident) != null;
  }

  @Override
  public View createView(Identifier ident, View view) throws ViewAlreadyExistsException, NoSuchNamespaceException {
    Served.refuseChange(name, ident.namespace());
    if (!namespaceExists(ident.namespace())) {
      throw new NoSuchNamespaceException(ident.namespace());
    }
    if (viewExists(ident) || tableExists(ident)) {
      throw new ViewAlreadyExistsException(ident);
    }
    return Views.put(key(ident), view);
  }

  @Override
  public View replaceView(Identifier ident, View view) throws NoSuchViewException {
    loadView(ident);
    return Views.put(key(ident), view);
  }

  @Override
  public boolean dropView(Identifier ident) {
    return Views.remove(key(ident)) != null;
  }

  @Override
  public void renameView(Identifier from, Identifier to) throws NoSuchViewException, ViewAlreadyExistsException {
    View view = loadView(from);
    String[] namespace = to.namespace();
    String[] last = namespace.length > 1 ? new String[] {namespace[namespace.length - 1]} : namespace;
    Identifier target = Identifier.of(last.length == 0 ? from.namespace() : last, to.name());
    if (viewExists(target) || tableExists(target)) {
      throw new ViewAlreadyExistsException(target);
    }
    Views.put(key(target), view);
    Views.remove(key(from));
  }

  private void refuseOverView(Identifier ident) {
    Served.refuseChange(name, ident.namespace());
    if (viewExists(ident)) {
      throw Failures.sneaky(new TableAlreadyExistsException(ident));
    }
  }
}
