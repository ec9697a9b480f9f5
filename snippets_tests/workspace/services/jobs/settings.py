"""A job's settings: what makes them wrong, what Databricks adds to them, how an update changes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from snippets_tests.workspace import quartz
from snippets_tests.workspace.errors import ApiError, InvalidParameterValue
from snippets_tests.workspace.services.clusters.shape import checked as checked_cluster
from snippets_tests.workspace.services.jobs import graph
from snippets_tests.workspace.services.jobs.records import Spec
from snippets_tests.workspace.tenant import Tenant

KEY = re.compile(r"[\w-]{1,100}")
MOST_TASKS = 1000
# A task's compute, by the fields of which one is given.
COMPUTE = ("existing_cluster_id", "new_cluster", "job_cluster_key", "environment_key")
# Kinds of task that say nothing of their compute: it is a warehouse, another system, or the workspace itself.
WITHOUT_COMPUTE = (
    "alert_task", "condition_task", "dashboard_task", "dbt_cloud_task", "dbt_platform_task", "for_each_task",
    "pipeline_task", "power_bi_task", "run_job_task", "sql_task",
)  # fmt: skip
# Kinds that run on serverless compute when no other is given.
SERVERLESS = ("notebook_task", "clean_rooms_notebook_task", "ai_runtime_task", "gen_ai_compute_task")
# Arrays of settings that an update merges by this field of their entries.
MERGED = {"tasks": "task_key", "job_clusters": "job_cluster_key"}
DEFAULTS: Spec = {
    "name": "Untitled",
    "email_notifications": {},
    "webhook_notifications": {},
    "timeout_seconds": 0,
    "max_concurrent_runs": 1,
    "format": "MULTI_TASK",
}


def checked(tenant: Tenant, settings: Spec) -> Spec:
    """The settings as Databricks keeps them, or the refusal of their first fault."""
    tasks = settings.get("tasks", [])
    if len(tasks) > MOST_TASKS:
        raise InvalidParameterValue(f"A job can have at most {MOST_TASKS} tasks, not {len(tasks)}.")
    _unique("Duplicate task key", [task["task_key"] for task in tasks])
    clusters = settings.get("job_clusters", [])
    _unique("Duplicate job cluster key", [cluster["job_cluster_key"] for cluster in clusters])
    _unique("Duplicate job parameter", [parameter["name"] for parameter in settings.get("parameters", [])])
    environments = [environment["environment_key"] for environment in settings.get("environments", [])]
    _unique("Duplicate environment key", environments)
    for cluster in clusters:
        _check_cluster(tenant, cluster.get("new_cluster"), f"job cluster '{cluster['job_cluster_key']}'")
    known = {"job_cluster_key": [c["job_cluster_key"] for c in clusters], "environment_key": environments}
    for task in tasks:
        _check_task(tenant, task, known)
    graph.ordered(tasks)
    _check_schedule(settings.get("schedule"))
    _check_people(tenant, settings.get("run_as"))
    if settings.get("max_concurrent_runs", 1) < 0:
        raise InvalidParameterValue("max_concurrent_runs must not be negative.")
    kept = {**DEFAULTS, **{name: value for name, value in settings.items() if value is not None}}
    kept["format"] = "MULTI_TASK"
    if tasks:
        kept["tasks"] = [with_defaults(task) for task in tasks]
    return kept


def with_defaults(task: Spec) -> Spec:
    """A task as Databricks shows it."""
    shown = {"run_if": "ALL_SUCCESS", "timeout_seconds": 0, "email_notifications": {}, **task}
    if "notebook_task" in shown:
        shown["notebook_task"] = {"source": "WORKSPACE", **shown["notebook_task"]}
    return shown


def kind_of(task: Spec) -> str:
    """The field that says what a task does, for example `notebook_task`."""
    return next(name for name in task if name.endswith("_task"))


def updated(settings: Spec, new: Spec, remove: Sequence[str]) -> Spec:
    """Settings with fields replaced, arrays merged by their keys, and fields removed."""
    changed = dict(settings)
    for field in remove:
        name, _, key = field.partition("/")
        if key and name in MERGED:
            changed[name] = [entry for entry in changed.get(name, []) if entry[MERGED[name]] != key]
        elif key:
            raise InvalidParameterValue(f"Cannot remove the nested field '{field}'.")
        else:
            changed.pop(name, None)
    for name, value in new.items():
        if name in MERGED:
            by_key = {entry[MERGED[name]]: entry for entry in [*changed.get(name, []), *value]}
            changed[name] = list(by_key.values())
        else:
            changed[name] = value
    return changed


def _unique(message: str, names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise InvalidParameterValue(f"{message}: '{name}'.")


def _check_task(tenant: Tenant, task: Spec, known: dict[str, list[str]]) -> None:
    key = task["task_key"]
    if not KEY.fullmatch(key):
        raise InvalidParameterValue(
            f"Invalid task key '{key}': it may hold letters, digits, '-' and '_', at most 100 of them."
        )
    kinds = [name for name, value in task.items() if name.endswith("_task") and value is not None]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none"
        raise InvalidParameterValue(f"Task '{key}' must have exactly one kind of task, such as notebook_task: {found}.")
    compute = [name for name in COMPUTE if task.get(name)]
    if len(compute) > 1:
        raise InvalidParameterValue(
            f"Task '{key}' must have only one of {', '.join(COMPUTE)}: {' and '.join(compute)}."
        )
    for field, names in known.items():
        if field in compute and task[field] not in names:
            where = {"job_cluster_key": "job_clusters", "environment_key": "environments"}[field]
            word = field.removesuffix("_key").replace("_", " ").capitalize()
            raise InvalidParameterValue(f"{word} '{task[field]}' of task '{key}' is not defined in field {where}.")
    if not compute and kinds[0] not in WITHOUT_COMPUTE + SERVERLESS:
        raise InvalidParameterValue(
            f"Task '{key}' requires a cluster or an environment to run. Specify one of the following fields: "
            "job_cluster_key, environment_key, existing_cluster_id, new_cluster."
        )
    _check_cluster(tenant, task.get("new_cluster"), f"task '{key}'")
    if kinds[0] == "for_each_task":
        _check_task(tenant, task["for_each_task"]["task"], known)


def _check_cluster(tenant: Tenant, spec: Spec | None, where: str) -> None:
    if spec is None:
        return
    try:
        checked_cluster(tenant, spec)
    except ApiError as error:
        message = f"Cluster validation error in {where}: {error.message}"
        raise InvalidParameterValue(message, details=error.details) from error


def _check_schedule(schedule: Spec | None) -> None:
    if schedule:
        try:
            quartz.parse(schedule["quartz_cron_expression"], schedule["timezone_id"])
        except quartz.QuartzError as error:
            raise InvalidParameterValue(str(error)) from error


def _check_people(tenant: Tenant, run_as: Any) -> None:
    for name in (run_as or {}).values():
        if tenant.principal(name) is None:
            raise InvalidParameterValue(f"The run_as user or service principal '{name}' does not exist.")
