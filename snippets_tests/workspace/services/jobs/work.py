"""A task at the moment when it is to be done, and where the files that it names lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.engine import PythonResult
from snippets_tests.workspace.notebooks.dbutils import DBUtils
from snippets_tests.workspace.services.jobs.records import (
    SUCCEEDED,
    WORKLOAD_FAILED,
    Run,
    Spec,
    TaskRun,
    Verdict,
)
from snippets_tests.workspace.tenant import Tenant


@dataclass
class Work:
    """A task that is to be done now: `spec` and the job's `parameters` have their references resolved."""

    tenant: Tenant
    run: Run
    task: TaskRun
    spec: Spec
    principal: Principal
    parameters: dict[str, str]


def python_ended(work: Work, dbutils: DBUtils, result: PythonResult) -> Verdict:
    """Keep what a Python program printed and how it failed, with the secrets that it read hidden."""
    work.task.output = {"logs": dbutils.secrets.hide(result.stdout), "logs_truncated": False}
    if result.error is None:
        return SUCCEEDED
    trace = dbutils.secrets.hide(result.traceback or result.error)
    work.task.output |= {"error": dbutils.secrets.hide(result.error), "error_trace": trace}
    return WORKLOAD_FAILED


def folder(tenant: Tenant, path: str) -> Path:
    """The folder on disk of a file in the workspace, a volume or DBFS."""
    for prefix, place in (
        ("dbfs:/Volumes/", "volumes"),
        ("/Volumes/", "volumes"),
        ("dbfs:/", "dbfs"),
        ("/dbfs/", "dbfs"),
    ):
        if path.startswith(prefix):
            return (tenant.files / place / path.removeprefix(prefix)).parent
    return (tenant.files / "workspace" / path.removeprefix("/Workspace").lstrip("/")).parent
