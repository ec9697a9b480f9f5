"""Reads the clauses of AUTO CDC: FROM source KEYS (…) APPLY AS DELETE WHEN … SEQUENCE BY … STORED AS SCD TYPE …"""

from __future__ import annotations

import dataclasses
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.cursor import Cursor

from . import clauses
from .definitions import Changes

_CLAUSES = ("KEYS", "IGNORE", "APPLY", "SEQUENCE", "COLUMNS", "STORED", "TRACK", "WHERE")


def source_query(cursor: Cursor) -> str:
    """Read what stands behind FROM, as a query."""
    source = clauses.condition(cursor, "KEYS")
    return f"SELECT * FROM {source}"


def read_changes(cursor: Cursor) -> Changes:
    """Read all clauses from KEYS on."""
    cursor.expect("KEYS")
    changes = Changes(tuple(clauses.names(cursor)), "")
    while not cursor.at_end:
        changes = dataclasses.replace(changes, **_clause(cursor))
    if not changes.sequence_by:
        text = (
            "AutoCDC flow is missing a required `sequence_by` expression. Specify a `sequence_by` column or expression "
            "that orders incoming change events."
        )
        raise Refusal("AUTOCDC_MISSING_SEQUENCE_BY", "22023", text)
    return changes


def _clause(cursor: Cursor) -> dict[str, Any]:
    if cursor.accept("IGNORE", "NULL", "UPDATES"):
        return {"ignore_null_updates": True}
    if cursor.accept("APPLY", "AS", "DELETE", "WHEN"):
        return {"apply_as_deletes": clauses.condition(cursor, *_CLAUSES)}
    if cursor.accept("APPLY", "AS", "TRUNCATE", "WHEN"):
        return {"apply_as_truncates": clauses.condition(cursor, *_CLAUSES)}
    if cursor.accept("SEQUENCE", "BY"):
        return {"sequence_by": clauses.condition(cursor, *_CLAUSES)}
    if cursor.accept("COLUMNS"):
        return _columns(cursor, "column_list", "except_column_list")
    if cursor.accept("STORED", "AS"):
        cursor.accept("SCD")
        cursor.expect("TYPE")
        return {"scd_type": int(cursor.expect_any("1", "2"))}
    if cursor.accept("TRACK", "HISTORY", "ON"):
        return _columns(cursor, "track_history", "track_history_except")
    raise cursor.error()


def _columns(cursor: Cursor, listed: str, excepted: str) -> dict[str, Any]:
    if cursor.accept("*"):
        cursor.expect("EXCEPT")
        return {excepted: tuple(clauses.names(cursor))}
    if cursor.token is not None and cursor.token.text == "(":
        return {listed: tuple(clauses.names(cursor))}
    found = [cursor.identifier()]
    while cursor.accept(","):
        found.append(cursor.identifier())
    return {listed: tuple(found)}
