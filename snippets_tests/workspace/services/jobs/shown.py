"""Jobs and runs as the API shows them."""

from __future__ import annotations

from typing import Any

from snippets_tests.surface import Surface
from snippets_tests.workspace.services.jobs.records import Phase, Repair, Run, Spec, TaskRun, Verdict
from snippets_tests.workspace.services.jobs.settings import kind_of
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

# As many entries of an array as one answer holds.
ARRAY = 100
PAGED = ("tasks", "job_clusters", "parameters", "environments")
WAITING: dict[Phase, str] = {
    "QUEUED": "Waiting for an earlier run of the job.",
    "PENDING": "Waiting for cluster",
    "BLOCKED": "",
    "RUNNING": "In run",
    "TERMINATING": "Terminating",
}


def job(kept: Resource) -> Spec:
    """What every answer says of a job."""
    return {
        "job_id": kept["job_id"],
        "creator_user_name": kept["creator_user_name"],
        "settings": kept["settings"],
        "created_time": kept["created_time"],
    }


def run(tenant: Tenant, surface: Surface, kept: Run, *, tasks: bool = True) -> Spec:
    """A run, with its tasks or without."""
    shown = {
        "job_id": kept.job_id,
        "run_id": kept.run_id,
        "job_run_id": kept.run_id,
        "number_in_job": kept.run_id,
        "original_attempt_run_id": kept.run_id,
        "creator_user_name": kept.creator,
        "run_name": kept.name,
        "run_type": kept.run_type,
        "trigger": kept.trigger,
        "run_page_url": page_url(tenant, kept.job_id, kept.run_id),
        **states(kept.phase, kept.verdict),
        **_times(kept.started, kept.ended),
        "setup_duration": 0,
        "execution_duration": 0,
        "cleanup_duration": 0,
    }
    if kept.parameters:
        shown["job_parameters"] = _parameters(kept)
    if kept.overriding:
        shown["overriding_parameters"] = kept.overriding
    if len(kept.tasks) == 1:
        shown |= _cluster(kept.tasks[0])
    if tasks:
        shown["tasks"] = [task(tenant, surface, kept, each) for each in kept.tasks]
        if kept.settings.get("job_clusters"):
            shown["job_clusters"] = kept.settings["job_clusters"]
    return shown


def task(tenant: Tenant, surface: Surface, kept: Run, one: TaskRun, *, resolved: bool = False) -> Spec:
    """A task of a run."""
    kind = kind_of(one.spec)
    fields = {field.name for field in surface.messages["jobs.RunTask"].fields}
    shown: Spec = {
        **{name: value for name, value in one.spec.items() if name in fields},
        "run_id": one.run_id,
        "attempt_number": one.attempt,
        "run_page_url": page_url(tenant, kept.job_id, one.run_id),
        **states(one.phase, one.verdict),
        **_times(one.started, one.ended),
        "setup_duration": one.setup,
        "execution_duration": max(0, one.ended - one.started - one.setup) if one.ended else 0,
        "cleanup_duration": 0,
    }
    if one.cluster:
        shown["cluster_instance"] = one.cluster
    if kind == "condition_task" and one.outcome:
        shown[kind] = {**one.resolved[kind], "outcome": one.outcome}
    if kind == "for_each_task" and one.iterations:
        shown[kind] = {**one.spec[kind], "stats": {"task_run_stats": _stats(one)}}
    has_resolved = {field.name for field in surface.messages["jobs.ResolvedValues"].fields}  # not every kind has
    if resolved and kind in one.resolved and kind in has_resolved:
        shown["resolved_values"] = _resolved(kind, one.resolved[kind])
    return shown


def task_alone(tenant: Tenant, surface: Surface, kept: Run, one: TaskRun) -> Spec:
    """A task's run where a run is asked for by the task's own id."""
    shown = {**run(tenant, surface, kept, tasks=False), **_cluster(one)}
    own = task(tenant, surface, kept, one)
    for name in ("run_id", "state", "status", "start_time", "end_time", "run_duration", "run_page_url"):
        shown.pop(name, None)
        shown |= {name: own[name]} if name in own else {}
    for name in ("setup_duration", "execution_duration", "attempt_number"):
        shown[name] = own[name]
    shown |= {"run_name": one.key, "number_in_job": one.run_id, "original_attempt_run_id": one.run_id, "tasks": [own]}
    if one.iterations:
        shown["iterations"] = [task(tenant, surface, kept, each) for each in one.iterations]
    return shown


def repair(kept: Repair) -> Spec:
    """The original run or a repair in a run's history."""
    shown: Spec = {
        "type": "ORIGINAL" if kept.id is None else "REPAIR",
        "start_time": kept.started,
        "task_run_ids": kept.task_run_ids,
        **states("TERMINATED" if kept.ended else "RUNNING", kept.verdict),
    }
    return shown | ({"id": kept.id} if kept.id is not None else {}) | ({"end_time": kept.ended} if kept.ended else {})


def states(phase: Phase, verdict: Verdict | None) -> Spec:
    """The `state` of old and the `status` of now, which say the same."""
    if verdict is None:
        old: Spec = {"life_cycle_state": phase, "state_message": WAITING.get(phase, "")}
        return {"state": old | {"user_cancelled_or_timedout": False}, "status": {"state": phase}}
    old = {
        "life_cycle_state": verdict.life_cycle,
        "result_state": verdict.result,
        "state_message": verdict.message,
        "user_cancelled_or_timedout": verdict.result in ("CANCELED", "TIMEDOUT"),
    }
    details = {"code": verdict.code, "type": verdict.blame, "message": verdict.message}
    return {"state": old, "status": {"state": "TERMINATED", "termination_details": details}}


def page_url(tenant: Tenant, job_id: int, run_id: int) -> str:
    """Where the workspace's pages would show a run."""
    return f"{tenant.host}/?o={tenant.workspace_id}#job/{job_id}/run/{run_id}"


def _times(started: int, ended: int) -> Spec:
    shown = {"start_time": started} if started else {}
    return shown | ({"end_time": ended, "run_duration": ended - started} if ended else {})


def _parameters(kept: Run) -> list[Spec]:
    defaults = {parameter["name"]: parameter["default"] for parameter in kept.settings.get("parameters", [])}
    return [
        {"name": name, "value": value} | ({"default": defaults[name]} if name in defaults else {})
        for name, value in kept.parameters.items()
    ]


def _cluster(one: TaskRun) -> Spec:
    spec = {
        name: one.spec[name]
        for name in ("existing_cluster_id", "job_cluster_key", "new_cluster", "libraries")
        if name in one.spec
    }
    shown: Spec = {"cluster_spec": spec} if spec else {}
    return shown | ({"cluster_instance": one.cluster} if one.cluster else {})


def _stats(one: TaskRun) -> Spec:
    verdicts = [iteration.verdict for iteration in one.iterations if iteration.verdict is not None]
    failed = sum(verdict.failed for verdict in verdicts)
    return {
        "total_iterations": len(one.iterations),
        "scheduled_iterations": len(one.iterations),
        "active_iterations": len(one.iterations) - len(verdicts),
        "completed_iterations": len(verdicts),
        "succeeded_iterations": len(verdicts) - failed,
        "failed_iterations": failed,
    }


def _resolved(kind: str, spec: Spec) -> dict[str, Any]:
    names = {
        "notebook_task": ("base_parameters",),
        "spark_python_task": ("parameters",),
        "sql_task": ("parameters",),
        "condition_task": ("left", "right"),
        "run_job_task": ("job_parameters", "parameters"),
    }
    return {kind: {name: spec[name] for name in names.get(kind, ()) if name in spec}}
