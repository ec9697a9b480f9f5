"""The history of statements that ran on warehouses.

Metrics are those that the workspace knows: times by its own clock, and the rows produced. What Spark read and wrote is
left out.
"""

from __future__ import annotations

from typing import Any

from snippets_tests import surface
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

LONGEST_PAGE = 1000
STATUS = {
    "PENDING": "QUEUED",
    "RUNNING": "RUNNING",
    "SUCCEEDED": "FINISHED",
    "FAILED": "FAILED",
    "CANCELED": "CANCELED",
    # A driver let go of the result; if the statement failed, its error says so.
    "CLOSED": "FINISHED",
}


@operation("query_history.list")
def list_(
    call: Call,
    filter_by: dict[str, Any] | None = None,
    include_metrics: bool = False,
    max_results: int = 100,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The statements of all for admins, one's own for others; the latest first."""
    if not 1 <= max_results <= LONGEST_PAGE:
        raise InvalidParameterValue(f"max_results must be between 1 and {LONGEST_PAGE}.")
    found = [
        shown
        for statement in reversed(call.tenant.store["statements"].values())
        if call.principal.admin or statement["user"] == call.principal.name
        if _wanted(shown := _shown(call, statement, include_metrics), filter_by or {})
    ]
    results, token = page(found, page_token, max_results)
    answer: dict[str, Any] = {"res": results, "has_next_page": token is not None}
    return answer | ({"next_page_token": token} if token else {})


def statement_type(text: str) -> str:
    """The kind of a statement, in the API's words, by its first one."""
    word = (text.split() or [""])[0].upper()
    return word if word in surface.load().enums["sql.QueryStatementType"].values else "OTHER"


def _shown(call: Call, statement: Resource, metrics: bool) -> dict[str, Any]:
    user = call.tenant.directory.named(statement["user"])
    ended = statement["state"] in ("SUCCEEDED", "FAILED", "CANCELED", "CLOSED")
    shown = {
        "query_id": statement["statement_id"],
        "status": "FAILED" if statement.get("error") else STATUS[statement["state"]],
        "query_text": statement["statement"],
        "query_start_time_ms": statement["started"],
        "user_name": statement["user"],
        "executed_as_user_name": statement["user"],
        "warehouse_id": statement["warehouse_id"],
        "endpoint_id": statement["warehouse_id"],
        "statement_type": statement_type(statement["statement"]),
        "is_final": ended,
    }
    if user is not None and user[1]["id"].isdigit():
        shown |= {"user_id": int(user[1]["id"]), "executed_as_user_id": int(user[1]["id"])}
    if ended:
        end: int = statement["ended"] if "ended" in statement else statement["started"]
        shown |= {"query_end_time_ms": end, "execution_end_time_ms": end, "duration": end - statement["started"]}
        if metrics:
            shown["metrics"] = _metrics(statement, end)
    if "produced_rows" in statement:
        shown["rows_produced"] = statement["produced_rows"]
    if "error" in statement:
        shown["error_message"] = statement["error"]
    if "session" in statement:
        shown["session_id"] = statement["session"]
    if statement.get("query_tags"):
        shown["query_tags"] = statement["query_tags"]
    return shown


def _metrics(statement: Resource, end: int) -> dict[str, Any]:
    """Milliseconds and rows; the clock stands still while a statement runs, so that nothing but waiting takes time."""
    return {
        "total_time_ms": end - statement["received"],
        "compilation_time_ms": 0,
        "execution_time_ms": end - statement["started"],
        "result_fetch_time_ms": 0,
        "query_compilation_start_timestamp": statement["started"],
        "rows_produced_count": statement.get("produced_rows", 0),
        "result_from_cache": False,
    }


def _wanted(shown: dict[str, Any], wanted: dict[str, Any]) -> bool:
    times = wanted.get("query_start_time_range", {})
    fields = {"statement_ids": "query_id", "statuses": "status", "user_ids": "user_id", "warehouse_ids": "warehouse_id"}
    return (
        all(shown.get(field) in wanted[name] for name, field in fields.items() if wanted.get(name))
        and times.get("start_time_ms", 0) <= shown["query_start_time_ms"]
        and shown["query_start_time_ms"] <= times.get("end_time_ms", shown["query_start_time_ms"])
    )
