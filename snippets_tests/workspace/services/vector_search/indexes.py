"""Indexes: made, found, deleted, and filled from their source table.

An index belongs to a schema of Unity Catalog: making one needs CREATE TABLE there, and reading it SELECT.
"""

from __future__ import annotations

import json
import re
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace import access
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import (
    BadRequest,
    InvalidParameterValue,
    NotImplementedYet,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.vector_search.embedding import embed
from snippets_tests.workspace.store import Resource

KIND = "vector-search-endpoints"
NAME = re.compile(r"\w+\.\w+\.\w+")
CHANGE_FEED = "delta.enableChangeDataFeed"
SPECS = {"DELTA_SYNC": "delta_sync_index_spec", "DIRECT_ACCESS": "direct_access_index_spec"}


@operation("vector_search_indexes.create_index")
def create_index(
    call: Call,
    name: str,
    endpoint_name: str,
    primary_key: str,
    index_type: str,
    index_subtype: str | None = None,
    **specs: dict[str, Any],
) -> dict[str, Any]:
    """Make an index; one with a source table is filled when it is first looked at."""
    if not NAME.fullmatch(name):
        raise InvalidParameterValue(
            "Invalid index name. Must specify the full index name <catalog>.<schema>.<table>. "
            "Only alphanumerics and underscores are allowed."
        )
    found = endpoint(call, endpoint_name, "CAN_USE")
    schema = call.tenant.metastore.get_schema(name.rpartition(".")[0]).full_name
    call.tenant.metastore.require(call.principal.name, "CREATE_TABLE", "SCHEMA", schema)
    full_name = name.lower()
    if full_name in call.tenant.store["vector_indexes"]:
        raise ResourceAlreadyExists(f"Vector index '{full_name}' already exists.")
    given = {field: value for field, value in specs.items() if value is not None}
    if set(given) != {SPECS[index_type]}:
        raise InvalidParameterValue(f"An index of type {index_type} needs {SPECS[index_type]}, and no other spec.")
    spec = given[SPECS[index_type]]
    made: Resource = {
        "name": full_name,
        "endpoint_name": endpoint_name,
        "endpoint_id": found["id"],
        "primary_key": primary_key,
        "index_type": index_type,
        "creator": call.principal.name,
        SPECS[index_type]: spec,
        "_rows": {},
        "_vectors": {},
        "_filled": index_type == "DIRECT_ACCESS",
    }
    if index_subtype:
        made["index_subtype"] = index_subtype
    made["_embedding"] = _embedding(spec)
    made["_columns"] = _of_table(call, made) if index_type == "DELTA_SYNC" else _of_schema(made)
    call.tenant.store["vector_indexes"][full_name] = made
    return shown(call, made)


@operation("vector_search_indexes.get_index")
def get_index(call: Call, index_name: str, ensure_reranker_compatible: bool = False) -> dict[str, Any]:
    """One index, filled by now."""
    found = find(call, index_name)
    if not found["_filled"]:
        call.tenant.clock.advance(120)
        fill(call, found)
    return shown(call, found)


@operation("vector_search_indexes.list_indexes")
def list_indexes(call: Call, endpoint_name: str, page_token: str | None = None) -> dict[str, Any]:
    """The indexes of an endpoint that the caller may read."""
    endpoint(call, endpoint_name)
    fields = ("name", "endpoint_name", "endpoint_id", "primary_key", "index_type", "index_subtype", "creator")
    seen = [each for each in of_endpoint(call, endpoint_name) if _reads(call, each)]
    shown = [{name: each[name] for name in fields if name in each} for each in seen]
    found, token = page(shown, page_token, 0)
    return {"vector_indexes": found} | ({"next_page_token": token} if token else {})


@operation("vector_search_indexes.delete_index")
def delete_index(call: Call, index_name: str) -> None:
    """Delete an index; its source table stays."""
    found = find(call, index_name)
    _require_owner(call, found)
    del call.tenant.store["vector_indexes"][found["name"]]


@operation("vector_search_indexes.sync_index")
def sync_index(call: Call, index_name: str) -> None:
    """Bring an index up to date with its source table."""
    found = find(call, index_name)
    spec = found.get("delta_sync_index_spec")
    if spec is None or spec.get("pipeline_type") == "CONTINUOUS":
        raise InvalidParameterValue(
            f"Only delta-sync indexes with a TRIGGERED pipeline are synced; '{index_name}' is not."
        )
    _require_owner(call, found)
    if not found["_filled"]:
        raise BadRequest(
            "Index is not ready to sync yet. Pipeline is in state RUNNING and needs to be in one of the following "
            "states to sync: COMPLETED, FAILED, CANCELED."
        )
    fill(call, found)


def endpoint(call: Call, name: str, level: str = "CAN_USE") -> Resource:
    """The endpoint of a name, when the caller may do with it what the level says."""
    missing = f"Vector search endpoint '{name}' does not exist."
    found = call.tenant.store["vector_search_endpoints.endpoint"].require(name, missing)
    access.require(call.tenant, call.principal, KIND, found["id"], level)
    return found


def of_endpoint(call: Call, name: str) -> list[Resource]:
    """All indexes on an endpoint, by name."""
    return sorted(call.tenant.store["vector_indexes"].where(endpoint_name=name), key=lambda each: str(each["name"]))


def find(call: Call, name: str) -> Resource:
    """The index of a name, when the caller may read it."""
    found = call.tenant.store["vector_indexes"].get(name.lower())
    if found is None:
        raise ResourceDoesNotExist(f"Vector index '{name}' does not exist.")
    if not _reads(call, found):
        call.tenant.metastore.require(call.principal.name, "SELECT", "SCHEMA", found["name"].rpartition(".")[0])
    return found


def put(found: Resource, row: dict[str, Any]) -> None:
    """Take a row in, with its vector: given in a column, or made of a text."""
    key, (column, _, is_text) = str(row[found["primary_key"]]), found["_embedding"]
    vector = embed(str(row.get(column) or "")) if is_text else [float(value) for value in row[column]]
    found["_rows"][key], found["_vectors"][key] = row, vector


def fill(call: Call, found: Resource) -> None:
    """Read the source table: what is gone from it is gone from the index."""
    spec, columns = found["delta_sync_index_spec"], found["_columns"]
    engine = call.tenant.engine("Filling a vector index from a table")
    statement = f"SELECT {', '.join(f'`{name}`' for name in columns)} FROM {spec['source_table']}"
    try:
        with call.tenant.guard.released():
            table = engine.sql(statement, principal=found["creator"])
    except SqlFailure as failure:
        raise BadRequest(failure.message) from failure
    found["_rows"], found["_vectors"], found["_filled"] = {}, {}, True
    for values in table.rows:
        put(found, dict(zip(columns, values, strict=True)))


def shown(call: Call, found: Resource) -> dict[str, Any]:
    """An index as the API shows it."""
    shown = {name: value for name, value in found.items() if not name.startswith("_")}
    ready, name = found["_filled"], found["name"]
    status = {
        "ready": ready,
        "message": f"Index {name} is {'ready' if ready else 'being filled from its source table'}.",
        "indexed_row_count": len(found["_rows"]),
        "index_url": f"{call.tenant.host.partition('//')[2]}/api/2.0/vector-search/indexes/{name}",
    }
    return shown | {"status": status}


def _embedding(spec: dict[str, Any]) -> tuple[str, int, bool]:
    """The column that is searched, its dimension, and whether it is text."""
    texts, vectors = spec.get("embedding_source_columns") or [], spec.get("embedding_vector_columns") or []
    if len(texts) + len(vectors) != 1:
        raise InvalidParameterValue("Exactly one of embedding_source_columns and embedding_vector_columns is needed.")
    if texts:
        if not texts[0].get("embedding_model_endpoint_name"):
            raise InvalidParameterValue("embedding_source_columns needs embedding_model_endpoint_name.")
        return texts[0]["name"], 0, True
    if not vectors[0].get("embedding_dimension"):
        raise InvalidParameterValue("embedding_vector_columns needs embedding_dimension.")
    return vectors[0]["name"], vectors[0]["embedding_dimension"], False


def _of_table(call: Call, made: Resource) -> dict[str, str]:
    """The columns of the source table that are synced, with their types."""
    spec = made["delta_sync_index_spec"]
    if spec.get("embedding_writeback_table"):
        raise NotImplementedYet("embedding_writeback_table of vector indexes is not emulated.")
    source = spec.get("source_table", "")
    call.tenant.engine("A delta-sync index")
    table = call.tenant.metastore.get_table(source)
    call.tenant.metastore.require(call.principal.name, "SELECT", "TABLE", table.full_name)
    if str(table.properties.get(CHANGE_FEED, "")).lower() != "true":
        raise InvalidParameterValue(
            f"Table {table.full_name} has no change data feed, which a delta-sync index needs. "
            f"Run ALTER TABLE {table.full_name} SET TBLPROPERTIES ({CHANGE_FEED} = true)."
        )
    columns = {column.name: column.type for column in table.columns}
    needed = [made["primary_key"], made["_embedding"][0]]
    for name in [*needed, *(spec.get("columns_to_sync") or [])]:
        if name not in columns:
            raise InvalidParameterValue(f"Column '{name}' does not exist in the source table {table.full_name}.")
    spec["pipeline_id"] = call.tenant.ids.uuid("vector index pipeline")
    spec.setdefault("pipeline_type", "TRIGGERED")
    kept = {*needed, *spec["columns_to_sync"]} if spec.get("columns_to_sync") else set(columns)
    return {name: kind for name, kind in columns.items() if name in kept}


def _of_schema(made: Resource) -> dict[str, str]:
    try:
        columns = json.loads(made["direct_access_index_spec"].get("schema_json") or "")
    except ValueError as error:
        raise InvalidParameterValue(f"Invalid schema_json: {error}") from error
    if not isinstance(columns, dict):
        raise InvalidParameterValue("schema_json must be an object of column names and types.")
    for name in (made["primary_key"], made["_embedding"][0]):
        if name not in columns:
            raise InvalidParameterValue(f"Column '{name}' does not exist in schema_json.")
    return columns


def _reads(call: Call, found: Resource) -> bool:
    if found["creator"] == call.principal.name:
        return True
    try:
        call.tenant.metastore.require(call.principal.name, "SELECT", "SCHEMA", found["name"].rpartition(".")[0])
    except MetastoreError:
        return call.principal.admin
    return True


def _require_owner(call: Call, found: Resource) -> None:
    if found["creator"] != call.principal.name:
        call.tenant.metastore.require_manage(call.principal.name, "SCHEMA", found["name"].rpartition(".")[0])
