"""Saved SQL queries: kept, renamed where a name is taken, thrown into the trash. Their visualizations are refused."""

from __future__ import annotations

import itertools
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import warehouses
from snippets_tests.workspace.store import Resource

KIND = "queries"
# What lists leave out of a query.
NOT_LISTED = ("parent_path",)


@operation("queries.create")
def create(call: Call, query: dict[str, Any] | None = None, auto_resolve_display_name: bool = False) -> Resource:
    """Keep a query; the caller owns it."""
    given = query or {}
    if "warehouse_id" in given:
        warehouses.find(call.tenant, call.principal, given["warehouse_id"], "CAN_USE")
    parent = given.get("parent_path", f"/Workspace/Users/{call.principal.name}")
    name = _free_name(call, given.get("display_name", "New Query"), parent, auto_resolve_display_name)
    now = call.tenant.clock.iso()
    made: Resource = {
        "run_as_mode": "OWNER",
        "query_text": "",
        "apply_auto_limit": False,
        **given,
        "id": call.tenant.ids.uuid("query"),
        "display_name": name,
        "parent_path": parent,
        "owner_user_name": call.principal.name,
        "last_modifier_user_name": call.principal.name,
        "lifecycle_state": "ACTIVE",
        "create_time": now,
        "update_time": now,
    }
    call.tenant.store["queries"][made["id"]] = made
    access.created(call.tenant, KIND, made["id"], call.principal.name)
    return made


@operation("queries.get")
def get(call: Call, id: str) -> Resource:
    """One query, in the trash or not."""
    return _find(call, id, "CAN_READ")


@operation("queries.list")
def list_(call: Call, page_size: int = 20, page_token: str | None = None) -> dict[str, Any]:
    """The queries that the caller may read and that are not in the trash, oldest first."""
    found = [
        {name: value for name, value in query.items() if name not in NOT_LISTED}
        for query in call.tenant.store["queries"].where(lifecycle_state="ACTIVE")
        if access.holds(call.tenant, call.principal, KIND, query["id"], "CAN_READ")
    ]
    results, token = page(found, page_token, page_size)
    return {"results": results} | ({"next_page_token": token} if token else {})


@operation("queries.update")
def update(
    call: Call,
    id: str,
    update_mask: str,
    query: dict[str, Any] | None = None,
    auto_resolve_display_name: bool = False,
) -> Resource:
    """Change the fields that the mask names; one that is named and not given is unset."""
    found, given = _find(call, id, "CAN_EDIT"), query or {}
    fields = list(given) if update_mask == "*" else [name.strip() for name in update_mask.split(",")]
    known = {field.name for field in call.surface.messages["sql.UpdateQueryRequestQuery"].fields}
    for name in fields:
        if name not in known:
            raise InvalidParameterValue(f"update_mask: '{name}' is not one of {', '.join(sorted(known))}.")
    if "display_name" in fields and given.get("display_name") != found["display_name"]:
        wanted = given.get("display_name", "New Query")
        given = {**given, "display_name": _free_name(call, wanted, found["parent_path"], auto_resolve_display_name)}
    if "owner_user_name" in fields:
        access.require(call.tenant, call.principal, KIND, id, "CAN_MANAGE")
        if call.tenant.principal(given.get("owner_user_name", "")) is None:
            raise InvalidParameterValue(f"User {given.get('owner_user_name')} does not exist.")
    for name in fields:
        found.pop(name, None)
        found |= {name: given[name]} if name in given else {}
    found |= {"last_modifier_user_name": call.principal.name, "update_time": call.tenant.clock.iso()}
    return found


@operation("queries.delete")
def delete(call: Call, id: str) -> None:
    """Throw a query into the trash, where it still can be read."""
    _find(call, id, "CAN_MANAGE")["lifecycle_state"] = "TRASHED"


def _find(call: Call, query_id: str, level: str) -> Resource:
    missing = ResourceDoesNotExist(f"Query {query_id} does not exist.")
    found = call.tenant.store["queries"].require(query_id, missing)
    access.require(call.tenant, call.principal, KIND, query_id, level)
    return found


def _free_name(call: Call, wanted: str, parent: str, resolve: bool) -> str:
    active = call.tenant.store["queries"].where(lifecycle_state="ACTIVE", parent_path=parent)
    taken = {query["display_name"] for query in active}
    if wanted not in taken:
        return wanted
    if not resolve:
        raise ResourceAlreadyExists(f"Node named '{wanted}' already exists in {parent}.")
    return next(name for n in itertools.count(1) if (name := f"{wanted} ({n})") not in taken)
