SELEC 1;
--> PARSE_SYNTAX_ERROR 42601 at 1:1
--> Syntax error at or near 'SELEC'. SQLSTATE: 42601

SELECT 1 +;
--> PARSE_SYNTAX_ERROR 42601 at 1:11
--> Syntax error at or near end of input. SQLSTATE: 42601

SELECT
  1 AS a,
  missing AS b
FROM range(1);
--> UNRESOLVED_COLUMN.WITH_SUGGESTION 42703 at 3:3
--> A column, variable, or function parameter with name `missing` cannot be resolved. Did you mean one of the following? [`id`]. SQLSTATE: 42703

SELECT * FROM nowhere;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `nowhere` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SELECT * FROM main.nowhere.t;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1:15
--> The table or view `main`.`nowhere`.`t` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> Search path: [`system`.`builtin`, `system`.`session`, `main`.`default`].

SELECT nofunction(1);
--> UNRESOLVED_ROUTINE 42883 at 1:8
--> Cannot resolve routine `nofunction` on search path [`system`.`builtin`, `system`.`session`, `main`.`default`]. SQLSTATE: 42883

SELECT 1 / 0;
--> DIVIDE_BY_ZERO 22012 at 1:8
--> Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error. SQLSTATE: 22012

SELECT CAST('x' AS INT);
--> CAST_INVALID_INPUT 22018 at 1:8
--> The value 'x' of the type "STRING" cannot be cast to "INT" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead. SQLSTATE: 22018

SELECT * FROM range(2) AS a JOIN range(2) AS b ON a.id = b.id WHERE id > 0;
--> AMBIGUOUS_REFERENCE 42704 at 1:69
--> Reference `id` is ambiguous, could be: [`a`.`id`, `b`.`id`]. SQLSTATE: 42704

GRANT;
--> PARSE_SYNTAX_ERROR 42601 at 1:6
--> Syntax error at or near end of input. SQLSTATE: 42601

UNDROP TABLE t;
--> TABLE_OR_VIEW_NOT_FOUND 42P01 at 1
--> The table or view `main`.`default`.`t` cannot be found. Verify the spelling and correctness of the schema and catalog.
--> If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog. SQLSTATE: 42P01
