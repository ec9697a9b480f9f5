"""Deployments of bundles beside their shape: what a version does to each resource, and how it ends.

A version is begun with the operations that it stages; each is brought to its end, and a succeeded one is what the
deployment knows of the resource from then on. Versions and deployments themselves are kept by their shape.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, InvalidState, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

VERSIONS = "bundle_deployments.version"
DEPLOYMENTS = "bundle_deployments.deployment"
OPERATIONS = "bundle_deployments operations"
RESOURCES = "bundle_deployments resources"
LEASE = timedelta(minutes=5)
DELETES = "OPERATION_ACTION_TYPE_DELETE"
CHANGEABLE = ("status", "error_message", "resource_id", "resource_type", "state", "dashboard_metadata")


@operation("bundle_deployments.complete_version")
def complete_version(call: Call, name: str, completion_reason: str, force: bool = False) -> Resource:
    """End a version; the lease of the deployment is free again."""
    version = _version(call, name)
    if version.get("status") == "VERSION_STATUS_COMPLETED":
        raise InvalidState(f"Version '{name}' is completed already.")
    if version.get("created_by") != call.principal.name and not force:
        raise InvalidState(f"Version '{name}' is held by {version.get('created_by')}; complete it with force.")
    version |= {
        "status": "VERSION_STATUS_COMPLETED",
        "completion_reason": completion_reason,
        "complete_time": call.tenant.clock.iso(),
        "completed_by": call.principal.name,
    }
    return {field: value for field, value in version.items() if not field.startswith("_")}


@operation("bundle_deployments.heartbeat")
def heartbeat(call: Call, name: str) -> dict[str, str]:
    """Keep the lease on a deployment for some minutes more."""
    if _version(call, name).get("status") == "VERSION_STATUS_COMPLETED":
        raise InvalidState(f"Version '{name}' is completed.")
    return {"expire_time": (call.tenant.clock.now() + LEASE).strftime("%Y-%m-%dT%H:%M:%SZ")}


@operation("bundle_deployments.list_operations")
def list_operations(call: Call, parent: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """What a version does, in its order."""
    _version(call, parent)
    _staged(call, parent)
    found = [each for key, each in call.tenant.store[OPERATIONS].items() if key.startswith(f"{parent}/operations/")]
    operations, token = page(found, page_token, page_size)
    return {"operations": operations} | ({"next_page_token": token} if token else {})


@operation("bundle_deployments.get_operation")
def get_operation(call: Call, name: str) -> Resource:
    """What a version does to one resource."""
    parent = name.rpartition("/operations/")[0]
    _version(call, parent)
    _staged(call, parent)
    return call.tenant.store[OPERATIONS].require(name, f"Operation '{name}' does not exist.")


@operation("bundle_deployments.update_operation")
def update_operation(call: Call, name: str, operation: Resource, update_mask: str) -> Resource:
    """Say how the change of a resource ended."""
    found = get_operation(call, name)
    for field in operation if update_mask == "*" else [each.strip() for each in update_mask.split(",")]:
        if field not in CHANGEABLE:
            raise InvalidParameterValue(f"Invalid field mask: {field} is not one of {', '.join(CHANGEABLE)}.")
        found.pop(field, None)
        found |= {field: operation[field]} if field in operation else {}
    found["update_time"] = call.tenant.clock.iso()
    if found.get("status") == "OPERATION_STATUS_SUCCEEDED":
        _apply(call, found)
    return found


@operation("bundle_deployments.list_resources")
def list_resources(call: Call, parent: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """What a deployment has made and not deleted."""
    call.tenant.store[DEPLOYMENTS].require(parent.lower(), f"Deployment '{parent}' does not exist.")
    found = [each for key, each in call.tenant.store[RESOURCES].items() if key.startswith(f"{parent}/resources/")]
    resources, token = page(found, page_token, page_size)
    return {"resources": resources} | ({"next_page_token": token} if token else {})


@operation("bundle_deployments.get_resource")
def get_resource(call: Call, name: str) -> Resource:
    """One of them."""
    return call.tenant.store[RESOURCES].require(name, ResourceDoesNotExist(f"Resource '{name}' does not exist."))


def _version(call: Call, name: str) -> Resource:
    return call.tenant.store[VERSIONS].require(name.lower(), f"Version '{name}' does not exist.")


def _staged(call: Call, name: str) -> None:
    """Enter the operations with which a version began."""
    kept, version = call.tenant.store[OPERATIONS], _version(call, name)
    for number, staged in enumerate(version.get("operations", [])):
        key = f"{name}/operations/{staged['resource_key']}"
        if key not in kept:
            made = {"name": key, "sequence_id": number + 1, "status": "OPERATION_STATUS_PENDING"}
            kept[key] = staged | made | {"create_time": call.tenant.clock.iso()}


def _apply(call: Call, done: Resource) -> None:
    version_name = done["name"].rpartition("/operations/")[0]
    deployment, _, version_id = version_name.partition("/versions/")
    name = f"{deployment}/resources/{done['resource_key']}"
    if done["action_type"] == DELETES:
        call.tenant.store[RESOURCES].pop(name, None)
        return
    if "resource_type" not in done:
        raise InvalidParameterValue("Missing required field: operation.resource_type")
    made: Resource = {
        "name": name,
        "resource_key": done["resource_key"],
        "last_action_type": done["action_type"],
        "last_version_id": version_id,
        "update_time": call.tenant.clock.iso(),
        "resource_type": done["resource_type"],
    }
    made |= {field: done[field] for field in ("resource_id", "state", "dashboard_metadata") if field in done}
    call.tenant.store[RESOURCES][name] = made
