"""Running a run: its tasks in the order of their dependencies, each once its compute is ready.

A run runs when it is first looked at. While code runs, other calls may come in, from the code itself as well: they
find the run RUNNING, and one that cancels it takes effect before the next task.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from snippets_tests.lakehouse import entity
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.services.jobs import compute, graph, start, tasks
from snippets_tests.workspace.services.jobs.records import (
    CANCELED,
    DISABLED,
    SUCCEEDED,
    WORKLOAD_FAILED,
    Run,
    Spec,
    TaskRun,
    Verdict,
    all_runs,
    broken,
    find,
    new_task,
)
from snippets_tests.workspace.services.jobs.references import NO_INPUT, ReferenceError, References
from snippets_tests.workspace.services.jobs.settings import WITHOUT_COMPUTE, kind_of
from snippets_tests.workspace.services.jobs.work import Work
from snippets_tests.workspace.tenant import Tenant

# How long a task's code takes at least by the tenant's clock.
TASK_SECONDS = 10
# How often a task is tried again that says so without an end (max_retries -1).
ENDLESS = 10
DEEPEST = 3


def settle(tenant: Tenant, run: Run) -> None:
    """Complete what a run is doing: run it, or finish its cancellation."""
    if run.phase == "TERMINATING":
        _end(tenant, run)
    if run.phase == "QUEUED":
        for other in list(all_runs(tenant)):
            if other.job_id == run.job_id and other.run_id != run.run_id and other.started <= run.started:
                settle(tenant, other)
        run.phase = "PENDING"
    if run.phase == "PENDING":
        _execute(tenant, run)


def cancel(tenant: Tenant, run: Run) -> None:
    """Stop a run: one that waits ends at the next look, one that runs before its next task."""
    if run.phase in ("PENDING", "QUEUED"):
        run.phase, run.stopping = "TERMINATING", True
    elif run.phase == "RUNNING":
        run.stopping = True


def _execute(tenant: Tenant, run: Run) -> None:
    run.phase = "RUNNING"
    principal = tenant.principal(run.run_as)
    by_key: dict[str, TaskRun] = {task.key: task for task in run.tasks}
    for spec in graph.ordered([_within(task.spec, by_key) for task in run.tasks]):
        task = by_key[spec["task_key"]]
        if task.phase == "TERMINATED":
            continue  # of an earlier attempt at this run, which a repair keeps
        if run.stopping:
            continue
        verdict = DISABLED if task.spec.get("disabled") else graph.obstacle(spec, by_key)
        if verdict is None and principal is None:
            verdict = broken(f"The user {run.run_as} does not exist or is not active.", "UNAUTHORIZED_ERROR")
        if verdict is None and principal is not None:
            verdict = _with_retries(tenant, run, task, principal)
        _finish(tenant, task, verdict or SUCCEEDED)
    _end(tenant, run)


def _within(spec: Spec, by_key: dict[str, TaskRun]) -> Spec:
    """A task's settings without dependencies on tasks that this run leaves out."""
    kept = [dependency for dependency in spec.get("depends_on", []) if dependency["task_key"] in by_key]
    return {**spec, "depends_on": kept}


def _with_retries(tenant: Tenant, run: Run, task: TaskRun, principal: Principal, given: Any = NO_INPUT) -> Verdict:
    retries = task.spec.get("max_retries", 0)
    while True:
        verdict = _once(tenant, run, task, principal, given)
        if verdict.result != "FAILED" or task.attempt >= (ENDLESS if retries < 0 else retries) or run.stopping:
            return verdict
        _finish(tenant, task, verdict)
        task.previous.append(replace(task))
        task.attempt += 1
        task.run_id = tenant.ids.number(15, "task run")


def _once(tenant: Tenant, run: Run, task: TaskRun, principal: Principal, given: Any = NO_INPUT) -> Verdict:
    kind = kind_of(task.spec)
    task.phase, task.started = "RUNNING", tenant.clock.millis()
    try:
        if kind not in WITHOUT_COMPUTE:
            task.cluster = compute.place(tenant, run, task.spec, principal)
        task.setup = tenant.clock.millis() - task.started
        references = References(tenant, run, task, given)
        task.resolved = {**task.spec, **_resolved(references, kind, task.spec)}
        parameters = references.parameters()
    except compute.NoCompute as failure:
        return failure.verdict
    except ReferenceError as error:
        return broken(str(error))
    begun = tenant.clock.millis()
    with entity.acting(job_id=str(run.job_id), job_run_id=str(run.run_id)):
        verdict = _do(Work(tenant, run, task, task.resolved, principal, parameters), kind)
    if kind not in WITHOUT_COMPUTE or kind == "sql_task":
        tenant.clock.advance(max(0, TASK_SECONDS - (tenant.clock.millis() - begun) / 1000))
    return verdict


def _resolved(references: References, kind: str, spec: Spec) -> Spec:
    if kind == "for_each_task":  # the task inside is resolved for each input
        return {kind: {**spec[kind], "inputs": references.resolve(spec[kind]["inputs"])}}
    return {kind: references.resolve(spec[kind])}


def _do(work: Work, kind: str) -> Verdict:
    if kind == "for_each_task":
        return _for_each(work)
    if kind == "run_job_task":
        return _run_job(work)
    if kind not in tasks.KINDS:
        return broken(f"UNSUPPORTED: tasks of the kind {kind} are not emulated.", "FEATURE_DISABLED")
    return tasks.KINDS[kind](work)


def _for_each(work: Work) -> Verdict:
    spec = work.spec["for_each_task"]
    try:
        given = tasks.inputs(spec)
    except ValueError as error:
        return broken(f"The inputs of the for_each_task '{work.task.key}' are no JSON array: {error}")
    for item in given:
        if work.run.stopping:
            return CANCELED
        iteration = new_task(work.tenant, spec["task"])
        work.task.iterations.append(iteration)
        _finish(work.tenant, iteration, _with_retries(work.tenant, work.run, iteration, work.principal, item))
    failed = sum(i.verdict is not None and i.verdict.failed for i in work.task.iterations)
    if failed:
        message = f"{failed} of {len(given)} iterations failed"
        return replace(WORKLOAD_FAILED, message=message)
    return SUCCEEDED


def _run_job(work: Work) -> Verdict:
    spec = work.spec["run_job_task"]
    if work.run.depth >= DEEPEST:
        return broken(f"Run Job tasks may be nested at most {DEEPEST} deep.")
    job = work.tenant.store["jobs"].get(str(spec["job_id"]))
    if job is None:
        return broken(f"Job {spec['job_id']} does not exist.", "RESOURCE_NOT_FOUND")
    overriding = {name: value for name, value in spec.items() if name != "job_id"}
    parameters = overriding.pop("job_parameters", {})
    child = start.from_job(
        work.tenant, job, work.principal.name, parameters, overriding, trigger="RUN_JOB_TASK", depth=work.run.depth + 1
    )
    work.task.output = {"run_job_output": {"run_id": child.run_id}}
    settle(work.tenant, child)
    if child.verdict is None or child.verdict.result not in ("SUCCESS", "SUCCESS_WITH_FAILURES"):
        return replace(WORKLOAD_FAILED, message=f"The run {child.run_id} of job {child.job_id} failed.")
    return SUCCEEDED


def _finish(tenant: Tenant, task: TaskRun, verdict: Verdict) -> None:
    task.phase, task.verdict = "TERMINATED", verdict
    task.ended = tenant.clock.millis()
    task.started = task.started or task.ended


def _end(tenant: Tenant, run: Run) -> None:
    for task in run.tasks:
        if task.phase != "TERMINATED":
            _finish(tenant, task, CANCELED)
    run.phase, run.verdict, run.ended = "TERMINATED", _verdict(run), tenant.clock.millis()
    if run.history:
        run.history[-1].ended, run.history[-1].verdict = run.ended, run.verdict


def _verdict(run: Run) -> Verdict:
    """A run's verdict follows from the tasks that no other depends on."""
    if run.stopping:
        return CANCELED
    inner = {key for task in run.tasks for key in graph.parents(task.spec)}
    failed = [task for task in run.tasks if task.verdict is not None and task.verdict.result == "FAILED"]
    last = [task.verdict for task in run.tasks if task.key not in inner and task.verdict is not None]
    if any(verdict.failed for verdict in last) and failed:
        assert failed[0].verdict is not None
        message = f"Task {failed[0].key} failed with message: {failed[0].verdict.message}."
        if any(task.verdict is not None and task.verdict.result == "UPSTREAM_FAILED" for task in run.tasks):
            message += " This caused all downstream tasks to get skipped."
        return Verdict("FAILED", message, failed[0].verdict.code, failed[0].verdict.blame, "INTERNAL_ERROR")
    if any(verdict.canceled for verdict in last):
        return CANCELED
    if failed:
        message = "The run succeeded, though some of its tasks failed."
        return Verdict("SUCCESS_WITH_FAILURES", message, "SUCCESS_WITH_FAILURES")
    return SUCCEEDED


def look(tenant: Tenant, run_id: int) -> tuple[Run, TaskRun | None]:
    """A run, or a task's run with the run that it belongs to, after whatever was to be done."""
    run, _ = find(tenant, run_id)
    settle(tenant, run)
    return find(tenant, run_id)
