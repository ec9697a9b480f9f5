package io.lakeproof;

/** Answered by Python: makes one table of the catalog `samples`, once. */
public interface SampleHook {
  /** Make a sample table if there is one of this name and it was not made yet. */
  String make(String schema, String table);
}
