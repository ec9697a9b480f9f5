"""The Groups API from before SCIM (`/api/2.0/groups/…`), which goes by names alone.

databricks-sdk has no methods for it; `databricks groups` of the older command line calls it.
Source: the documentation of the Groups API 2.0 (legacy).
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.directory import ADMINS, Kind
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services import scim
from snippets_tests.workspace.services.experiments.search import body
from snippets_tests.workspace.store import Resource

ROOT = "/api/2.0/groups"
KINDS: dict[str, Kind] = {"user_name": "users", "group_name": "groups"}
NAMES = {"users": "userName", "groups": "displayName"}


@endpoint("POST", ROOT + "/create")
def create(call: Call) -> dict[str, Any]:
    """Make a group without members."""
    name = _given(call, "group_name")["group_name"]
    if _named(call, "groups", name) is not None:
        raise ResourceAlreadyExists(f"Group with name {name} already exists.")
    scim.create(call, "groups", {"displayName": name, "members": []})
    return {"group_name": name}


@endpoint("POST", ROOT + "/delete")
def delete(call: Call) -> None:
    """Forget a group; those who were in it stay."""
    group = _group(call, _given(call, "group_name")["group_name"])
    if group["displayName"] in (ADMINS, "users"):
        raise InvalidParameterValue(f"The group {group['displayName']} cannot be deleted.")
    scim.remove(call, "groups", group["id"])


@endpoint("GET", ROOT + "/list")
def list_(call: Call) -> dict[str, Any]:
    """The names of all groups."""
    _given(call)
    return {"group_names": [str(group["displayName"]) for group in call.tenant.directory.groups.values()]}


@endpoint("GET", ROOT + "/list-members")
def list_members(call: Call) -> dict[str, Any]:
    """Who is in a group, itself and not through another; a service principal has no name here."""
    group = _group(call, _given(call, "group_name")["group_name"])
    found = [call.tenant.directory.find(entry["value"]) for entry in group["members"]]
    fields = {kind: field for field, kind in KINDS.items()}
    return {"members": [{fields[kind]: who[NAMES[kind]]} for kind, who in filter(None, found) if kind in fields]}


@endpoint("GET", ROOT + "/list-parents")
def list_parents(call: Call) -> dict[str, Any]:
    """The groups that a user or group is in, itself and not through another."""
    member = _member(call, _given(call))
    parents = [g for g in call.tenant.directory.groups.values() if _has(g, member)]
    return {"group_names": [group["displayName"] for group in parents]}


@endpoint("POST", ROOT + "/add-member")
def add_member(call: Call) -> None:
    """Put a user or group into a group; one that is in it already stays."""
    given = _given(call, "parent_name")
    group, member = _group(call, given["parent_name"]), _member(call, given)
    if not _has(group, member):
        change = {"op": "add", "path": "members", "value": [{"value": member["id"]}]}
        scim.patch(call, "groups", group["id"], [change])


@endpoint("POST", ROOT + "/remove-member")
def remove_member(call: Call) -> None:
    """Take a user or group out of a group."""
    given = _given(call, "parent_name")
    group, member = _group(call, given["parent_name"]), _member(call, given)
    if not _has(group, member):
        raise ResourceDoesNotExist(f"{_name(member)} is not a member of the group {group['displayName']}.")
    scim.patch(call, "groups", group["id"], [{"op": "remove", "path": f'members[value eq "{member["id"]}"]'}])


def _given(call: Call, *required: str) -> dict[str, str]:
    """The fields of a request, from its query or its body; only admins may ask anything here."""
    call.require_admin()
    given = {**dict(call.request.query), **body(call)}
    for field, value in given.items():
        if field not in (*KINDS, "parent_name"):
            raise InvalidParameterValue(f'Unknown field "{field}"')
        if not isinstance(value, str):
            raise InvalidParameterValue(f"{field} must be a string.")
    missing = next((field for field in required if not given.get(field)), None)
    if missing is not None:
        raise InvalidParameterValue(f"Missing required field: {missing}")
    return given


def _named(call: Call, kind: Kind, name: str) -> Resource | None:
    return call.tenant.directory.collection(kind).find(lambda found: str(found[NAMES[kind]]).lower() == name.lower())


def _group(call: Call, name: str) -> Resource:
    found = _named(call, "groups", name)
    if found is None:
        raise ResourceDoesNotExist(f"Group {name} does not exist.")
    return found


def _member(call: Call, given: dict[str, str]) -> Resource:
    """The user or group that a request names."""
    named = [(field, given[field]) for field in KINDS if given.get(field)]
    if len(named) != 1:
        raise InvalidParameterValue(f"Exactly one of {', '.join(KINDS)} must be given.")
    ((field, name),) = named
    found = _named(call, KINDS[field], name)
    if found is None:
        raise ResourceDoesNotExist(f"{'User' if field == 'user_name' else 'Group'} {name} does not exist.")
    return found


def _has(group: Resource, member: Resource) -> bool:
    return any(entry.get("value") == member["id"] for entry in group["members"])


def _name(member: Resource) -> str:
    return str(member.get("userName") or member["displayName"])
