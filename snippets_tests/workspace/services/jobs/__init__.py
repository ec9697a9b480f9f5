"""Jobs: their settings here, their runs in `runs`. Schedules come due when a caller moves the clock (`timetable`)."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access, changes
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page, position, token_for
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import permissions
from snippets_tests.workspace.services.jobs import runs, settings, shown
from snippets_tests.workspace.store import Resource

__all__ = ["runs"]


@operation("jobs.create")
def create(call: Call, access_control_list: list[dict[str, Any]] | None = None, **given: Any) -> dict[str, Any]:
    """Keep a job; the caller owns it."""
    if call.request.path.startswith("/api/2.2/"):
        given.setdefault("queue", {"enabled": True})  # from version 2.2 on jobs are queued unless they say otherwise
    kept = settings.checked(call.tenant, given)
    levels = permissions.levels(call, "jobs", access_control_list or [])
    job_id = call.tenant.ids.number(15, "job")
    job: Resource = {
        "job_id": job_id,
        "creator_user_name": call.principal.name,
        "run_as_user_name": _run_as(kept, call.principal.name),
        "settings": kept,
        "created_time": call.tenant.clock.millis(),
    }
    call.tenant.store["jobs"][str(job_id)] = job
    changes.note(call.tenant, "job", job_id, job)
    owner = {} if "IS_OWNER" in levels.values() else {call.principal.name: "IS_OWNER"}
    access.replace(call.tenant, "jobs", job_id, owner | levels)
    return {"job_id": job_id}


@operation("jobs.get")
def get(call: Call, job_id: int, include_trigger_state: bool = False, page_token: str | None = None) -> dict[str, Any]:
    """One job; of its arrays a hundred entries at a time."""
    job = find(call, job_id, "CAN_VIEW")
    answer = {**shown.job(job), "run_as_user_name": job["run_as_user_name"]}
    start = position(page_token) if page_token else 0
    kept = dict(job["settings"])
    more = False
    for name in shown.PAGED:
        entries = kept.get(name, [])
        if entries:
            kept[name] = entries[start : start + shown.ARRAY]
            more = more or len(entries) > start + shown.ARRAY
    answer["settings"] = kept
    if more:
        answer |= {"has_more": True, "next_page_token": token_for(start + shown.ARRAY)}
    return answer


@operation("jobs.list")
def list_(
    call: Call,
    expand_tasks: bool = False,
    limit: int = 20,
    name: str | None = None,
    offset: int = 0,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The jobs that the caller may see, the latest first."""
    if not 1 <= limit <= 100:
        raise InvalidParameterValue(f"Invalid limit: {limit}. The limit must be between 1 and 100.")
    found = [
        job
        for job in reversed(call.tenant.store["jobs"].values())
        if access.holds(call.tenant, call.principal, "jobs", job["job_id"], "CAN_VIEW")
        and (name is None or job["settings"]["name"].lower() == name.lower())
    ]
    jobs, token = page(found, page_token or (token_for(offset) if offset else None), limit)
    answer: dict[str, Any] = {"has_more": token is not None}
    if jobs:
        answer["jobs"] = [_listed(job, expand_tasks) for job in jobs]
    return answer | ({"next_page_token": token} if token else {})


@operation("jobs.update")
def update(
    call: Call,
    job_id: int,
    new_settings: dict[str, Any] | None = None,
    fields_to_remove: list[str] | None = None,
) -> None:
    """Change some settings of a job; its next runs have them."""
    job = find(call, job_id, "CAN_MANAGE")
    _keep(call, job, settings.updated(job["settings"], new_settings or {}, fields_to_remove or []))


@operation("jobs.reset")
def reset(call: Call, job_id: int, new_settings: dict[str, Any]) -> None:
    """Replace all settings of a job."""
    _keep(call, find(call, job_id, "CAN_MANAGE"), new_settings)


@operation("jobs.delete")
def delete(call: Call, job_id: int) -> None:
    """Forget a job; its runs stay."""
    find(call, job_id, "CAN_MANAGE")
    del call.tenant.store["jobs"][str(job_id)]
    changes.note(call.tenant, "job", job_id, None)
    access.forget(call.tenant, "jobs", job_id)


def find(call: Call, job_id: int, level: str) -> Resource:
    """A job, for someone who holds a level of permission on it."""
    # 400 and not 404: the SDK turns this very message of this code into ResourceDoesNotExist.
    missing = InvalidParameterValue(f"Job {job_id} does not exist.")
    job = call.tenant.store["jobs"].require(job_id, missing)
    access.require(call.tenant, call.principal, "jobs", job_id, level)
    return job


def _keep(call: Call, job: Resource, given: dict[str, Any]) -> None:
    job["settings"] = settings.checked(call.tenant, given)
    job["run_as_user_name"] = _run_as(job["settings"], job["run_as_user_name"])
    changes.note(call.tenant, "job", job["job_id"], job)


def _run_as(kept: dict[str, Any], otherwise: str) -> str:
    return str(next(iter(kept.get("run_as", {}).values()), otherwise))


def _listed(job: Resource, expand_tasks: bool) -> dict[str, Any]:
    answer = shown.job(job)
    kept = job["settings"]
    if expand_tasks:
        answer["settings"] = kept | {name: kept[name][: shown.ARRAY] for name in shown.PAGED if name in kept}
        if any(len(kept.get(name, [])) > shown.ARRAY for name in shown.PAGED):
            answer["has_more"] = True
        return answer
    answer["settings"] = {name: value for name, value in kept.items() if name not in shown.PAGED}
    return answer
