"""A statement's answer as plain Python values, and how it is printed: as `df.show(truncate=False)` prints it."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NARROWEST = 3


@dataclass(frozen=True)
class Column:
    """A column of an answer; `type` is Databricks' text for it, such as `DECIMAL(10,2)`."""

    name: str
    type: str


@dataclass(frozen=True)
class Table:
    """Rows of Python values under named columns; a statement that answers nothing has neither."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


def render(table: Table) -> str:
    """Print an answer with borders, values to the left, NULL for null; nothing for an answer without columns."""
    if not table.columns:
        return ""
    cells = [[column.name for column in table.columns]]
    cells += [[text(value) for value in row] for row in table.rows]
    widths = [max(NARROWEST, *map(_width, column)) for column in zip(*cells, strict=True)]
    border = "+".join(["", *("-" * width for width in widths), ""])
    lines = [_line(row, widths) for row in cells]
    return "\n".join([border, lines[0], border, *lines[1:], border]) + "\n"


def text(value: Any) -> str:
    """Print one value as Spark does."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case float():
            return _double(value)
        case Decimal():
            return format(value, "f")
        case bytes() | bytearray():
            return "[" + " ".join(f"{byte:02X}" for byte in value) + "]"
        case datetime.datetime():
            return _timestamp(value)
        case datetime.time():
            return clock(value)
        case datetime.timedelta():
            return interval(value)
        case dict():
            return "{" + ", ".join(f"{text(k)} -> {text(v)}" for k, v in value.items()) + "}"
        case tuple():
            return "{" + ", ".join(map(text, value)) + "}"
        case list():
            return "[" + ", ".join(map(text, value)) + "]"
        case _:
            # Line ends would break the table; Spark shows them escaped, too.
            return str(value).replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _timestamp(value: datetime.datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S") + _fraction(value.microsecond)


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06d}".rstrip("0") if microseconds else ""


def clock(value: datetime.time) -> str:
    """Spell a TIME: `08:15:00`, `08:15:00.5`."""
    return value.strftime("%H:%M:%S") + _fraction(value.microsecond)


def interval(value: datetime.timedelta) -> str:
    """Spell an interval of days to seconds as Databricks' manual does: `1 12:30:01.500000000`."""
    sign, size = ("-", -value) if value < datetime.timedelta() else ("", value)
    minutes, seconds = divmod(size.seconds, 60)
    return f"{sign}{size.days} {minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{size.microseconds:06}000"


def _double(value: float) -> str:
    """Spell a double as Java does: 1.0E10, 1.5E-4, 100.0, NaN, Infinity."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        plain = format(Decimal(repr(value)), "f")
        return plain if "." in plain else plain + ".0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{digits[0]}.{rest}E{exponent + len(digits) - 1}"


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "|" + "".join(f"{cell}{' ' * (width - _width(cell))}|" for cell, width in zip(cells, widths, strict=True))


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell)
