"""Rows as the APIs show them: every value a text, in Databricks' spelling for its type."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from snippets_tests.lakehouse import tables
from snippets_tests.workspace.column_types import STRING, ColumnType, parse

# Types that the API's enum of column types lacks, under the name that stands for them.
NAMES = {"TIMESTAMP_NTZ": "TIMESTAMP", "VARIANT": "STRING", "GEOMETRY": "STRING", "GEOGRAPHY": "STRING"}


def column_type(text: str) -> ColumnType:
    """The type of a result's column; one that is unknown here is shown as text."""
    try:
        return parse(text)
    except ValueError:
        return STRING


def column(name: str, text: str, position: int) -> dict[str, Any]:
    """A column of a result's schema."""
    kind = column_type(text)
    shown: dict[str, Any] = {"name": name, "type_text": kind.sql_text, "type_name": NAMES.get(kind.name, kind.name)}
    if kind.base == "decimal":
        shown |= {"type_precision": kind.precision, "type_scale": kind.scale}
    if kind.base == "interval":
        shown |= {"type_interval_type": kind.units.upper()}
    return shown | {"position": position}


def text(value: Any, kind: ColumnType) -> str | None:
    """A value as text; NULL stays None. What is nested becomes JSON, whose values are texts again."""
    if value is None:
        return None
    if kind.base in ("array", "map", "struct"):
        return json.dumps(_nested(value, kind), separators=(",", ":"), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return _moment(value, zoned=kind.base != "timestamp_ntz")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    if isinstance(value, timedelta):
        return tables.interval(value)
    if isinstance(value, time):
        return tables.clock(value)
    return str(value)


def number(value: float) -> str:
    """A floating point number as Spark writes it: `1.0E10` where Python has `1e+10`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return f"{Decimal(repr(value)):f}" if "e" in repr(value) else repr(value)
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    word = "".join(map(str, digits))
    power = exponent + len(word) - 1
    fraction = word[1:].rstrip("0") or "0"
    return f"{'-' if sign else ''}{word[0]}.{fraction}E{power}"


def _nested(value: Any, kind: ColumnType) -> Any:
    match kind.base:
        case _ if value is None:
            return None
        case "array":
            return [_nested(item, kind.fields[0].type) for item in value]
        case "map":
            key, inner = (field.type for field in kind.fields)
            return {str(text(name, key)): _nested(item, inner) for name, item in value.items()}
        case "struct":
            items = value.values() if isinstance(value, Mapping) else value
            return {field.name: _nested(item, field.type) for field, item in zip(kind.fields, items, strict=True)}
    return text(value, kind)


def _moment(value: datetime, zoned: bool) -> str:
    precision = "microseconds" if value.microsecond % 1000 else "milliseconds"
    return value.replace(tzinfo=None).isoformat(timespec=precision) + ("Z" if zoned else "")
