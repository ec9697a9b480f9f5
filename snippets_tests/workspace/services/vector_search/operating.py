"""Endpoints of vector search in operation: stopped and started, scaled, measured; and what there is of later pages."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue, InvalidState
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.vector_search import indexes
from snippets_tests.workspace.store import Resource


@operation("vector_search_endpoints.start_endpoint")
def start_endpoint(call: Call, endpoint_name: str) -> Resource:
    """Start a stopped endpoint."""
    return _moved(call, endpoint_name, "STOPPED", "ONLINE")


@operation("vector_search_endpoints.stop_endpoint")
def stop_endpoint(call: Call, endpoint_name: str) -> Resource:
    """Stop an endpoint: its indexes answer no query until it is started."""
    return _moved(call, endpoint_name, "ONLINE", "STOPPED")


@operation("vector_search_endpoints.patch_endpoint")
def patch_endpoint(call: Call, endpoint_name: str, target_qps: int | None = None) -> Resource:
    """Ask for another number of queries a second."""
    found = indexes.endpoint(call, endpoint_name, "CAN_MANAGE")
    if target_qps is not None:
        if target_qps < 1:
            raise InvalidParameterValue(f"target_qps must be positive, but is {target_qps}.")
        found["scaling_info"] = {"requested_target_qps": target_qps, "state": "SCALING_CHANGE_APPLIED"}
    return _changed(call, found)


@operation("vector_search_endpoints.retrieve_user_visible_metrics")
def retrieve_user_visible_metrics(
    call: Call, name: str, metrics: list[dict[str, Any]] | None = None, **window: Any
) -> dict[str, Any]:
    """The values of metrics in a window of time: none was ever measured."""
    indexes.endpoint(call, name, "CAN_USE")
    return {"metric_values": [{"metric": metric, "values": []} for metric in metrics or []]}


@operation("vector_search_indexes.query_next_page")
def query_next_page(
    call: Call, index_name: str, endpoint_name: str | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The page behind a token: a query's answer is one page here and gives no token, so none is right."""
    indexes.find(call, index_name)
    raise BadRequest(f"Invalid page token: {page_token}")


def _moved(call: Call, name: str, before: str, after: str) -> Resource:
    found = indexes.endpoint(call, name, "CAN_MANAGE")
    state = found["endpoint_status"]["state"]
    if state == "PROVISIONING":
        state = "ONLINE"
    if state != before:
        raise InvalidState(f"Endpoint '{name}' is {state}; it must be {before}.")
    found["endpoint_status"] = {"state": after}
    return _changed(call, found)


def _changed(call: Call, found: Resource) -> Resource:
    found |= {"last_updated_timestamp": call.tenant.clock.millis(), "last_updated_user": call.principal.name}
    return found | {"num_indexes": len(indexes.of_endpoint(call, found["name"]))}
