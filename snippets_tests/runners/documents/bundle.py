"""`databricks.yml` and the files it includes: known keys, and resources held against the API that deploys them.

The keys around the resources are those of the published configuration reference; the bodies of resources are checked
against the SDK's operation that creates them. Values with `${…}` are filled in at deployment and may stand anywhere.
"""

from __future__ import annotations

import copy
from typing import Any

from snippets_tests.runners.documents.document import Document, Path, steps
from snippets_tests.runners.documents.keys import mapping, only, required, words
from snippets_tests.runners.documents.shapes import request_problem
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.surface import Operation, Problem, Surface

TOP = words(
    """
    artifacts bundle environments experimental include permissions presets python resources run_as scripts
    sync targets variables workspace
    """
)
BUNDLE = words("cluster_id compute_id databricks_cli_version deployment engine git name uuid")
TARGET = words(
    """
    artifacts bundle cluster_id compute_id default git mode permissions presets resources run_as sync
    variables workspace
    """
)
WORKSPACE = words(
    """
    account_id artifact_path auth_type azure_client_id azure_environment azure_login_app_id azure_tenant_id
    azure_use_msi azure_workspace_resource_id client_id experimental_is_unified_host file_path
    google_service_account host profile resource_path root_path state_path workspace_id
    """
)
VARIABLE = frozenset({"default", "description", "lookup", "type"})
MODES = ("development", "production")

RESOURCES: dict[str, str | None] = {
    "alerts": None,
    "apps": None,
    "catalogs": "catalogs.create",
    "clusters": "clusters.create",
    "dashboards": None,
    "database_catalogs": None,
    "database_instances": None,
    "experiments": "experiments.create_experiment",
    "external_locations": "external_locations.create",
    "jobs": "jobs.create",
    "model_serving_endpoints": "serving_endpoints.create",
    "models": "model_registry.create_model",
    "pipelines": "pipelines.create",
    "quality_monitors": "quality_monitors.create",
    "registered_models": "registered_models.create",
    "schemas": "schemas.create",
    "secret_scopes": None,
    "sql_warehouses": "warehouses.create",
    "synced_database_tables": None,
    "volumes": "volumes.create",
}
"""Kinds of resources, and the operation whose body describes one; None where bundles have a form of their own."""

OWN = frozenset({"permissions", "grants", "lifecycle"})
"""Keys that a bundle adds to any resource."""

# Not in the creating call, but a bundle's resource may say it.
ALSO = {"pipelines": {"run_as"}}


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
    body = copy.deepcopy({key: value for key, value in part.value.items() if key not in extra})
    while problem := request_problem(body, surface.operations[operation], surface):
        field = steps(problem.path)
        if problem.fault == "missing field" and not whole:
            return  # a target only overrides; what is required stands in the resource itself
        if not _filled_in(body, field, problem, surface.operations[operation], surface):
            hint = f'did you mean "{problem.suggestion}"?' if problem.suggestion else ""
            raise BlockFailure(f"{kind}.{path[-1]}: {problem.detail}", part.line_of(field), hint=hint)


def _filled_in(body: dict[str, Any], field: Path, problem: Problem, operation: Operation, surface: Surface) -> bool:
    """Put a fitting value in the place of a `${…}`, so that the rest can be checked; False when there is none there."""
    around: Any = body
    for step in field[:-1]:
        around = around[step]
    value = around.get(field[-1]) if isinstance(around, dict) else around[field[-1]]
    if not (isinstance(value, str) and "${" in value):
        return False
    for stand_in in (0, True, [], {}, *problem.known):
        around[field[-1]] = stand_in
        after = request_problem(body, operation, surface)
        if after is None or steps(after.path)[: len(field)] != field:
            return True
    around[field[-1]] = None
    return True
