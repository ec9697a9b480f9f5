package io.lakeproof;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParameterContext;
import org.apache.spark.sql.catalyst.parser.ParameterHandler;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;

/** Shows every statement that may need it to the Python side before Spark parses it. */
final class HookedParser implements ParserInterface {
  private final SparkSession session;
  private final ParserInterface delegate;

  HookedParser(SparkSession session, ParserInterface delegate) {
    this.session = session;
    this.delegate = delegate;
  }

  @Override
  public LogicalPlan parsePlan(String statement) throws ParseException {
    if (!Sessions.keywords().match(statement)) {
      return delegate.parsePlan(statement);
    }
    StatementHook hook = Sessions.hookOf(session);
    return hook == null ? delegate.parsePlan(statement) : ask(hook, statement);
  }

  private LogicalPlan ask(StatementHook hook, String statement) throws ParseException {
    CatalogManager manager = Sessions.classic(session).sessionState().catalogManager();
    String[] namespace = manager.currentNamespace();
    String catalog = manager.currentCatalog().name();
    String answer = hook.answer(statement, catalog, namespace.length == 0 ? "default" : namespace[0]);
    String rest = answer.substring(1);
    switch (answer.charAt(0)) {
      case 'P':
        return delegate.parsePlan(statement);
      case 'S':
        return delegate.parsePlan(rest);
      case 'N':
        return new LocalRelation(List$.MODULE$.empty(), List$.MODULE$.empty(), false, Option.empty());
      default:
        String[] parts = rest.split("\0", 3);
        throw Failures.<RuntimeException>sneaky(new Failures.Refused(parts[2], parts[0], parts[1]));
    }
  }

  @Override
  public LogicalPlan parsePlanWithParameters(String statement, ParameterContext context) throws ParseException {
    // Delta's parser does not bind parameters; put their values into the text first.
    return parsePlan(ParameterHandler.substituteParameters(statement, context)._1());
  }

  @Override
  public LogicalPlan parseQuery(String text) throws ParseException {
    return delegate.parseQuery(text);
  }

  @Override
  public Expression parseExpression(String text) throws ParseException {
    return delegate.parseExpression(text);
  }

  @Override
  public TableIdentifier parseTableIdentifier(String text) throws ParseException {
    return delegate.parseTableIdentifier(text);
  }

  @Override
  public FunctionIdentifier parseFunctionIdentifier(String text) throws ParseException {
    return delegate.parseFunctionIdentifier(text);
  }

  @Override
  public Seq<String> parseMultipartIdentifier(String text) throws ParseException {
    return delegate.parseMultipartIdentifier(text);
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
