"""What users, groups and service principals have in common: the SCIM protocol (RFC 7644) as Databricks speaks it."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.directory import ACCOUNT_GROUP, ACCOUNT_ONLY, PATHS, Directory, Kind
from snippets_tests.workspace.errors import ScimError
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.scim.filters import parse
from snippets_tests.workspace.services.scim.patches import apply
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
LABELS = {"users": "User", "groups": "Group", "service_principals": "Service principal"}
NAMES = {"users": "userName", "groups": "displayName", "service_principals": "applicationId"}
MOST = 10_000
ACCOUNT_ADMIN = "account_admin"


def create(call: Call, kind: Kind, resource: dict[str, Any]) -> Resource:
    """Take in a resource whose name is free."""
    require_admin(call)
    name = resource.get(NAMES[kind])
    if not name:
        raise ScimError(f"Missing required field: {NAMES[kind]}", 400, "invalidValue")
    _refuse_taken(call.tenant.directory, kind, name)
    _check_members(call.tenant.directory, resource)
    directory = call.tenant.directory
    joined = [find(call, "groups", str(entry.get("value"))) for entry in resource.get("groups") or []]
    roles = resource.get("roles") if call.account else None
    kept = {k: v for k, v in resource.items() if k not in ("id", "groups", "meta") and (k != "roles" or not roles)}
    made = directory.add(kind, kept)
    if call.account:
        made[ACCOUNT_GROUP if kind == "groups" else ACCOUNT_ONLY] = True
        _take_roles(directory, made["id"], roles or [])
    for group in joined:
        group["members"].append({"value": made["id"]})
    return shown(directory, kind, made, account=call.account)


def find(call: Call, kind: Kind, identity: str) -> Resource:
    """The stored resource of an id, or SCIM's 404."""
    found = call.tenant.directory.collection(kind).get(identity)
    if found is None or not _visible(call, kind, found):
        raise ScimError(f"{LABELS[kind]} with id {identity} not found.", 404)
    return found


def one(call: Call, kind: Kind, identity: str) -> Resource:
    """A resource as it is shown."""
    return shown(call.tenant.directory, kind, find(call, kind, identity), account=call.account)


def listed(call: Call, kind: Kind, wanted: dict[str, Any]) -> dict[str, Any]:
    """One page of the resources that match a filter. `wanted` holds the arguments of the SDK's `list`."""
    directory = call.tenant.directory
    here = [resource for resource in directory.collection(kind).values() if _visible(call, kind, resource)]
    found = [shown(directory, kind, resource, account=call.account) for resource in here]
    if wanted.get("filter"):
        matches = parse(wanted["filter"])
        found = [resource for resource in found if matches(resource)]
    if wanted.get("sort_by"):
        found.sort(key=lambda r: str(r.get(wanted["sort_by"], "")), reverse=wanted.get("sort_order") == "descending")
    start, count = max(1, wanted.get("start_index", 1)), wanted.get("count", 100)
    page = found[start - 1 : start - 1 + min(count, MOST)]
    return {
        "schemas": [LIST_SCHEMA],
        "totalResults": len(found),
        "startIndex": start,
        "itemsPerPage": len(page),
        "Resources": [projected(r, wanted.get("attributes"), wanted.get("excluded_attributes")) for r in page],
    }


def replace(call: Call, kind: Kind, identity: str, resource: dict[str, Any]) -> Resource:
    """Put a resource in place of what was there; its id and name stay."""
    require_admin(call)
    old = find(call, kind, identity)
    name = NAMES[kind]
    if resource.get(name, old[name]) != old[name] and kind != "groups":
        raise ScimError(f"{name} cannot be changed.", 400, "mutability")
    fresh = {"schemas": old["schemas"], "id": identity, name: resource.get(name, old[name])}
    fresh |= {k: v for k, v in resource.items() if k not in ("id", "schemas", "groups", "meta")}
    fresh |= {k: v for k, v in old.items() if k.startswith("_")}
    if kind == "groups":
        fresh.setdefault("members", [])
        _check_group(call.tenant.directory, old, fresh)
    if call.account:
        _take_roles(call.tenant.directory, identity, fresh.pop("roles", []))
    call.tenant.directory.collection(kind)[identity] = fresh
    return shown(call.tenant.directory, kind, fresh, account=call.account)


def patch(call: Call, kind: Kind, identity: str, operations: list[dict[str, Any]]) -> Response:
    """Apply changes one after the other; none when one of them is refused."""
    require_admin(call)
    old = find(call, kind, identity)
    admin = call.account and identity in call.tenant.directory.account_admins
    changed = apply({**old, **({"roles": [{"value": ACCOUNT_ADMIN}]} if admin else {})}, operations)
    if call.account:
        _take_roles(call.tenant.directory, identity, changed.pop("roles", []))
    if kind == "groups":
        _check_group(call.tenant.directory, old, changed)
    call.tenant.directory.collection(kind)[identity] = changed
    return Response(204)


def remove(call: Call, kind: Kind, identity: str) -> Response:
    """Forget a resource; its tokens die with it."""
    require_admin(call)
    find(call, kind, identity)
    for token in call.tenant.tokens.of(identity):
        call.tenant.tokens.revoke(token.id)
        # Who cleans up may still delete it: databricks-sdk's example for on-behalf-of tokens does so in this order.
        call.tenant.store["tokens of the gone"][token.id] = {}
    call.tenant.directory.remove(kind, identity)
    return Response(204)


def shown(directory: Directory, kind: Kind, resource: Resource, *, account: bool = False) -> Resource:
    """A resource as the API shows it: with its groups, and the names of members."""
    copy = {name: value for name, value in resource.items() if not name.startswith("_")}
    if account and resource["id"] in directory.account_admins:
        copy["roles"] = [{"value": ACCOUNT_ADMIN}]
    direct = {g["id"] for g in directory.groups.values() if _has(g, resource["id"])}
    groups = [
        {
            "display": group["displayName"],
            "value": group["id"],
            "type": "direct" if group["id"] in direct else "indirect",
            "$ref": f"Groups/{group['id']}",
        }
        for group in directory.memberships(resource["id"])
        if not account or group.get(ACCOUNT_GROUP)
    ]
    if groups:
        copy["groups"] = groups
    if kind == "groups":
        copy["members"] = [_member(directory, entry["value"]) for entry in resource.get("members", [])]
        copy["meta"] = {"resourceType": "Group" if resource.get(ACCOUNT_GROUP) else "WorkspaceGroup"}
    elif "active" not in copy:
        copy["active"] = True
    return copy


def projected(resource: Resource, attributes: str | None, excluded: str | None) -> Resource:
    """Only the attributes asked for; a dotted one brings all of its first part, as Databricks answers."""
    if attributes:
        names = {name.strip().partition(".")[0].lower() for name in attributes.split(",")} | {"id", "schemas"}
        return {k: v for k, v in resource.items() if k.lower() in names}
    if excluded:
        names = {name.strip().lower() for name in excluded.split(",")}
        return {k: v for k, v in resource.items() if k.lower() not in names or k == "id"}
    return resource


def require_admin(call: Call) -> None:
    """Refuse everyone but the workspace's admins, in SCIM's form; the account's were told apart before."""
    if not call.principal.admin and not call.account:
        raise ScimError("Only workspace admins can manage users, groups and service principals.", 403)


def _visible(call: Call, kind: Kind, resource: Resource) -> bool:
    """The account has all people and its own groups; the workspace has who was assigned to it."""
    if call.account:
        return kind != "groups" or bool(resource.get(ACCOUNT_GROUP))
    return not resource.get(ACCOUNT_ONLY)


def _take_roles(directory: Directory, identity: str, roles: list[Any]) -> None:
    values = {role.get("value") if isinstance(role, dict) else role for role in roles}
    unknown = values - {ACCOUNT_ADMIN}
    if unknown:
        raise ScimError(f"Unknown role: {', '.join(sorted(map(str, unknown)))}", 400, "invalidValue")
    if values:
        directory.account_admins.add(identity)
    else:
        directory.account_admins.discard(identity)


def _refuse_taken(directory: Directory, kind: Kind, name: str) -> None:
    if directory.collection(kind).find(lambda r: str(r.get(NAMES[kind], "")).lower() == name.lower()):
        word = {"users": "username", "groups": "name", "service_principals": "application ID"}[kind]
        raise ScimError(f"{LABELS[kind]} with {word} {name} already exists.", 409)


def _check_group(directory: Directory, old: Resource, new: Resource) -> None:
    if str(new["displayName"]).lower() != str(old["displayName"]).lower():
        _refuse_taken(directory, "groups", new["displayName"])
    _check_members(directory, new)


def _check_members(directory: Directory, group: Resource) -> None:
    for entry in group.get("members", []):
        if not isinstance(entry, dict) or directory.find(str(entry.get("value"))) is None:
            raise ScimError(f"Member {entry} does not exist.", 404)


def _has(group: Resource, identity: str) -> bool:
    return any(entry.get("value") == identity for entry in group.get("members", []))


def _member(directory: Directory, identity: str) -> dict[str, Any]:
    found = directory.find(identity)
    if found is None:
        return {"value": identity}
    kind, resource = found
    return {
        "display": resource.get("displayName", resource.get("userName", "")),
        "value": identity,
        "$ref": f"{PATHS[kind]}/{identity}",
    }
