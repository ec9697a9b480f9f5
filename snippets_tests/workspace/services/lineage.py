"""Lineage between objects outside of Databricks and those inside, as it was declared."""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

CHANGEABLE = ("columns", "properties")


@operation("external_lineage.create_external_lineage_relationship")
def create(call: Call, external_lineage_relationship: dict[str, Any]) -> Resource:
    """Declare that one object comes from another, once."""
    given = external_lineage_relationship
    for side in ("source", "target"):
        _check(call, given[side])
    key = _key(given)
    stored = call.tenant.store["external lineage"]
    if key in stored:
        raise ResourceAlreadyExists("The lineage relationship already exists.", status=409)
    stored[key] = {**given, "id": call.tenant.ids.uuid("lineage")}
    return stored[key]


@operation("external_lineage.update_external_lineage_relationship")
def update(call: Call, external_lineage_relationship: dict[str, Any], update_mask: str) -> Resource:
    """Change columns and properties of a relationship."""
    found = _find(call, external_lineage_relationship)
    for name in CHANGEABLE if update_mask == "*" else [each.strip() for each in update_mask.split(",")]:
        if name not in CHANGEABLE:
            raise InvalidParameterValue(f"Invalid field mask: {name}; only {' and '.join(CHANGEABLE)} can be changed.")
        found.pop(name, None)
        if external_lineage_relationship.get(name) is not None:
            found[name] = external_lineage_relationship[name]
    return found


@operation("external_lineage.delete_external_lineage_relationship")
def delete(call: Call, external_lineage_relationship: dict[str, Any]) -> None:
    """Take a relationship back."""
    _find(call, external_lineage_relationship)
    del call.tenant.store["external lineage"][_key(external_lineage_relationship)]


@operation("external_lineage.list_external_lineage_relationships")
def list_(
    call: Call,
    object_info: dict[str, Any],
    lineage_direction: str,
    page_size: int = 100,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What an object comes from, or what comes from it."""
    here, there = ("target", "source") if lineage_direction == "UPSTREAM" else ("source", "target")
    found = [
        {"external_lineage_info": relation, **_info(relation[there])}
        for relation in call.tenant.store["external lineage"].values()
        if relation[here] == object_info
    ]
    shown, token = page(found, page_token, page_size)
    return {"external_lineage_relationships": shown} | ({"next_page_token": token} if token else {})


def _info(end: dict[str, Any]) -> dict[str, Any]:
    if "table" in end:
        catalog, _, rest = end["table"].get("name", "").partition(".")
        schema, _, name = rest.partition(".")
        return {"table_info": {"catalog_name": catalog, "schema_name": schema, "name": name}}
    if "external_metadata" in end:
        return {"external_metadata_info": {"name": end["external_metadata"].get("name", "")}}
    return {"file_info": {"path": end["path"].get("url", "")}} if "path" in end else {}


def _check(call: Call, end: dict[str, Any]) -> None:
    if len(end) != 1:
        raise InvalidParameterValue("Exactly one of external_metadata, model_version, path and table must be given.")
    name = end.get("external_metadata", {}).get("name")
    if name is not None and name.lower() not in call.tenant.store["external_metadata"]:
        raise NotFound(f"External metadata '{name}' does not exist.")


def _find(call: Call, given: dict[str, Any]) -> Resource:
    missing = NotFound("The lineage relationship does not exist.")
    return call.tenant.store["external lineage"].require(_key(given), missing)


def _key(relation: dict[str, Any]) -> str:
    return json.dumps([relation["source"], relation["target"]], sort_keys=True)
