"""GitHub workflows: the structure that GitHub itself refuses to go without."""

from __future__ import annotations

import re

from snippets_tests.runners.documents.document import Document, Path
from snippets_tests.runners.documents.keys import mapping, only, required, words
from snippets_tests.runners.outcome import BlockFailure

TOP = words("concurrency defaults env jobs name on permissions run-name")
JOB = words(
    """
    concurrency container continue-on-error defaults env environment if name needs outputs permissions runs-on
    secrets services snapshot steps strategy timeout-minutes uses with
    """
)
STEP = words("continue-on-error env id if name run shell timeout-minutes uses with working-directory")
PERMISSIONS = words(
    """
    actions attestations checks contents deployments discussions id-token issues models packages pages
    pull-requests repository-projects security-events statuses
    """
)
USES = re.compile(r"(\./\S+|docker://\S+|[\w.-]+/[\w./-]+@\S+)$")


def is_workflow(title: str) -> bool:
    """Whether a file of that name is a GitHub workflow."""
    return title.startswith(".github/workflows/") and title.endswith((".yml", ".yaml"))


def check(document: Document) -> None:
    """Hold a workflow against its structure.

    Raises:
        BlockFailure: at the line of the first fault.
    """
    only(document, (), TOP, "the workflow")
    required(document, (), ["on", "jobs"], "the workflow")
    _permissions(document, ("permissions",))
    jobs = mapping(document, ("jobs",), "jobs")
    for name in jobs:
        _job(document, ("jobs", name), name, jobs)


def _job(document: Document, path: Path, name: str, jobs: dict[str, object]) -> None:
    what = f"job {name}"
    only(document, path, JOB, what)
    _permissions(document, (*path, "permissions"))
    needs = document.get((*path, "needs")) or []
    for needed in [needs] if isinstance(needs, str) else needs:
        if needed not in jobs:
            raise BlockFailure(f'{what} needs "{needed}", which is no job', document.line_of((*path, "needs")))
    if document.get((*path, "uses")) is not None:
        return
    required(document, path, ["runs-on", "steps"], what)
    steps = document.get((*path, "steps"))
    if not isinstance(steps, list):
        raise BlockFailure(f"the steps of {what} must be a list", document.line_of((*path, "steps")))
    for index in range(len(steps)):
        _step(document, (*path, "steps", index), f"step {index + 1} of {what}")


def _step(document: Document, path: Path, what: str) -> None:
    only(document, path, STEP, what)
    step = mapping(document, path, what)
    if ("run" in step) == ("uses" in step):
        raise BlockFailure(f"{what} must have either run or uses", document.line_of(path))
    uses = step.get("uses")
    if uses is not None and not USES.match(str(uses)):
        hint = "write owner/repository@version"
        raise BlockFailure(f'{what} uses "{uses}"', document.line_of((*path, "uses")), hint=hint)


def _permissions(document: Document, path: Path) -> None:
    value = document.get(path)
    if isinstance(value, str) and value not in ("read-all", "write-all"):
        raise BlockFailure(f'permissions "{value}" is neither read-all nor write-all', document.line_of(path))
    if isinstance(value, dict):
        only(document, path, PERMISSIONS, "permissions")
        for name, level in value.items():
            if level not in ("read", "write", "none"):
                line = document.line_of((*path, name))
                raise BlockFailure(f'permission {name}: "{level}" is neither read, write nor none', line)
