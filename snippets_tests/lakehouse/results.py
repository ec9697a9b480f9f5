"""Turns a DataFrame into a Table: all its rows as plain Python values, its types in Databricks' words."""

from __future__ import annotations

import ctypes
import datetime
import os
import re
from typing import Any

from .naming import readable
from .tables import Column, Table

_LITERAL = re.compile(r"INTERVAL '(.*)' YEAR TO MONTH")


def collect(frame: Any) -> Table:
    """Fetch all rows of a DataFrame."""
    fields = frame._jdf.schema().fields()
    columns = tuple(Column(readable(field.name()), field.dataType().sql()) for field in fields)
    if not columns:
        return Table()
    kinds = [field.dataType for field in frame.schema.fields]
    rows = _fetchable(frame, kinds).collect()
    return Table(columns, tuple(tuple(map(_plain, row, kinds)) for row in rows))


def _fetchable(frame: Any, kinds: list[Any]) -> Any:
    """Have text for what pyspark cannot fetch, intervals of months and of the calendar, and for geometries."""
    from pyspark.sql import functions as F

    if not any(map(_hidden, kinds)):
        return frame
    # A result's columns may have the same name.
    names = [f"c{i}" for i in range(len(kinds))]
    return frame.toDF(*names).select(
        *(_written(F.col(name), kind).alias(name) for name, kind in zip(names, kinds, strict=True))
    )


def _hidden(kind: Any) -> bool:
    """Tell whether a type is one of these, or has one in it."""
    from pyspark.sql import types as t

    match kind:
        case t.YearMonthIntervalType() | t.CalendarIntervalType() | t.GeometryType() | t.GeographyType():
            return True
        case t.ArrayType():
            return _hidden(kind.elementType)
        case t.MapType():
            return _hidden(kind.keyType) or _hidden(kind.valueType)
        case t.StructType():
            return any(_hidden(field.dataType) for field in kind.fields)
        case _:
            return False


def _written(column: Any, kind: Any) -> Any:
    """The column with text for these values, wherever they stand in it."""
    from pyspark.sql import functions as F
    from pyspark.sql import types as t

    if not _hidden(kind):
        return column
    match kind:
        case t.YearMonthIntervalType():
            return column.cast(t.YearMonthIntervalType()).cast("string")
        case t.CalendarIntervalType():
            return column.cast("string")
        case t.ArrayType():
            return F.transform(column, lambda each: _written(each, kind.elementType))
        case t.MapType():
            keys = F.transform_keys(column, lambda key, _: _written(key, kind.keyType))
            return F.transform_values(keys, lambda _, each: _written(each, kind.valueType))
        case t.StructType():
            fields = [_written(column.getField(each.name), each.dataType).alias(each.name) for each in kind.fields]
            return F.when(column.isNotNull(), F.struct(*fields))
        case _:
            return F.call_function("st_asewkt", column)


def _plain(value: Any, kind: Any) -> Any:
    from pyspark.sql import types as t

    if value is None:
        return None
    match kind:
        case t.StructType():
            return tuple(_plain(each, field.dataType) for each, field in zip(value, kind.fields, strict=True))
        case t.ArrayType():
            return [_plain(each, kind.elementType) for each in value]
        case t.MapType():
            return {_plain(key, kind.keyType): _plain(each, kind.valueType) for key, each in value.items()}
        case t.FloatType():
            return _shortest(value)
        case t.YearMonthIntervalType():
            return _LITERAL.sub(r"\1", value)
        case t.TimestampType() if value.tzinfo is None and os.environ.get("TZ") != "UTC":
            # pyspark hands a TIMESTAMP over in the process's own time zone; the lakehouse's is UTC.
            return value.astimezone(datetime.UTC).replace(tzinfo=None)
        case t.StringType() if "__" in value:
            # A plan, or what a clone was made of, names tables as Spark does.
            return readable(value)
        case t.VariantType():
            return value.toJson()
        case t.BinaryType():
            return bytes(value)
        case _:
            return value


def _shortest(value: float) -> float:
    """The double that is written as shortly as the FLOAT: 0.1, not the 0.10000000149011612 that pyspark makes of it."""
    if value != value or value in (float("inf"), float("-inf")):
        return value
    candidates = (float(f"{value:.{digits}g}") for digits in range(1, 10))
    return next(short for short in candidates if ctypes.c_float(short).value == value)
