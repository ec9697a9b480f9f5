package io.lakeproof;

/** Answered by Python for the statements that Spark has not, or must not run as they are. */
public interface StatementHook {
  /**
   * Answer a statement: "P" (Spark runs it as it is), "S" + SQL to run instead, "N" (done, no rows), or "E" + condition,
   * SQL state and message, parted by NUL.
   */
  String answer(String statement, String catalog, String schema);
}
