"""Version 2.0 of the Jobs API, which knows jobs of one task: the task's fields stand beside the job's own.

Requests are brought into the form of today before they are checked, answers into the older one after that. What came
later is the same in all versions. Source: the documentation of the Jobs API 2.0 and of the update to 2.1.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from snippets_tests.workspace.wire import Request

OLD = "/api/2.0/jobs/"
# Calls that take a job's settings, and the field of the body that holds them; none where they are the body.
TAKES = {"create": "", "reset": "new_settings", "update": "new_settings", "runs/submit": ""}
# What belongs to the task of a job that has one task only.
OF_TASK = (
    "existing_cluster_id", "new_cluster", "libraries", "notebook_task", "spark_jar_task", "spark_python_task",
    "spark_submit_task", "pipeline_task", "python_wheel_task", "max_retries", "min_retry_interval_millis",
    "retry_on_timeout",
)  # fmt: skip
ONLY_TASK = "main"


def of_today(request: Request) -> Request:
    """A request with a job of one task as today's API takes it; any other as it is."""
    call = request.path.removeprefix(OLD)
    if not request.path.startswith(OLD) or call not in TAKES or not request.body.strip():
        return request
    try:
        body = json.loads(request.body)
    except ValueError:
        return request  # the check of bodies says so
    settings = body.get(TAKES[call]) if TAKES[call] and isinstance(body, dict) else body
    if not isinstance(settings, dict) or "tasks" in settings:
        return request
    task = {name: settings.pop(name) for name in OF_TASK if name in settings}
    if not task:
        return request
    name = str(settings.get("name") or settings.get("run_name") or "")
    settings["tasks"] = [{"task_key": re.sub(r"[^\w-]+", "_", name)[:100] or ONLY_TASK, **task}]
    return replace(request, body=json.dumps(body).encode())


def of_old(request: Request, result: Any) -> Any:
    """An answer of version 2.0: a job of one task shows the task's fields beside its own."""
    if not request.path.startswith(OLD) or not isinstance(result, dict):
        return result
    call = request.path.removeprefix(OLD)
    if call == "get":
        return {**result, "settings": _single(result["settings"])}
    if call == "runs/get" and len(result.get("tasks", [])) == 1:
        (task,) = result["tasks"]
        kinds = {name: value for name, value in task.items() if name.endswith("_task")}
        more = {name: task[name] for name in ("cluster_instance",) if name in task}
        return {**{name: value for name, value in result.items() if name != "tasks"}, "task": kinds, **more}
    return result


def _single(settings: dict[str, Any]) -> dict[str, Any]:
    tasks = settings.get("tasks", [])
    if len(tasks) != 1 or set(tasks[0]) - {"task_key", "run_if", "timeout_seconds", "email_notifications", *OF_TASK}:
        return settings
    own = {name: value for name, value in settings.items() if name != "tasks"}
    return {**own, **{name: tasks[0][name] for name in OF_TASK if name in tasks[0]}, "format": "SINGLE_TASK"}
