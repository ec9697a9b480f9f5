"""SHOW TABLE EXTENDED and SHOW FUNCTIONS, of which Spark tells what is not the tenant's or not readable."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.lakehouse.securables import Routine

from .answers import Answer, Rows
from .context import Context, like

_PROPERTIES = re.compile(r"^Table Properties: \[(.*)\]$", re.MULTILINE)
_HIDDEN = re.compile(r"^Is_managed_location: .*\n", re.MULTILINE)


def answer(context: Context) -> Answer:
    """Answer one SHOW TABLE EXTENDED or SHOW [USER | SYSTEM | ALL] FUNCTIONS."""
    cursor = context.cursor
    cursor.expect("SHOW")
    if cursor.accept("TABLE", "EXTENDED"):
        return _tables(context)
    kind = cursor.accept_any("USER", "SYSTEM", "ALL") or "ALL"
    cursor.expect("FUNCTIONS")
    return _functions(context, kind)


def _tables(context: Context) -> Answer:
    said = context.run(context.text, as_is=True)
    columns = [("database" if c.name == "namespace" else c.name, c.type) for c in said.columns]
    return Rows(columns, [[*row[:3], _information(row[3])] for row in said.rows])


def _information(text: str) -> str:
    """Put the properties together, which Spark parts letter by letter, and name the schema as Databricks does."""
    text = _HIDDEN.sub("", text.replace("\nNamespace: ", "\nDatabase: "))
    return _PROPERTIES.sub(lambda found: f"Table Properties: {_joined(found.group(1))}", text)


def _joined(letters: str) -> str:
    # Each letter stands alone between commas with a blank; a comma of the text itself is a letter, too.
    return letters[0] + "".join(letters[3::3]) if len(letters) % 3 == 1 else letters


def _functions(context: Context, kind: str) -> Answer:
    """List them: those of Spark by name, the tenant's by full name."""
    cursor = context.cursor
    named = cursor.accept_any("FROM", "IN")
    schema = context.schema_name(cursor.name() if named else [context.schema])
    cursor.accept("LIKE")
    pattern = _pattern(context)
    names: list[str] = []
    if kind != "USER":
        said = context.run("SHOW SYSTEM FUNCTIONS", as_is=True)
        names += like([*(str(row[0]) for row in said.rows), *context.functions.built_in()], pattern)
    if kind != "SYSTEM":
        own = {routine.full_name.rsplit(".", 1)[-1]: routine for routine in _routines(context, schema)}
        names += [own[name].full_name for name in like(list(own), pattern)]
    return Rows([("function", "STRING")], [[name] for name in sorted(names)])


def _pattern(context: Context) -> str | None:
    """The pattern, or the name of one function, which may be qualified."""
    cursor = context.cursor
    if cursor.at_end:
        return None
    parts: list[Any] = [cursor.string()] if cursor.token and cursor.token.kind == "string" else cursor.name()
    cursor.expect_end()
    return str(parts[-1])


def _routines(context: Context, schema: str) -> list[Routine]:
    found = context.metastore.list_routines(schema, context.principal)
    return [routine for routine in found if routine.routine_type == "FUNCTION"]
