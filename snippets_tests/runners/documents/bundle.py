"""`databricks.yml` and the files it includes: known keys, and resources held against the API that deploys them.

The keys around the resources are those of the published configuration reference; the bodies of resources are checked
against the SDK's operation that creates them. Values with `${…}` are filled in at deployment and may stand anywhere.
"""

from __future__ import annotations

from snippets_tests.runners.documents.document import Document, Path, steps
from snippets_tests.runners.documents.keys import mapping, only, required
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.surface import Surface
from snippets_tests.surface.bodies import misfit
from snippets_tests.surface.bundles import (
    ALSO,
    BUNDLE,
    MODES,
    OWN,
    RESOURCES,
    TARGET,
    TOP,
    VARIABLE,
    WORKSPACE,
)


def is_bundle(title: str) -> bool:
    """Whether a file of that name belongs to a bundle."""
    name = title.rpartition("/")[2]
    return name in ("databricks.yml", "databricks.yaml") or (
        title.startswith("resources/") and name.endswith((".yml", ".yaml"))
    )


def check(document: Document, title: str, surface: Surface) -> None:
    """Hold a bundle's file against what bundles may say.

    Raises:
        BlockFailure: at the line of the first fault.
    """
    only(document, (), TOP, title)
    if title.rpartition("/")[2].startswith("databricks."):
        required(document, (), ["bundle"], title)
        required(document, ("bundle",), ["name"], "bundle")
    only(document, ("bundle",), BUNDLE, "bundle")
    only(document, ("workspace",), WORKSPACE, "workspace")
    for name in mapping(document, ("variables",), "variables"):
        if isinstance(document.get(("variables", name)), dict):
            only(document, ("variables", name), VARIABLE, f"variable {name}")
    _resources(document, ("resources",), surface, whole=True)
    for name in mapping(document, ("targets",), "targets"):
        _target(document, ("targets", name), name, surface)


def _target(document: Document, path: Path, name: str, surface: Surface) -> None:
    only(document, path, TARGET, f"target {name}")
    only(document, (*path, "workspace"), WORKSPACE, f"workspace of target {name}")
    mode = document.get((*path, "mode"))
    if mode is not None and mode not in MODES:
        line = document.line_of((*path, "mode"))
        raise BlockFailure(f'mode "{mode}" of target {name} is neither {" nor ".join(MODES)}', line)
    declared = mapping(document, ("variables",), "variables")
    for variable in mapping(document, (*path, "variables"), f"variables of target {name}"):
        if declared and variable not in declared:
            line = document.line_of((*path, "variables", variable))
            raise BlockFailure(f'target {name} sets the variable "{variable}", which is not declared', line)
    _resources(document, (*path, "resources"), surface, whole=False)


def _resources(document: Document, path: Path, surface: Surface, whole: bool) -> None:
    only(document, path, RESOURCES, "resources")
    for kind in mapping(document, path, "resources"):
        operation = RESOURCES[kind]
        for name in mapping(document, (*path, kind), kind):
            if operation is not None:
                _resource(document, (*path, kind, name), kind, operation, surface, whole)


def _resource(document: Document, path: Path, kind: str, operation: str, surface: Surface, whole: bool) -> None:
    mapping(document, path, f"{kind}.{path[-1]}")
    part = document.part(*path)
    extra = OWN | ALSO.get(kind, set())
    body = {key: value for key, value in part.value.items() if key not in extra}
    problem = misfit(body, surface.operations[operation], surface)
    # A target only overrides; what is required stands in the resource itself.
    if problem is None or (problem.fault == "missing field" and not whole):
        return
    hint = f'did you mean "{problem.suggestion}"?' if problem.suggestion else ""
    raise BlockFailure(f"{kind}.{path[-1]}: {problem.detail}", part.line_of(steps(problem.path)), hint=hint)
