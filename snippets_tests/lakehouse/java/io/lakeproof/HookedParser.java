package io.lakeproof;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.NamedParameterContext;
import org.apache.spark.sql.catalyst.parser.ParameterContext;
import org.apache.spark.sql.catalyst.parser.ParameterHandler;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.parser.PositionalParameterContext;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Shows every statement that may need it to the Python side before Spark parses it. */
final class HookedParser implements ParserInterface {
  private static final int MOST_PARTS = 3;
  private static final String AS_IS = "/* as is */";

  private final SparkSession session;
  private final ParserInterface delegate;

  HookedParser(SparkSession session, ParserInterface delegate) {
    this.session = session;
    this.delegate = delegate;
  }

  @Override
  public LogicalPlan parsePlan(String given) throws ParseException {
    String statement = TryCast.marked(given);
    if (statement.startsWith(AS_IS) || !Sessions.keywords().match(statement)) {
      return parsed(statement);
    }
    StatementHook hook = Sessions.hookOf(session);
    return hook == null ? delegate.parsePlan(statement) : ask(hook, statement);
  }

  private LogicalPlan parsed(String statement) throws ParseException {
    return Counts.answered(session, delegate, delegate.parsePlan(statement));
  }

  private LogicalPlan ask(StatementHook hook, String statement) throws ParseException {
    CatalogManager manager = Sessions.classic(session).sessionState().catalogManager();
    String[] namespace = manager.currentNamespace();
    String catalog = manager.currentCatalog().name();
    String principal = session.conf().get(Sessions.PRINCIPAL, "");
    String answer = hook.answer(statement, catalog, namespace.length == 0 ? "default" : namespace[0], principal);
    String rest = answer.substring(1);
    switch (answer.charAt(0)) {
      case 'P':
        return parsed(statement);
      case 'S':
        return Once.wanted(session, statement) ? Once.run(session, rest) : parsed(rest);
      case 'N':
        if (Once.wanted(session, statement)) {
          return Once.done(session);
        }
        return new LocalRelation(List$.MODULE$.empty(), List$.MODULE$.empty(), false, Option.empty());
      default:
        throw Failures.refusal(rest);
    }
  }

  @Override
  public LogicalPlan parsePlanWithParameters(String given, ParameterContext context) throws ParseException {
    String statement = TryCast.marked(given);
    // Delta's parser does not bind parameters: put their values into the text first.
    if (size(context) == 0) {
      return parsePlan(statement);
    }
    String substituted;
    try {
      substituted = ParameterHandler.substituteParameters(statement, context)._1();
    } catch (Exception unknown) {
      // It takes Spark's grammar to find them, so a statement of our own cannot have any.
      if (Sessions.hookOf(session) == null || !Sessions.keywords().match(statement)) {
        throw Failures.sneaky(unknown);
      }
      substituted = statement;
    }
    return parsePlan(substituted);
  }

  private static int size(ParameterContext context) {
    if (context instanceof NamedParameterContext) {
      return CollectionConverters.asJava(((NamedParameterContext) context).params()).size();
    }
    return context instanceof PositionalParameterContext ? Scala.list(((PositionalParameterContext) context).params()).size() : 1;
  }

  @Override
  public LogicalPlan parseQuery(String text) throws ParseException {
    return delegate.parseQuery(text);
  }

  @Override
  public Expression parseExpression(String text) throws ParseException {
    return delegate.parseExpression(TryCast.marked(text));
  }

  @Override
  public TableIdentifier parseTableIdentifier(String text) throws ParseException {
    List<String> parts = Scala.list(delegate.parseMultipartIdentifier(text));
    if (parts.size() < MOST_PARTS) {
      return delegate.parseTableIdentifier(text);
    }
    // DeltaTable.create asks so even for names with a catalog.
    return new TableIdentifier(parts.get(2), Option.apply(parts.get(1)), Option.apply(parts.get(0)));
  }

  @Override
  public FunctionIdentifier parseFunctionIdentifier(String text) throws ParseException {
    return delegate.parseFunctionIdentifier(text);
  }

  @Override
  public Seq<String> parseMultipartIdentifier(String text) throws ParseException {
    Seq<String> parts = delegate.parseMultipartIdentifier(text);
    List<String> names = Scala.list(parts);
    boolean guarded = Sessions.hookOf(session) != null && !Policies.none(session.conf().get(Sessions.TENANT, ""));
    if ((guarded || names.size() < MOST_PARTS) && names.size() <= MOST_PARTS && calledByDeltaTable()) {
      Seq<String> whole = names.size() < MOST_PARTS ? qualified(names) : parts;
      if (guarded) {
        Guard.refuseDeltaTable(session, Scala.list(whole));
      }
      return whole;
    }
    return parts;
  }

  /** DeltaTable.forName looks for names of one or two parts in Spark's own catalog, whatever the current one is. */
  private static boolean calledByDeltaTable() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(2).limit(2).anyMatch(f -> f.getClassName().startsWith("io.delta.tables.DeltaTable")));
  }

  private Seq<String> qualified(List<String> parts) {
    CatalogManager manager = Sessions.classic(session).sessionState().catalogManager();
    List<String> names = new ArrayList<>(parts);
    if (names.size() == 1) {
      names.add(0, manager.currentNamespace()[0]);
    }
    names.add(0, manager.currentCatalog().name());
    return Scala.seq(names);
  }

  @Override
  public StructType parseTableSchema(String text) throws ParseException {
    return delegate.parseTableSchema(text);
  }

  @Override
  public DataType parseDataType(String text) throws ParseException {
    return delegate.parseDataType(text);
  }

  @Override
  public StructType parseRoutineParam(String text) throws ParseException {
    return delegate.parseRoutineParam(text);
  }
}
