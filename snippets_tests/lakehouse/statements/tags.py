"""SET TAG ON and UNSET TAG ON, which give a securable or a column one tag or take it away."""

from __future__ import annotations

from .alter_table import tag_column
from .answers import DONE, Answer
from .context import Context
from .cursor import Cursor

_KINDS = {"DATABASE": "SCHEMA", "VIEW": "TABLE"}


def answer(context: Context) -> Answer:
    """Answer one statement about one tag."""
    cursor = context.cursor
    gone = cursor.expect_any("SET TAG ON", "UNSET TAG ON") == "UNSET TAG ON"
    said = cursor.expect_any("CATALOG", "COLUMN", "SCHEMA", "DATABASE", "TABLE", "VIEW", "VOLUME")
    kind = _KINDS.get(said, said)
    parts = cursor.name()
    key = _word(cursor)
    value = _word(cursor) if not gone and cursor.accept("=") else ""
    cursor.expect_end()
    if kind == "COLUMN":
        tag_column(context, context.full_name(parts[:-1]), parts[-1].lower(), None if gone else {key: value}, [key])
        return DONE
    full_name = parts[0].lower() if kind == "CATALOG" else _full_name(context, kind, parts)
    found = context.metastore.get(kind, full_name)
    tags = {k: v for k, v in found.tags.items() if k != key}
    context.metastore.update(kind, full_name, principal=context.principal, tags=tags if gone else tags | {key: value})
    return DONE


def _full_name(context: Context, kind: str, parts: list[str]) -> str:
    return context.schema_name(parts) if kind == "SCHEMA" else context.full_name(parts)


def _word(cursor: Cursor) -> str:
    """A key or a value: a name, or a string."""
    return cursor.string() if cursor.token is not None and cursor.token.kind == "string" else cursor.identifier()
