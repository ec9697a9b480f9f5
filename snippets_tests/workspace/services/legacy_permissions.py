"""Permissions and visualizations of SQL objects in the older form (`/api/2.0/preview/sql/…`)."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import legacy_queries, queries
from snippets_tests.workspace.store import Resource

# The older word for reading, and the newer.
OLDER = {"CAN_READ": "CAN_VIEW"}
NEWER = {old: new for new, old in OLDER.items()}


@operation("dbsql_permissions.get")
def get(call: Call, object_type: str, object_id: str) -> dict[str, Any]:
    """Who holds what on a query or alert."""
    return _shown(call, *_object(call, object_type, object_id, "CAN_READ"))


@operation("dbsql_permissions.set")
def set_(
    call: Call, object_type: str, object_id: str, access_control_list: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Replace who holds what; the owner keeps managing."""
    kind, owner = _object(call, object_type, object_id, "CAN_MANAGE")
    held = {owner: "CAN_MANAGE"}
    for entry in access_control_list or []:
        name = entry.get("user_name") or entry.get("group_name")
        if name is None or (name != "users" and call.tenant.directory.named(name) is None):
            raise ResourceDoesNotExist(f"Principal {name} does not exist.")
        level = entry.get("permission_level", "CAN_VIEW")
        held[name] = NEWER.get(level, level)
    access.replace(call.tenant, "queries", object_id, held)
    return _shown(call, kind, owner)


@operation("dbsql_permissions.transfer_ownership")
def transfer_ownership(call: Call, object_type: str, object_id: str, new_owner: str | None = None) -> dict[str, Any]:
    """Give an object to another user; only admins can."""
    call.require_admin("Only workspace admins can transfer the ownership of an object.")
    if not new_owner or call.tenant.principal(new_owner) is None:
        raise InvalidParameterValue(f"User {new_owner} does not exist.")
    plural = {"query": "queries"}.get(object_type, f"{object_type}s")
    _object(call, plural, object_id, "CAN_MANAGE")
    call.tenant.store["queries"][object_id]["owner_user_name"] = new_owner
    access.replace(call.tenant, "queries", object_id, {new_owner: "CAN_MANAGE"})
    return {"message": "Success"}


@operation("queries.list_visualizations")
def list_visualizations(call: Call, id: str, page_size: int = 20, page_token: str | None = None) -> dict[str, Any]:
    """The visualizations of a query."""
    queries.get(call, id)
    fields = [field.name for field in call.surface.messages["sql.Visualization"].fields]
    stored = call.tenant.store["query_visualizations"].where(query_id=id)
    found = [{name: each[name] for name in fields if name in each} for each in stored]
    shown, token = page(found, page_token, page_size)
    return {"results": shown} | ({"next_page_token": token} if token else {})


@operation("query_visualizations_legacy.create")
def create_visualization(call: Call, options: Any, query_id: str, type: str, **given: Any) -> Resource:
    """Keep a visualization of a query."""
    queries.get(call, query_id)
    now = call.tenant.clock.iso()
    identity = call.tenant.ids.uuid("legacy visualization")
    made: Resource = {"id": identity, "options": options, "type": type, **given, "created_at": now, "updated_at": now}
    call.tenant.store["visualizations legacy"][identity] = {**made, "_query": query_id}
    return made | {"query": legacy_queries.get(call, query_id)}


@operation("query_visualizations_legacy.update")
def update_visualization(call: Call, id: str, **given: Any) -> Resource:
    """Change what is given; when it was made and changed is the service's to say."""
    found = _visualization(call, id)
    found.update({name: given[name] for name in ("name", "description", "options", "type") if name in given})
    found["updated_at"] = call.tenant.clock.iso()
    shown = {name: value for name, value in found.items() if not name.startswith("_")}
    return shown | {"query": legacy_queries.get(call, found["_query"])}


@operation("query_visualizations_legacy.delete")
def delete_visualization(call: Call, id: str) -> None:
    """Forget a visualization."""
    _visualization(call, id)
    del call.tenant.store["visualizations legacy"][id]


def _visualization(call: Call, identity: str) -> Resource:
    missing = f"Visualization {identity} does not exist."
    return call.tenant.store["visualizations legacy"].require(identity, missing)


def _object(call: Call, plural: str, identity: str, level: str) -> tuple[str, str]:
    if plural != "queries":
        raise ResourceDoesNotExist(f"No object of type {plural} with id {identity} exists.")
    found = queries.get(call, identity)
    access.require(call.tenant, call.principal, "queries", identity, level)
    return f"query/{identity}", found["owner_user_name"]


def _shown(call: Call, object_id: str, owner: str) -> dict[str, Any]:
    identity = object_id.partition("/")[2]
    entries = []
    for name, level in access.entries(call.tenant, "queries", identity).items():
        found = call.tenant.directory.named(name)
        field = "group_name" if found is None or found[0] == "groups" else "user_name"
        entries.append({field: name, "permission_level": OLDER.get(level, level)})
    return {"object_id": object_id, "object_type": "query", "access_control_list": entries}
