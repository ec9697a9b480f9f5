package io.lakeproof;

import java.util.List;
import scala.collection.immutable.ArraySeq$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scala's collections as Java's, and back.
 *
 * <p>Calling most methods of a Scala collection is ambiguous to the Eclipse compiler, which is the one at hand where no
 * JDK is.
 */
final class Scala {
  private Scala() {}

  static <T> List<T> list(scala.collection.Seq<T> items) {
    return CollectionConverters.asJava(items);
  }

  @SuppressWarnings("unchecked")
  static <T> Seq<T> seq(List<T> items) {
    return (Seq<T>) (Object) ArraySeq$.MODULE$.unsafeWrapArray(items.toArray());
  }
}
