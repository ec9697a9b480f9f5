"""Turns a DataFrame into a Table: all its rows as plain Python values, its types in Databricks' words."""

from __future__ import annotations

import datetime
import os
from typing import Any

from .naming import readable
from .tables import Column, Table


def collect(frame: Any) -> Table:
    """Fetch all rows of a DataFrame."""
    fields = frame._jdf.schema().fields()
    columns = tuple(Column(readable(field.name()), field.dataType().sql()) for field in fields)
    if not columns:
        return Table()
    return Table(columns, tuple(tuple(map(_plain, row)) for row in frame.collect()))


def _plain(value: Any) -> Any:
    from pyspark.sql import Row
    from pyspark.sql.types import VariantVal

    match value:
        case Row():
            return tuple(map(_plain, value))
        case datetime.datetime() if value.tzinfo is None and os.environ.get("TZ") != "UTC":
            # pyspark hands a TIMESTAMP over in the process's own time zone; the lakehouse's is UTC.
            return value.astimezone(datetime.UTC).replace(tzinfo=None)
        case str() if "__" in value:
            # A plan, or what a clone was made of, names tables as Spark does.
            return readable(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {_plain(key): _plain(item) for key, item in value.items()}
        case bytearray():
            return bytes(value)
        case VariantVal():
            return value.toJson()
        case _:
            return value
