"""What went wrong with a statement, and where in the text that was given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .splitter import Statement

_POSITION = re.compile(r"\(line (\d+), pos (\d+)\)")
_STATE = re.compile(r"SQLSTATE: ([0-9A-Z]{5})")
_CONDITION = re.compile(r"^\[([A-Z0-9_.]+)\]")
# How Spark introduces what it finds wrong with a script.
_SCRIPT = re.compile(r"^\{LINE:\d+\} ")
# How py4j introduces an exception of Java's that pyspark does not know.
_CALL = re.compile(r"^An error occurred while calling \S+\.\n: (?:[\w$]+\.)*(?:[\w$]*(?:Exception|Error): )?")
# What Spark adds: the place, the statement again with the place marked, the plan as far as it got.
_TRAILER = re.compile(
    r"\s*(?:\(line \d+, pos \d+\)|; line \d+ pos \d+(?:;|\s*$)|\n== SQL|;\n'?[A-Z]\w+ |\n\tat |\n\nJVM).*", re.DOTALL
)


class SqlError(Exception):
    """A statement failed.

    Attributes:
        message: Databricks' text, `[CONDITION] … SQLSTATE: …`, without Spark's repetition of the statement.
        error_class: The error condition, such as `TABLE_OR_VIEW_NOT_FOUND`, or None when Spark names none.
        sql_state: Five characters, or None.
        line: Where in the text given, from 1; None when not known.
        column: Where in the line, from 1; None when not known.
    """

    def __init__(
        self,
        message: str,
        error_class: str | None = None,
        sql_state: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.error_class = error_class
        self.sql_state = sql_state
        self.line = line
        self.column = column


def from_spark(error: Exception, statement: Statement, readable: Callable[[str], str]) -> SqlError:
    """Turn pyspark's or py4j's exception into ours, placed in the text that the statement was cut from."""
    whole = readable(_CALL.sub("", str(error)))
    line, column = _place(error, whole, statement)
    message = _SCRIPT.sub("", _TRAILER.sub("", whole).strip())
    condition = _CONDITION.match(message)
    state = _STATE.search(message)
    sql_state = state.group(1) if state else getattr(error, "getSqlState", lambda: None)()
    return SqlError(message, condition.group(1) if condition else None, sql_state, line, column)


def _place(error: Exception, whole: str, statement: Statement) -> tuple[int, int | None]:
    found = _POSITION.search(whole)
    if found:
        line, column = int(found.group(1)), int(found.group(2)) + 1
    else:
        offset = _start_index(error)
        if offset is None:
            return statement.line, None
        before = statement.text[:offset]
        line, column = before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
    return statement.line + line - 1, column + (statement.column - 1 if line == 1 else 0)


def _start_index(error: Any) -> int | None:
    """The place that Spark's query context names, when it has one and it lies in SQL text."""
    contexts = error.getQueryContext() if hasattr(error, "getQueryContext") else []
    for context in contexts:
        if context.contextType().name == "SQL" and context.startIndex() >= 0:
            return int(context.startIndex())
    return None
