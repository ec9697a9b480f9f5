package io.lakeproof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.analysis.ResolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeAction;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeIntoClause;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.commands.MergeIntoCommand;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.collection.JavaConverters;

/** What an analysed plan reads and writes, by users' names: tables, paths, and columns into columns. */
final class Footprint {
  private static final String SYSTEM = "system.";
  private static final String EXPECTED_PATH = "/";

  private final String kind;
  private String target;
  private final Set<String> sources = new LinkedHashSet<>();
  private final Set<String> indirect = new LinkedHashSet<>();
  // By the id of an expression: the columns of tables that it is, and the expressions that it is made of.
  private final Map<Long, Set<Column>> origins = new HashMap<>();
  private final Map<Long, Set<Long>> made = new HashMap<>();
  private final Map<Long, List<Attribute>> tableExpressions = new HashMap<>();
  // Written column to the expressions that it gets.
  private final Map<String, Set<Long>> written = new LinkedHashMap<>();

  private static final class Column {
    final String table;
    final String name;
    final boolean direct;

    Column(String table, String name, boolean direct) {
      this.table = table;
      this.name = name;
      this.direct = direct;
    }
  }

  private Footprint(String kind) {
    this.kind = kind;
  }

  /** The footprint, or null when nothing of anybody's was touched. */
  static Footprint of(LogicalPlan plan) {
    Footprint print = new Footprint(plan.getClass().getSimpleName());
    if (plan instanceof Command) {
      print.command(plan);
    } else {
      print.read(plan, true);
    }
    print.indirect.removeAll(print.sources);
    return print.target == null && print.sources.isEmpty() ? null : print;
  }

  /** The members of a JSON object. */
  String json() {
    List<String> columns = new ArrayList<>();
    written.forEach(
        (name, ids) -> {
          for (Column from : resolved(ids)) {
            columns.add("[" + quoted(from.table) + "," + quoted(from.name) + "," + quoted(name) + "," + from.direct + "]");
          }
        });
    return "\"kind\":" + quoted(kind)
        + ",\"target\":" + (target == null ? "null" : quoted(target))
        + ",\"sources\":" + list(sources)
        + ",\"indirect\":" + list(indirect)
        + ",\"columns\":[" + String.join(",", columns) + "]";
  }

  private void command(LogicalPlan plan) {
    if (plan instanceof V2WriteCommand) {
      V2WriteCommand write = (V2WriteCommand) plan;
      LogicalPlan table = (LogicalPlan) write.table();
      target = table instanceof DataSourceV2Relation ? name((DataSourceV2Relation) table) : null;
      read(write.query(), true);
      positions(write.query().output(), table.output());
      return;
    }
    for (Object part : JavaConverters.asJavaIterable(plan.productIterator().toList())) {
      if (target == null) {
        target = name(part);
        if (target != null) {
          continue;
        }
      }
      // Of UPDATE and DELETE a part is the table that is changed, as it is read.
      if (part instanceof LogicalPlan && !isTarget((LogicalPlan) part)) {
        LogicalPlan query = (LogicalPlan) part;
        read(query, true);
        if (!(plan instanceof MergeIntoCommand) && written.isEmpty()) {
          positions(query.output(), query.output());
        }
      }
    }
    for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
      if (!isTarget(child)) {
        read(child, true);
      }
    }
    if (plan instanceof MergeIntoCommand) {
      MergeIntoCommand merge = (MergeIntoCommand) plan;
      actions(JavaConverters.seqAsJavaList(merge.matchedClauses()));
      actions(JavaConverters.seqAsJavaList(merge.notMatchedClauses()));
      actions(JavaConverters.seqAsJavaList(merge.notMatchedBySourceClauses()));
    }
    sources.remove(target);
  }

  private boolean isTarget(LogicalPlan plan) {
    LogicalPlan inner = plan;
    while (inner instanceof SubqueryAlias) {
      inner = ((SubqueryAlias) inner).child();
    }
    String found = name(inner);
    return found == null && inner instanceof LogicalRelation ? same((LogicalRelation) inner) : found != null && found.equals(target);
  }

  private boolean same(LogicalRelation relation) {
    String found = name(relation.catalogTable());
    return found != null && found.equals(target);
  }

  private void actions(List<? extends DeltaMergeIntoClause> clauses) {
    for (DeltaMergeIntoClause clause : clauses) {
      for (DeltaMergeAction action : JavaConverters.seqAsJavaList(clause.resolvedActions())) {
        List<String> parts = JavaConverters.seqAsJavaList(action.targetColNameParts());
        written.computeIfAbsent(parts.get(0), none -> new LinkedHashSet<>()).addAll(references(action.expr()));
      }
    }
  }

  private void positions(scala.collection.Seq<Attribute> from, scala.collection.Seq<Attribute> to) {
    List<Attribute> given = JavaConverters.seqAsJavaList(from);
    List<Attribute> names = JavaConverters.seqAsJavaList(to);
    for (int i = 0; i < Math.min(given.size(), names.size()); i++) {
      written.computeIfAbsent(names.get(i).name(), none -> new LinkedHashSet<>()).add(given.get(i).exprId().id());
    }
  }

  /** Walk a query; `direct` is false inside of what a view reads. */
  private void read(LogicalPlan plan, boolean direct) {
    boolean inner = direct;
    if (plan instanceof SubqueryAlias && ((SubqueryAlias) plan).child() instanceof View) {
      SubqueryAlias alias = (SubqueryAlias) plan;
      List<String> qualifier = JavaConverters.seqAsJavaList(alias.identifier().qualifier());
      if (qualifier.size() == 2) {
        String view = String.join(".", qualifier) + "." + alias.identifier().name();
        add(view, plan.output(), direct);
        if (view.startsWith(SYSTEM)) {
          return;
        }
        inner = false;
      }
    } else if (plan instanceof LogicalRelation) {
      add(name((LogicalRelation) plan), plan.output(), direct);
    } else if (plan instanceof DataSourceV2Relation) {
      add(name((DataSourceV2Relation) plan), plan.output(), direct);
    } else if (plan instanceof Union) {
      for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
        same(plan.output(), child.output());
      }
    } else if (plan instanceof Generate) {
      Generate generate = (Generate) plan;
      for (Attribute out : JavaConverters.seqAsJavaList(generate.generatorOutput())) {
        made.computeIfAbsent(out.exprId().id(), none -> new HashSet<>()).addAll(references((Expression) generate.generator()));
      }
    } else if (plan instanceof CTERelationDef) {
      tableExpressions.put(((CTERelationDef) plan).id(), JavaConverters.seqAsJavaList(plan.output()));
    } else if (plan instanceof CTERelationRef) {
      List<Attribute> defined = tableExpressions.getOrDefault(((CTERelationRef) plan).cteId(), List.of());
      same(plan.output(), JavaConverters.asScalaBuffer(defined));
    }
    for (Expression expression : JavaConverters.seqAsJavaList(plan.expressions())) {
      expression(expression, inner);
    }
    for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
      read(child, inner);
    }
  }

  private void expression(Expression expression, boolean direct) {
    if (expression instanceof Alias) {
      Alias alias = (Alias) expression;
      made.computeIfAbsent(alias.exprId().id(), none -> new HashSet<>()).addAll(references(alias.child()));
    }
    if (expression instanceof SubqueryExpression) {
      read((LogicalPlan) ((SubqueryExpression) expression).plan(), direct);
    }
    for (Expression child : JavaConverters.seqAsJavaList(expression.children())) {
      expression(child, direct);
    }
  }

  private void same(scala.collection.Seq<Attribute> out, scala.collection.Seq<Attribute> in) {
    List<Attribute> outs = JavaConverters.seqAsJavaList(out);
    List<Attribute> ins = JavaConverters.seqAsJavaList(in);
    for (int i = 0; i < Math.min(outs.size(), ins.size()); i++) {
      long id = outs.get(i).exprId().id();
      if (id != ins.get(i).exprId().id()) {
        made.computeIfAbsent(id, none -> new HashSet<>()).add(ins.get(i).exprId().id());
      }
    }
  }

  private void add(String table, scala.collection.Seq<Attribute> output, boolean direct) {
    if (table == null || table.startsWith(SYSTEM)) {
      return;
    }
    (direct ? sources : indirect).add(table);
    if (!table.contains(EXPECTED_PATH)) {
      for (Attribute column : JavaConverters.seqAsJavaList(output)) {
        origins.computeIfAbsent(column.exprId().id(), none -> new LinkedHashSet<>()).add(new Column(table, column.name(), direct));
      }
    }
  }

  private Set<Column> resolved(Set<Long> ids) {
    Map<String, Column> found = new LinkedHashMap<>();
    Set<Long> seen = new HashSet<>();
    List<Long> waiting = new ArrayList<>(ids);
    while (!waiting.isEmpty()) {
      Long id = waiting.remove(0);
      if (seen.add(id)) {
        for (Column column : origins.getOrDefault(id, Set.of())) {
          found.putIfAbsent(column.table + "\0" + column.name, column);
        }
        waiting.addAll(made.getOrDefault(id, Set.of()));
      }
    }
    return new LinkedHashSet<>(found.values());
  }

  private static Set<Long> references(Expression expression) {
    Set<Long> found = new LinkedHashSet<>();
    for (Attribute attribute : JavaConverters.asJavaIterable(expression.references())) {
      found.add(attribute.exprId().id());
    }
    collectSubqueries(expression, found);
    return found;
  }

  private static void collectSubqueries(Expression expression, Set<Long> found) {
    if (expression instanceof SubqueryExpression) {
      LogicalPlan plan = (LogicalPlan) ((SubqueryExpression) expression).plan();
      for (Attribute attribute : JavaConverters.seqAsJavaList(plan.output())) {
        found.add(attribute.exprId().id());
      }
    }
    for (Expression child : JavaConverters.seqAsJavaList(expression.children())) {
      collectSubqueries(child, found);
    }
  }

  /** The name of what a command is about, when this part of it says so. */
  private static String name(Object part) {
    if (part instanceof Option && ((Option<?>) part).isDefined()) {
      return name(((Option<?>) part).get());
    }
    if (part instanceof CatalogTable) {
      CatalogTable table = (CatalogTable) part;
      String schema = table.identifier().database().isDefined() ? Names.schema(table.identifier().database().get()) : null;
      return schema == null ? null : schema + "." + table.identifier().table();
    }
    if (part instanceof DeltaTableV2) {
      DeltaTableV2 table = (DeltaTableV2) part;
      return table.catalogTable().isDefined() ? name(table.catalogTable().get()) : table.path().toString();
    }
    if (part instanceof ResolvedTable) {
      return name(((ResolvedTable) part).catalog(), ((ResolvedTable) part).identifier());
    }
    if (part instanceof ResolvedIdentifier) {
      return name(((ResolvedIdentifier) part).catalog(), ((ResolvedIdentifier) part).identifier());
    }
    return null;
  }

  private static String name(CatalogPlugin catalog, Identifier ident) {
    boolean ours = catalog instanceof UnityCatalog && ident.namespace().length == 1;
    return ours ? catalog.name() + "." + ident.namespace()[0] + "." + ident.name() : null;
  }

  private static String name(DataSourceV2Relation relation) {
    if (relation.catalog().isDefined() && relation.identifier().isDefined()) {
      String found = name(relation.catalog().get(), relation.identifier().get());
      if (found != null) {
        return found;
      }
    }
    return name(relation.table());
  }

  private static String name(LogicalRelation relation) {
    if (relation.catalogTable().isDefined()) {
      return name(relation.catalogTable().get());
    }
    if (relation.relation() instanceof HadoopFsRelation) {
      List<?> roots = JavaConverters.seqAsJavaList(((HadoopFsRelation) relation.relation()).location().rootPaths());
      return roots.isEmpty() ? null : roots.get(0).toString();
    }
    return null;
  }

  private static String list(Collection<String> texts) {
    return texts.stream().map(Footprint::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
