"""Dynamic values in a task's settings: `{{job.parameters.day}}`, `{{tasks.load.values.rows}}`, `{{input.name}}` …"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from snippets_tests.workspace.services.jobs.records import Run, TaskRun
from snippets_tests.workspace.tenant import Tenant

REFERENCE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
STEP = re.compile(r"`([^`]*)`|([^.`]+)")
NAMESPACES = ("job", "task", "tasks", "workspace", "input")
# Names from before the namespaces, which Databricks still replaces.
OLD = {
    "job_id": "job.id",
    "run_id": "task.run_id",
    "parent_run_id": "job.run_id",
    "task_key": "task.name",
    "task_retry_count": "task.execution_count",
    "start_date": "job.start_time.iso_date",
    "start_time": "job.start_time.timestamp_ms",
}
NO_INPUT = object()


class ReferenceError(Exception):
    """A reference that leads nowhere; the task fails with this message."""


class References:
    """What one task may refer to."""

    def __init__(self, tenant: Tenant, run: Run, task: TaskRun, given: Any = NO_INPUT) -> None:
        self._tenant, self._run, self._task, self._input = tenant, run, task, given
        self._asked: list[str] = []  # job parameters whose values are being resolved

    def resolve(self, value: Any) -> Any:
        """A setting with the references in all its texts replaced; what is no reference stays as it is."""
        if isinstance(value, str):
            return REFERENCE.sub(lambda found: self._text(found[1], found[0]), value)
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, dict):
            return {name: self.resolve(item) for name, item in value.items()}
        return value

    def parameters(self) -> dict[str, str]:
        """The job's parameters. Their values may be references, too: https://docs.databricks.com/aws/en/jobs/job-parameters."""
        return {name: self._parameter(name) for name in self._run.parameters}

    def _parameter(self, name: str) -> str:
        if name in self._asked:  # it refers to itself
            raise KeyError(name)
        self._asked.append(name)
        try:
            return str(self.resolve(self._run.parameters[name]))
        finally:
            self._asked.pop()

    def _text(self, reference: str, whole: str) -> str:
        reference = OLD.get(reference, reference)
        steps = [quoted or plain for quoted, plain in STEP.findall(reference)]
        if not steps or steps[0] not in NAMESPACES or (steps[0] == "input" and self._input is NO_INPUT):
            return whole
        try:
            return _as_text(self._value(steps))
        except (KeyError, IndexError, ValueError):
            raise ReferenceError(f"The reference {whole} cannot be resolved.") from None

    def _value(self, steps: list[str]) -> Any:
        match steps:
            case ["job", "parameters", name]:
                return self._parameter(name)
            case ["job", "start_time", *rest]:
                return _time(self._run.started, rest)
            case ["job", name]:
                return self._job(name)
            case ["task", name]:
                return self._own(name)
            case ["tasks", key, "values", name]:
                return self._run.task_values[key][name]
            case ["tasks", key, name]:
                return self._other(key, name)
            case ["workspace", "id"]:
                return self._tenant.workspace_id
            case ["workspace", "url"]:
                return urlsplit(self._tenant.host).netloc
            case ["input"]:
                return self._input
            case ["input", name]:
                return self._input[name] if isinstance(self._input, dict) else self._input[int(name)]
        raise KeyError(steps)

    def _job(self, name: str) -> Any:
        values = {
            "id": self._run.job_id,
            "run_id": self._run.run_id,
            "name": self._run.name,
            "repair_count": max(0, len(self._run.history) - 1),
        }
        return self._run.trigger.lower() if name == "trigger" else values[name]

    def _own(self, name: str) -> Any:
        notebook = self._task.spec.get("notebook_task", {}).get("notebook_path")
        values = {
            "name": self._task.key,
            "run_id": self._task.run_id,
            "execution_count": self._task.attempt + 1,
            "notebook_path": notebook,
        }
        return values[name]

    def _other(self, key: str, name: str) -> Any:
        task = self._run.task(key)
        if task is None or task.verdict is None:
            raise KeyError(key)
        states = {"SUCCESS": "success", "FAILED": "failed", "EXCLUDED": "excluded", "CANCELED": "canceled"}
        values = {
            "run_id": task.run_id,
            "result_state": states.get(task.verdict.result, task.verdict.result.lower()),
            "error_code": "" if task.verdict.code == "SUCCESS" else task.verdict.code,
            "execution_count": task.attempt + 1,
        }
        return values[name]


def _time(millis: int, rest: list[str]) -> Any:
    moment = datetime.fromtimestamp(millis / 1000, UTC)
    (name,) = rest
    values = {
        "iso_date": moment.date().isoformat(),
        "iso_datetime": moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "year": moment.year,
        "month": moment.month,
        "day": moment.day,
        "hour": moment.hour,
        "minute": moment.minute,
        "second": moment.second,
        "iso_weekday": moment.isoweekday(),
        "is_weekday": moment.isoweekday() <= 5,
        "timestamp_ms": millis,
    }
    return values[name]


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
