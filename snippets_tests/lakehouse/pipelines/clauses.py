"""Reads what stands between a dataset's name and its query: columns, expectations, PARTITIONED BY, SCHEDULE …"""

from __future__ import annotations

from snippets_tests.lakehouse.statements.cursor import Cursor

from .definitions import Dataset, Expectation

_QUERY = ("AS", "FLOW")


def read(cursor: Cursor, dataset: Dataset) -> None:
    """Read a table's specification and clauses into a dataset, up to AS or FLOW or the end."""
    if cursor.token is not None and cursor.token.text == "(":
        cursor.next()
        dataset.columns = _columns(cursor, dataset)
    properties: dict[str, str] = {}
    while not cursor.at_end and cursor.peek_words(1)[0] not in _QUERY:
        if cursor.accept("COMMENT"):
            dataset.comment = cursor.string()
        elif cursor.accept("TBLPROPERTIES"):
            properties |= cursor.properties()
        elif cursor.accept("PARTITIONED", "BY"):
            dataset.partition_by = tuple(names(cursor))
        elif cursor.accept("CLUSTER", "BY"):
            dataset.cluster_by = None if cursor.accept_any("AUTO", "NONE") else _parentheses(cursor)
        elif cursor.accept("USING"):
            cursor.expect("DELTA")
        elif cursor.accept("DEFAULT", "COLLATION"):
            cursor.identifier()
        elif not schedule(cursor):
            raise cursor.error()
    dataset.properties = properties


def names(cursor: Cursor) -> list[str]:
    """Read `(a, b.c, …)`."""
    cursor.expect("(")
    found = [".".join(cursor.name())]
    while cursor.accept(","):
        found.append(".".join(cursor.name()))
    cursor.expect(")")
    return found


def condition(cursor: Cursor, *stops: str) -> str:
    """Read an expression as written, up to one of these words outside of parentheses and cases, or the end."""
    start, depth = cursor.token, 0
    if start is None:
        raise cursor.error()
    while cursor.token is not None:
        word = cursor.token.upper
        if depth == 0 and word in stops:
            break
        depth += (word in ("(", "CASE")) - (word in (")", "END"))
        cursor.next()
    text = cursor.text[start.start : cursor.last_end]
    if not text.strip():
        raise cursor.error()
    return text


def schedule(cursor: Cursor) -> bool:
    """Read SCHEDULE … or TRIGGER ON UPDATE …, if one comes next.

    It is checked only: nothing is refreshed by itself, since no time passes.
    """
    if cursor.accept("SCHEDULE"):
        _schedule(cursor)
        return True
    if cursor.accept("TRIGGER", "ON", "UPDATE"):
        if cursor.accept("AT", "MOST", "EVERY"):
            _interval(cursor)
        return True
    return False


def _schedule(cursor: Cursor) -> None:
    cursor.accept("REFRESH")
    if cursor.accept("EVERY"):
        cursor.next()
        cursor.expect_any("HOUR", "HOURS", "DAY", "DAYS", "WEEK", "WEEKS")
        return
    cursor.expect("CRON")
    cursor.string()
    if cursor.accept("AT", "TIME", "ZONE"):
        cursor.string()


def _interval(cursor: Cursor) -> None:
    cursor.expect("INTERVAL")
    cursor.next()
    cursor.identifier()


def _parentheses(cursor: Cursor) -> str:
    start = cursor.token
    cursor.skip_parentheses()
    return cursor.text[start.start : cursor.last_end] if start else ""


def _columns(cursor: Cursor, dataset: Dataset) -> str | None:
    """Read up to the closing parenthesis; what is no expectation is left as written, for CREATE TABLE."""
    kept: list[str] = []
    while True:
        if cursor.peek_words(1) == ["CONSTRAINT"] and "EXPECT" in cursor.peek_words(3):
            dataset.expectations.append(expectation(cursor))
        else:
            kept.append(_until_comma(cursor))
        if not cursor.accept(","):
            break
    cursor.expect(")")
    return ", ".join(kept) if kept else None


def expectation(cursor: Cursor) -> Expectation:
    """Read `CONSTRAINT name EXPECT (condition) [ON VIOLATION FAIL UPDATE | DROP ROW]`."""
    cursor.expect("CONSTRAINT")
    name = cursor.identifier()
    cursor.expect("EXPECT")
    text = _parentheses(cursor)[1:-1].strip()
    if not cursor.accept("ON", "VIOLATION"):
        return Expectation(name, text)
    return Expectation(name, text, "FAIL" if cursor.expect_any("FAIL UPDATE", "DROP ROW") == "FAIL UPDATE" else "DROP")


def _until_comma(cursor: Cursor) -> str:
    start, depth = cursor.token, 0
    while cursor.token is not None:
        word = cursor.token.upper
        if depth == 0 and word in (",", ")"):
            break
        depth += (word in ("(", "<")) - (word in (")", ">"))
        cursor.next()
    if start is None or cursor.last_end <= start.start:
        raise cursor.error()
    return cursor.text[start.start : cursor.last_end]
