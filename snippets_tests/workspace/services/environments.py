"""Base environments of serverless notebooks beside their shape: the workspace's default, and building one anew."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

FAMILY = "environments.workspace_base_environment"
DEFAULT = "default workspace base environment"
FIELDS = ("cpu_workspace_base_environment", "gpu_workspace_base_environment")


@operation("environments.get_default_workspace_base_environment")
def get_default(call: Call, name: str) -> Resource:
    """Which environments notebooks have that name none."""
    return {"name": name, **call.tenant.store[DEFAULT].get("default", {})}


@operation("environments.update_default_workspace_base_environment")
def update_default(call: Call, name: str, default_workspace_base_environment: Resource, update_mask: str) -> Resource:
    """Say which environments notebooks have that name none."""
    call.require_admin("Only workspace admins can set the default base environment.")
    kept = dict(call.tenant.store[DEFAULT].get("default", {}))
    fields = FIELDS if update_mask == "*" else [field.strip() for field in update_mask.split(",")]
    for field in fields:
        if field not in FIELDS:
            raise InvalidParameterValue(f"Invalid field mask: {field} is not one of {', '.join(FIELDS)}.")
        kept.pop(field, None)
        wanted = default_workspace_base_environment.get(field)
        if wanted:
            _find(call, wanted)
            kept[field] = wanted
    call.tenant.store[DEFAULT]["default"] = kept
    return get_default(call, name)


@operation("environments.refresh_workspace_base_environment")
def refresh(call: Call, name: str) -> dict[str, Any]:
    """Build an environment anew; it is done at once."""
    call.require_admin("Only workspace admins can refresh base environments.")
    found = _find(call, name)
    found["update_time"] = call.tenant.clock.iso()
    operation_name = f"{name}/operations/{call.tenant.ids.uuid('operation')}"
    done = {"name": operation_name, "done": True, "response": {k: v for k, v in found.items() if k[0] != "_"}}
    call.tenant.store["environments operations"][operation_name] = done
    return done


def _find(call: Call, name: str) -> Resource:
    return call.tenant.store[FAMILY].require(
        name.lower(), ResourceDoesNotExist(f"Workspace base environment '{name}' does not exist.")
    )
