"""Results of statements as Arrow streams: the schema that Databricks' types have there, and the rows in it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from snippets_tests.workspace.column_types import ColumnType
from snippets_tests.workspace.results import column_type, text

# Types whose values Arrow has as they are; DECIMAL, intervals and what is nested follow below, anything else is text.
PLAIN = {
    "tinyint": "int8",
    "smallint": "int16",
    "int": "int32",
    "bigint": "int64",
    "float": "float32",
    "double": "float64",
    "binary": "binary",
    "boolean": "bool_",
    "date": "date32",
    "void": "null",
}


def stream(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> bytes:
    """Rows as an Arrow IPC stream.

    Args:
        columns: Names and Databricks types, for example `("price", "DECIMAL(10,2)")`.
        rows: Python values as an engine gives them.
    """
    import pyarrow as pa

    kinds = [column_type(sql) for _, sql in columns]
    schema = pa.schema([pa.field(name, _type(kind)) for (name, _), kind in zip(columns, kinds, strict=True)])
    arrays = [
        pa.array([_value(row[index], kind) for row in rows], type=schema.field(index).type)
        for index, kind in enumerate(kinds)
    ]
    target = io.BytesIO()
    with pa.ipc.new_stream(target, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return target.getvalue()


def _type(kind: ColumnType) -> Any:
    import pyarrow as pa

    match kind.base:
        case plain if plain in PLAIN:
            return getattr(pa, PLAIN[plain])()
        case "decimal":
            return pa.decimal128(*kind.numbers)
        case "timestamp":
            # Without a zone clients would read the moment as a local time.
            return pa.timestamp("us", tz="UTC")
        case "timestamp_ntz":
            return pa.timestamp("us")
        case "array":
            return pa.list_(pa.field("element", _type(kind.fields[0].type)))
        case "map":
            return pa.map_(*(_type(field.type) for field in kind.fields))
        case "struct":
            return pa.struct([pa.field(field.name, _type(field.type)) for field in kind.fields])
    return pa.string()


def _value(value: Any, kind: ColumnType) -> Any:
    match kind.base:
        case _ if value is None:
            return None
        case "timestamp":
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        case "array":
            return [_value(item, kind.fields[0].type) for item in value]
        case "map":
            key, inner = (field.type for field in kind.fields)
            return [(_value(name, key), _value(item, inner)) for name, item in value.items()]
        case "struct":
            items = value.values() if isinstance(value, Mapping) else value
            return {f.name: _value(item, f.type) for f, item in zip(kind.fields, items, strict=True)}
        case base if base in PLAIN:
            return value
    return value if isinstance(value, Decimal | datetime) else text(value, kind)
