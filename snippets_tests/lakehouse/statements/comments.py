"""COMMENT ON: the metastore keeps what is said of catalogs, schemas and volumes, Spark of tables and columns."""

from __future__ import annotations

from snippets_tests.lakehouse.lexer import literal, quote

from .answers import DONE, PASS, Answer, Run
from .context import Context, quoted


def answer(context: Context) -> Answer:
    """Answer one COMMENT ON."""
    cursor = context.cursor
    cursor.expect("COMMENT", "ON")
    word = cursor.accept_any("CATALOG", "SCHEMA", "DATABASE", "VOLUME", "COLUMN", "TABLE", "VIEW")
    if word is None:
        return PASS
    if word == "TABLE":
        return PASS
    parts = cursor.name()
    cursor.expect("IS")
    comment = None if cursor.accept("NULL") else cursor.string()
    cursor.expect_end()
    text = literal(comment or "")
    if word == "VIEW":
        return Run(f"COMMENT ON TABLE {quoted(context.full_name(parts))} IS {text}")
    if word == "COLUMN":
        # The column may be a field of a struct, but then the table's name must be given in full.
        table, column = (parts[:-1], parts[-1:]) if len(parts) <= 4 else (parts[:3], parts[3:])
        where = ".".join(map(quote, column))
        return Run(f"ALTER TABLE {quoted(context.full_name(table))} ALTER COLUMN {where} COMMENT {text}")
    kind = "SCHEMA" if word == "DATABASE" else word
    names = {"CATALOG": ".".join(parts), "VOLUME": None}
    full_name = names.get(kind) or (context.schema_name(parts) if kind == "SCHEMA" else context.full_name(parts))
    context.metastore.update(kind, full_name, principal=context.principal, comment=comment)
    return DONE
