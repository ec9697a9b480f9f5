"""Faults on demand, for code and pages about retries: the next requests of a tenant are answered 429, 500, 503 or 504.

    POST /lakeproof/faults {"status": 429, "count": 2, "retry_after": 0, "method": "GET", "path": "/api/2.2/jobs/"}

`count`, `retry_after` (seconds), `method` and `path` (how a path begins) may be left out: one fault, after a second, on
whatever comes. GET shows what is still to come, DELETE takes it back. No Databricks has these paths.
"""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.errors import ApiError, InvalidParameterValue, MalformedRequest
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request

PATH = "/lakeproof/faults"
KINDS: dict[int, tuple[str, str]] = {
    429: ("REQUEST_LIMIT_EXCEEDED", "Too many requests; please try again later."),
    500: ("INTERNAL_ERROR", "An internal error occurred."),
    503: ("TEMPORARILY_UNAVAILABLE", "The service is temporarily unavailable; please try again later."),
    504: ("DEADLINE_EXCEEDED", "The request did not complete in time."),
}
FIELDS: dict[str, type] = {"status": int, "count": int, "retry_after": int, "method": str, "path": str}


@endpoint("POST", PATH)
def plan(call: Call) -> dict[str, Any]:
    """Plan faults behind those that are planned already."""
    try:
        given = json.loads(call.request.body or b"{}")
    except ValueError as error:
        raise MalformedRequest("Invalid JSON given in the body of the request - failed to parse given JSON") from error
    if not isinstance(given, dict) or given.get("status") not in KINDS:
        raise InvalidParameterValue(f"status must be one of {', '.join(map(str, KINDS))}")
    for name, value in given.items():
        if name not in FIELDS or not isinstance(value, FIELDS[name]) or (isinstance(value, int) and value < 0):
            raise InvalidParameterValue(f"Invalid field {name}; known are: {', '.join(FIELDS)}")
    fault = {"count": 1, "retry_after": 1, "method": "", "path": "/", **given}
    _planned(call.tenant)[call.tenant.ids.hex(8, "fault")] = fault
    return show(call)


@endpoint("GET", PATH)
def show(call: Call) -> dict[str, Any]:
    """What is still to come."""
    return {"faults": list(_planned(call.tenant).values())}


@endpoint("DELETE", PATH)
def clear(call: Call) -> dict[str, Any]:
    """Take all faults back."""
    _planned(call.tenant).clear()
    return show(call)


def strike(tenant: Tenant, request: Request) -> tuple[ApiError, dict[str, str]] | None:
    """The fault that meets this request, with its headers; one less is to come then."""
    if not _planned(tenant) or request.path == PATH:
        return None
    for key, fault in _planned(tenant).items():
        if fault["method"] in ("", request.method) and request.path.startswith(fault["path"]):
            fault["count"] -= 1
            if fault["count"] <= 0:
                del _planned(tenant)[key]
            code, message = KINDS[fault["status"]]
            headers = {"Retry-After": str(fault["retry_after"])} if fault["status"] in (429, 503) else {}
            return ApiError(message, status=fault["status"], error_code=code), headers
    return None


def _planned(tenant: Tenant) -> dict[str, dict[str, Any]]:
    return tenant.store["faults"]
