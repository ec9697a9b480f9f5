"""The schema of files: what Spark infers, made one over all files, and what hints change of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# From narrow to wide; a column of two of these is of the wider one.
_NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double")


def merged(schemas: Iterable[Any]) -> Any:
    """One schema for files that differ: all columns in order of sight; types that differ widen, at last to STRING."""
    from pyspark.sql.types import StringType, StructField, StructType

    fields: dict[str, Any] = {}
    for schema in schemas:
        for field in schema.fields:
            key = field.name.lower()
            before = fields.get(key)
            if before is None or before.dataType == field.dataType:
                fields.setdefault(key, field)
                continue
            names = [before.dataType.simpleString(), field.dataType.simpleString()]
            if all(name in _NUMBERS for name in names):
                fields[key] = max(before, field, key=lambda f: _NUMBERS.index(f.dataType.simpleString()))
            elif isinstance(before.dataType, StructType) and isinstance(field.dataType, StructType):
                fields[key] = StructField(before.name, merged([before.dataType, field.dataType]))
            else:
                fields[key] = StructField(before.name, StringType())
    return StructType(list(fields.values()))


def parsed(text: str) -> Any:
    """Read a schema in SQL's words (`id INT, name STRING`); what cannot be read is Spark's syntax error."""
    from pyspark.sql.types import _parse_datatype_string

    return _parse_datatype_string(text)


def hinted(schema: Any, hints: str) -> Any:
    """A schema with the types that hints give; `a.b INT` means a field of a struct, an unknown column is added."""
    from pyspark.sql.types import StructField, StructType

    fields = list(schema.fields)
    for name, data_type in _hints(hints):
        at = next((i for i, f in enumerate(fields) if f.name.lower() == name[0].lower()), None)
        if len(name) == 1:
            field = StructField(fields[at].name if at is not None else name[0], data_type)
        else:
            inner = fields[at].dataType if at is not None else StructType()
            if not isinstance(inner, StructType):
                inner = StructType()
            rest = f"{'.'.join(name[1:])} {data_type.simpleString()}"
            field = StructField(fields[at].name if at is not None else name[0], hinted(inner, rest))
        if at is None:
            fields.append(field)
        else:
            fields[at] = field
    return StructType(fields)


def _hints(text: str) -> Iterable[tuple[list[str], Any]]:
    for part in _parts(text):
        name, _, kind = part.strip().partition(" ")
        yield name.strip("`").split("."), parsed(f"x {kind}").fields[0].dataType


def _parts(text: str) -> Iterable[str]:
    """Cut at the commas that are not inside `<>` or `()`."""
    depth = start = 0
    for at, sign in enumerate(text):
        depth += (sign in "<(") - (sign in ">)")
        if sign == "," and not depth:
            yield text[start:at]
            start = at + 1
    yield text[start:]
