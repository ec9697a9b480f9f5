"""Genie spaces: a warehouse, and one JSON text that says which data a space is about and how to speak of it."""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceConflict
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import warehouses
from snippets_tests.workspace.services.genie import records
from snippets_tests.workspace.store import Resource

PAGE = 20
CONTENT = "serialized_space"


@operation("genie.create_space")
def create_space(
    call: Call,
    warehouse_id: str,
    serialized_space: str,
    title: str = "New Space",
    description: str | None = None,
    parent_path: str | None = None,
) -> Resource:
    """Make a space of its text."""
    _check(call, warehouse_id, serialized_space)
    now = call.tenant.clock.iso()
    made: Resource = {
        "space_id": call.tenant.ids.hex(32, "genie space"),
        "title": title,
        "warehouse_id": warehouse_id,
        CONTENT: serialized_space,
        "parent_path": parent_path or f"/Workspace/Users/{call.principal.name}",
        "etag": call.tenant.ids.hex(16, "genie etag"),
        "create_time": now,
        "update_time": now,
        "_creator": call.principal.name,
    } | ({"description": description} if description else {})
    call.tenant.store[records.SPACES][made["space_id"]] = made
    return records.shown(made)


@operation("genie.get_space")
def get_space(call: Call, space_id: str, include_serialized_space: bool = False) -> Resource:
    """One space; with its text for those who may change it."""
    found = records.space(call, space_id)
    if include_serialized_space:
        records.require_manage(call, found)
    return _shown(found, include_serialized_space)


@operation("genie.list_spaces")
def list_spaces(call: Call, page_size: int = PAGE, page_token: str | None = None) -> dict[str, Any]:
    """The spaces that are not in the trash, without their texts."""
    found = [_shown(each) for each in call.tenant.store[records.SPACES].values() if not each.get("_trashed")]
    spaces, token = page(found, page_token, page_size)
    return {"spaces": spaces} | ({"next_page_token": token} if token else {})


@operation("genie.update_space")
def update_space(call: Call, space_id: str, etag: str | None = None, **given: Any) -> Resource:
    """Change what is given, if the etag is that of the last change."""
    found = records.space(call, space_id)
    records.require_manage(call, found)
    if etag is not None and etag != found["etag"]:
        raise ResourceConflict("The etag is not that of the space's last change.", error_code="ABORTED")
    _check(call, given.get("warehouse_id"), given.get(CONTENT))
    found |= given | {"etag": call.tenant.ids.hex(16, "genie etag"), "update_time": call.tenant.clock.iso()}
    return records.shown(found)


@operation("genie.trash_space")
def trash_space(call: Call, space_id: str) -> None:
    """Throw a space into the trash."""
    found = records.space(call, space_id)
    records.require_manage(call, found)
    found["_trashed"] = True


def _shown(found: Resource, content: bool = False) -> Resource:
    return {name: value for name, value in records.shown(found).items() if content or name != CONTENT}


def _check(call: Call, warehouse_id: str | None, content: str | None) -> None:
    if warehouse_id is not None:
        warehouses.find(call.tenant, call.principal, warehouse_id, "CAN_USE")
    if content is None:
        return
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise InvalidParameterValue(f"Invalid serialized_space: not a JSON text ({error})") from error
    if not isinstance(parsed, dict):
        raise InvalidParameterValue("Invalid serialized_space: not a JSON object")
    for table in parsed.get("data_sources", {}).get("tables", []):
        if str(table.get("identifier", "")).count(".") != 2:
            raise InvalidParameterValue(
                f"Invalid serialized_space: {table.get('identifier')!r} is not a full table name"
            )
