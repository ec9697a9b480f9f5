"""Deployments and updates of Databricks Apps: their records and states. No app's code is run."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, InvalidState, NotFound
from snippets_tests.workspace.generic.resources import change, masked
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.workspace.objects import Objects
from snippets_tests.workspace.store import Collection, Resource


@operation("apps.deploy")
def deploy(call: Call, app_name: str, app_deployment: dict[str, Any]) -> Resource:
    """Deploy the code of a folder; the first look finds it deployed."""
    app = _app(call, app_name, "CAN_MANAGE")
    if (app.get("compute_status") or {}).get("state") not in ("ACTIVE", None):
        raise InvalidState(f"App {app_name} is not running: start its compute before deploying to it.")
    source = app_deployment.get("source_code_path") or app.get("default_source_code_path")
    if source is None and not app_deployment.get("git_source"):
        raise InvalidParameterValue("Missing required field: source_code_path")
    if source is not None:
        Objects(call.tenant, call.principal).require(Objects.clean(source), "CAN_READ")
    now = call.tenant.clock.iso()
    made: Resource = {
        "mode": "SNAPSHOT",
        **app_deployment,
        "deployment_id": call.tenant.ids.hex(32, "app deployment"),
        "creator": call.principal.name,
        "create_time": now,
        "update_time": now,
        "status": {"state": "IN_PROGRESS", "message": "Deployment is in progress."},
    }
    if source is not None:
        made["source_code_path"] = source
        made["deployment_artifacts"] = {"source_code_path": source}
    _deployments(call, app_name)[made["deployment_id"]] = made
    app["pending_deployment"] = dict(made)
    return made


@operation("apps.get_deployment")
def get_deployment(call: Call, app_name: str, deployment_id: str) -> Resource:
    """One deployment, done."""
    app = _app(call, app_name, "CAN_USE")
    missing = f"Deployment {deployment_id} of app {app_name} does not exist."
    found = _deployments(call, app_name).require(deployment_id, missing)
    if found["status"]["state"] == "IN_PROGRESS":
        found["status"] = {"state": "SUCCEEDED", "message": "App started successfully."}
        found["update_time"] = call.tenant.clock.iso()
        app.pop("pending_deployment", None)
        app["active_deployment"] = dict(found)
        app["app_status"] = {"state": "RUNNING", "message": "App is running."}
        if "source_code_path" in found:
            app["default_source_code_path"] = found["source_code_path"]
    return found


@operation("apps.list_deployments")
def list_deployments(call: Call, app_name: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """The deployments of an app, the newest first."""
    _app(call, app_name, "CAN_USE")
    found, token = page(list(_deployments(call, app_name).values())[::-1], page_token, page_size)
    return {"app_deployments": found} | ({"next_page_token": token} if token else {})


@operation("apps.create_update")
def create_update(call: Call, app_name: str, update_mask: str, app: dict[str, Any] | None = None) -> Resource:
    """Change an app in the background; the first look finds it changed."""
    found = _app(call, app_name, "CAN_MANAGE")
    message = call.surface.messages["apps.App"]
    for path, value in masked(update_mask, app or {}, message, call.surface):
        change(found, path, value)
    found |= {"update_time": call.tenant.clock.iso(), "updater": call.principal.name}
    fields = {field.name for field in call.surface.messages["apps.AppUpdate"].fields}
    update = {name: value for name, value in found.items() if name in fields}
    update["status"] = {"state": "IN_PROGRESS", "message": "App update is in progress."}
    call.tenant.store["app updates"][app_name] = update
    return update


@operation("apps.get_update")
def get_update(call: Call, app_name: str) -> Resource:
    """The last change of an app, done."""
    _app(call, app_name, "CAN_USE")
    missing = NotFound(f"App {app_name} has not been updated.")
    found = call.tenant.store["app updates"].require(app_name, missing)
    found["status"] = {"state": "SUCCEEDED", "message": "App update succeeded."}
    return found


def _app(call: Call, name: str, level: str) -> Resource:
    found = call.tenant.store["apps"].require(name.lower(), f"App '{name}' does not exist.")
    access.require(call.tenant, call.principal, "apps", found.get("id", name.lower()), level)
    return found


def _deployments(call: Call, name: str) -> Collection:
    return call.tenant.store[f"app deployments {name.lower()}"]
