package io.lakeproof;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.execution.python.UserDefinedPythonFunction;
import scala.Option;
import scala.PartialFunction;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;

/**
 * Persisted functions of all tenants. They live in Spark's own catalog, the only one that can keep SQL functions, so
 * their calls are rewritten to the name that they have there.
 */
public final class Functions {
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

  private Functions() {}

  public static void add(String tenant, String catalog, String schema, String name) {
    KNOWN.add(key(tenant, catalog, schema, name));
  }

  /** A function in Python; see PythonFunctions. */
  public static void addPython(
      String tenant,
      String catalog,
      String schema,
      String name,
      UserDefinedPythonFunction function,
      String parameters,
      String defaults) {
    PythonFunctions.add(key(tenant, catalog, schema, name), function, parameters, defaults);
    add(tenant, catalog, schema, name);
  }

  public static void remove(String tenant, String catalog, String schema, String name) {
    KNOWN.remove(key(tenant, catalog, schema, name));
    PythonFunctions.remove(key(tenant, catalog, schema, name));
  }

  public static boolean has(String tenant, String catalog, String schema, String name) {
    return KNOWN.contains(key(tenant, catalog, schema, name));
  }

  /** Forget all functions of the databases that start so. */
  static void clear(String prefix) {
    KNOWN.removeIf(key -> key.startsWith(prefix));
    PythonFunctions.clear(prefix);
  }

  private static String key(String tenant, String catalog, String schema, String name) {
    return Names.database(tenant, catalog, schema) + "." + name.toLowerCase(Locale.ROOT);
  }

  /** Name persisted functions as Spark's own catalog does, everywhere in a plan. */
  static LogicalPlan rewrite(SparkSession session, LogicalPlan plan) {
    if (KNOWN.isEmpty()) {
      return plan;
    }
    Calls calls = new Calls(session);
    LogicalPlan tables = (LogicalPlan) plan.transformUpWithSubqueries((PartialFunction) calls.ofTables());
    return (LogicalPlan) tables.transformAllExpressionsWithSubqueries(calls.ofScalars());
  }

  /** What an expression looks like with users' names. */
  private static final class Shown extends AbstractFunction1<Expression, String> implements java.io.Serializable {
    @Override
    public String apply(Expression found) {
      return Names.readable(org.apache.spark.sql.catalyst.util.package$.MODULE$.toPrettySQL(found, false));
    }
  }

  private static final class Calls {
    private final SparkSession session;
    private final String tenant;
    private final CatalogManager manager;

    Calls(SparkSession session) {
      this.session = session;
      tenant = session.conf().get(Sessions.TENANT, "");
      manager = Sessions.classic(session).sessionState().catalogManager();
    }

    /** The name in Spark's own catalog, or null for what is not a persisted function of this tenant. */
    private Seq<String> inner(Seq<String> name) {
      List<String> parts = Scala.list(name);
      int count = parts.size();
      if (count == 0 || count > 3) {
        return null;
      }
      String catalog = count == 3 ? parts.get(0) : manager.currentCatalog().name();
      String schema = count >= 2 ? parts.get(count - 2) : manager.currentNamespace()[0];
      String last = parts.get(count - 1);
      if (!has(tenant, catalog, schema, last)) {
        return null;
      }
      List<String> inner = List.of("spark_catalog", Names.database(tenant, catalog, schema), last);
      return Scala.seq(inner);
    }

    /** Whether a function of this tenant, renamed already, is called somewhere in an expression. */
    private boolean calls(Expression found) {
      if (found instanceof UnresolvedFunction) {
        List<String> parts = Scala.list(((UnresolvedFunction) found).nameParts());
        if (parts.size() == 3 && parts.get(1).startsWith(tenant + "__")) {
          return true;
        }
      }
      return Scala.list(found.children()).stream().anyMatch(this::calls);
    }

    AbstractPartialFunction<Expression, Expression> ofScalars() {
      return new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(Expression found) {
          if (found instanceof UnresolvedAlias) {
            return !((Option<?>) ((UnresolvedAlias) found).productElement(1)).isDefined() && calls(((UnresolvedAlias) found).child());
          }
          return found instanceof UnresolvedFunction && inner(((UnresolvedFunction) found).nameParts()) != null;
        }

        @Override
        public Expression apply(Expression found) {
          if (found instanceof UnresolvedAlias) {
            // The column is called as the user calls the function.
            return new UnresolvedAlias(((UnresolvedAlias) found).child(), Option.apply(new Shown()));
          }
          UnresolvedFunction call = (UnresolvedFunction) found;
          Seq<String> name = inner(call.nameParts());
          List<String> parts = Scala.list(name);
          PythonFunctions python = PythonFunctions.get(parts.get(1) + "." + parts.get(2).toLowerCase(Locale.ROOT));
          if (python != null) {
            return python.call(session, call.arguments());
          }
          return call.copy(
              name,
              call.arguments(),
              call.isDistinct(),
              call.filter(),
              call.ignoreNulls(),
              call.orderingWithinGroup(),
              call.isInternal());
        }
      };
    }

    AbstractPartialFunction<LogicalPlan, LogicalPlan> ofTables() {
      return new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(LogicalPlan found) {
          return found instanceof UnresolvedTableValuedFunction
              && inner(((UnresolvedTableValuedFunction) found).name()) != null;
        }

        @Override
        public LogicalPlan apply(LogicalPlan found) {
          UnresolvedTableValuedFunction call = (UnresolvedTableValuedFunction) found;
          return call.copy(inner(call.name()), call.functionArgs(), call.isStreaming());
        }
      };
    }
  }
}
