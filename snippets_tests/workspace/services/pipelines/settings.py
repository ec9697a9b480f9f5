"""A pipeline's settings: what is refused, and what is filled in."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceConflict
from snippets_tests.workspace.tenant import Tenant

# Fields of create and update that are no settings.
NOT_SETTINGS = ("allow_duplicate_names", "dry_run", "expected_last_modified", "run_as", "parameters", "pipeline_id")
DEFAULTS: dict[str, Any] = {"continuous": False, "development": False, "edition": "ADVANCED", "channel": "CURRENT"}
SOURCES = ("notebook", "file", "glob")


def effective(given: dict[str, Any], pipeline_id: str) -> dict[str, Any]:
    """The settings as they are kept: those given, with defaults for the others."""
    kept = {name: value for name, value in given.items() if name not in NOT_SETTINGS}
    if "catalog" not in kept:
        kept["catalog"] = "main"
    if "schema" not in kept and "target" not in kept:
        kept["schema"] = "default"
    if kept.get("serverless"):
        kept["photon"] = True
    return {"id": pipeline_id, **DEFAULTS, **kept}


def check(tenant: Tenant, given: dict[str, Any], pipeline_id: str | None, allow_duplicates: bool) -> None:
    """Refuse settings that contradict each other, and a name that another pipeline has."""
    if "schema" in given and "target" in given:
        raise InvalidParameterValue("Exactly one of 'schema' or 'target' must be specified.")
    if given.get("serverless") and given.get("clusters"):
        raise InvalidParameterValue("You cannot provide cluster settings when using serverless compute.")
    for library in given.get("libraries", []):
        if len(library) != 1:
            fields = ", ".join(library) or "none"
            raise InvalidParameterValue(f"Each library must have exactly one kind, but found: {fields}.")
        include = library.get("glob", {}).get("include", "")
        if "*" in include and (not include.endswith("/**") or "*" in include[:-3]):
            raise InvalidParameterValue(
                f"Invalid glob pattern: {include}. Only a file's path, or a folder's path followed by /** is supported."
            )
    name = given.get("name")
    same = tenant.store["pipelines"].find(lambda other: other["name"] == name and other["pipeline_id"] != pipeline_id)
    if name is not None and same and not allow_duplicates:
        raise ResourceConflict(
            f"The pipeline name '{name}' is already used by another pipeline. This check can be skipped by setting "
            "`allow_duplicate_names = true` in the request."
        )
