"""Commands on a running cluster: a context keeps the names that its commands leave behind.

A command runs when its status is first asked for. Python and SQL run on the engine; Scala and R end in an error.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace import access
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import ApiError, BadRequest, InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.notebooks.dbutils import DBUtils, NotebookExit
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

MOST_ROWS = 1000


@operation("command_execution.create")
def create(call: Call, cluster_id: str | None = None, language: str | None = None) -> dict[str, Any]:
    """Make a context on a running cluster."""
    _require(cluster_id=cluster_id, language=language)
    _cluster(call, str(cluster_id))
    call.tenant.engine("Running commands on a cluster")
    context = {"id": call.tenant.ids.number(19, "context"), "cluster": cluster_id, "language": language, "names": None}
    call.tenant.store["contexts"][str(context["id"])] = context
    return {"id": str(context["id"])}


@operation("command_execution.context_status")
def context_status(call: Call, cluster_id: str, context_id: str) -> dict[str, Any]:
    """Whether a context is ready; it always is."""
    _context(call, cluster_id, context_id)
    return {"id": context_id, "status": "Running"}


@operation("command_execution.destroy")
def destroy(call: Call, cluster_id: str, context_id: str) -> None:
    """Forget a context with its names."""
    _context(call, cluster_id, context_id)
    del call.tenant.store["contexts"][context_id]


@operation("command_execution.execute")
def execute(
    call: Call,
    cluster_id: str | None = None,
    context_id: str | None = None,
    command: str | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """Hand in a command."""
    _require(cluster_id=cluster_id, context_id=context_id, command=command)
    context = _context(call, str(cluster_id), str(context_id))
    command_id = call.tenant.ids.hex(32, "command")
    entry = {"id": command_id, "context": context_id, "text": command, "language": language or context["language"]}
    call.tenant.store["commands"][command_id] = entry | {"status": "Queued", "results": None}
    return {"id": command_id}


@operation("command_execution.command_status")
def command_status(call: Call, cluster_id: str, context_id: str, command_id: str) -> dict[str, Any]:
    """How a command stands; the first look runs it."""
    context = _context(call, cluster_id, context_id)
    command = _command(call, context_id, command_id)
    if command["status"] == "Queued":
        command["status"] = "Running"
        command["results"] = _run(call, context, command)
        command["status"] = "Finished"
        call.tenant.clock.advance()
    answer = {"id": command_id, "status": command["status"]}
    return answer | ({"results": command["results"]} if command["results"] else {})


@operation("command_execution.cancel")
def cancel(
    call: Call, cluster_id: str | None = None, context_id: str | None = None, command_id: str | None = None
) -> None:
    """Keep a command from running."""
    _require(cluster_id=cluster_id, context_id=context_id, command_id=command_id)
    _context(call, str(cluster_id), str(context_id))
    command = _command(call, str(context_id), str(command_id))
    if command["status"] == "Queued":
        command["status"] = "Cancelled"


def _run(call: Call, context: Resource, command: Resource) -> dict[str, Any]:
    languages: dict[str, Callable[[Call, Resource, Resource], dict[str, Any]]] = {"python": _python, "sql": _sql}
    run = languages.get(command["language"])
    if run is None:
        message = f"Commands in {command['language']} are not emulated; supported are: python, sql"
        return {"resultType": "error", "summary": message, "cause": message}
    return run(call, context, command)


def _python(call: Call, context: Resource, command: Resource) -> dict[str, Any]:
    engine = call.tenant.engine("Running commands on a cluster")
    dbutils = DBUtils(call.tenant, call.principal)
    if context["names"] is None:
        context["names"] = {"__name__": "__main__", **engine.notebook_globals(call.principal.name)}
    context["names"]["dbutils"] = dbutils
    # The SDK's remote dbutils sends its code indented.
    source, filename = textwrap.dedent(command["text"]), f"<command-{command['id'][:8]}>"
    try:
        with call.tenant.guard.released():
            result = engine.run_python(source, filename=filename, globals=context["names"])
    except NotebookExit as leaving:
        return {"resultType": "text", "data": dbutils.secrets.hide(leaving.value)}
    if result.error is not None:
        trace = dbutils.secrets.hide(result.traceback or result.error)
        return {"resultType": "error", "summary": result.error, "cause": trace}
    return {"resultType": "text", "data": dbutils.secrets.hide(result.stdout).removesuffix("\n")}


def _sql(call: Call, context: Resource, command: Resource) -> dict[str, Any]:
    engine = call.tenant.engine("Running commands on a cluster")
    try:
        with call.tenant.guard.released():
            table = engine.sql(command["text"], principal=call.principal.name)
    except SqlFailure as failure:
        return {"resultType": "error", "summary": failure.message.splitlines()[0], "cause": failure.message}
    except (MetastoreError, ApiError) as failure:
        return {"resultType": "error", "summary": failure.message, "cause": failure.message}
    schema = [{"name": c.name, "type": f'"{c.type.lower()}"', "metadata": "{}"} for c in table.columns]
    rows = [
        [value if isinstance(value, int | float | str | None) else str(value) for value in row] for row in table.rows
    ]
    truncated = len(rows) > MOST_ROWS
    return {"resultType": "table", "data": rows[:MOST_ROWS], "schema": schema, "truncated": truncated}


def _cluster(call: Call, cluster_id: str) -> None:
    missing = InvalidParameterValue(f"Cluster {cluster_id} does not exist")
    cluster = call.tenant.store["clusters"].require(cluster_id, missing)
    access.require(call.tenant, call.principal, "clusters", cluster_id, "CAN_ATTACH_TO")
    if cluster["state"] not in ("RUNNING", "RESIZING"):
        raise BadRequest(f"Cluster {cluster_id} is not running (it is {cluster['state']})")


def _context(call: Call, cluster_id: str, context_id: str) -> Resource:
    _cluster(call, cluster_id)
    found = call.tenant.store["contexts"].get(context_id)
    if found is None or found["cluster"] != cluster_id:
        raise ResourceDoesNotExist(f"ContextNotFound: {context_id}")
    return found


def _command(call: Call, context_id: str, command_id: str) -> Resource:
    found = call.tenant.store["commands"].get(command_id)
    if found is None or found["context"] != context_id:
        raise ResourceDoesNotExist(f"CommandNotFound: {command_id}")
    return found


def _require(**given: Any) -> None:
    for name, value in given.items():
        if not value:
            first, *rest = name.split("_")
            raise InvalidParameterValue(f"Missing required field: {first}{''.join(map(str.title, rest))}")
