"""Runs of jobs: started, looked at, stopped, repaired. A run runs when it is first looked at."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue, InvalidState
from snippets_tests.workspace.notebooks import interchange
from snippets_tests.workspace.paging import page, position, token_for
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import permissions
from snippets_tests.workspace.services.jobs import execution, graph, settings, shown, start
from snippets_tests.workspace.services.jobs.records import ACTIVE, Run, TaskRun, all_runs
from snippets_tests.workspace.services.jobs.records import find as find_run
from snippets_tests.workspace.services.workspace import read_notebook
from snippets_tests.workspace.store import Resource

LONGEST_TOKEN = 64
MOST_RUNS = 25


@operation("jobs.run_now")
def run_now(
    call: Call,
    job_id: int,
    job_parameters: dict[str, str] | None = None,
    only: list[str] | None = None,
    queue: dict[str, Any] | None = None,
    idempotency_token: str | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Start a run of a job."""
    job = _job(call, job_id, "CAN_MANAGE_RUN")
    known = _known(call, idempotency_token)
    if known is not None:
        return {"run_id": known, "number_in_job": known}
    overriding = {name: value for name, value in options.items() if name in start.LEGACY}
    run = start.from_job(
        call.tenant,
        job,
        call.principal.name,
        job_parameters or {},
        overriding,
        only=only,
        queue=None if queue is None else queue["enabled"],
    )
    _remember(call, idempotency_token, run.run_id)
    return {"run_id": run.run_id, "number_in_job": run.run_id}


@operation("jobs.submit")
def submit(
    call: Call,
    tasks: list[dict[str, Any]] | None = None,
    run_name: str = "Untitled",
    idempotency_token: str | None = None,
    run_as: dict[str, Any] | None = None,
    access_control_list: list[dict[str, Any]] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Start a run without a job."""
    known = _known(call, idempotency_token)
    if known is not None:
        return {"run_id": known}
    given = {"tasks": tasks or [], **({"run_as": run_as} if run_as else {}), **options}
    kept = settings.checked(call.tenant, given)
    who = str(next(iter((run_as or {}).values()), call.principal.name))
    levels = permissions.levels(call, "jobs", access_control_list or [])
    run = start.submitted(call.tenant, kept, run_name, call.principal.name, who)
    access.replace(call.tenant, "jobs", run.job_id, {call.principal.name: "IS_OWNER"} | levels)
    _remember(call, idempotency_token, run.run_id)
    return {"run_id": run.run_id}


@operation("jobs.get_run")
def get_run(
    call: Call,
    run_id: int,
    include_history: bool = False,
    include_resolved_values: bool = False,
    page_token: str | None = None,
) -> dict[str, Any]:
    """One run; of its arrays a hundred entries at a time."""
    run, task = _look(call, run_id)
    if task is not None:
        return shown.task_alone(call.tenant, call.surface, run, task)
    answer = shown.run(call.tenant, call.surface, run)
    if include_resolved_values:
        answer["tasks"] = [shown.task(call.tenant, call.surface, run, each, resolved=True) for each in run.tasks]
    if include_history:
        answer["repair_history"] = [shown.repair(each) for each in run.history]
    begin = position(page_token) if page_token else 0
    count = len(answer["tasks"])
    answer["tasks"] = answer["tasks"][begin : begin + shown.ARRAY]
    if count > begin + shown.ARRAY:
        answer |= {"has_more": True, "next_page_token": token_for(begin + shown.ARRAY)}
    return answer


@operation("jobs.list_runs")
def list_runs(
    call: Call,
    active_only: bool = False,
    completed_only: bool = False,
    expand_tasks: bool = False,
    job_id: int | None = None,
    limit: int = 20,
    offset: int = 0,
    page_token: str | None = None,
    run_type: str | None = None,
    start_time_from: int = 0,
    start_time_to: int | None = None,
) -> dict[str, Any]:
    """The runs that the caller may see, the latest first. Who asks for active ones alone sees them as they wait."""
    if active_only and completed_only:
        raise InvalidParameterValue("active_only and completed_only cannot both be true.")
    if not 0 <= limit <= MOST_RUNS:
        raise InvalidParameterValue(f"Invalid limit: {limit}. The limit must be between 1 and {MOST_RUNS}.")
    found = [
        run
        for run in reversed(list(all_runs(call.tenant)))
        if _may(call, run, "CAN_VIEW")
        and (job_id is None or run.job_id == job_id)
        and (run_type is None or run.run_type == run_type)
        and start_time_from <= run.started <= (start_time_to or run.started)
    ]
    for run in [] if active_only else found[::-1]:
        execution.settle(call.tenant, run)
    wanted = {(True, False): ACTIVE, (False, True): ("TERMINATED",)}.get((active_only, completed_only))
    found = [run for run in found if wanted is None or run.phase in wanted]
    runs, token = page(found, page_token or (token_for(offset) if offset else None), limit or MOST_RUNS)
    answer: dict[str, Any] = {"has_more": token is not None}
    if runs:
        answer["runs"] = [shown.run(call.tenant, call.surface, run, tasks=expand_tasks) for run in runs]
    return answer | ({"next_page_token": token} if token else {})


@operation("jobs.get_run_output")
def get_run_output(call: Call, run_id: int) -> dict[str, Any]:
    """What a task left: its value, its logs, its error with the traceback."""
    run, task = _look(call, run_id)
    task = task or _only_task(run, "Retrieving the output of")
    output = dict(task.output)
    if task.verdict is not None and task.verdict.failed:
        output.setdefault("error", task.verdict.message)
    return {**output, "metadata": shown.task_alone(call.tenant, call.surface, run, task)}


@operation("jobs.export_run")
def export_run(call: Call, run_id: int, views_to_export: str = "CODE") -> dict[str, Any]:
    """A notebook task's notebook as an HTML page, without the outputs of its cells."""
    run, task = _look(call, run_id)
    task = task or _only_task(run, "Exporting")
    if "notebook_task" not in task.spec:
        raise InvalidParameterValue(f"Run {run_id} is not a notebook's run; only those can be exported.")
    if views_to_export == "DASHBOARDS":
        return {"views": []}
    path = task.spec["notebook_task"]["notebook_path"]
    name = path.rpartition("/")[2]
    page = interchange.write_html(read_notebook(call.tenant, path, call.principal), name).decode()
    return {"views": [{"content": page, "name": name, "type": "NOTEBOOK"}]}


@operation("jobs.cancel_run")
def cancel_run(call: Call, run_id: int) -> None:
    """Stop a run; one that has ended stays as it is."""
    run, _ = find_run(call.tenant, run_id)
    _require(call, run, "CAN_MANAGE_RUN")
    execution.cancel(call.tenant, run)


@operation("jobs.cancel_all_runs")
def cancel_all_runs(call: Call, job_id: int | None = None, all_queued_runs: bool = False) -> None:
    """Stop the active runs of a job, or the queued runs of all."""
    if job_id is None and not all_queued_runs:
        raise InvalidParameterValue("Either job_id or all_queued_runs must be given.")
    if job_id is not None:
        _job(call, job_id, "CAN_MANAGE_RUN")
    for run in list(all_runs(call.tenant)):
        if run.job_id == (job_id or run.job_id) and (run.phase == "QUEUED" or not all_queued_runs):
            if job_id is None and not _may(call, run, "CAN_MANAGE_RUN"):
                continue
            execution.cancel(call.tenant, run)


@operation("jobs.delete_run")
def delete_run(call: Call, run_id: int) -> None:
    """Forget a run that has ended."""
    run, _ = find_run(call.tenant, run_id)
    _require(call, run, "CAN_MANAGE")
    if run.phase in ACTIVE:
        raise InvalidState(f"Run {run_id} is active and cannot be deleted. Cancel it first.")
    del call.tenant.store["job_runs"][str(run.run_id)]


@operation("jobs.repair_run")
def repair_run(
    call: Call,
    run_id: int,
    rerun_tasks: list[str] | None = None,
    rerun_all_failed_tasks: bool = False,
    rerun_dependent_tasks: bool = False,
    latest_repair_id: int | None = None,
    job_parameters: dict[str, str] | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Run tasks of an ended run again, as part of the same run."""
    run, task = _look(call, run_id)
    _require(call, run, "CAN_MANAGE_RUN")
    if task is not None:
        raise InvalidParameterValue(f"Run {run_id} is a task's run; repair the run that it belongs to, {run.run_id}.")
    if run.phase in ACTIVE:
        raise InvalidState(f"Run {run_id} is active and cannot be repaired.")
    if bool(rerun_tasks) == rerun_all_failed_tasks:
        raise InvalidParameterValue("Exactly one of rerun_tasks and rerun_all_failed_tasks must be given.")
    latest = run.history[-1].id
    if latest is not None and latest_repair_id != latest:
        raise InvalidParameterValue(f"latest_repair_id must be the id of the latest repair, {latest}.")
    keys = set(rerun_tasks or ()) or {each.key for each in run.tasks if _is_bad(each)}
    for key in keys - {each.key for each in run.tasks}:
        raise InvalidParameterValue(f"The task '{key}' does not exist in the run.")
    if rerun_all_failed_tasks and not keys:
        raise InvalidParameterValue(f"Run {run_id} has no failed tasks to repair.")
    job = call.tenant.store["jobs"].get(str(run.job_id))
    current = job["settings"] if job else run.settings
    specs = {spec["task_key"]: spec for spec in current.get("tasks", [])}
    if rerun_dependent_tasks:
        keys |= graph.behind([each.spec for each in run.tasks], keys)
    run.parameters |= job_parameters or {}
    run.overriding |= {name: value for name, value in options.items() if name in start.LEGACY}
    return {"repair_id": start.again(call.tenant, run, keys, specs)}


def _job(call: Call, job_id: int, level: str) -> Resource:
    job = call.tenant.store["jobs"].require(job_id, InvalidParameterValue(f"Job {job_id} does not exist."))
    access.require(call.tenant, call.principal, "jobs", job_id, level)
    return job


def _look(call: Call, run_id: int) -> tuple[Run, TaskRun | None]:
    run, _ = find_run(call.tenant, run_id)
    _require(call, run, "CAN_VIEW")
    return execution.look(call.tenant, run_id)


def _may(call: Call, run: Run, level: str) -> bool:
    """A job's permissions hold for its runs."""
    return access.holds(call.tenant, call.principal, "jobs", run.job_id, level)


def _require(call: Call, run: Run, level: str) -> None:
    if not _may(call, run, level):
        access.require(call.tenant, call.principal, "jobs", run.job_id, level)


def _only_task(run: Run, doing: str) -> TaskRun:
    if len(run.tasks) != 1:
        raise BadRequest(
            f"{doing} runs with multiple tasks is not supported. "
            "Please retrieve the output of each individual task run instead.",
            error_code="INVALID_PARAMETER_VALUE",
        )
    return run.tasks[0]


def _is_bad(task: TaskRun) -> bool:
    return task.verdict is not None and (task.verdict.failed or task.verdict.canceled)


def _known(call: Call, token: str | None) -> int | None:
    if token is None:
        return None
    if len(token) > LONGEST_TOKEN:
        raise InvalidParameterValue(f"idempotency_token must have at most {LONGEST_TOKEN} characters.")
    known = call.tenant.store["run_tokens"].get(token)
    if known is None:
        return None
    find_run(call.tenant, known["run_id"])
    return int(known["run_id"])


def _remember(call: Call, token: str | None, run_id: int) -> None:
    if token is not None:
        call.tenant.store["run_tokens"][token] = {"run_id": run_id}
