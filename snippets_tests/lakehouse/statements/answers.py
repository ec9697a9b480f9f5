"""What may be answered to a statement: Spark runs it, Spark runs that instead, rows, nothing, or a refusal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snippets_tests.lakehouse.lexer import literal, quote
from snippets_tests.lakehouse.securables import MetastoreError


@dataclass(frozen=True)
class Pass:
    """Spark runs the statement as it is."""


@dataclass(frozen=True)
class Run:
    """Spark runs this SQL instead."""

    sql: str


@dataclass(frozen=True)
class Done:
    """The statement was carried out and answers nothing."""


@dataclass(frozen=True)
class Rows:
    """The statement answers rows; columns are (name, SQL type)."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]


Answer = Pass | Run | Done | Rows
PASS = Pass()
DONE = Done()

# Metastore errors in SQL's words: condition, SQL state.
_CONDITIONS = {
    "PERMISSION_DENIED": ("INSUFFICIENT_PERMISSIONS", "42501"),
    "CATALOG_DOES_NOT_EXIST": ("NO_SUCH_CATALOG_EXCEPTION", "42704"),
    "CATALOG_ALREADY_EXISTS": ("CATALOG_ALREADY_EXISTS", "42710"),
    "SCHEMA_DOES_NOT_EXIST": ("SCHEMA_NOT_FOUND", "42704"),
    "SCHEMA_ALREADY_EXISTS": ("SCHEMA_ALREADY_EXISTS", "42P06"),
    "TABLE_DOES_NOT_EXIST": ("TABLE_OR_VIEW_NOT_FOUND", "42P01"),
    "VOLUME_DOES_NOT_EXIST": ("VOLUME_DOES_NOT_EXIST", "42704"),
    "VOLUME_ALREADY_EXISTS": ("VOLUME_ALREADY_EXISTS", "42710"),
    "POLICY_ALREADY_EXISTS": ("POLICY_ALREADY_EXISTS", "42710"),
    "POLICY_NOT_FOUND": ("POLICY_NOT_FOUND", "42704"),
    "PRINCIPAL_DOES_NOT_EXIST": ("PRINCIPAL_DOES_NOT_EXIST", "42704"),
    "COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS": (
        "COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS",
        "0A000",
    ),
}
_OTHER = "UC_COMMAND_FAILED", "22023"


class Refusal(Exception):
    """The statement fails with an error condition, its SQL state and a message."""

    def __init__(self, condition: str, state: str, message: str) -> None:
        super().__init__(message)
        self.condition = condition
        self.state = state
        self.message = message

    @classmethod
    def of_metastore(cls, error: MetastoreError) -> Refusal:
        """Say a metastore's error as SQL does."""
        condition, state = _CONDITIONS.get(error.error_code, (error.error_code or _OTHER[0], _OTHER[1]))
        message = error.message
        if condition == "INSUFFICIENT_PERMISSIONS":
            message = f"Insufficient privileges:\n{message}"
        elif condition == "NO_SUCH_CATALOG_EXCEPTION":
            name = message.split("'")[1]
            message = (
                f"Catalog '{name}' was not found. "
                "Please verify the catalog name and then retry the query or command again."
            )
        return cls(condition, state, message)

    def encoded(self) -> str:
        """As the JVM takes it."""
        text = f"[{self.condition}] {self.message} SQLSTATE: {self.state}"
        return f"E{self.condition}\0{self.state}\0{text}"


def encode(answer: Answer) -> str:
    """As the JVM takes it."""
    match answer:
        case Run(sql):
            return f"S{sql}"
        case Done():
            return "N"
        case Rows(columns, rows):
            return f"S{values(columns, rows)}"
        case _:
            return "P"


def values(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> str:
    """Write rows as a query."""
    names = [quote(name) for name, _ in columns]
    casts = [f"CAST({n} AS {kind}) AS {n}" for n, (_, kind) in zip(names, columns, strict=True)]
    lines = [f"({', '.join(map(_sql, row))})" for row in rows] or [f"({', '.join(['NULL'] * len(columns))})"]
    where = "" if rows else " WHERE false"
    return f"SELECT {', '.join(casts)} FROM VALUES {', '.join(lines)} AS answer({', '.join(names)}){where}"


def _sql(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int() | float():
            return str(value)
        case datetime.datetime():
            return f"TIMESTAMP {literal(value.strftime('%Y-%m-%d %H:%M:%S.%f'))}"
        case dict():
            pairs = [_sql(part) for pair in value.items() for part in pair]
            return f"map({', '.join(pairs)})" if pairs else "CAST(map() AS MAP<STRING, STRING>)"
        case list() | tuple():
            return f"array({', '.join(map(_sql, value))})" if value else "CAST(array() AS ARRAY<STRING>)"
        case _:
            return literal(str(value))
