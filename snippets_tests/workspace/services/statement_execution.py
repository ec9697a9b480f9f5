"""SQL statements over REST, run by the engine.

A statement without waiting (`wait_timeout="0s"`) runs when it is first asked for. SQL drivers send the same requests
with more in them: the session that a statement belongs to, positional parameters, and how the result may come.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from snippets_tests.lakehouse import entity
from snippets_tests.lakehouse.splitter import split
from snippets_tests.surface import validate
from snippets_tests.workspace import sql_metadata, sql_parameters, statement_results, volume_statements
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import InternalError, InvalidParameterValue, NotFound, PermissionDenied
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services import sql_sessions, warehouses
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

LARGEST_STATEMENT = 16 << 20
# The SDK knows the first two.
DISPOSITIONS = ("EXTERNAL_LINKS", "INLINE", statement_results.EITHER)
WAIT = re.compile(r"(\d+)s")
BEYOND_SDK = ("data_array", "attachment", "result_compression", "is_volume_operation")
DONE = ("SUCCEEDED", "FAILED", "CANCELED", "CLOSED")


@operation("statement_execution.execute_statement")
def execute_statement(
    call: Call,
    statement: str,
    warehouse_id: str,
    disposition: str = "INLINE",
    format: str = "JSON_ARRAY",
    wait_timeout: str = "10s",
    on_wait_timeout: str = "CONTINUE",
    parameters: list[dict[str, Any]] | None = None,
    query_tags: list[dict[str, Any]] | None = None,
    session_id: str | None = None,
    **options: Any,
) -> Response:
    """Run a statement, or with `wait_timeout="0s"` only take it in."""
    if disposition not in DISPOSITIONS:
        raise InvalidParameterValue(
            f'Invalid value for field disposition: "{disposition}" is not one of {", ".join(DISPOSITIONS)}'
        )
    sql_parameters.check(parameters or [], call.surface)
    seconds = _seconds(wait_timeout)
    if len(statement.encode()) > LARGEST_STATEMENT:
        raise InvalidParameterValue("The statement's text is larger than 16 MiB.")
    if format != "JSON_ARRAY" and disposition == "INLINE":
        raise InvalidParameterValue(f"Format {format} is not supported with disposition INLINE; use EXTERNAL_LINKS.")
    for limit in ("row_limit", "byte_limit"):
        if options.get(limit, 1) < 1:
            raise InvalidParameterValue(f"{limit} must be positive.")
    if session_id is not None:
        options["session"] = sql_sessions.find(call, session_id)["session_id"]
    taken = take(
        call, statement, warehouse_id, parameters, query_tags, disposition=disposition, format=format, **options
    )
    if seconds:
        run(call, taken)
    return _answer(call, shown(call, taken))


def take(
    call: Call,
    statement: str,
    warehouse_id: str,
    parameters: list[dict[str, Any]] | None = None,
    query_tags: list[dict[str, Any]] | None = None,
    *,
    disposition: str = "INLINE",
    format: str = "JSON_ARRAY",
    **options: Any,
) -> Resource:
    """Take in a statement of the caller; nothing runs yet, but the warehouse starts."""
    received = call.tenant.clock.millis()
    warehouses.awake(call.tenant, call.principal, warehouse_id)
    call.tenant.engine("statement_execution.execute_statement")
    taken: Resource = {
        "statement_id": call.tenant.ids.uuid("statement"),
        "statement": statement,
        "warehouse_id": warehouse_id,
        "user": call.principal.name,
        "state": "PENDING",
        "disposition": disposition,
        "format": format,
        "parameters": parameters or [],
        "query_tags": query_tags or [],
        "received": received,
        "started": call.tenant.clock.millis(),
        **options,
    }
    call.tenant.store["statements"][taken["statement_id"]] = taken
    return taken


@operation("statement_execution.get_statement")
def get_statement(call: Call, statement_id: str) -> Response:
    """A statement's state and, when it succeeded, the first chunk of its result."""
    found = _find(call, statement_id)
    run(call, found)
    return _answer(call, shown(call, found))


@operation("statement_execution.get_statement_result_chunk_n")
def get_statement_result_chunk_n(
    call: Call, statement_id: str, chunk_index: int, row_offset: int | None = None
) -> Response:
    """One chunk of a result; `row_offset` comes with the links that lead here, and says what the index says."""
    found = _find(call, statement_id)
    run(call, found)
    if found["state"] != "SUCCEEDED":
        raise InvalidParameterValue(f"The statement {statement_id} has no result: it is {found['state']}.")
    if not 0 <= chunk_index < max(1, len(found["counts"])):
        raise InvalidParameterValue(f"The chunk {chunk_index} does not exist; there are {len(found['counts'])}.")
    return _answer(call, statement_results.chunk(call, found, chunk_index))


@operation("statement_execution.cancel_execution")
def cancel_execution(call: Call, statement_id: str) -> None:
    """Cancel a statement that has not ended; one that has stays as it is."""
    found = _find(call, statement_id)
    if found["state"] not in DONE:
        found["state"] = "CANCELED"


@endpoint("DELETE", "/api/2.0/sql/statements/{statement_id}")
def close_statement(call: Call, statement_id: str) -> None:
    """Let go of a statement and its result, as SQL drivers do when a cursor is done with it."""
    found = _find(call, statement_id)
    for name in ("columns", "counts", "chunks"):
        found.pop(name, None)
    found["state"] = "CLOSED"


@endpoint("GET", "/results/{signature}", public=True)
def external_link(workspace: Workspace, request: Request) -> Response:
    """A chunk behind a link, for whoever has the link: on Databricks it lies in the cloud's storage."""
    signature = request.path.rpartition("/")[2]
    for tenant in workspace.tenants.values():
        link = tenant.store["result_links"].get(signature)
        if link is not None:
            return Response(200, {"Content-Type": statement_results.CONTENT_TYPES[link["format"]]}, link["body"])
    raise NotFound("The specified key does not exist.")


def _answer(call: Call, answer: dict[str, Any]) -> Response:
    """Check an answer without what the SDK does not know: nulls among rows, and what only drivers read."""
    assert call.operation is not None
    assert call.operation.response is not None
    parts = {name: value for name, value in answer.items() if name not in BEYOND_SDK}
    for name in ("result", "manifest"):
        if name in parts:
            parts[name] = {key: value for key, value in parts[name].items() if key not in BEYOND_SDK}
    problem = validate(parts, call.operation.response, call.surface)
    if problem is not None:
        raise InternalError(f"{call.operation.id}: the answer does not fit the SDK: {problem.message}")
    return Response.json(answer)


def _seconds(text: str) -> int:
    found = WAIT.fullmatch(text)
    seconds = int(found[1]) if found else -1
    if seconds and not 5 <= seconds <= 50:
        raise InvalidParameterValue(
            f"wait_timeout needs to be either 0s (asynchronous execution) or between 5s and 50s, not {text}."
        )
    return seconds


def _find(call: Call, statement_id: str) -> Resource:
    missing = NotFound(f"The statement {statement_id} was not found.")
    found = call.tenant.store["statements"].require(statement_id, missing)
    if found["user"] != call.principal.name and not call.principal.admin:
        raise PermissionDenied(f"{call.principal.name} did not submit the statement {statement_id}.")
    return found


def run(call: Call, found: Resource) -> None:
    """Run a statement that waits for it. Another thread may cancel it meanwhile: then its result is dropped."""
    if found["state"] != "PENDING":
        return
    found["state"] = "RUNNING"
    engine = call.tenant.engine("statement_execution.execute_statement")
    try:
        _refuse_several(found["statement"])
        values = sql_parameters.values(found["parameters"])
        table = sql_metadata.answer(call.tenant, found["statement"], found["user"])
        if table is None:
            table = volume_statements.answer(call, found)
        if table is None:
            with call.tenant.guard.released(), entity.acting(statement_id=found["statement_id"]):
                table = engine.sql(
                    found["statement"],
                    parameters=values or None,
                    catalog=found.get("catalog"),
                    schema=found.get("schema"),
                    principal=found["user"],
                    session=found.get("session"),
                )
    except SqlFailure as failure:
        found |= {"state": "FAILED", "error": failure.message, "sql_state": failure.sql_state}
        return
    finally:
        found["ended"] = call.tenant.clock.millis()
    if found["state"] != "RUNNING":
        return
    try:
        statement_results.keep(found, table)
        found["produced_rows"] = sum(found["counts"])
    except statement_results.TooLarge:
        largest = statement_results.LARGEST_INLINE
        message = (
            "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most "
            f"{largest} bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want to download "
            "the full result."
        )
        found |= {"state": "FAILED", "error": message, "sql_state": None}


def _refuse_several(statement: str) -> None:
    statements = split(statement)
    if len(statements) > 1:
        word = statements[1].text.split(maxsplit=1)[0]
        message = f"[PARSE_SYNTAX_ERROR] Syntax error at or near '{word}': extra input '{word}'. SQLSTATE: 42601"
        raise SqlFailure(message, "PARSE_SYNTAX_ERROR", "42601", statements[1].line)


def shown(call: Call, found: Resource) -> dict[str, Any]:
    """A statement as the API shows it, with the first chunk of its result."""
    answer: dict[str, Any] = {"statement_id": found["statement_id"], "status": {"state": found["state"]}}
    if found["state"] == "FAILED":
        answer["status"]["error"] = {"error_code": "BAD_REQUEST", "message": found["error"]}
        if found["sql_state"]:
            answer["status"]["sql_state"] = found["sql_state"]
    if found["state"] == "SUCCEEDED":
        answer |= {
            "manifest": statement_results.manifest(found),
            "result": statement_results.chunk(call, found, 0),
        }
    return answer
