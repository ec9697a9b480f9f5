"""DESCRIBE TABLE EXTENDED … AS JSON: one row with a document of what is known of a table, for programs.

Source: "JSON formatted output" of DESCRIBE TABLE in Databricks' SQL language reference; fields that have no value are
left out there, too.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from snippets_tests.lakehouse.securables import Column, Table

from .answers import PASS, Answer, Rows
from .context import Context

_BEGINNINGS = ("DESCRIBE", "DESC")


def follows(context: Context) -> bool:
    """Tell whether a statement that describes a table ends with AS JSON."""
    return context.cursor.last_words(2) == ["AS", "JSON"]


def answer(context: Context) -> Answer:
    """Answer one for a table or view of a catalog; of a temporary view, a column or a partition Spark tells."""
    cursor = context.cursor
    cursor.expect_any(*_BEGINNINGS)
    cursor.accept("TABLE")
    if not cursor.accept_any("EXTENDED", "FORMATTED"):
        return PASS  # Spark refuses it
    parts = cursor.name()
    temporary = len(parts) == 1 and parts[0].lower() in [name.lower() for name in context.temporary_views()]
    if temporary or cursor.peek_words(3) != ["AS", "JSON"]:
        return PASS
    full_name = context.full_name(parts)
    if not context.metastore.has("TABLE", full_name):
        return PASS
    context.metastore.require(context.principal, "SELECT", "TABLE", full_name)
    document = _document(context.metastore.get_table(full_name))
    return Rows([("json_metadata", "STRING")], [[json.dumps(document, separators=(",", ":"), ensure_ascii=False)]])


def _document(table: Table) -> dict[str, Any]:
    partitions = {c.partition_index: c.name for c in table.columns if c.partition_index is not None}
    found: dict[str, Any] = {
        "table_name": table.name,
        "catalog_name": table.catalog_name,
        "namespace": [table.schema_name],
        "schema_name": table.schema_name,
        "columns": [_column(column) for column in table.columns],
        "owner": table.owner,
        "created_time": _time(table.created_at),
        "last_access": "UNKNOWN",
        "created_by": table.created_by,
        "type": table.table_type,
        "provider": (table.data_source_format or "").lower() or None,
        "comment": table.comment,
        "view_text": table.view_definition,
        "view_original_text": table.view_definition,
        "table_properties": dict(sorted(table.properties.items())) or None,
        "location": table.storage_location,
        "partition_columns": [partitions[index] for index in sorted(partitions)] or None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _column(column: Column) -> dict[str, Any]:
    from pyspark.sql.types import DataType

    found: dict[str, Any] = {"name": column.name, "type": _type(DataType.fromDDL(column.type))}
    found |= {"nullable": column.nullable}
    found |= {"comment": column.comment} if column.comment else {}
    return found | ({"default": column.default} if column.default else {})


def _type(kind: Any) -> dict[str, Any]:
    """A type as the document writes it."""
    from pyspark.sql import types

    match kind:
        case types.StructType():
            fields = [{"name": f.name, "type": _type(f.dataType), "nullable": f.nullable} for f in kind.fields]
            return {"name": "struct", "fields": fields}
        case types.ArrayType():
            element = {"element_type": _type(kind.elementType), "element_nullable": kind.containsNull}
            return {"name": "array", **element}
        case types.MapType():
            value = {"value_type": _type(kind.valueType), "value_nullable": kind.valueContainsNull}
            return {"name": "map", "key_type": _type(kind.keyType), **value}
        case types.CharType() | types.VarcharType():
            return {"name": kind.typeName(), "length": kind.length}
        case types.StringType():
            return {"name": "string", "collation": kind.collation}
        case types.DecimalType():
            return {"name": "decimal", "precision": kind.precision, "scale": kind.scale}
        case types.TimestampType():
            return {"name": "timestamp_ltz"}
        case _:
            return {"name": kind.simpleString()}


def _time(milliseconds: int) -> str:
    return datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
