"""Who of the account may enter a workspace, and as what. In the tenant's own workspace this has effect."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.directory import ACCOUNT_ONLY, ADMINS, Kind
from snippets_tests.workspace.errors import NotFound
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.account import workspaces
from snippets_tests.workspace.store import Resource

NAMES: dict[Kind, tuple[str, str]] = {
    "users": ("user_name", "userName"),
    "groups": ("group_name", "displayName"),
    "service_principals": ("service_principal_name", "applicationId"),
}
LEVELS = {"ADMIN": "Can administer the workspace", "USER": "Can access the workspace"}


@operation("account.workspace_assignment.get")
def get(call: Call, workspace_id: int) -> dict[str, Any]:
    """The levels that there are."""
    workspaces.find(call, workspace_id)
    levels = [{"permission_level": level, "description": text} for level, text in LEVELS.items()]
    return {"permissions": levels}


@operation("account.workspace_assignment.list")
def list_(call: Call, workspace_id: int) -> dict[str, Any]:
    """Who is assigned to a workspace."""
    workspaces.find(call, workspace_id)
    found = [_shown(call, int(identity), levels) for identity, levels in _levels(call, workspace_id).items()]
    return {"permission_assignments": found}


@operation("account.workspace_assignment.update")
def update(call: Call, workspace_id: int, principal_id: int, permissions: list[str] | None = None) -> dict[str, Any]:
    """Give someone levels in a workspace in place of those held; an empty list takes the workspace away."""
    workspaces.find(call, workspace_id)
    kind, resource = _principal(call, principal_id)
    if not permissions:
        delete(call, workspace_id, principal_id)
        return {"permissions": [], "principal": _named(kind, resource)}
    if workspace_id == call.tenant.workspace_id:
        resource.pop(ACCOUNT_ONLY, None)
        _set_membership(call, str(principal_id), ADMINS, "ADMIN" in permissions)
        _set_membership(call, str(principal_id), "users", kind != "groups")
    _stored(call, workspace_id)[str(principal_id)] = {"levels": sorted(permissions)}
    return _shown(call, principal_id, sorted(permissions))


@operation("account.workspace_assignment.delete")
def delete(call: Call, workspace_id: int, principal_id: int) -> None:
    """Take someone out of a workspace; in the account they stay."""
    workspaces.find(call, workspace_id)
    kind, resource = _principal(call, principal_id)
    _stored(call, workspace_id).pop(str(principal_id), None)
    if workspace_id == call.tenant.workspace_id:
        _set_membership(call, str(principal_id), ADMINS, False)
        _set_membership(call, str(principal_id), "users", False)
        if kind != "groups":
            resource[ACCOUNT_ONLY] = True


def _levels(call: Call, workspace_id: int) -> dict[str, list[str]]:
    found = {identity: entry["levels"] for identity, entry in _stored(call, workspace_id).items()}
    if workspace_id == call.tenant.workspace_id:
        directory = call.tenant.directory
        for resource in [*directory.users.values(), *directory.service_principals.values()]:
            if not resource.get(ACCOUNT_ONLY):
                groups = {group["displayName"] for group in directory.memberships(resource["id"])}
                found[resource["id"]] = ["ADMIN"] if ADMINS in groups else ["USER"]
    return found


def _stored(call: Call, workspace_id: int) -> dict[str, Resource]:
    return call.tenant.store[f"account.workspace_assignment {workspace_id}"]


def _principal(call: Call, principal_id: int) -> tuple[Kind, Resource]:
    found = call.tenant.directory.find(str(principal_id))
    if found is None:
        raise NotFound(f"Principal {principal_id} does not exist in account {call.tenant.account_id}.")
    return found


def _shown(call: Call, principal_id: int, levels: list[str]) -> dict[str, Any]:
    return {"permissions": levels, "principal": _named(*_principal(call, principal_id))}


def _named(kind: Kind, resource: Resource) -> dict[str, Any]:
    field, attribute = NAMES[kind]
    name = resource[attribute]
    return {"principal_id": int(resource["id"]), "display_name": resource.get("displayName", name), field: name}


def _set_membership(call: Call, identity: str, group: str, inside: bool) -> None:
    members = call.tenant.directory.group(group)["members"]
    held = [entry for entry in members if entry.get("value") == identity]
    if inside and not held:
        members.append({"value": identity})
    elif not inside:
        members[:] = [entry for entry in members if entry not in held]
