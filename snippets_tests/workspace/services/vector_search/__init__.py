"""Vector search: endpoints, and the indexes on them. The first `get` of an endpoint finds it online."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceConflict,
)
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.vector_search import data, indexes, operating, queries
from snippets_tests.workspace.store import Resource

MODULES = (data, indexes, operating, queries)
KIND = "vector-search-endpoints"
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,47}[A-Za-z0-9])?")


@operation("vector_search_endpoints.create_endpoint")
def create_endpoint(
    call: Call,
    name: str,
    endpoint_type: str,
    budget_policy_id: str | None = None,
    target_qps: int | None = None,
    usage_policy_id: str | None = None,
) -> dict[str, Any]:
    """Make an endpoint and begin to provision it."""
    if not NAME.fullmatch(name):
        raise InvalidParameterValue(f"Invalid endpoint name '{name}': use letters, digits, dashes and underscores.")
    kept = call.tenant.store["vector_search_endpoints.endpoint"]
    if name in kept:
        raise ResourceAlreadyExists(f"Vector search endpoint '{name}' already exists.")
    now = call.tenant.clock.millis()
    made: Resource = {
        "name": name,
        "id": call.tenant.ids.uuid("vector search endpoint"),
        "endpoint_type": endpoint_type,
        "endpoint_status": {"state": "PROVISIONING"},
        "creator": call.principal.name,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "last_updated_user": call.principal.name,
    }
    if budget_policy_id or usage_policy_id:
        made["budget_policy_id"] = made["effective_budget_policy_id"] = budget_policy_id or usage_policy_id
    if target_qps is not None:
        made["scaling_info"] = {"requested_target_qps": target_qps}
    kept[name] = made
    access.created(call.tenant, KIND, made["id"], call.principal.name)
    return _shown(call, made)


@operation("vector_search_endpoints.get_endpoint")
def get_endpoint(call: Call, endpoint_name: str) -> dict[str, Any]:
    """One endpoint, which by now is online."""
    found = indexes.endpoint(call, endpoint_name)
    if found["endpoint_status"]["state"] == "PROVISIONING":
        call.tenant.clock.advance(300)
        found["endpoint_status"] = {"state": "ONLINE"}
    return _shown(call, found)


@operation("vector_search_endpoints.list_endpoints")
def list_endpoints(call: Call, page_token: str | None = None) -> dict[str, Any]:
    """The endpoints that the caller may use."""
    kept = call.tenant.store["vector_search_endpoints.endpoint"].values()
    seen = [each for each in kept if access.holds(call.tenant, call.principal, KIND, each["id"], "CAN_USE")]
    found, token = page([_shown(call, each) for each in seen], page_token, 0)
    return {"endpoints": found} | ({"next_page_token": token} if token else {})


@operation("vector_search_endpoints.delete_endpoint")
def delete_endpoint(call: Call, endpoint_name: str) -> None:
    """Delete an endpoint that holds no index any more."""
    found = indexes.endpoint(call, endpoint_name, "CAN_MANAGE")
    held = [each["name"] for each in indexes.of_endpoint(call, endpoint_name)]
    if held:
        raise ResourceConflict(f"Endpoint '{endpoint_name}' has indexes: {', '.join(held)}. Delete them first.")
    access.forget(call.tenant, KIND, found["id"])
    del call.tenant.store["vector_search_endpoints.endpoint"][endpoint_name]


@operation("vector_search_endpoints.update_endpoint_custom_tags")
def update_endpoint_custom_tags(call: Call, endpoint_name: str, custom_tags: list[dict[str, Any]]) -> dict[str, Any]:
    """Replace an endpoint's tags."""
    found = indexes.endpoint(call, endpoint_name, "CAN_MANAGE")
    found["custom_tags"] = custom_tags
    return {"name": endpoint_name, "custom_tags": custom_tags}


@operation("vector_search_endpoints.update_endpoint_budget_policy")
def update_endpoint_budget_policy(call: Call, endpoint_name: str, budget_policy_id: str) -> dict[str, Any]:
    """Set the policy by which an endpoint's costs are counted."""
    found = indexes.endpoint(call, endpoint_name, "CAN_MANAGE")
    found["budget_policy_id"] = found["effective_budget_policy_id"] = budget_policy_id
    return {"effective_budget_policy_id": budget_policy_id}


def _shown(call: Call, found: Resource) -> dict[str, Any]:
    return found | {"num_indexes": len(indexes.of_endpoint(call, found["name"]))}
