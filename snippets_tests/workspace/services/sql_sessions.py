"""Sessions of SQL drivers: what they USE and SET and their temporary views last until they close the connection.

The SDK lacks these endpoints; databricks-sql-connector calls them before its first statement and after its last.
"""

from __future__ import annotations

import json
import re
from typing import Any

from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue, NotFound
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services import warehouses
from snippets_tests.workspace.store import Resource

FIELDS = {"warehouse_id": str, "catalog": str, "schema": str, "session_confs": dict, "execution_mode": str}
# What Spark calls the settings of SQL warehouses that change results.
SPARK_NAMES = {"ansi_mode": "spark.sql.ansi.enabled", "timezone": "spark.sql.session.timeZone"}
SETTING = re.compile(r"[A-Za-z_][\w.]*")


@endpoint("POST", "/api/2.0/sql/sessions")
def create(call: Call) -> dict[str, Any]:
    """Open a session on a warehouse, with its first catalog, schema and settings."""
    given = _fields(call.request.body)
    warehouses.awake(call.tenant, call.principal, given.get("warehouse_id", ""))
    engine = call.tenant.engine("sql/sessions")
    session_id = call.tenant.ids.uuid("sql session")
    try:
        with call.tenant.guard.released():
            for statement in _beginning(given):
                engine.sql(statement, principal=call.principal.name, session=session_id)
    except SqlFailure as failure:
        engine.end_session(session_id)
        raise BadRequest(failure.message) from failure
    session = {"session_id": session_id, "user": call.principal.name, "warehouse_id": given["warehouse_id"]}
    call.tenant.store["sql_sessions"][session_id] = session
    return {"session_id": session_id}


@endpoint("DELETE", "/api/2.0/sql/sessions/{session_id}")
def delete(call: Call, session_id: str) -> None:
    """Close a session; what it kept is gone."""
    find(call, session_id)
    del call.tenant.store["sql_sessions"][session_id]
    call.tenant.engine("sql/sessions").end_session(session_id)


@endpoint("GET", "/api/2.0/connector-service/feature-flags/{driver}/{version}")
def feature_flags(call: Call, driver: str, version: str) -> dict[str, Any]:
    """Tell a driver which of its features the workspace turns on: none, so that it does what is its default."""
    return {"flags": [], "ttl_seconds": 900}


def find(call: Call, session_id: str) -> Resource:
    """A session of the caller."""
    missing = NotFound(f"The session {session_id} was not found.")
    found = call.tenant.store["sql_sessions"].require(session_id, missing)
    if found["user"] != call.principal.name:
        raise missing
    return found


def _fields(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError as error:
        raise BadRequest("The request's body is not JSON.") from error
    if not isinstance(given, dict):
        raise BadRequest("The request's body is not a JSON object.")
    for name, value in given.items():
        if name not in FIELDS or not isinstance(value, FIELDS[name]):
            raise InvalidParameterValue(f"Invalid value for field {name}: {json.dumps(value)}")
    return given


def _beginning(given: dict[str, Any]) -> list[str]:
    """The statements that bring a session into its first state."""
    statements = []
    for word, name in (("CATALOG", given.get("catalog")), ("SCHEMA", given.get("schema"))):
        if name:
            statements.append(f"USE {word} `{name.replace('`', '``')}`")
    for name, value in given.get("session_confs", {}).items():
        if not SETTING.fullmatch(name):
            raise InvalidParameterValue(f"{name} is not the name of a setting.")
        statements.append(f"SET {SPARK_NAMES.get(name.lower(), name)} = {value}")
    return statements
