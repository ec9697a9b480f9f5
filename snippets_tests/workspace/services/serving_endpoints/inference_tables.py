"""Inference tables of AI Gateway: every request that an endpoint answers becomes a row of a Delta table.

The columns are those of the page "Monitor served models using AI Gateway-enabled inference tables". A row is there as
soon as the request is answered; Databricks delivers it some minutes later.
"""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

COLUMNS = {
    "request_date": "DATE",
    "databricks_request_id": "STRING",
    "client_request_id": "STRING",
    "request_time": "TIMESTAMP",
    "status_code": "INT",
    "sampling_fraction": "DOUBLE",
    "execution_duration_ms": "BIGINT",
    "request": "STRING",
    "response": "STRING",
    "served_entity_id": "STRING",
    "logging_error_codes": "ARRAY<STRING>",
    "requester": "STRING",
}
PLACE = ("catalog_name", "schema_name", "table_name_prefix")
LARGEST_BODY = 1024 * 1024
# What a request takes on the tenant's clock, which no machine's speed changes.
SECONDS = 0.005


def enable(call: Call, name: str, wanted: dict[str, Any] | None, before: dict[str, Any] | None) -> str | None:
    """Make an endpoint's table, if it is to have one that is not there yet.

    Args:
        call: By whom: the table is theirs.
        name: The endpoint's.
        wanted: The `inference_table_config` as given.
        before: The one in force.

    Returns: The table's full name, or None when no requests are logged.

    Raises:
        InvalidParameterValue: Catalog or schema are missing, or change while the table is enabled.
        BadRequest: There is a table of that name already.
    """
    if not wanted or not wanted.get("enabled"):
        return None
    for field in PLACE[:2]:
        if not wanted.get(field):
            raise InvalidParameterValue(f"Missing required field: inference_table_config.{field}")
    enabled = bool(before and before.get("enabled"))
    if before and enabled and any(before.get(field) != wanted.get(field) for field in PLACE):
        raise InvalidParameterValue(
            f"Disable the inference table of endpoint '{name}' before you change its {', '.join(PLACE)}."
        )
    schema = f"{wanted['catalog_name']}.{wanted['schema_name']}"
    table = f"{schema}.{wanted.get('table_name_prefix') or name}_payload"
    if not enabled:
        _create(call, schema, table)
    return table


def log(call: Call, found: Resource, entity: Resource, status: int, answer: bytes) -> None:
    """Write down a request and its answer, if the endpoint has an inference table.

    When the table is gone or has other columns, logging stops, as Databricks says.
    """
    table = found.get("_payload_table")
    if not table:
        return
    tenant, now = call.tenant, call.tenant.clock.now()
    tenant.clock.advance(SECONDS)
    asked, answered = call.request.body.decode("utf-8", "replace"), answer.decode("utf-8", "replace")
    errors = [
        f"MAX_{what}_SIZE_EXCEEDED"
        for what, text in (("REQUEST", asked), ("RESPONSE", answered))
        if len(text) > LARGEST_BODY
    ]
    row = {
        "request_date": now.date().isoformat(),
        "databricks_request_id": tenant.ids.uuid("model request"),
        "client_request_id": _client_request_id(asked),
        "request_time": now.strftime("%Y-%m-%d %H:%M:%S.%f+00:00"),
        "status_code": status,
        "sampling_fraction": 1.0,
        "execution_duration_ms": round(SECONDS * 1000),
        "request": None if errors else asked,
        "response": None if errors else answered,
        "served_entity_id": entity["_id"],
        "logging_error_codes": json.dumps(errors),
        "requester": call.principal.name,
    }
    marks = ", ".join(
        f"from_json(:{name}, '{kind}')" if kind.startswith("ARRAY") else f"CAST(:{name} AS {kind})"
        for name, kind in COLUMNS.items()
    )
    engine = tenant.engine("An inference table")
    try:
        with tenant.guard.released():
            engine.sql(
                f"INSERT INTO {_quoted(table)} SELECT {marks}", parameters=row, principal=found["_payload_owner"]
            )
    except SqlFailure:
        found["_payload_table"] = None


def _create(call: Call, schema: str, table: str) -> None:
    metastore = call.tenant.metastore
    metastore.require(call.principal.name, "CREATE_TABLE", "SCHEMA", metastore.get_schema(schema).full_name)
    engine = call.tenant.engine("An inference table")
    try:
        metastore.get_table(table)
    except MetastoreError as error:
        if error.error_code != "TABLE_DOES_NOT_EXIST":
            raise
    else:
        raise BadRequest(f"Table '{table}' already exists: an inference table cannot be an existing table.")
    columns = ", ".join(f"{column} {kind}" for column, kind in COLUMNS.items())
    properties = "TBLPROPERTIES (delta.enableChangeDataFeed = true)"
    try:
        with call.tenant.guard.released():
            engine.sql(f"CREATE TABLE {_quoted(table)} ({columns}) {properties}", principal=call.principal.name)
    except SqlFailure as failure:
        raise BadRequest(failure.message) from failure


def _client_request_id(asked: str) -> str | None:
    """The id that the caller gave in the request's body."""
    try:
        given = json.loads(asked)
    except ValueError:
        return None
    identity = given.get("client_request_id") if isinstance(given, dict) else None
    return str(identity) if identity is not None else None


def _quoted(table: str) -> str:
    return ".".join(quote(part) for part in table.split("."))
