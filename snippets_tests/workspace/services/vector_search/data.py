"""Rows of direct-access indexes: written and deleted through the API."""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.vector_search import indexes
from snippets_tests.workspace.store import Resource


@operation("vector_search_indexes.upsert_data_vector_index")
def upsert(call: Call, index_name: str, inputs_json: str) -> dict[str, Any]:
    """Write rows, over those with the same primary key; rows that do not fit are named in the answer."""
    found = _direct(call, index_name)
    try:
        rows = json.loads(inputs_json)
    except ValueError as error:
        raise InvalidParameterValue(f"Invalid inputs_json: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidParameterValue("inputs_json must be a list of objects, one a row.")
    failed = []
    for row in rows:
        if row.get(found["primary_key"]) is None:
            raise InvalidParameterValue(f"A row has no primary key '{found['primary_key']}'.")
        if _fits(found, row):
            indexes.put(found, row)
        else:
            failed.append(str(row[found["primary_key"]]))
    return _result(len(rows) - len(failed), failed)


@operation("vector_search_indexes.delete_data_vector_index")
def delete(call: Call, index_name: str, primary_keys: list[str]) -> dict[str, Any]:
    """Delete rows by their primary keys; those that are not there count as failed."""
    found = _direct(call, index_name)
    failed = [key for key in primary_keys if key not in found["_rows"]]
    for key in primary_keys:
        found["_rows"].pop(key, None)
        found["_vectors"].pop(key, None)
    return _result(len(primary_keys) - len(failed), failed)


def _direct(call: Call, index_name: str) -> Resource:
    found = indexes.find(call, index_name)
    if found["index_type"] != "DIRECT_ACCESS":
        raise InvalidParameterValue(f"Index '{index_name}' follows its source table; its data cannot be written.")
    return found


def _fits(found: Resource, row: dict[str, Any]) -> bool:
    if set(row) - set(found["_columns"]):
        return False
    column, dimension, is_text = found["_embedding"]
    value = row.get(column)
    if is_text:
        return isinstance(value, str)
    return isinstance(value, list) and len(value) == dimension and all(isinstance(each, int | float) for each in value)


def _result(count: int, failed: list[str]) -> dict[str, Any]:
    status = "SUCCESS" if not failed else "PARTIAL_SUCCESS" if count else "FAILURE"
    return {"status": status, "result": {"success_row_count": count, "failed_primary_keys": failed}}
