"""system.serving: what endpoints served over time, and the requests of those whose usage is tracked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.changes import field, versions
from snippets_tests.workspace.system_tables.values import moment, row_id, texts
from snippets_tests.workspace.tenant import Tenant

# Requests at a time, by a served model's workload size.
CONCURRENCY = {"Small": (4, 4), "Medium": (8, 16), "Large": (16, 64)}


def served_entities(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each version of what each endpoint serves."""
    for key, endpoint, at, gone, _ in versions(tenant, "serving endpoint"):
        for entity in endpoint["config"]["served_entities"]:
            low, high = CONCURRENCY.get(entity.get("workload_size", ""), (None, None))
            zero = entity.get("scale_to_zero_enabled")
            external = field(entity, "external_model", "provider")
            yield {
                "served_entity_id": _identity(tenant, endpoint, entity),
                "created_by": endpoint["creator"],
                "endpoint_name": key,
                "endpoint_id": endpoint["id"],
                "served_entity_name": entity["name"],
                "entity_type": "EXTERNAL_MODEL" if external else "CUSTOM_MODEL",
                "entity_name": entity.get("entity_name"),
                "entity_version": entity.get("entity_version"),
                "endpoint_config_version": endpoint["config"]["config_version"],
                "task": field(entity, "external_model", "task"),
                "external_model_config": {"provider": external} if external else None,
                "custom_model_config": None
                if external
                else {
                    "min_concurrency": 0 if zero else low,
                    "max_concurrency": high,
                    "compute_type": entity.get("workload_type"),
                },
                "change_time": moment(at),
                "endpoint_delete_time": moment(gone),
            }


def endpoint_usage(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The requests to endpoints with `usage_tracking_config`; a custom model counts no tokens."""
    latest = {key: value for key, value, *_ in versions(tenant, "serving endpoint")}
    for entry in list(tenant.trail.entries):
        if entry.exchange.operation != "serving_endpoints.query":
            continue
        endpoint = latest.get(entry.values.get("name", ""))
        if endpoint is None or not field(endpoint, "ai_gateway", "usage_tracking_config", "enabled"):
            continue
        body = entry.exchange.body if isinstance(entry.exchange.body, dict) else {}
        entities = endpoint["config"]["served_entities"]
        yield {
            "client_request_id": body.get("client_request_id"),
            "databricks_request_id": entry.request_id,
            "requester": entry.principal.name,
            "status_code": entry.exchange.status,
            "request_time": moment(entry.at),
            "usage_context": texts(body.get("usage_context")),
            "request_streaming": bool(body.get("stream")),
            # Which of several answered is in a header that is not kept.
            "served_entity_id": _identity(tenant, endpoint, entities[0]) if len(entities) == 1 else None,
        }


def _identity(tenant: Tenant, endpoint: dict[str, Any], entity: dict[str, Any]) -> str:
    return row_id(tenant, endpoint["id"], entity["name"], endpoint["config"]["config_version"]).replace("-", "")
