"""Pipelines: kept, started, observed. Updates run for real on the lakehouse when they are first looked at.

Managed ingestion and gateways are kept, but an update of one fails: there is no outside system to read from.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.pipelines.request import Event
from snippets_tests.workspace import access, changes
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceConflict, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.pipelines import filters, settings, updates
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Response

KIND = "pipelines"
STATES = {"QUEUED": "STARTING", "WAITING_FOR_RESOURCES": "DEPLOYING"}
MOST_UPDATES = 10


@operation("pipelines.create")
def create(call: Call, dry_run: bool = False, **given: Any) -> dict[str, Any]:
    """Keep a pipeline; a dry run only says what would be kept."""
    settings.check(call.tenant, given, None, given.get("allow_duplicate_names", False))
    if dry_run:
        return {"effective_settings": settings.effective(given, "")}
    pipeline_id = call.tenant.ids.uuid("pipeline")
    pipeline: Resource = {
        "pipeline_id": pipeline_id,
        "name": given.get("name", ""),
        "spec": settings.effective(given, pipeline_id),
        "creator_user_name": call.principal.name,
        "run_as_user_name": _run_as(call, given.get("run_as")) or call.principal.name,
        "last_modified": call.tenant.clock.millis(),
        "_updates": [],
    }
    call.tenant.store["pipelines"][pipeline_id] = pipeline
    access.created(call.tenant, KIND, pipeline_id, call.principal.name)
    changes.note(call.tenant, "pipeline", pipeline_id, _version(pipeline))
    _told(call, pipeline, "CREATE")
    return {"pipeline_id": pipeline_id}


@operation("pipelines.clone")
def clone(call: Call, pipeline_id: str, **_: Any) -> dict[str, Any]:
    """Move a pipeline from the Hive metastore to Unity Catalog: every pipeline here is in Unity Catalog already."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_MANAGE")
    catalog = pipeline["spec"]["catalog"]
    raise InvalidParameterValue(f"Pipeline {pipeline_id} cannot be cloned: it uses the catalog '{catalog}' already.")


@operation("pipelines.get")
def get(call: Call, pipeline_id: str) -> dict[str, Any]:
    """A pipeline with its settings; an update that waits is run first."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_VIEW")
    updates.settle(call.tenant, pipeline)
    return {**_summary(pipeline), "spec": pipeline["spec"], "last_modified": pipeline["last_modified"]}


@operation("pipelines.list_pipelines")
def list_pipelines(
    call: Call,
    filter: str | None = None,
    max_results: int = 25,
    order_by: list[str] | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The pipelines that the caller may see."""
    wanted = filters.of_pipelines(filter)
    found = [p for p in call.tenant.store["pipelines"].values() if wanted(p) and _sees(call, p)]
    by = "name" if order_by and order_by[0].lower().startswith("name") else "pipeline_id"
    descending = filters.newest_first(order_by, ("name", "id"), False)
    found.sort(key=lambda pipeline: str(pipeline[by]), reverse=descending)
    items, token = page(found, page_token, _size(max_results, 100))
    return {"statuses": [_summary(p) for p in items], **({"next_page_token": token} if token else {})}


@operation("pipelines.update")
def update(call: Call, pipeline_id: str, **given: Any) -> None:
    """Replace a pipeline's settings; an update that runs keeps the old ones."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_MANAGE")
    expected = given.get("expected_last_modified")
    if expected is not None and expected != pipeline["last_modified"]:
        raise ResourceConflict(
            f"The pipeline settings were modified at {pipeline['last_modified']}, after the expected {expected}."
        )
    settings.check(call.tenant, given, pipeline_id, given.get("allow_duplicate_names", False))
    pipeline["spec"] = settings.effective(given, pipeline_id)
    pipeline["name"] = given.get("name", pipeline["name"])
    pipeline["run_as_user_name"] = _run_as(call, given.get("run_as")) or pipeline["run_as_user_name"]
    pipeline["last_modified"] = call.tenant.clock.millis()
    changes.note(call.tenant, "pipeline", pipeline_id, _version(pipeline))
    _told(call, pipeline, "EDIT")


@operation("pipelines.delete")
def delete(call: Call, pipeline_id: str, force: bool = False, cascade: bool = True) -> None:
    """Forget a pipeline, with the tables that it made unless they are to stay."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_MANAGE")
    if cascade and any(each["state"] == "COMPLETED" or each.get("_error") for each in pipeline["_updates"]):
        engine = call.tenant.engine("Deleting the tables of a pipeline")
        with call.tenant.guard.released():
            engine.drop_pipeline(pipeline_id)
    call.tenant.metastore.event_logs.drop(pipeline_id)
    del call.tenant.store["pipelines"][pipeline_id]
    changes.note(call.tenant, "pipeline", pipeline_id, None)
    access.forget(call.tenant, KIND, pipeline_id)


@operation("pipelines.start_update")
def start_update(call: Call, pipeline_id: str, cause: str = "API_CALL", **options: Any) -> dict[str, Any]:
    """Begin an update."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_RUN")
    both = options.get("full_refresh") and (options.get("full_refresh_selection") or options.get("refresh_selection"))
    if both:
        raise InvalidParameterValue("full_refresh cannot be used together with a selection of tables.")
    for name in ("rewind_spec", "replace_where_overrides"):
        if options.get(name):
            raise InvalidParameterValue(f"{name} is not emulated.")
    return {"update_id": updates.start(call.tenant, pipeline, cause, options)["update_id"]}


@operation("pipelines.stop")
def stop(call: Call, pipeline_id: str) -> None:
    """Cancel the active update."""
    updates.stop(call.tenant, find(call.tenant, call.principal, pipeline_id, "CAN_RUN"))


@operation("pipelines.get_update")
def get_update(call: Call, pipeline_id: str, update_id: str) -> dict[str, Any]:
    """One update, run first if it waits."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_VIEW")
    found = next((each for each in pipeline["_updates"] if each["update_id"] == update_id), None)
    if found is None:
        raise ResourceDoesNotExist(f"The specified update {update_id} of pipeline {pipeline_id} was not found.")
    updates.settle(call.tenant, pipeline)
    return {"update": _shown(found)}


@operation("pipelines.list_updates")
def list_updates(
    call: Call,
    pipeline_id: str,
    max_results: int = 25,
    page_token: str | None = None,
    until_update_id: str | None = None,
) -> dict[str, Any]:
    """The updates, newest first, up to one of them if it is given."""
    found = find(call.tenant, call.principal, pipeline_id, "CAN_VIEW")["_updates"]
    if until_update_id is not None:
        numbers = [number for number, each in enumerate(found) if each["update_id"] == until_update_id]
        found = found[: numbers[0] + 1] if numbers else found
    items, token = page(found, page_token, _size(max_results, 100))
    return {"updates": [_shown(each) for each in items], **({"next_page_token": token} if token else {})}


@operation("pipelines.list_pipeline_events")
def list_pipeline_events(
    call: Call,
    pipeline_id: str,
    filter: str | None = None,
    max_results: int = 25,
    order_by: list[str] | None = None,
    page_token: str | None = None,
) -> Response:
    """The event log, newest first. The SDK's type of an event lacks `details`, which the API sends."""
    pipeline = find(call.tenant, call.principal, pipeline_id, "CAN_VIEW")
    wanted = filters.of_events(filter)
    entries = call.tenant.metastore.event_logs.open(pipeline_id, pipeline["creator_user_name"])
    found = [entry for entry in entries if wanted(entry)]
    if filters.newest_first(order_by, ("timestamp",), True):
        found.reverse()
    items, token = page(found, page_token, _size(max_results, 1000))
    return Response.json({"events": items, **({"next_page_token": token} if token else {})})


def find(tenant: Tenant, principal: Principal, pipeline_id: str, level: str) -> Resource:
    """A pipeline, when somebody has this permission on it."""
    missing = ResourceDoesNotExist(f"The specified pipeline {pipeline_id} was not found.")
    pipeline = tenant.store["pipelines"].require(pipeline_id, missing)
    access.require(tenant, principal, KIND, pipeline_id, level)
    return pipeline


def _sees(call: Call, pipeline: Resource) -> bool:
    return access.holds(call.tenant, call.principal, KIND, pipeline["pipeline_id"], "CAN_VIEW")


def _size(given: int, most: int) -> int:
    if not 0 <= given <= most:
        raise InvalidParameterValue(f"max_results must be between 0 and {most}, but was {given}.")
    return given or 25


def _summary(pipeline: Resource) -> dict[str, Any]:
    newest = pipeline["_updates"][0]["state"] if pipeline["_updates"] else "COMPLETED"
    state = "IDLE" if newest in ("COMPLETED", "CANCELED") else STATES.get(newest, newest)
    shown = {
        "pipeline_id": pipeline["pipeline_id"],
        "state": state,
        "name": pipeline["name"],
        "creator_user_name": pipeline["creator_user_name"],
        "run_as_user_name": pipeline["run_as_user_name"],
        "health": "UNHEALTHY" if newest == "FAILED" else "HEALTHY",
    }
    latest = [
        {"update_id": each["update_id"], "state": each["state"], "creation_time": _iso(each["creation_time"])}
        for each in pipeline["_updates"][:MOST_UPDATES]
    ]
    return {**shown, **({"latest_updates": latest} if latest else {})}


def _iso(millis: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(millis / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _shown(update: Resource) -> dict[str, Any]:
    return {name: value for name, value in update.items() if not name.startswith("_")}


def _run_as(call: Call, given: dict[str, str] | None) -> str | None:
    if not given:
        return None
    name = given.get("user_name") or given.get("service_principal_name")
    if name is None or call.tenant.principal(name) is None:
        raise InvalidParameterValue(f"Principal {name} does not exist.")
    return name


def _told(call: Call, pipeline: Resource, action: str) -> None:
    details = {"user_action": {"action": action, "user_name": call.principal.name}}
    message = f"User {call.principal.name} performed {action} on pipeline {pipeline['pipeline_id'][:6]}."
    updates.log(call.tenant, pipeline, None, Event("user_action", message, details))


def _version(pipeline: Resource) -> Resource:
    """What of a pipeline changes only when somebody changes it."""
    return {name: value for name, value in pipeline.items() if not name.startswith("_")}
