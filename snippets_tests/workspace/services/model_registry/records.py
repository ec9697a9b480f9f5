"""What the legacy registry keeps of models and versions, who may see it, and how it is shown."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    InvalidState,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.experiments.records import tags
from snippets_tests.workspace.store import Resource

ROOT = "/api/2.0/mlflow"

STAGES = ("None", "Staging", "Production", "Archived")

LARGEST_PAGE = 1000

FILTER = re.compile(r"\s*(name|run_id)\s*(=|ilike|like)\s*(?:'([^']*)'|\"([^\"]*)\")\s*", re.IGNORECASE)


def version(call: Call, name: str, version: str, level: str) -> Resource:
    """One version, for someone who holds a level of permission on its model."""
    return version_of(model(call, name, level), version)


def models_of(call: Call) -> Any:
    """All models of the tenant, by name."""
    return call.tenant.store["model_registry.model"]


def model(call: Call, name: str, level: str = "CAN_READ") -> Resource:
    """A model, for someone who holds a level of permission on it."""
    found: Resource | None = models_of(call).get(name)
    if found is None:
        raise ResourceDoesNotExist(f"Registered Model with name={name} not found")
    access.require(call.tenant, call.principal, "registered-models", found["id"], level)
    return found


def held(call: Call, found: Resource, level: str) -> bool:
    """Whether the caller holds a level of permission on a model."""
    return access.holds(call.tenant, call.principal, "registered-models", found["id"], level)


def version_of(found: Resource, version: str) -> Resource:
    """One version of a model; refused when it has none of this number."""
    known: Resource | None = found["_versions"].get(version)
    if known is None:
        raise ResourceDoesNotExist(f"Model Version (name={found['name']}, version={version}) not found")
    return known


def stage_named(stage: str) -> str:
    """A stage in its proper spelling."""
    for known in STAGES:
        if stage.lower() == known.lower():
            return known
    raise InvalidParameterValue(f"Invalid Model Version stage: {stage}. Value must be one of {', '.join(STAGES)}.")


def require_idle(version: Resource) -> None:
    """Refuse what must not happen to a version that is in use."""
    if version["current_stage"] in ("Staging", "Production"):
        raise InvalidState(
            f"Version {version['version']} of '{version['name']}' is in stage {version['current_stage']}. "
            "Move it to Archived or None first."
        )


def fits(filter: str | None, values: dict[str, str]) -> bool:
    """Whether values pass a filter of a search."""
    if not filter:
        return True
    found = FILTER.fullmatch(filter)
    if found is None or found[1] not in values:
        raise InvalidParameterValue(f"Invalid filter: {filter}. Use name = 'x', name like '%x%' or run_id = 'x'.")
    text, held = found[3] or found[4] or "", values[found[1]]
    if found[2] == "=":
        return held == text
    pattern = re.escape(text).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, held, re.IGNORECASE if found[2].lower() == "ilike" else 0) is not None


def touched(call: Call, kept: Resource) -> Resource:
    """Note that something changed now."""
    kept["last_updated_timestamp"] = call.tenant.clock.millis()
    return kept


def latest(found: Resource, stages: list[str]) -> list[dict[str, Any]]:
    """The newest version in each of these stages."""
    newest = {version["current_stage"]: version for version in found["_versions"].values()}
    return [shown_version(found, newest[stage]) for stage in STAGES if stage in stages and stage in newest]


def shown(found: Resource) -> dict[str, Any]:
    """A model as the API shows it."""
    shown = {name: value for name, value in found.items() if not name.startswith("_") and name != "id"}
    more = {"tags": tags(found["_tags"]), "latest_versions": latest(found, list(STAGES))}
    return shown | {name: value for name, value in more.items() if value}


def shown_version(found: Resource, known: Resource) -> dict[str, Any]:
    """A version as the API shows it."""
    shown = {name: value for name, value in known.items() if not name.startswith("_")} | {"name": found["name"]}
    return shown | ({"tags": tags(known["_tags"])} if known["_tags"] else {})


def require_move(call: Call, name: str, version: str, wanted: str) -> None:
    """Refuse who may not move a version to a stage: out of or into Production only some may."""
    known = version_of(model(call, name), version)
    production = "Production" in (wanted, known["current_stage"])
    model(call, name, "CAN_MANAGE_PRODUCTION_VERSIONS" if production else "CAN_MANAGE_STAGING_VERSIONS")
