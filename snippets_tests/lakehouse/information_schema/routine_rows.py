"""Rows about functions and procedures, their parameters and the columns that they return."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.securables import Routine, Schema

from .types import described

Row = dict[str, Any]


def visible(metastore: Metastore, schemas: Iterable[Schema], principal: str) -> list[Routine]:
    """The routines that a principal may see."""
    return [found for schema in schemas for found in metastore.list_routines(schema.full_name, principal)]


def routines(found: Iterable[Routine]) -> Iterator[Row]:
    """A row each routine."""
    for routine in found:
        info = routine.info
        catalog, schema, name = routine.full_name.split(".")
        row = _named(routine) | {
            "routine_catalog": catalog,
            "routine_schema": schema,
            "routine_name": name,
            "routine_owner": routine.owner,
            "routine_type": routine.routine_type,
            "routine_body": info.get("routine_body"),
            "routine_definition": info.get("routine_definition"),
            "external_language": info.get("external_language"),
            "parameter_style": "SQL" if info.get("routine_body") == "SQL" else None,
            "is_deterministic": _yes(info.get("is_deterministic")),
            "sql_data_access": info.get("sql_data_access", "").replace("_", " ") or None,
            "is_null_call": _yes(info.get("is_null_call")),
            "security_type": info.get("security_type"),
            "comment": routine.comment,
            "created": _moment(routine.created_at),
            "created_by": routine.created_by,
            "last_altered": _moment(routine.updated_at),
            "last_altered_by": routine.updated_by,
        }
        if routine.routine_type == "FUNCTION":
            table = info.get("data_type") == "TABLE_TYPE"
            row |= {"data_type": "TABLE", "full_data_type": "TABLE"} if table else described(info["full_data_type"])
        yield row


def parameters(found: Iterable[Routine]) -> Iterator[Row]:
    """A row each parameter."""
    for routine in found:
        for position, parameter in enumerate(routine.info.get("input_params", {}).get("parameters", []), 1):
            yield (
                _named(routine)
                | described(parameter["type_text"])
                | {
                    "ordinal_position": position,
                    "parameter_mode": parameter.get("parameter_mode", "IN"),
                    "is_result": "NO",
                    "as_locator": "NO",
                    "parameter_name": parameter["name"],
                    "parameter_default": parameter.get("parameter_default"),
                    "comment": parameter.get("comment"),
                }
            )


def columns(found: Iterable[Routine]) -> Iterator[Row]:
    """A row each column that a table function returns."""
    for routine in found:
        for position, column in enumerate(routine.info.get("return_params", {}).get("parameters", []), 1):
            yield (
                _named(routine)
                | described(column["type_text"])
                | {
                    "column_name": column["name"],
                    "ordinal_position": position,
                    "comment": column.get("comment"),
                }
            )


def _named(routine: Routine) -> Row:
    catalog, schema, name = routine.full_name.split(".")
    return {"specific_catalog": catalog, "specific_schema": schema, "specific_name": name}


def _yes(value: Any) -> str | None:
    return None if value is None else "YES" if value else "NO"


def _moment(milliseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC)
