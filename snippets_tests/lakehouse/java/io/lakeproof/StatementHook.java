package io.lakeproof;

/** Answered by Python for the statements that Spark has not, or must not run as they are. */
public interface StatementHook {
  /**
   * Answer a statement: "P" (Spark runs it as it is), "S" + SQL to run instead, "N" (done, no rows), or "E" + condition,
   * SQL state and message, parted by NUL.
   */
  String answer(String statement, String catalog, String schema, String principal);

  /**
   * Judge what an analysed plan reads and writes. Each line of `uses` is a privilege, a kind of securable and a full
   * name, with blanks between. Returns "P", or "E" as above.
   */
  String judge(String uses, String principal);

  /** The catalogs that are closed to the workspace or only to be read, parted by newlines: owners are judged there too. */
  String bound();

  /**
   * Read files: `what` is the function or data source, `json` its arguments. Returns a Dataset, or a text "E" as above.
   */
  Object relation(String what, String json, String principal);

  /**
   * What a relation that is not kept in Spark (information_schema, system tables) holds for a principal: its columns as
   * DDL, a NUL and the query that answers its rows; or an empty text when there is no such relation.
   */
  String served(String catalog, String schema, String name, String principal);

  /**
   * The policies that a principal meets at a table, given its full name: `{"filter": [...], "masks": {"column": [...]}}`,
   * an empty text when it is no table, or a text "E" as above.
   */
  String policies(String table, String principal);

  /** A policy's call (see Policies) as one expression of SQL after a "V", or a text "E" as above. */
  String inlined(String call);

  /**
   * A condition on the columns (parted by newlines) that a table's row filter reads, which holds for the rows that the
   * principal sees, after a "V"; an empty text when there is none, or a text "E" as above.
   */
  String visible(String table, String columns, String principal);

  /** A secret: "V" and its value, "N" when there is none that the principal may read, or a text "E" as above. */
  String secret(String scope, String key, String principal);

  /** The query that answers the scopes and keys of the secrets that a principal may read. */
  String secrets(String principal);

  /** The groups that a principal belongs to, parted by newlines. */
  String groups(String principal);

  /** The tenant's clock, in milliseconds since 1970. */
  String now();

  /** A stream of Auto Loader met fields that its schema has not: answers "E" as above, always. */
  String unknownFields(String fields, String file, String location);
}
