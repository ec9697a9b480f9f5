"""CREATE, DROP and DESCRIBE of persisted SQL functions. Functions in Python are not emulated."""

from __future__ import annotations

from snippets_tests.lakehouse.lexer import quote

from .answers import DONE, PASS, Answer, Refusal, Rows
from .context import Context


def answer(context: Context) -> Answer:
    """Answer one statement about functions; temporary ones are Spark's."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE OR REPLACE", "CREATE", "DROP", "DESCRIBE", "DESC")
    if not cursor.accept("FUNCTION"):
        return PASS
    if verb.startswith("CREATE"):
        return _create(context, verb)
    tolerant = verb == "DROP" and cursor.accept("IF", "EXISTS")
    extended = verb != "DROP" and cursor.accept("EXTENDED")
    full_name = context.full_name(cursor.name())
    if not context.functions.has(full_name):
        return _unknown(full_name, tolerant) if verb == "DROP" else PASS
    if verb == "DROP":
        context.run(f"DROP FUNCTION {_inner(context, full_name)}", as_is=True)
        context.functions.remove(full_name)
        return DONE
    said = context.run(f"DESCRIBE FUNCTION {'EXTENDED ' if extended else ''}{_inner(context, full_name)}", as_is=True)
    rows = [[context.readable(value) for value in row] for row in said.rows]
    return Rows([(column.name, column.type) for column in said.columns], rows)


def _create(context: Context, verb: str) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    full_name = context.full_name(cursor.name())
    rest = cursor.rest()
    if " LANGUAGE PYTHON" in rest.upper():
        text = f"The function {full_name} is in Python, which only Databricks runs; use spark.udf.register instead."
        raise Refusal("UNSUPPORTED_FEATURE", "0A000", text)
    schema = full_name.rsplit(".", 1)[0]
    context.metastore.require(context.principal, "CREATE_FUNCTION", "SCHEMA", schema)
    head = f"{verb} FUNCTION {'IF NOT EXISTS ' if tolerant else ''}{_inner(context, full_name)} "
    context.run(head + rest, as_is=True)
    context.functions.add(full_name)
    context.metastore.note("FUNCTION", full_name, principal=context.principal)
    return DONE


def _inner(context: Context, full_name: str) -> str:
    catalog, schema, name = full_name.split(".")
    return f"spark_catalog.{quote(context.functions.database(catalog, schema))}.{quote(name)}"


def _unknown(full_name: str, tolerant: bool) -> Answer:
    if tolerant:
        return DONE
    parts = ".".join(map(quote, full_name.split(".")))
    text = f"The routine {parts} cannot be found. Verify the spelling and correctness of the schema and catalog."
    raise Refusal("ROUTINE_NOT_FOUND", "42883", text)
