"""INSERT INTO … REPLACE USING and REPLACE ON, which Databricks runs and Delta in the open does not.

One MERGE does both halves at once: it deletes the rows that a row of the query matches, and inserts the query's rows,
which it never takes for a match. The table's history therefore tells of a MERGE, where Databricks tells of a WRITE.

Source: "INSERT" in Databricks' SQL language reference and "Selectively overwrite data with Delta Lake".
"""

from __future__ import annotations

from dataclasses import dataclass

from snippets_tests.lakehouse.lexer import Token, quote, tokens
from snippets_tests.lakehouse.securables import MetastoreError

from .answers import PASS, Answer, Refusal, Rows
from .context import Context, quoted

_QUERY = ("SELECT", "WITH", "VALUES", "TABLE", "FROM")
# Tells the copy of a source row that looks for matches from the one that is inserted.
_LOOKS = "lakeproof_looks"
_SOURCE = "lakeproof_source"


@dataclass(frozen=True)
class _Parts:
    """The table's name and alias, what matches, and the query with its alias."""

    full_name: str
    alias: str
    by_name: bool
    condition: str | None
    using: tuple[str, ...]
    query: str
    source: str


def answer(context: Context) -> Answer:
    """Answer one INSERT with REPLACE USING or REPLACE ON; every other is Spark's.

    Raises:
        Refusal: The query has more or fewer columns than the table, or a column of USING is in one of them only.
    """
    parts = _read(context)
    if parts is None:
        return PASS
    try:
        target = [column.name for column in context.metastore.get_table(parts.full_name).columns]
    except MetastoreError:
        return PASS
    source = [str(row[0]) for row in context.run(f"DESCRIBE QUERY {parts.query}").rows]
    if parts.by_name:
        target = [_found(name, target, parts) for name in source]
    elif len(source) != len(target):
        raise _arity(parts, target, source)
    for name in parts.using:
        _found(name, target, parts)
        _found(name, source, parts)
    same = [f"{quote(parts.alias)}.{quote(name)} = {quote(parts.source)}.{quote(name)}" for name in parts.using]
    values = [f"{quote(parts.source)}.{quote(name)}" for name in source]
    said = context.run(
        f"MERGE INTO {quoted(parts.full_name)} AS {quote(parts.alias)} USING (SELECT * FROM ({parts.query}) "
        f"CROSS JOIN (VALUES (true), (false)) AS copies({_LOOKS})) AS {quote(parts.source)} "
        f"ON {quote(parts.source)}.{_LOOKS} AND ({parts.condition or ' AND '.join(same)}) WHEN MATCHED THEN DELETE "
        f"WHEN NOT MATCHED AND NOT {quote(parts.source)}.{_LOOKS} "
        f"THEN INSERT ({', '.join(map(quote, target))}) VALUES ({', '.join(values)})"
    )
    inserted = dict(zip([column.name for column in said.columns], said.rows[0], strict=True))["num_inserted_rows"]
    return Rows([("num_affected_rows", "BIGINT"), ("num_inserted_rows", "BIGINT")], [[inserted, inserted]])


def _read(context: Context) -> _Parts | None:
    cursor = context.cursor
    cursor.expect("INSERT", "INTO")
    cursor.accept("TABLE")
    if cursor.token is None or cursor.token.kind not in ("word", "name"):
        return None
    full_name = context.full_name(cursor.name())
    alias = full_name.rsplit(".", 1)[-1]
    if cursor.token is not None and cursor.token.upper not in ("BY", "REPLACE", "(", *_QUERY):
        cursor.accept("AS")
        alias = cursor.identifier()
    by_name = cursor.accept("BY", "NAME")
    if cursor.accept("REPLACE", "USING"):
        cursor.expect("(")
        using = [cursor.identifier()]
        while cursor.accept(","):
            using.append(cursor.identifier())
        cursor.expect(")")
        return _Parts(full_name, alias, by_name, None, tuple(using), cursor.rest().rstrip(";"), _SOURCE)
    if not cursor.accept("REPLACE", "ON"):
        return None
    text = cursor.rest().rstrip(";")
    found = list(tokens(text))
    at = _query(found)
    if not at:
        raise cursor.error()
    condition, query = text[: found[at].start], text[found[at].start :]
    source = _SOURCE
    closing = _closing(found, at) if found[at].text == "(" else None
    if closing is not None and len(found) - closing in (2, 3):
        query, source = text[found[at].start : found[closing].end], found[-1].value
    return _Parts(full_name, alias, by_name, condition, (), query, source)


def _query(found: list[Token]) -> int | None:
    """Where the query begins: at the first of its words outside of parentheses, or the one that encloses it."""
    depth = 0
    for at, token in enumerate(found):
        after = found[at + 1].upper if at + 1 < len(found) else ""
        if depth == 0 and (token.upper in _QUERY or (token.text == "(" and after in _QUERY)):
            return at
        depth += (token.text == "(") - (token.text == ")")
    return None


def _closing(found: list[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(found)):
        depth += (found[at].text == "(") - (found[at].text == ")")
        if depth == 0:
            return at
    return len(found)


def _found(name: str, columns: list[str], parts: _Parts) -> str:
    for column in columns:
        if column.lower() == name.lower():
            return column
    known = ", ".join(map(quote, columns))
    text = (
        f"A column, variable, or function parameter with name {quote(name)} cannot be resolved. "
        f"Did you mean one of the following? [{known}]."
    )
    raise Refusal("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", text)


def _arity(parts: _Parts, target: list[str], source: list[str]) -> Refusal:
    few = len(source) < len(target)
    kind = "NOT_ENOUGH_DATA_COLUMNS" if few else "TOO_MANY_DATA_COLUMNS"
    text = (
        f"Cannot write to {quoted(parts.full_name)}, the reason is "
        f"{'not enough data columns' if few else 'too many data columns'}:\n"
        f"Table columns: {', '.join(map(quote, target))}.\nData columns: {', '.join(map(quote, source))}."
    )
    return Refusal(f"INSERT_COLUMN_ARITY_MISMATCH.{kind}", "21S01", text)
