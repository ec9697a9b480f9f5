"""system.lakeflow: jobs and pipelines over time, their runs and updates in slices of an hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.changes import field, versions
from snippets_tests.workspace.services.jobs.records import Run, TaskRun, Verdict, all_runs
from snippets_tests.workspace.services.jobs.settings import kind_of
from snippets_tests.workspace.system_tables.values import moment, person, slices, texts
from snippets_tests.workspace.tenant import Tenant

# Results of the Jobs API in the words of these tables; one that is not here was skipped.
RESULTS = {
    "SUCCESS": "SUCCEEDED",
    "SUCCESS_WITH_FAILURES": "SUCCEEDED",
    "FAILED": "FAILED",
    "TIMEDOUT": "TIMED_OUT",
    "CANCELED": "CANCELLED",
}
CODES = {"USER_CANCELED": "CANCELLED"}
TRIGGERS = {"ONE_TIME": "ONETIME", "PERIODIC": "CRON"}
# Fields of a job's settings that start it.
STARTS = {"schedule": "CRON", "continuous": "CONTINUOUS"}
PARAMETERS = ("base_parameters", "parameters", "named_parameters", "job_parameters")


def jobs(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each version of each job."""
    for key, job, at, gone, came in versions(tenant, "job"):
        settings = job["settings"]
        trigger, kind, paused = _trigger(settings)
        yield {
            "job_id": key,
            "name": settings["name"],
            "description": settings.get("description"),
            "creator_id": person(tenant, job["creator_user_name"]),
            "creator_user_name": job["creator_user_name"],
            "run_as": person(tenant, job["run_as_user_name"]),
            "run_as_user_name": job["run_as_user_name"],
            "tags": texts(settings.get("tags")),
            "change_time": moment(at),
            "delete_time": moment(gone),
            "create_time": moment(came),
            "trigger": trigger,
            "trigger_type": kind,
            "paused": paused,
            "timeout_seconds": settings.get("timeout_seconds"),
            "health_rules": _rules(settings),
            "deployment": settings.get("deployment"),
        }


def job_tasks(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each version of each task of each job; one that an update leaves out has gone with it."""
    known: dict[str, dict[str, Any]] = {}
    for key, job, at, gone, _ in versions(tenant, "job"):
        before = known.get(key, {})
        now = {} if gone else {task["task_key"]: task for task in job["settings"].get("tasks", [])}
        known[key] = now
        for name, task in {**before, **now}.items():
            if before.get(name) == task and name in now:
                continue
            yield {
                "job_id": key,
                "task_key": name,
                "depends_on_keys": [each["task_key"] for each in task.get("depends_on", [])],
                "change_time": moment(at),
                "delete_time": None if name in now else moment(at),
                "timeout_seconds": task.get("timeout_seconds"),
                "health_rules": _rules(task),
            }


def job_run_timeline(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The runs that have ended."""
    for run in list(all_runs(tenant)):
        if run.verdict is None:
            continue
        setup = sum(task.setup for task in run.tasks) if len(run.tasks) == 1 else 0
        for begin, end, last in slices(run.started, run.ended):
            yield {
                "job_id": str(run.job_id),
                "run_id": str(run.run_id),
                "period_start_time": begin,
                "period_end_time": end,
                "trigger_type": TRIGGERS.get(run.trigger, run.trigger),
                "run_type": run.run_type,
                "run_name": run.name if run.run_type == "SUBMIT_RUN" else None,
                "job_parameters": run.parameters,
                "compute": [each for task in run.tasks for each in _compute(task)],
                **(_ending(run.verdict) if last else {}),
                "run_duration_seconds": (run.ended - run.started) // 1000,
                "queue_duration_seconds": 0,
                "setup_duration_seconds": setup // 1000,
                "cleanup_duration_seconds": 0,
                "execution_duration_seconds": (run.ended - run.started - setup) // 1000 if len(run.tasks) == 1 else 0,
            }


def job_task_run_timeline(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The runs of tasks that have ended, earlier attempts and iterations among them."""
    for run in list(all_runs(tenant)):
        for task in run.tasks:
            for one in (*task.previous, task, *task.iterations):
                yield from _task_rows(run, one)


def pipelines(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each version of each pipeline."""
    for key, pipeline, at, gone, came in versions(tenant, "pipeline"):
        spec = pipeline["spec"]
        names = ("photon", "development", "continuous", "serverless", "edition", "channel")
        yield {
            "pipeline_id": key,
            "pipeline_type": _pipeline_type(spec),
            "name": pipeline["name"],
            "created_by": pipeline["creator_user_name"],
            "run_as": pipeline["run_as_user_name"],
            "tags": texts(spec.get("tags")),
            "settings": {name: spec[name] for name in names if spec.get(name) is not None},
            "configuration": texts(spec.get("configuration")),
            "change_time": moment(at),
            "delete_time": moment(gone),
            "create_time": moment(came),
        }


def pipeline_update_timeline(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The updates that have ended."""
    for pipeline in list(tenant.store["pipelines"].values()):
        for update in reversed(pipeline["_updates"]):
            if "_ended" not in update:
                continue
            kind = "VALIDATE" if update["validate_only"] else "FULL_REFRESH" if update["full_refresh"] else "REFRESH"
            for begin, end, last in slices(update["creation_time"], update["_ended"]):
                yield {
                    "pipeline_id": pipeline["pipeline_id"],
                    "update_id": update["update_id"],
                    "update_type": kind,
                    "run_as_user_name": pipeline["run_as_user_name"],
                    "trigger_type": update["cause"],
                    "result_state": update["state"] if last else None,
                    "period_start_time": begin,
                    "period_end_time": end,
                    "compute": {"type": "SERVERLESS_COMPUTE" if update["config"].get("serverless") else "CLUSTER"},
                    "refresh_selection": update.get("refresh_selection", []),
                    "full_refresh_selection": update.get("full_refresh_selection", []),
                    "reset_checkpoint_selection": update.get("reset_checkpoint_selection", []),
                }


def _task_rows(run: Run, task: TaskRun) -> Iterator[Row]:
    if task.verdict is None or not task.started:
        return
    spec = task.resolved or task.spec
    given = spec.get(kind_of(task.spec), {})
    parameters = next((given[name] for name in PARAMETERS if isinstance(given.get(name), dict)), None)
    for begin, end, last in slices(task.started, task.ended):
        yield {
            "job_id": str(run.job_id),
            "run_id": str(task.run_id),
            "job_run_id": str(run.run_id),
            "parent_run_id": str(run.run_id),
            "period_start_time": begin,
            "period_end_time": end,
            "task_key": task.key,
            "compute_ids": [task.cluster["cluster_id"]] if task.cluster else [],
            "compute": list(_compute(task)),
            **(_ending(task.verdict) if last else {}),
            "task_parameters": texts(parameters),
            "setup_duration_seconds": task.setup // 1000,
            "cleanup_duration_seconds": 0,
            "execution_duration_seconds": max(0, task.ended - task.started - task.setup) // 1000,
        }


def _ending(verdict: Verdict) -> dict[str, str]:
    result = "SKIPPED" if verdict.life_cycle == "SKIPPED" else RESULTS.get(verdict.result, "SKIPPED")
    return {
        "result_state": result,
        "termination_code": CODES.get(verdict.code, verdict.code),
        "termination_type": verdict.blame,
    }


def _compute(task: TaskRun) -> Iterator[dict[str, str]]:
    warehouse = field(task.spec, "sql_task", "warehouse_id")
    if task.cluster:
        yield {"type": "CLUSTER", "cluster_id": task.cluster["cluster_id"]}
    elif warehouse:
        yield {"type": "WAREHOUSE", "warehouse_id": warehouse}
    elif kind_of(task.spec) in ("notebook_task", "spark_python_task", "python_wheel_task"):
        yield {"type": "SERVERLESS_COMPUTE"}


def _trigger(settings: dict[str, Any]) -> tuple[dict[str, Any] | None, str | None, bool]:
    """What starts a job, its kind, and whether that is paused."""
    if "schedule" in settings:
        given = settings["schedule"]
        names = ("quartz_cron_expression", "timezone_id")
        return {"schedule": {name: given.get(name) for name in names}}, "CRON", _paused(given)
    if "continuous" in settings:
        given = settings["continuous"]
        return {"continuous": {"enabled": not _paused(given)}}, "CONTINUOUS", _paused(given)
    given = settings.get("trigger", {})
    for name, kind in (("file_arrival", "FILE_ARRIVAL"), ("periodic", "PERIODIC"), ("table_update", "TABLE_UPDATE")):
        if name in given:
            return {name: given[name]}, kind, _paused(given)
    return None, None, False


def _paused(given: dict[str, Any]) -> bool:
    return bool(given.get("pause_status") == "PAUSED")


def _rules(settings: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"metric": rule.get("metric"), "operator": rule.get("op"), "value": rule.get("value")}
        for rule in settings.get("health", {}).get("rules", [])
    ]


def _pipeline_type(spec: dict[str, Any]) -> str:
    if spec.get("ingestion_definition"):
        return "INGESTION_PIPELINE"
    return "INGESTION_GATEWAY" if spec.get("gateway_definition") else "ETL_PIPELINE"
