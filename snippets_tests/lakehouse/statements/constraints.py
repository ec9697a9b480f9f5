"""Reads PRIMARY KEY, FOREIGN KEY and CHECK clauses. Databricks only informs by keys, and enforces checks."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from .cursor import Cursor

# What the REST API calls a key of each kind.
KINDS = {"PRIMARY KEY": "primary_key_constraint", "FOREIGN KEY": "foreign_key_constraint"}
# What may follow a key: said, and without effect here.
_CHARACTERISTICS = (
    "NOT ENFORCED",
    "NOT DEFERRABLE",
    "DEFERRABLE",
    "INITIALLY DEFERRED",
    "INITIALLY IMMEDIATE",
    "NORELY",
    "RELY",
    "MATCH FULL",
    "ON UPDATE NO ACTION",
    "ON DELETE NO ACTION",
    "TIMESERIES",
    "ENFORCED",
)


@dataclass(frozen=True)
class Constraint:
    """A primary or foreign key."""

    kind: str
    name: str | None
    columns: tuple[str, ...]
    parent: tuple[str, ...] = ()
    parent_columns: tuple[str, ...] = field(default=())
    rely: bool = False

    def facts(self, table: str) -> dict[str, Any]:
        """In the REST API's form; Databricks makes a name up from table and kind where none is given."""
        short = "pk" if self.kind == "PRIMARY KEY" else "fk"
        key: dict[str, Any] = {"name": self.name or f"{table}_{short}", "child_columns": list(self.columns)}
        if self.kind == "FOREIGN KEY":
            key |= {"parent_table": ".".join(self.parent), "parent_columns": list(self.parent_columns)}
        if self.rely:
            key["rely"] = True
        return {KINDS[self.kind]: key}


@dataclass(frozen=True)
class Check:
    """A CHECK; the condition as written, in parentheses."""

    name: str | None
    condition: str


def read(cursor: Cursor, columns: tuple[str, ...] = ()) -> Constraint | Check | None:
    """Read a constraint if one comes next; one written behind a column is about that column."""
    name = cursor.identifier() if cursor.accept("CONSTRAINT") else None
    if cursor.accept("CHECK"):
        start = cursor.token
        cursor.skip_parentheses()
        condition = cursor.text[start.start if start else 0 : cursor.last_end]
        cursor.accept("ENFORCED")
        return Check(name, condition)
    if cursor.accept("PRIMARY", "KEY"):
        found = Constraint("PRIMARY KEY", name, columns or _names(cursor))
    elif (bool(columns) and cursor.peek_words(1) == ["REFERENCES"]) or cursor.accept("FOREIGN", "KEY"):
        own = columns or _names(cursor)
        if not columns or cursor.peek_words(1) == ["REFERENCES"]:
            cursor.expect("REFERENCES")
        parent = tuple(cursor.name())
        theirs = _names(cursor) if cursor.peek_words(1) == ["("] else ()
        found = Constraint("FOREIGN KEY", name, own, parent, theirs)
    elif name is not None:
        raise cursor.error()
    else:
        return None
    while characteristic := cursor.accept_any(*_CHARACTERISTICS):
        if characteristic == "RELY":
            found = dataclasses.replace(found, rely=True)
    return found


def _names(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("(")
    names = [cursor.identifier()]
    cursor.accept("TIMESERIES")
    while cursor.accept(","):
        names.append(cursor.identifier())
        cursor.accept("TIMESERIES")
    cursor.expect(")")
    return tuple(names)
