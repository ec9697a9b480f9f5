"""Reads what follows a function's or procedure's name: parameters, result, characteristics, body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .cursor import Cursor

# Spark's names of types that the REST API calls otherwise.
_API_NAMES = {"BIGINT": "LONG", "SMALLINT": "SHORT", "TINYINT": "BYTE", "VOID": "NULL", "VARCHAR": "STRING"}
_FLAGS = (
    "NOT DETERMINISTIC",
    "DETERMINISTIC",
    "CONTAINS SQL",
    "READS SQL DATA",
    "MODIFIES SQL DATA",
    "NO SQL",
    "SQL SECURITY INVOKER",
    "SQL SECURITY DEFINER",
)
_WORDS = ("LANGUAGE", "COMMENT", "HANDLER", "PARAMETER STYLE", "ENVIRONMENT", "RETURNS TABLE", "RETURNS")
_ENDS = {"DEFAULT", "COMMENT", "LANGUAGE", "NOT", "DETERMINISTIC", "CONTAINS", "READS", "MODIFIES", "RETURN", "AS"}
_ENDS |= {"SQL", "HANDLER", "PARAMETER", "ENVIRONMENT"}


@dataclass(frozen=True)
class Parameter:
    """A parameter, or a column that a table function returns; `mode` is of procedures."""

    name: str
    type: str
    default: str | None = None
    comment: str | None = None
    mode: str = "IN"

    def info(self, position: int) -> dict[str, Any]:
        """As the REST API describes it."""
        found = {
            "name": self.name,
            "type_text": self.type,
            "type_name": type_name(self.type),
            "position": position,
            "parameter_default": self.default,
            "comment": self.comment,
        }
        return {key: value for key, value in found.items() if value is not None}


@dataclass
class Signature:
    """All between a routine's name and its body."""

    parameters: list[Parameter] = field(default_factory=list)
    returns: str | None = None
    columns: list[Parameter] | None = None
    language: str = "SQL"
    comment: str | None = None
    handler: str | None = None
    style: str | None = None
    environment: dict[str, str] | None = None
    flags: list[str] = field(default_factory=list)
    body: str = ""


def type_name(text: str) -> str:
    """What the REST API calls a type: `LONG` for `bigint`."""
    base = re.split(r"[(<\s]", text.strip(), maxsplit=1)[0].upper()
    return _API_NAMES.get(base, {"INTEGER": "INT"}.get(base, base))


def read(cursor: Cursor) -> Signature:
    """Read a signature and the body after it."""
    found = Signature(_parameters(cursor))
    while word := cursor.accept_any(*_FLAGS, *_WORDS):
        match word:
            case "RETURNS TABLE":
                found.columns = _parameters(cursor) if cursor.peek_words(1) == ["("] else []
            case "RETURNS":
                found.returns = _type(cursor)
            case "LANGUAGE":
                found.language = cursor.identifier().upper()
            case "COMMENT":
                found.comment = cursor.string()
            case "HANDLER":
                found.handler = cursor.string()
            case "PARAMETER STYLE":
                found.style = cursor.identifier().upper()
            case "ENVIRONMENT":
                found.environment = cursor.properties()
            case _:
                found.flags.append(word)
    if cursor.accept("AS") and found.language == "PYTHON":
        found.body = cursor.string()
        cursor.expect_end()
    else:
        cursor.accept("RETURN")
        found.body = cursor.rest()
    if not found.body:
        raise cursor.error()
    return found


def _parameters(cursor: Cursor) -> list[Parameter]:
    cursor.expect("(")
    found: list[Parameter] = []
    while not cursor.accept(")"):
        if found:
            cursor.expect(",")
        mode = cursor.accept_any("INOUT", "OUT", "IN") or "IN"
        name, kind = cursor.identifier(), _type(cursor)
        default = _expression(cursor) if cursor.accept("DEFAULT") else None
        found.append(Parameter(name, kind, default, cursor.string() if cursor.accept("COMMENT") else None, mode))
    return found


def _type(cursor: Cursor) -> str:
    return re.sub(r"\s*([(),<>:])\s*", r"\1", _until(cursor, _ENDS)).lower()


def _expression(cursor: Cursor) -> str:
    return _until(cursor, {"COMMENT"})


def _until(cursor: Cursor, ends: set[str]) -> str:
    """Read up to a comma, a closing parenthesis or one of these words, outside of parentheses."""
    start, depth = cursor.token, 0
    while cursor.token is not None:
        word = cursor.token.upper
        if not depth and (word in (",", ")") or word in ends):
            break
        depth += (word in ("(", "<")) - (word in (")", ">"))
        cursor.next()
    if start is None or start is cursor.token:
        raise cursor.error()
    return cursor.text[start.start : cursor.last_end]
