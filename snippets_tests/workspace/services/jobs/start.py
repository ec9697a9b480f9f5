"""Taking in runs: of a job, or submitted without one. Nothing runs yet."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import engine
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.services.jobs import graph, tasks
from snippets_tests.workspace.services.jobs.records import (
    ACTIVE,
    TOO_MANY,
    Repair,
    Run,
    Spec,
    TaskRun,
    all_runs,
    keep,
    new_task,
)
from snippets_tests.workspace.services.jobs.settings import kind_of
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

LEGACY = (
    "dbt_commands", "jar_params", "notebook_params", "pipeline_params", "python_named_params", "python_params",
    "spark_submit_params", "sql_params",
)  # fmt: skip


def from_job(
    tenant: Tenant,
    job: Resource,
    caller: str,
    parameters: dict[str, str],
    overriding: Spec,
    *,
    only: list[str] | None = None,
    queue: bool | None = None,
    trigger: str = "ONE_TIME",
    depth: int = 0,
) -> Run:
    """Take in a run of a job; one too many is queued or skipped, as the job says."""
    settings = job["settings"]
    specs = settings.get("tasks", [])
    if not specs:
        raise InvalidParameterValue(f"Job {job['job_id']} does not have any associated tasks.")
    if overriding and (settings.get("parameters") or parameters):
        raise InvalidParameterValue(
            f"{', '.join(overriding)} cannot be used with job parameters. Use job_parameters to override them."
        )
    chosen = graph.selected(specs, only)
    run = Run(
        run_id=tenant.ids.number(15, "run"),
        job_id=job["job_id"],
        name=settings["name"],
        creator=caller,
        run_as=job["run_as_user_name"],
        run_type="JOB_RUN",
        trigger=trigger,
        settings=settings,
        started=tenant.clock.millis(),
        tasks=_tasks(tenant, [spec for spec in specs if spec["task_key"] in chosen]),
        parameters={p["name"]: p["default"] for p in settings.get("parameters", [])} | parameters,
        overriding=overriding,
        depth=depth,
    )
    _admit(tenant, run, settings, queue)
    return run


def submitted(tenant: Tenant, settings: Spec, name: str, caller: str, run_as: str) -> Run:
    """Take in a run without a job."""
    if not settings.get("tasks"):
        raise InvalidParameterValue("At least one task must be given.")
    run = Run(
        run_id=tenant.ids.number(15, "run"),
        job_id=tenant.ids.number(15, "submitted job"),
        name=name,
        creator=caller,
        run_as=run_as,
        run_type="SUBMIT_RUN",
        trigger="ONE_TIME",
        settings=settings,
        started=tenant.clock.millis(),
        tasks=_tasks(tenant, settings["tasks"]),
    )
    _begin(tenant, run)
    return run


def again(tenant: Tenant, run: Run, keys: set[str], specs: dict[str, Spec]) -> int:
    """Let tasks of a run that has ended run again, with the settings as they are now; the id of the repair."""
    repair = Repair(tenant.ids.number(15, "repair"), tenant.clock.millis())
    for index, task in enumerate(run.tasks):
        if task.key in keys:
            fresh = new_task(tenant, specs.get(task.key, task.spec))
            fresh.attempt, fresh.previous = task.attempt + 1, [*task.previous, task]
            run.tasks[index] = fresh
            repair.task_run_ids.append(fresh.run_id)
    run.history.append(repair)
    run.phase, run.verdict, run.ended, run.stopping = "PENDING", None, 0, False
    assert repair.id is not None
    return repair.id


def _tasks(tenant: Tenant, specs: list[Spec]) -> list[TaskRun]:
    for spec in specs:
        inner: Any = spec
        while "for_each_task" in inner:
            inner = inner["for_each_task"]["task"]
        if kind_of(inner) in tasks.NEED_ENGINE and not tenant.has_engine:
            raise engine.absent(f"The {kind_of(inner)} of task '{spec['task_key']}'")
    return [new_task(tenant, spec) for spec in specs]


def _admit(tenant: Tenant, run: Run, settings: Spec, queue: bool | None) -> None:
    active = sum(other.job_id == run.job_id and other.phase in ACTIVE for other in all_runs(tenant))
    if active >= max(1, settings["max_concurrent_runs"]):
        if settings.get("queue", {}).get("enabled") if queue is None else queue:
            run.phase = "QUEUED"
        else:
            run.phase, run.verdict, run.ended, run.tasks = "TERMINATED", TOO_MANY, run.started, []
    _begin(tenant, run)


def _begin(tenant: Tenant, run: Run) -> None:
    run.history.append(Repair(None, run.started, task_run_ids=[task.run_id for task in run.tasks]))
    keep(tenant, run)
