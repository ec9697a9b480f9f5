package io.lakeproof;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The call of a function that Databricks has and Spark has not; Routines says which there are. Null for a null argument.
 *
 * <p>A class of its own, because what a Scala or Java UDF throws is hidden behind FAILED_EXECUTE_UDF.
 */
public final class Routine extends Expression implements CodegenFallback, ImplicitCastInputTypes, Serializable {
  private final String name;
  private final Seq<Expression> arguments;

  /** Spark copies an expression by the constructor that takes what `productElement` gives. */
  public Routine(String name, Seq<Expression> arguments) {
    this.name = name;
    this.arguments = arguments;
  }

  /** Looked up each time, because a definition cannot go to where Spark's tasks run. */
  private Routines.Definition definition() {
    return Routines.get(name);
  }

  @Override
  public Object eval(InternalRow row) {
    List<Expression> given = Scala.list(arguments);
    Object[] values = new Object[given.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = given.get(i).eval(row);
      if (values[i] == null) {
        return null;
      }
      if (values[i] instanceof ArrayData) {
        values[i] = ((ArrayData) values[i]).toObjectArray(((ArrayType) given.get(i).dataType()).elementType());
      }
    }
    return definition().body().of(values);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public DataType dataType() {
    return definition().gives().apply(Scala.list(arguments));
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return Scala.seq(definition().takes().subList(0, Scala.list(arguments).size()));
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return ImplicitCastInputTypes.super.checkInputDataTypes();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return Scala.list(arguments).stream().allMatch(Expression::foldable);
  }

  @Override
  public String prettyName() {
    return name;
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new Routine(name, children);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int n) {
    return n == 0 ? name : arguments;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof Routine;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Routine
        && ((Routine) other).name.equals(name)
        && ((Routine) other).arguments.equals(arguments);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + arguments.hashCode();
  }
}
