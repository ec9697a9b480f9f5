"""SQL statements over REST, run by the engine: results inline or behind links, in chunks.

A statement without waiting (`wait_timeout="0s"`) runs when it is first asked for. Arrow results are refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from snippets_tests.lakehouse.splitter import split
from snippets_tests.surface import validate
from snippets_tests.workspace import results, sql_parameters
from snippets_tests.workspace.engine import SqlFailure, Table
from snippets_tests.workspace.errors import (
    InternalError,
    InvalidParameterValue,
    NotFound,
    NotImplementedYet,
    PermissionDenied,
)
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services import warehouses
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

# A chunk ends with the row with which its JSON reaches this size.
CHUNK = 1 << 20
LARGEST_INLINE = 25 << 20
LARGEST_STATEMENT = 16 << 20
LINK_LIFETIME = timedelta(minutes=15)
WAIT = re.compile(r"(\d+)s")
DONE = ("SUCCEEDED", "FAILED", "CANCELED", "CLOSED")
Row = list[str | None]


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
    **options: Any,
) -> Response:
    """Run a statement, or with `wait_timeout="0s"` only take it in."""
    seconds = _seconds(wait_timeout)
    if len(statement.encode()) > LARGEST_STATEMENT:
        raise InvalidParameterValue("The statement's text is larger than 16 MiB.")
    if format != "JSON_ARRAY" and disposition == "INLINE":
        raise InvalidParameterValue(f"Format {format} is not supported with disposition INLINE; use EXTERNAL_LINKS.")
    if format == "ARROW_STREAM":
        raise NotImplementedYet("statement_execution.execute_statement: format ARROW_STREAM is not emulated.")
    for limit in ("row_limit", "byte_limit"):
        if options.get(limit, 1) < 1:
            raise InvalidParameterValue(f"{limit} must be positive.")
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
        "started": call.tenant.clock.millis(),
        **options,
    }
    call.tenant.store["statements"][taken["statement_id"]] = taken
    if seconds:
        _run(call, taken)
    return _answer(call, _shown(call, taken))


@operation("statement_execution.get_statement")
def get_statement(call: Call, statement_id: str) -> Response:
    """A statement's state and, when it succeeded, the first chunk of its result."""
    found = _find(call, statement_id)
    _run(call, found)
    return _answer(call, _shown(call, found))


@operation("statement_execution.get_statement_result_chunk_n")
def get_statement_result_chunk_n(call: Call, statement_id: str, chunk_index: int) -> Response:
    """One chunk of a result."""
    found = _find(call, statement_id)
    _run(call, found)
    if found["state"] != "SUCCEEDED":
        raise InvalidParameterValue(f"The statement {statement_id} has no result: it is {found['state']}.")
    if not 0 <= chunk_index < max(1, len(found["chunks"])):
        raise InvalidParameterValue(f"The chunk {chunk_index} does not exist; there are {len(found['chunks'])}.")
    return _answer(call, _chunk(call, found, chunk_index))


@operation("statement_execution.cancel_execution")
def cancel_execution(call: Call, statement_id: str) -> None:
    """Cancel a statement that has not ended; one that has stays as it is."""
    found = _find(call, statement_id)
    if found["state"] not in DONE:
        found["state"] = "CANCELED"


@endpoint("GET", "/results/{signature}", public=True)
def external_link(workspace: Workspace, request: Request) -> Response:
    """A chunk behind a link, for whoever has the link: on Databricks it lies in the cloud's storage."""
    signature = request.path.rpartition("/")[2]
    for tenant in workspace.tenants.values():
        link = tenant.store["result_links"].get(signature)
        if link is not None:
            kind = "text/csv" if link["format"] == "CSV" else "application/json"
            return Response(200, {"Content-Type": kind}, link["body"])
    raise NotFound("The specified key does not exist.")


def _answer(call: Call, shown: dict[str, Any]) -> Response:
    """Check an answer by itself: rows hold nulls, which the SDK's type (lists of lists of strings) does not know."""
    assert call.operation is not None
    assert call.operation.response is not None
    result = shown.get("result", shown)
    without_rows = {**result, "data_array": []} if "data_array" in result else result
    checked = {**shown, "result": without_rows} if "result" in shown else without_rows
    problem = validate(checked, call.operation.response, call.surface)
    if problem is not None:
        raise InternalError(f"{call.operation.id}: the answer does not fit the SDK: {problem.message}")
    return Response.json(shown)


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


def _run(call: Call, found: Resource) -> None:
    """Run a statement that waits for it. Another thread may cancel it meanwhile: then its result is dropped."""
    if found["state"] != "PENDING":
        return
    found["state"] = "RUNNING"
    engine = call.tenant.engine("statement_execution.execute_statement")
    try:
        _refuse_several(found["statement"])
        values = sql_parameters.values(found["parameters"])
        with call.tenant.guard.released():
            table = engine.sql(
                found["statement"],
                parameters=values or None,
                catalog=found.get("catalog"),
                schema=found.get("schema"),
                principal=found["user"],
            )
    except SqlFailure as failure:
        found |= {"state": "FAILED", "error": failure.message, "sql_state": failure.sql_state}
        return
    finally:
        found["ended"] = call.tenant.clock.millis()
    if found["state"] != "RUNNING":
        return
    try:
        _keep(found, table)
    except _TooLarge:
        message = (
            "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at "
            f"most {LARGEST_INLINE} bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want "
            "to download the full result."
        )
        found |= {"state": "FAILED", "error": message, "sql_state": None}


def _refuse_several(statement: str) -> None:
    statements = split(statement)
    if len(statements) > 1:
        word = statements[1].text.split(maxsplit=1)[0]
        message = f"[PARSE_SYNTAX_ERROR] Syntax error at or near '{word}': extra input '{word}'. SQLSTATE: 42601"
        raise SqlFailure(message, "PARSE_SYNTAX_ERROR", "42601", statements[1].line)


class _TooLarge(Exception):
    """A result that does not fit into an answer."""


def _keep(found: Resource, table: Table) -> None:
    """Keep a result, cut at the limits that the caller set and into chunks."""
    kinds = [results.column_type(column.type) for column in table.columns]
    limit, budget = found.get("row_limit"), found.get("byte_limit")
    chunks: list[list[Row]] = []
    size = used = 0
    truncated = False
    for number, row in enumerate(table.rows):
        shown = [results.text(value, kind) for value, kind in zip(row, kinds, strict=True)]
        weight = len(json.dumps(shown, separators=(",", ":")).encode()) + 1
        used += weight
        if (limit is not None and number >= limit) or (budget is not None and used > budget):
            truncated = True
            break
        if found["disposition"] == "INLINE" and used > LARGEST_INLINE:
            raise _TooLarge
        if not chunks or size >= CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(shown)
        size += weight
    columns = [results.column(column.name, column.type, index) for index, column in enumerate(table.columns)]
    found |= {"state": "SUCCEEDED", "columns": columns, "chunks": chunks, "truncated": truncated}


def _shown(call: Call, found: Resource) -> dict[str, Any]:
    shown: dict[str, Any] = {"statement_id": found["statement_id"], "status": {"state": found["state"]}}
    if found["state"] == "FAILED":
        shown["status"]["error"] = {"error_code": "BAD_REQUEST", "message": found["error"]}
        if found["sql_state"]:
            shown["status"]["sql_state"] = found["sql_state"]
    if found["state"] == "SUCCEEDED":
        shown |= {"manifest": _manifest(found), "result": _chunk(call, found, 0)}
    return shown


def _manifest(found: Resource) -> dict[str, Any]:
    schema: dict[str, Any] = {"column_count": len(found["columns"])}
    if found["columns"]:
        schema["columns"] = found["columns"]
    return {
        "format": found["format"],
        "schema": schema,
        "total_chunk_count": len(found["chunks"]),
        "chunks": [_extent(found["chunks"], index) for index in range(len(found["chunks"]))],
        "total_row_count": sum(map(len, found["chunks"])),
        "truncated": found["truncated"],
    }


def _extent(chunks: Sequence[Sequence[Row]], index: int) -> dict[str, Any]:
    return {"chunk_index": index, "row_offset": sum(map(len, chunks[:index])), "row_count": len(chunks[index])}


def _chunk(call: Call, found: Resource, index: int) -> dict[str, Any]:
    chunks = found["chunks"]
    if not chunks:
        return {"chunk_index": 0, "row_offset": 0, "row_count": 0} if found["columns"] else {}
    shown = _extent(chunks, index)
    if index + 1 < len(chunks):
        path = f"/api/2.0/sql/statements/{found['statement_id']}/result/chunks/{index + 1}?row_offset="
        shown["next_chunk_index"] = index + 1
        shown["next_chunk_internal_link"] = f"{path}{shown['row_offset'] + shown['row_count']}"
    if found["disposition"] == "INLINE":
        return shown | {"data_array": chunks[index]}
    return {"external_links": [shown | _link(call, found, index)]}


def _link(call: Call, found: Resource, index: int) -> dict[str, Any]:
    body = b"".join(_encoded(found, index))
    signature = call.tenant.ids.hex(32, "result link")
    call.tenant.store["result_links"][signature] = {"body": body, "format": found["format"]}
    return {
        "external_link": f"http://{call.request.headers.get('Host', '')}/results/{signature}",
        "expiration": (call.tenant.clock.now() + LINK_LIFETIME).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "byte_count": len(body),
    }


def _encoded(found: Resource, index: int) -> Iterator[bytes]:
    rows: list[Row] = found["chunks"][index]
    if found["format"] == "JSON_ARRAY":
        yield json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if index == 0:
        writer.writerow([column["name"] for column in found["columns"]])
    writer.writerows([["null" if value is None else value for value in row] for row in rows])
    yield text.getvalue().encode()
