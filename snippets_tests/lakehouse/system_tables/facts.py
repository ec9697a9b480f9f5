"""Where the rows of system tables come from: whoever knows what happened hands it to the metastore through this."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from snippets_tests.lakehouse.lexer import literal

from .definitions import Definition

Row = Mapping[str, Any]


class Facts(Protocol):
    """What somebody knows of a tenant, as rows of system tables."""

    def rows(self, schema: str, table: str, principal: str) -> Iterable[Row]:
        """The rows of a table as a principal may see them, each by column; a column left out is NULL."""
        ...


class NoFacts:
    """Nothing has happened: a lakehouse without a workspace around it."""

    def rows(self, schema: str, table: str, principal: str) -> Iterable[Row]:
        """No rows."""
        return ()


def query(definition: Definition, rows: Iterable[Row]) -> str:
    """Write rows as a query that answers them.

    One JSON text and not VALUES: nested columns need no casts, and Spark's parser sees one literal, however many rows.

    Raises:
        KeyError: A row has a column that the table has not.
    """
    listed = [_checked(definition, row) for row in rows]
    kind = ", ".join(f"`{column.name}`: {column.type}" for column in definition.columns)
    text = json.dumps(listed, default=_plain, separators=(",", ":"))
    options = "map('mode', 'FAILFAST')"
    return f"SELECT inline(from_json({literal(text)}, {literal(f'array<struct<{kind}>>')}, {options}))"


def _checked(definition: Definition, row: Row) -> dict[str, Any]:
    if unknown := set(row) - set(definition.names):
        raise KeyError(f"no such columns: {', '.join(sorted(unknown))}")
    return {name: value for name, value in row.items() if value is not None}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
    raise TypeError(f"a system table cannot hold {value!r}")
