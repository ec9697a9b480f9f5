"""Who is in which group, and in which workspace, in the flat form."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import AlreadyExists, InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.account import workspace_assignment, workspaces
from snippets_tests.workspace.services.identity.forms import TYPES, both, find, principal
from snippets_tests.workspace.services.identity.people import DENIED
from snippets_tests.workspace.store import Resource

ENTITLEMENTS = {"ADMIN": "WORKSPACE_ADMIN", "USER": "WORKSPACE_ACCESS"}
SOURCE = "INTERNAL"


@both("create_direct_group_member")
def create_direct_group_member(call: Call, group_id: Any, direct_group_member: dict[str, Any], **_: Any) -> Resource:
    """Take someone into a group."""
    call.require_admin(DENIED)
    group = find(call, "groups", str(group_id))
    identity = str(direct_group_member["principal_id"])
    principal(call, identity)
    if any(entry["value"] == identity for entry in group["members"]):
        raise AlreadyExists(f"Principal {identity} already is a member of group {group_id}.")
    group["members"].append({"value": identity})
    return _member(call, group, identity)


@both("get_direct_group_member")
def get_direct_group_member(call: Call, group_id: Any, principal_id: Any, **_: Any) -> Resource:
    """One membership."""
    group = find(call, "groups", str(group_id))
    _require_member(group, str(principal_id))
    return _member(call, group, str(principal_id))


@both("list_direct_group_members")
def list_direct_group_members(
    call: Call, group_id: Any, page_size: int = 100, page_token: str | None = None, **_: Any
) -> dict[str, Any]:
    """The members of a group, without those of the groups in it."""
    group = find(call, "groups", str(group_id))
    found = [_member(call, group, entry["value"]) for entry in group["members"]]
    return _paged("direct_group_members", found, page_token, page_size)


@both("delete_direct_group_member")
def delete_direct_group_member(call: Call, group_id: Any, principal_id: Any, **_: Any) -> None:
    """Take someone out of a group."""
    call.require_admin(DENIED)
    group = find(call, "groups", str(group_id))
    _require_member(group, str(principal_id))
    group["members"] = [entry for entry in group["members"] if entry["value"] != str(principal_id)]


@both("list_transitive_parent_groups")
def list_transitive_parent_groups(
    call: Call, principal_id: Any, page_size: int = 100, page_token: str | None = None, **_: Any
) -> dict[str, Any]:
    """The groups that someone is in, directly or through other groups."""
    principal(call, principal_id)
    shown = [
        {"account_id": call.tenant.account_id, "group_id": group["id"], "external_id": group.get("externalId")}
        for group in call.tenant.directory.memberships(str(principal_id))
    ]
    found = [{name: value for name, value in each.items() if value is not None} for each in shown]
    return _paged("transitive_parent_groups", found, page_token, page_size)


def _assignment_operations(noun: str) -> None:
    """Two resources of the API say the same about who is assigned to a workspace."""

    @both(f"create_{noun}")
    def create(call: Call, workspace_id: Any = None, **given: Any) -> Resource:
        """Assign someone to a workspace."""
        call.require_admin(DENIED)
        number, wanted = _workspace(call, workspace_id), given[noun]
        identity = int(wanted["principal_id"])
        principal(call, identity)
        if _levels(call, number, identity):
            raise AlreadyExists(f"Principal {identity} already is assigned to workspace {number}.")
        return _assign(call, number, identity, wanted.get("entitlements"))

    @both(f"get_{noun}")
    def get(call: Call, principal_id: Any, workspace_id: Any = None, **_: Any) -> Resource:
        """One assignment."""
        number = _workspace(call, workspace_id)
        return _require_assigned(call, number, int(principal_id))

    @both(f"list_{noun}s")
    def list_(
        call: Call, workspace_id: Any = None, page_size: int = 100, page_token: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Who is assigned to a workspace."""
        number = _workspace(call, workspace_id)
        entries = workspace_assignment.list_(call, number)["permission_assignments"]
        found = [_shown(call, number, e["principal"]["principal_id"], e["permissions"]) for e in entries]
        return _paged(f"{noun}s", found, page_token, page_size)

    @both(f"update_{noun}")
    def update(call: Call, principal_id: Any, workspace_id: Any = None, **given: Any) -> Resource:
        """Change someone's entitlements."""
        call.require_admin(DENIED)
        number = _workspace(call, workspace_id)
        _require_assigned(call, number, int(principal_id))
        if given["update_mask"].strip() not in ("*", "entitlements"):
            raise InvalidParameterValue(
                f"Invalid field mask: {given['update_mask']}; only entitlements can be changed."
            )
        return _assign(call, number, int(principal_id), given[noun].get("entitlements"))

    @both(f"delete_{noun}")
    def delete(call: Call, principal_id: Any, workspace_id: Any = None, **_: Any) -> None:
        """Take someone out of a workspace."""
        call.require_admin(DENIED)
        number = _workspace(call, workspace_id)
        _require_assigned(call, number, int(principal_id))
        workspace_assignment.delete(call, number, int(principal_id))


_assignment_operations("workspace_assignment")
_assignment_operations("workspace_assignment_detail")


@both("get_workspace_access_detail")
def get_workspace_access_detail(
    call: Call, principal_id: Any, workspace_id: Any = None, view: str = "FULL", **_: Any
) -> Resource:
    """Whether and how someone gets into a workspace."""
    number, identity = _workspace(call, workspace_id), int(principal_id)
    kind, resource = principal(call, identity)
    levels = _levels(call, number, identity)
    if not levels:
        raise NotFound(f"Principal {identity} has no access to workspace {number}.")
    shown = {
        "account_id": call.tenant.account_id,
        "workspace_id": number,
        "principal_id": identity,
        "principal_type": TYPES[kind],
        "access_type": "DIRECT",
        "status": _status(resource),
    }
    return shown | ({"permissions": [f"{level}_PERMISSION" for level in levels]} if view == "FULL" else {})


@operation("workspace_iam_v2.get_workspace_identity_detail")
def get_workspace_identity_detail(call: Call, principal_id: Any) -> Resource:
    """How the workspace sees someone."""
    _require_assigned(call, call.tenant.workspace_id, int(principal_id))
    kind, resource = principal(call, principal_id)
    return {
        "principal_id": int(principal_id),
        "principal_type": TYPES[kind],
        "assignment_type": "DIRECT",
        "workspace_identity_status": _status(resource),
    }


@operation("workspace_iam_v2.update_workspace_identity_detail")
def update_workspace_identity_detail(
    call: Call, principal_id: Any, workspace_identity_detail: dict[str, Any], update_mask: str
) -> Resource:
    """Switch someone on or off in the workspace."""
    call.require_admin(DENIED)
    shown = get_workspace_identity_detail(call, principal_id)
    if update_mask.strip() not in ("*", "workspace_identity_status"):
        raise InvalidParameterValue(
            f"Invalid field mask: {update_mask}; only workspace_identity_status can be changed."
        )
    kind, resource = principal(call, principal_id)
    if kind == "groups":
        raise InvalidParameterValue("A group cannot be deactivated.")
    state = workspace_identity_detail.get("workspace_identity_status", shown["workspace_identity_status"])
    resource["active"] = state == "ACTIVE"
    return get_workspace_identity_detail(call, principal_id)


def _workspace(call: Call, workspace_id: Any) -> int:
    number = call.tenant.workspace_id if workspace_id is None else int(workspace_id)
    workspaces.find(call, number)
    return number


def _levels(call: Call, workspace_id: int, identity: int) -> list[str]:
    return next(
        (
            entry["permissions"]
            for entry in workspace_assignment.list_(call, workspace_id)["permission_assignments"]
            if entry["principal"]["principal_id"] == identity
        ),
        [],
    )


def _require_assigned(call: Call, workspace_id: int, identity: int) -> Resource:
    levels = _levels(call, workspace_id, identity)
    if not levels:
        raise NotFound(f"Principal {identity} is not assigned to workspace {workspace_id}.")
    return _shown(call, workspace_id, identity, levels)


def _assign(call: Call, workspace_id: int, identity: int, entitlements: list[str] | None) -> Resource:
    levels = ["ADMIN"] if "WORKSPACE_ADMIN" in (entitlements or []) else ["USER"]
    workspace_assignment.update(call, workspace_id, identity, levels)
    call.tenant.store[f"entitlements {workspace_id}"][str(identity)] = {"entitlements": entitlements or []}
    return _shown(call, workspace_id, identity, levels)


def _shown(call: Call, workspace_id: int, identity: int, levels: list[str]) -> Resource:
    kind, _ = principal(call, identity)
    held = [ENTITLEMENTS[level] for level in levels]
    given = call.tenant.store[f"entitlements {workspace_id}"].get(str(identity), {}).get("entitlements")
    return {
        "account_id": call.tenant.account_id,
        "workspace_id": workspace_id,
        "principal_id": identity,
        "principal_type": TYPES[kind],
        "entitlements": held if given is None else given,
        "effective_entitlements": sorted({*held, *(given or [])}),
    }


def _status(resource: Resource) -> str:
    return "INACTIVE" if resource.get("active") is False else "ACTIVE"


def _member(call: Call, group: Resource, identity: str) -> Resource:
    kind, resource = principal(call, identity)
    return {
        "group_id": int(group["id"]),
        "principal_id": int(identity),
        "principal_type": TYPES[kind],
        "display_name": resource.get("displayName", resource.get("userName", "")),
        "membership_source": SOURCE,
    }


def _require_member(group: Resource, identity: str) -> None:
    if not any(entry["value"] == identity for entry in group["members"]):
        raise NotFound(f"Principal {identity} is not a member of group {group['id']}.")


def _paged(name: str, found: list[Resource], token: str | None, size: int) -> dict[str, Any]:
    shown, following = page(found, token, size)
    return {name: shown} | ({"next_page_token": following} if following else {})
