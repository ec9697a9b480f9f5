package io.lakeproof;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Puts the statement hook around Delta's parser; listed after Delta's extension in `spark.sql.extensions`. */
public class Extensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectParser((session, delegate) -> new HookedParser(session, delegate));
    // The first rules that Spark applies to any plan, SQL or DataFrame.
    extensions.injectHintResolutionRule(session -> new Enter(session));
    Membership.register(extensions);
    Routines.register(extensions);
    Secrets.register(extensions);
    UnknownFields.register(extensions);
    Colon.register(extensions);
    extensions.injectCheckRule(session -> new Checks());
    extensions.injectCheckRule(session -> new Judge(session));
    return BoxedUnit.UNIT;
  }

  private static final class Enter extends Rule<LogicalPlan> {
    private final SparkSession session;

    Enter(SparkSession session) {
      this.session = session;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      Sessions.enter(session);
      if (Sessions.hookOf(session) != null) {
        CatalogNames.check(session, plan);
        Served.refuseWrites(session, plan);
      }
      LogicalPlan known = Functions.rewrite(session, FileRelations.rewrite(session, Guard.rewrite(session, extended(plan))));
      if (Sessions.hookOf(session) != null) {
        Unemulated.check(session, known);
      }
      return known;
    }

    private static LogicalPlan extended(LogicalPlan plan) {
      return Colon.rewrite(TryCast.rewrite(plan));
    }
  }
}
