"""Runs of jobs and of their tasks as the workspace keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.tenant import Tenant

Phase = Literal["QUEUED", "PENDING", "BLOCKED", "RUNNING", "TERMINATING", "TERMINATED"]
Spec = dict[str, Any]
ACTIVE: tuple[Phase, ...] = ("QUEUED", "PENDING", "BLOCKED", "RUNNING", "TERMINATING")


@dataclass(frozen=True)
class Verdict:
    """How a run or a task ended: `result` and `life_cycle` of the old state, `code` and `blame` of the new status."""

    result: str
    message: str = ""
    code: str = "SUCCESS"
    blame: str = "SUCCESS"
    life_cycle: str = "TERMINATED"

    @property
    def failed(self) -> bool:
        """Whether tasks that need this one's success cannot run because of a failure, here or above."""
        return self.result in ("FAILED", "TIMEDOUT", "UPSTREAM_FAILED")

    @property
    def canceled(self) -> bool:
        """Whether it was stopped, here or above."""
        return self.result in ("CANCELED", "UPSTREAM_CANCELED")


SUCCEEDED = Verdict("SUCCESS")
WORKLOAD_FAILED = Verdict(
    "FAILED", "Workload failed, see run output for details", "RUN_EXECUTION_ERROR", "CLIENT_ERROR"
)
CANCELED = Verdict("CANCELED", "Run cancelled.", "USER_CANCELED", "CLIENT_ERROR")
EXCLUDED = Verdict(
    "EXCLUDED", "The run was skipped because the necessary conditions were not met.", "SKIPPED", "SUCCESS", "SKIPPED"
)
UPSTREAM_FAILED = Verdict("UPSTREAM_FAILED", "An upstream task failed.", "SKIPPED", "CLIENT_ERROR", "SKIPPED")
UPSTREAM_CANCELED = Verdict("UPSTREAM_CANCELED", "An upstream task was canceled.", "SKIPPED", "CLIENT_ERROR", "SKIPPED")
DISABLED = Verdict("DISABLED", "The task is disabled.", "DISABLED", "SUCCESS", "SKIPPED")
TOO_MANY = Verdict(
    "MAXIMUM_CONCURRENT_RUNS_REACHED",
    "The run was skipped because the maximum number of concurrent runs of its job was reached.",
    "MAX_CONCURRENT_RUNS_EXCEEDED",
    "CLIENT_ERROR",
    "SKIPPED",
)


def broken(message: str, code: str = "INVALID_RUN_CONFIGURATION") -> Verdict:
    """The verdict on a task that could not even begin."""
    return Verdict("FAILED", message, code, "CLIENT_ERROR", "INTERNAL_ERROR")


@dataclass
class TaskRun:
    """One task of a run. `spec` is its setting, `resolved` the same with the references' values in place."""

    spec: Spec
    run_id: int
    phase: Phase = "PENDING"
    verdict: Verdict | None = None
    attempt: int = 0
    started: int = 0
    ended: int = 0
    setup: int = 0
    cluster: Spec | None = None
    resolved: Spec = field(default_factory=dict)
    output: Spec = field(default_factory=dict)
    outcome: str | None = None
    iterations: list[TaskRun] = field(default_factory=list)
    previous: list[TaskRun] = field(default_factory=list)
    """Its earlier attempts, in this run or before a repair."""

    @property
    def key(self) -> str:
        """The task's key."""
        return str(self.spec["task_key"])


@dataclass
class Repair:
    """The original run, or a repair: when it was, and the runs of the tasks that it ran."""

    id: int | None
    started: int
    ended: int = 0
    verdict: Verdict | None = None
    task_run_ids: list[int] = field(default_factory=list)


@dataclass
class Run:
    """One run of a job, or one that was submitted without a job."""

    run_id: int
    job_id: int
    name: str
    creator: str
    run_as: str
    run_type: str
    trigger: str
    settings: Spec
    started: int
    tasks: list[TaskRun]
    parameters: dict[str, str] = field(default_factory=dict)
    overriding: Spec = field(default_factory=dict)
    phase: Phase = "PENDING"
    verdict: Verdict | None = None
    ended: int = 0
    depth: int = 0
    stopping: bool = False
    task_values: dict[str, dict[str, Any]] = field(default_factory=dict)
    clusters: dict[str, Spec] = field(default_factory=dict)
    history: list[Repair] = field(default_factory=list)

    def task(self, key: str) -> TaskRun | None:
        """The task of this key."""
        return next((task for task in self.tasks if task.key == key), None)


def all_runs(tenant: Tenant) -> Iterator[Run]:
    """The runs of a tenant, oldest first."""
    return (kept["run"] for kept in tenant.store["job_runs"].values())


def keep(tenant: Tenant, run: Run) -> None:
    """Take in a run."""
    tenant.store["job_runs"][str(run.run_id)] = {"run": run}


def find(tenant: Tenant, run_id: int) -> tuple[Run, TaskRun | None]:
    """The run of an id; where the id is a task's, the run that the task belongs to, and the task."""
    for run in all_runs(tenant):
        if run.run_id == run_id:
            return run, None
        for task in run.tasks:
            attempts = [earlier for one in (task, *task.iterations) for earlier in one.previous]
            for each in (task, *task.iterations, *attempts):
                if each.run_id == run_id:
                    return run, each
    raise InvalidParameterValue(f"Run {run_id} does not exist.")


def new_task(tenant: Tenant, spec: Spec) -> TaskRun:
    """A task's run that waits for its turn."""
    phase: Phase = "BLOCKED" if spec.get("depends_on") else "PENDING"
    return TaskRun(spec, tenant.ids.number(15, "task run"), phase)
