"""Model serving: endpoints that really serve registered models.

An endpoint begins to change with `create` and `update_config`, and the first `get` after that finds it changed.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access, changes
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    NotImplementedYet,
    ResourceAlreadyExists,
    ResourceConflict,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.serving_endpoints import (
    config,
    described,
    foundation,
    inference_tables,
    invocations,
)
from snippets_tests.workspace.services.serving_endpoints.records import find, settle
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

MODULES = (described, invocations)
SECONDS_TO_READY = 300


@operation("serving_endpoints.create")
def create(
    call: Call,
    name: str,
    config: dict[str, Any] | None = None,
    tags: list[dict[str, Any]] | None = None,
    rate_limits: list[dict[str, Any]] | None = None,
    ai_gateway: dict[str, Any] | None = None,
    description: str | None = None,
    budget_policy_id: str | None = None,
    email_notifications: dict[str, Any] | None = None,
    route_optimized: bool = False,
    telemetry_config: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Make an endpoint and begin to deploy what it serves."""
    _require_name(call, name)
    if route_optimized or telemetry_config:
        raise NotImplementedYet("route_optimized and telemetry_config of serving endpoints are not emulated.")
    if config is None:
        raise InvalidParameterValue("Missing required field: config")
    now = call.tenant.clock.millis()
    made: Resource = {
        "name": name,
        "id": call.tenant.ids.hex(32, "serving endpoint"),
        "creator": call.principal.name,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "tags": tags or [],
        "rate_limits": rate_limits or [],
        "ai_gateway": {},
        "config": None,
        "description": description,
        "budget_policy_id": budget_policy_id,
        "email_notifications": email_notifications,
        "_served": {},
        "_times": [],
    }
    _begin(call, made, config)
    _set_gateway(call, made, ai_gateway or {})
    call.tenant.store["serving_endpoints"][name] = made
    access.created(call.tenant, "serving-endpoints", made["id"], call.principal.name)
    return _shown(call, made)


@operation("serving_endpoints.get")
def get(call: Call, name: str) -> dict[str, Any]:
    """One endpoint, with what it was doing done."""
    hosted = foundation.endpoint(name)
    if hosted is not None:
        return hosted
    found = find(call, name, "CAN_VIEW")
    settle(call.tenant, found, SECONDS_TO_READY)
    return _shown(call, found)


@operation("serving_endpoints.list")
def list_(call: Call) -> dict[str, Any]:
    """The endpoints that the caller may see, Databricks' own among them; one that changes is shown as it is."""
    own = [
        _summary(found)
        for found in call.tenant.store["serving_endpoints"].values()
        if access.holds(call.tenant, call.principal, "serving-endpoints", found["id"], "CAN_VIEW")
    ]
    hosted = [each for each in (foundation.endpoint(name) for name in foundation.MODELS) if each is not None]
    return {"endpoints": [*own, *hosted]}


@operation("serving_endpoints.update_config")
def update_config(call: Call, name: str, **given: Any) -> dict[str, Any]:
    """Begin to serve something else; until that is ready the endpoint serves what it did."""
    found = find(call, name, "CAN_MANAGE")
    if "pending_config" in found:
        raise ResourceConflict(f"Endpoint '{name}' is being updated. Wait until config_update is NOT_UPDATING.")
    _begin(call, found, given)
    found["last_updated_timestamp"] = call.tenant.clock.millis()
    return _shown(call, found)


@operation("serving_endpoints.delete")
def delete(call: Call, name: str) -> None:
    """Delete an endpoint."""
    found = find(call, name, "CAN_MANAGE")
    access.forget(call.tenant, "serving-endpoints", found["id"])
    del call.tenant.store["serving_endpoints"][name]
    changes.note(call.tenant, "serving endpoint", name, None)


@operation("serving_endpoints.patch")
def patch(
    call: Call, name: str, add_tags: list[dict[str, Any]] | None = None, delete_tags: list[str] | None = None
) -> dict[str, Any]:
    """Add and delete tags."""
    found = find(call, name, "CAN_MANAGE")
    held = {tag["key"]: tag for tag in [*found["tags"], *(add_tags or [])]}
    found["tags"] = [tag for key, tag in held.items() if key not in (delete_tags or [])]
    return {"tags": found["tags"]}


@operation("serving_endpoints.put")
def put(call: Call, name: str, rate_limits: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Replace the rate limits of an endpoint; the AI gateway's take their place in new code."""
    found = find(call, name, "CAN_MANAGE")
    found["rate_limits"] = rate_limits or []
    return {"rate_limits": found["rate_limits"]}


@operation("serving_endpoints.put_ai_gateway")
def put_ai_gateway(call: Call, name: str, **given: Any) -> dict[str, Any]:
    """Replace an endpoint's AI gateway: rate limits, usage tracking and the inference table."""
    found = find(call, name, "CAN_MANAGE")
    _set_gateway(call, found, given)
    return dict(found["ai_gateway"])


@operation("serving_endpoints.update_notifications")
def update_notifications(call: Call, name: str, email_notifications: dict[str, Any] | None = None) -> dict[str, Any]:
    """Say who is told when an update ends."""
    found = find(call, name, "CAN_MANAGE")
    found["email_notifications"] = email_notifications
    return {"name": name} | ({"email_notifications": email_notifications} if email_notifications else {})


@operation("serving_endpoints.logs")
def logs(call: Call, name: str, served_model_name: str) -> dict[str, Any]:
    """What the server of a served model wrote: here that it started, and how many requests it answered."""
    entity = _served(call, name, served_model_name)
    served = find(call, name, "CAN_VIEW")["_served"].get(served_model_name, 0)
    return {
        "logs": f"Serving {entity['entity_name']} version {entity['entity_version']}\nRequests answered: {served}\n"
    }


@operation("serving_endpoints.build_logs")
def build_logs(call: Call, name: str, served_model_name: str) -> dict[str, Any]:
    """What the build of a served model's image wrote; nothing is built here, and so it says."""
    entity = _served(call, name, served_model_name)
    source = f"{entity['entity_name']} version {entity['entity_version']}"
    return {"logs": f"{source} is served in the workspace's own environment; no image is built.\n"}


@operation("serving_endpoints.export_metrics")
def export_metrics(call: Call, name: str) -> Response:
    """Requests so far, in Prometheus' text format."""
    found = find(call, name, "CAN_VIEW")
    lines = ["# TYPE request_count_total counter"]
    for served, count in sorted(found["_served"].items()):
        lines.append(f'request_count_total{{endpoint_name="{name}",served_model_name="{served}"}} {count}')
    return Response(200, {"Content-Type": "text/plain"}, ("\n".join(lines) + "\n").encode())


def _require_name(call: Call, name: str) -> None:
    if not config.NAME.fullmatch(name):
        raise InvalidParameterValue(
            f"Invalid endpoint name '{name}': it has 1 to 63 letters, digits, dashes and underscores."
        )
    if name.startswith(foundation.PREFIX):
        raise InvalidParameterValue(f"Invalid endpoint name '{name}': the prefix '{foundation.PREFIX}' is reserved.")
    if name in call.tenant.store["serving_endpoints"]:
        raise ResourceAlreadyExists(f"Endpoint with name '{name}' already exists.")


def _begin(call: Call, found: Resource, given: dict[str, Any]) -> None:
    before = found["config"]
    version = before["config_version"] + 1 if before else 1
    found["pending_config"] = config.read(call, given, version) | {"start_time": call.tenant.clock.millis()}


def _set_gateway(call: Call, found: Resource, given: dict[str, Any]) -> None:
    for field in ("guardrails", "fallback_config"):
        if given.get(field):
            raise NotImplementedYet(f"{field} of AI gateways is not emulated; rate_limits are.")
    before = found["ai_gateway"].get("inference_table_config")
    found["_payload_table"] = inference_tables.enable(call, found["name"], given.get("inference_table_config"), before)
    found["_payload_owner"] = call.principal.name
    found["ai_gateway"] = {name: value for name, value in given.items() if name != "name" and value is not None}


def _served(call: Call, name: str, served_model_name: str) -> dict[str, Any]:
    found = find(call, name, "CAN_VIEW")
    for entity in (found["config"] or found.get("pending_config", {})).get("served_entities", []):
        if entity["name"] == served_model_name and "entity_name" in entity:
            chosen: dict[str, Any] = entity
            return chosen
    raise ResourceDoesNotExist(f"Served model '{served_model_name}' does not exist in endpoint '{name}'.")


def _shown(call: Call, found: Resource) -> dict[str, Any]:
    levels = ("CAN_MANAGE", "CAN_QUERY", "CAN_VIEW")
    held = access.holds
    level = next(each for each in levels if held(call.tenant, call.principal, "serving-endpoints", found["id"], each))
    shown = {name: value for name, value in found.items() if not name.startswith("_") and value not in (None, [], {})}
    shown.pop("rate_limits", None)
    for name, state in (("config", "DEPLOYMENT_READY"), ("pending_config", "DEPLOYMENT_CREATING")):
        if name in shown:
            shown[name] = _deployed(shown[name], state)
    url = f"{call.tenant.host}/serving-endpoints/{found['name']}/invocations"
    return shown | {"state": _state(found), "permission_level": level, "endpoint_url": url}


def _deployed(given: Resource, state: str) -> Resource:
    """A configuration with the state of each thing that it serves."""
    shown = dict(given)
    for name in ("served_entities", "served_models"):
        note = {"deployment": state, "deployment_state_message": ""}
        shown[name] = [{k: v for k, v in each.items() if k != "_id"} | {"state": note} for each in given[name]]
    return {name: value for name, value in shown.items() if value != []}


def _summary(found: Resource) -> dict[str, Any]:
    fields = ("name", "id", "creator", "creation_timestamp", "last_updated_timestamp", "tags", "ai_gateway")
    shown = {name: found[name] for name in (*fields, "description") if found.get(name)} | {"state": _state(found)}
    entities = (found["config"] or found.get("pending_config") or {}).get("served_entities", [])
    named = ("name", "entity_name", "entity_version", "external_model")
    specs = [{name: each[name] for name in named if name in each} for each in entities]
    return shown | {"config": {"served_entities": specs}}


def _state(found: Resource) -> dict[str, str]:
    return {
        "ready": "READY" if found["config"] else "NOT_READY",
        "config_update": "IN_PROGRESS" if "pending_config" in found else "NOT_UPDATING",
    }
