"""UPDATE and DELETE whose condition has a subquery, which Databricks runs and Delta in the open refuses.

A condition depends only on the columns that it names. So their values are asked for first, by a query with the same
condition, and the statement then changes the rows that have these values; when there are many, a MERGE does.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from snippets_tests.lakehouse.lexer import Token, literal, quote, tokens
from snippets_tests.lakehouse.securables import Column, MetastoreError

from .answers import PASS, Answer, Rows, Run
from .context import Context, quoted

# More rows of values than this make the statement's text too long to be parsed fast.
_MOST_ROWS = 200
# Types whose values cannot be compared.
NOT_COMPARABLE = ("map<", "variant", "geography", "geometry")


@dataclass(frozen=True)
class _Parts:
    """The table, what names it in the statement, what comes before WHERE, and the condition."""

    full_name: str
    alias: str
    head: str
    condition: str


def answer(context: Context) -> Answer:
    """Answer one UPDATE or DELETE; those without a subquery in the condition are Spark's."""
    parts = _read(context)
    if parts is None:
        return PASS
    try:
        columns = context.metastore.get_table(parts.full_name).columns
    except MetastoreError:
        return PASS
    named = {token.value.lower() for token in tokens(parts.condition) if token.kind in ("word", "name")}
    keys = [column for column in columns if column.name.lower() in named]
    if any(kind in column.type.lower() for column in keys for kind in NOT_COMPARABLE):
        return PASS
    found = ", ".join(quote(key.name) for key in keys) or "1"
    target = f"{quoted(parts.full_name)}{parts.alias}"
    said = context.run(f"SELECT DISTINCT {found} FROM {target} WHERE {parts.condition} LIMIT {_MOST_ROWS + 1}")
    simple = not any("<" in key.type for key in keys)
    if not keys or (simple and len(said.rows) <= _MOST_ROWS):
        return Run(f"{parts.head} WHERE {equal(keys, said.rows)}")
    return _merge(context, parts, keys, target)


def _read(context: Context) -> _Parts | None:
    cursor = context.cursor
    cursor.expect_any("DELETE FROM", "UPDATE")
    if cursor.token is None or cursor.token.kind not in ("word", "name"):
        return None
    full_name = context.full_name(cursor.name())
    start = cursor.last_end
    if cursor.peek_words(1) not in (["WHERE"], ["SET"]):
        cursor.accept("AS")
        cursor.identifier()
    alias = context.text[start : cursor.last_end]
    where = _where(context.text)
    if where is None or not _has_subquery(context.text[where.end :]):
        return None
    return _Parts(full_name, alias, context.text[: where.start], context.text[where.end :])


def _where(text: str) -> Token | None:
    """The statement's own WHERE."""
    depth = 0
    for token in tokens(text):
        depth += (token.text == "(") - (token.text == ")")
        if not depth and token.upper == "WHERE":
            return token
    return None


def _has_subquery(condition: str) -> bool:
    found = list(tokens(condition))
    return any(a.text == "(" and b.upper in ("SELECT", "WITH") for a, b in itertools.pairwise(found))


def equal(keys: list[Column], rows: Any) -> str:
    """A condition that holds for the rows with these values."""
    if not rows:
        return "false"
    if not keys:
        return "true"
    if len(keys) == 1:
        name = quote(keys[0].name)
        values = [_value(row[0], keys[0]) for row in rows if row[0] is not None]
        tests = [f"{name} IN ({', '.join(values)})"] if values else []
        return " OR ".join(tests + ([f"{name} IS NULL"] if len(values) < len(rows) else []))
    return " OR ".join(
        "(" + " AND ".join(f"{quote(k.name)} <=> {_value(v, k)}" for k, v in zip(keys, row, strict=True)) + ")"
        for row in rows
    )


def _value(value: Any, column: Column) -> str:
    match value:
        case bool() | int():
            return str(value)
        case str():
            return literal(value)
        case bytes():
            return f"X'{value.hex()}'"
        case None:
            return "NULL"
        case _:
            return f"CAST({literal(str(value))} AS {column.type})"


def _merge(context: Context, parts: _Parts, keys: list[Column], target: str) -> Answer:
    wanted = ", ".join(f"{quote(key.name)} AS lakeproof_{at}" for at, key in enumerate(keys))
    same = " AND ".join(f"{quote(key.name)} <=> lakeproof_{at}" for at, key in enumerate(keys))
    head = list(tokens(parts.head))
    change = next((parts.head[token.start :] for token in head if token.upper == "SET"), None)
    action = "DELETE" if change is None else f"UPDATE {change}"
    source = f"SELECT DISTINCT {wanted} FROM {target} WHERE {parts.condition}"
    said = context.run(f"MERGE INTO {target} USING ({source}) AS lakeproof ON {same} WHEN MATCHED THEN {action}")
    return Rows([("num_affected_rows", "BIGINT")], [[said.rows[0][0]]])
