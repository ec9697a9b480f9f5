"""A task at the moment when it is to be done, and where the files that it names lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.services.jobs.records import Run, Spec, TaskRun
from snippets_tests.workspace.tenant import Tenant


@dataclass
class Work:
    """A task that is to be done now: `spec` has its references resolved."""

    tenant: Tenant
    run: Run
    task: TaskRun
    spec: Spec
    principal: Principal


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
