"""Updates of pipelines: started, run when somebody first looks at them, stopped."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from snippets_tests.lakehouse import entity
from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.pipelines.event_log import told
from snippets_tests.lakehouse.pipelines.request import Event, Request, Result
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import ApiError, ResourceConflict
from snippets_tests.workspace.notebooks.dbutils import DBUtils
from snippets_tests.workspace.notebooks.imports import importable
from snippets_tests.workspace.services.pipelines import sources
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

ENDED = ("COMPLETED", "FAILED", "CANCELED")
# How long compute takes to start, by the tenant's clock, and how long the update itself.
START_SECONDS = {True: 20, False: 240}
RUN_SECONDS = 30


def start(tenant: Tenant, pipeline: Resource, cause: str, options: dict[str, Any]) -> Resource:
    """Begin an update; it waits until it is looked at."""
    active = active_of(pipeline)
    if active is not None:
        raise ResourceConflict(
            f"An active update {active['update_id']} already exists for pipeline '{pipeline['pipeline_id']}'."
        )
    update: Resource = {
        "pipeline_id": pipeline["pipeline_id"],
        "update_id": tenant.ids.uuid("pipeline update"),
        "cause": cause,
        "state": "QUEUED",
        "creation_time": tenant.clock.millis(),
        "full_refresh": False,
        "validate_only": False,
        **options,
        "config": pipeline["spec"],
    }
    pipeline["_updates"].insert(0, update)
    details = {"create_update": {"cause": cause, "full_refresh": update["full_refresh"]}}
    log(
        tenant,
        pipeline,
        update,
        Event("create_update", f"Update {update['update_id'][:6]} started by {cause}.", details),
    )
    return update


def active_of(pipeline: Resource) -> Resource | None:
    """The update that has not ended, if there is one."""
    return next((update for update in pipeline["_updates"] if update["state"] not in ENDED), None)


def settle(tenant: Tenant, pipeline: Resource) -> None:
    """Run what waits; a continuous pipeline goes on running, and takes in what is new at each look."""
    update = active_of(pipeline)
    if update is None or update["state"] not in ("QUEUED", "RUNNING") or update.get("_running"):
        return
    if update["state"] == "QUEUED":
        _state(tenant, pipeline, update, "WAITING_FOR_RESOURCES")
        tenant.clock.advance(START_SECONDS[bool(pipeline["spec"].get("serverless"))])
    update["_running"] = True
    try:
        result = _run(tenant, pipeline, update)
    finally:
        del update["_running"]
    if update["state"] == "CANCELED":
        return
    tenant.clock.advance(RUN_SECONDS)
    for event in result.events:
        log(tenant, pipeline, update, event)
    lasts = pipeline["spec"]["continuous"] and result.error is None and not update["validate_only"]
    update["state"] = "FAILED" if result.error else "RUNNING" if lasts else "COMPLETED"
    if update["state"] in ENDED:
        update["_ended"] = tenant.clock.millis()
    update["_error"] = result.error


def stop(tenant: Tenant, pipeline: Resource) -> None:
    """Cancel the active update; without one nothing happens."""
    update = active_of(pipeline)
    if update is not None:
        _state(tenant, pipeline, update, "CANCELED")
        update["_ended"] = tenant.clock.millis()


def log(tenant: Tenant, pipeline: Resource, update: Resource | None, event: Event) -> None:
    """Write an event into the pipeline's log."""
    entries = tenant.metastore.event_logs.open(pipeline["pipeline_id"], pipeline["creator_user_name"])
    identity = tenant.ids.uuid("pipeline event")
    update_id = update["update_id"] if update else ""
    entry = told(event, identity, len(entries), tenant.clock.now(), pipeline["pipeline_id"], update_id)
    entry["origin"] |= {"pipeline_name": pipeline["name"], "org_id": tenant.workspace_id, "cloud": "AWS"}
    if update is None:
        del entry["origin"]["update_id"]
    entries.append(entry)


def _state(tenant: Tenant, pipeline: Resource, update: Resource, state: str) -> None:
    update["state"] = state
    log(tenant, pipeline, update, Event("update_progress", state, {"update_progress": {"state": state}}))


def _run(tenant: Tenant, pipeline: Resource, update: Resource) -> Result:
    spec = pipeline["spec"]
    principal = tenant.principal(pipeline["run_as_user_name"])
    if principal is None:
        return _failed(f"The user {pipeline['run_as_user_name']} does not exist or is not active.")
    try:
        read = sources.read(tenant, principal, spec.get("libraries", []))
        engine = tenant.engine("A pipeline update")
    except (ApiError, MetastoreError) as error:
        return _failed(error.message)
    reset = None if update["full_refresh"] else tuple(update.get("full_refresh_selection", ()))
    request = Request(
        pipeline["pipeline_id"],
        spec["catalog"],
        spec.get("schema") or spec.get("target") or "default",
        read,
        principal.name,
        tenant.clock.now(),
        configuration=spec.get("configuration", {}),
        selection=tuple(update.get("refresh_selection", ())),
        reset=reset,
        validate_only=update["validate_only"],
        globals=lambda: _names(tenant, principal),
    )
    root = spec.get("root_path")
    folder = tenant.files / "workspace" / root.removeprefix("/Workspace").lstrip("/") if root else None
    ids = entity.acting(pipeline_id=pipeline["pipeline_id"], update_id=update["update_id"])
    with tenant.guard.released(), ids, importable(folder) if folder else nullcontext():
        return engine.update_pipeline(request)


def _names(tenant: Tenant, principal: Principal) -> dict[str, Any]:
    return {"dbutils": DBUtils(tenant, principal), "display": print}


def _failed(message: str) -> Result:
    details = {"update_progress": {"state": "FAILED"}}
    return Result([Event("update_progress", "FAILED", details, level="ERROR", error=message)], error=message)
