"""CREATE, DROP, SHOW and DESCRIBE of ABAC policies.

Source: "CREATE POLICY", "DROP POLICY", "SHOW POLICIES" and "DESCRIBE POLICY" in Databricks' SQL language reference.
"""

from __future__ import annotations

import datetime
from typing import Any

from snippets_tests.lakehouse.abac import COLUMN_MASK, ROW_FILTER, Policy

from .answers import DONE, Answer, Rows
from .context import Context
from .cursor import Cursor

_KINDS = {"DATABASE": "SCHEMA"}
_COLUMNS = ("Policy Name", "Policy Type", "Catalog", "Schema", "Table", "Comment")
# What ends a condition.
_ENDS = {"MATCH", "ON", "USING", "AS", ","}


def answer(context: Context) -> Answer:
    """Answer one statement about policies."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE OR REPLACE", "CREATE", "DROP", "SHOW", "DESCRIBE", "DESC")
    if verb == "SHOW":
        return _show(context)
    cursor.expect("POLICY")
    name = cursor.identifier()
    kind, full_name = _securable(context)
    policies = context.metastore.policies
    if verb.startswith("CREATE"):
        policy = _read(context, name, kind, full_name)
        context.metastore.put_policy(policy, context.principal, replacing="REPLACE" in verb)
        return DONE
    cursor.expect_end()
    context.metastore.require_manage(context.principal, kind, full_name)
    if verb == "DROP":
        policies.remove(kind, full_name, name)
        return DONE
    return _describe(policies.get(kind, full_name, name))


def _securable(context: Context) -> tuple[str, str]:
    cursor = context.cursor
    cursor.expect("ON")
    said = cursor.expect_any("CATALOG", "SCHEMA", "DATABASE", "TABLE")
    kind = _KINDS.get(said, said)
    parts = cursor.name()
    if kind == "CATALOG":
        full_name = ".".join(parts).lower()
    else:
        full_name = context.schema_name(parts) if kind == "SCHEMA" else context.full_name(parts)
    return kind, context.metastore.get(kind, full_name).full_name


def _read(context: Context, name: str, kind: str, full_name: str) -> Policy:
    cursor = context.cursor
    comment = cursor.string() if cursor.accept("COMMENT") else None
    type_ = ROW_FILTER if cursor.expect_any("ROW FILTER", "COLUMN MASK") == "ROW FILTER" else COLUMN_MASK
    function = context.full_name(cursor.name())
    cursor.expect("TO")
    to = _principals(cursor)
    excepted = _principals(cursor) if cursor.accept("EXCEPT") else ()
    cursor.expect("FOR", "TABLES")
    when = _condition(cursor) if cursor.accept("WHEN") else None
    match = _matches(cursor) if cursor.accept("MATCH", "COLUMNS") else ()
    on_column = None
    if type_ == COLUMN_MASK:
        cursor.expect("ON", "COLUMN")
        on_column = cursor.identifier()
    using = _arguments(cursor) if cursor.accept("USING", "COLUMNS") else ()
    cursor.expect_end()
    return Policy(name, kind, full_name, type_, function, to, excepted, when, match, on_column, using, comment)


def _principals(cursor: Cursor) -> tuple[str, ...]:
    found = [cursor.principal()]
    while cursor.accept(","):
        found.append(cursor.principal())
    return tuple(found)


def _matches(cursor: Cursor) -> tuple[tuple[str, str | None], ...]:
    found: list[tuple[str, str | None]] = []
    while not found or cursor.accept(","):
        condition = _condition(cursor)
        named = cursor.accept("AS") or (
            cursor.token is not None
            and cursor.token.kind in ("word", "name")
            and cursor.peek_words(1)[0] not in ("ON", "USING")
        )
        found.append((condition, cursor.identifier() if named else None))
    return tuple(found)


def _condition(cursor: Cursor) -> str:
    """Read a condition, which ends before what may follow it: another clause, an alias or a comma."""
    start, depth, last = cursor.token, 0, ""
    while cursor.token is not None:
        word = cursor.token.upper
        ended = last in (")", "TRUE", "FALSE") and word not in ("AND", "OR", ")")
        if not depth and (word in _ENDS or ended):
            break
        depth += (word == "(") - (word == ")")
        last = cursor.next().upper
    if start is None or start is cursor.token:
        raise cursor.error()
    return cursor.text[start.start : cursor.last_end]


def _arguments(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("(")
    found: list[str] = []
    while not cursor.accept(")"):
        token = cursor.token
        constant = token is not None and token.kind in ("string", "number")
        found.append(cursor.next().text if constant else cursor.identifier())
        if not cursor.accept(",") and cursor.peek_words(1) != [")"]:
            raise cursor.error()
    return tuple(found)


def _show(context: Context) -> Answer:
    cursor = context.cursor
    effective = cursor.accept("EFFECTIVE")
    cursor.expect("POLICIES")
    kind, full_name = _securable(context)
    cursor.expect_end()
    context.metastore.require_manage(context.principal, kind, full_name)
    policies = context.metastore.policies
    found = policies.over(kind, full_name) if effective else policies.on(kind, full_name)
    rows = []
    for policy in found:
        parts: list[str | None] = [*policy.on_name.split(".")]
        rows.append([policy.name, policy.kind, *parts, *[None] * (3 - len(parts)), policy.comment])
    return Rows([(name, "STRING") for name in _COLUMNS], rows)


def _describe(policy: Policy) -> Answer:
    match = ", ".join(f"{condition} AS {alias}" if alias else condition for condition, alias in policy.match)
    facts: dict[str, Any] = {
        "Name": policy.name,
        "On Securable Type": policy.on_kind,
        "On Securable": policy.on_name,
        "Comment": policy.comment,
        "To Principals": ", ".join(policy.to),
        "Except Principals": ", ".join(policy.excepted),
        "For Securable Type": "TABLE",
        "When Condition": policy.when,
        "Match Columns": match,
        "Policy Type": policy.kind,
        "  Function Name": policy.function,
        "  On Column": policy.on_column,
        "  Using Columns": ", ".join(policy.using),
        "Created By": policy.facts["created_by"],
        "Created At": _when(policy.facts["created_at"]),
        "Updated By": policy.facts["updated_by"],
        "Updated At": _when(policy.facts["updated_at"]),
    }
    rows = [[name, value] for name, value in facts.items() if value]
    return Rows([("info_name", "STRING"), ("info_value", "STRING")], rows)


def _when(milliseconds: int) -> str:
    """A time as Unity Catalog's statements write it."""
    return datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.UTC).strftime("%Y-%m-%d AD at %H:%M:%S UTC")
