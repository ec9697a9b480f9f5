"""The clock that a caller moves, and what comes due on the way: schedules and triggers of jobs, alerts and monitors.

    POST /lakeproof/clock {"seconds": 86400}

The clock goes from one due time to the next, and what is due then runs before it goes on; so times and the order of
things are the same each time. GET shows the clock. It never moves so by itself: the moves by which requests and waiters
advance it make nothing due. No Databricks has this path.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from snippets_tests.workspace import quartz
from snippets_tests.workspace.errors import InvalidParameterValue, MalformedRequest
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services import alerts, monitors
from snippets_tests.workspace.services.jobs import execution, start
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

PATH = "/lakeproof/clock"
FURTHEST = 366 * 86400
MOST = 1000
Due = tuple[datetime, Callable[[], object]]
UNITS = {"MINUTES": 60, "HOURS": 3600, "DAYS": 86400, "WEEKS": 7 * 86400}


@endpoint("GET", PATH)
def show(call: Call) -> dict[str, Any]:
    """What time it is."""
    return {"now": call.tenant.clock.iso()}


@endpoint("POST", PATH)
def move(call: Call) -> dict[str, Any]:
    """Move the clock, and run what comes due; the answer says how often something did."""
    call.require_admin("Only workspace admins can move the clock.")
    try:
        given = json.loads(call.request.body or b"{}")
    except ValueError as error:
        raise MalformedRequest("Invalid JSON given in the body of the request - failed to parse given JSON") from error
    seconds = given.get("seconds") if isinstance(given, dict) and set(given) == {"seconds"} else None
    if not isinstance(seconds, int) or not 0 <= seconds <= FURTHEST:
        raise InvalidParameterValue(f'The body must be {{"seconds": N}} with a number between 0 and {FURTHEST}.')
    tenant = call.tenant
    before = tenant.clock.now()
    target, fired = before + timedelta(seconds=seconds), 0
    while fired < MOST:
        due = list(_due(tenant, before, target))
        if not due:
            break
        before = min(at for at, _ in due)
        if before > tenant.clock.now():
            tenant.clock.set(before)
        for at, act in due:
            if at == before:
                act()
                fired += 1
    if target > tenant.clock.now() and fired < MOST:
        tenant.clock.set(target)
    return {"now": tenant.clock.iso(), "fired": fired}


def _due(tenant: Tenant, after: datetime, until: datetime) -> Iterator[Due]:
    """What comes due in a span of time: of each schedule its first time."""
    for job in list(tenant.store["jobs"].values()):
        at = _of_job(job, after)
        if at is not None and at <= until and job["settings"].get("tasks"):
            yield at, lambda job=job: _run(tenant, job)  # type: ignore[misc]
    for kept in list(tenant.store["alerts_v2.alert"].values()):
        schedule = kept.get("schedule", {})
        if schedule.get("pause_status") == "PAUSED" or kept.get("lifecycle_state") != "ACTIVE":
            continue
        at = quartz.parse(schedule["quartz_cron_schedule"], schedule["timezone_id"]).after(after)
        if at is not None and at <= until:
            yield at, lambda kept=kept: _evaluate(tenant, kept)  # type: ignore[misc]
    for monitor in list(tenant.store["quality_monitors"].values()):
        schedule = monitor.get("schedule")
        if schedule is None or schedule.get("pause_status") == "CRON_SCHEDULE_PAUSE_STATUS_PAUSED":
            continue
        at = quartz.parse(schedule["quartz_cron_expression"], schedule["timezone_id"]).after(after)
        if at is not None and at <= until:
            yield at, lambda monitor=monitor: monitors.refresh(tenant, monitor, "SCHEDULE")  # type: ignore[misc]


def _of_job(job: Resource, after: datetime) -> datetime | None:
    """The next time of a job's schedule, or of its periodic trigger, which counts from the job's making."""
    schedule, trigger = job["settings"].get("schedule", {}), job["settings"].get("trigger", {})
    if schedule and schedule.get("pause_status") != "PAUSED":
        return quartz.parse(schedule["quartz_cron_expression"], schedule["timezone_id"]).after(after)
    periodic = trigger.get("periodic")
    if periodic and trigger.get("pause_status") != "PAUSED":
        begun = datetime.fromtimestamp(job["created_time"] / 1000, UTC)
        length = timedelta(seconds=periodic["interval"] * UNITS[periodic["unit"]])
        return begun + ((after - begun) // length + 1) * length
    return None


def _run(tenant: Tenant, job: Resource) -> None:
    run = start.from_job(tenant, job, job["creator_user_name"], {}, {}, trigger="PERIODIC")
    execution.settle(tenant, run)


def _evaluate(tenant: Tenant, kept: Resource) -> None:
    found = alerts.find(tenant, kept["id"])
    if found is not None:
        alerts.evaluate(tenant, found)
