"""Permissions on workspace objects, through `w.permissions` and through each service's own `get_permissions`.

Unity Catalog's grants are in `grants`.
"""

from __future__ import annotations

from typing import Any

from snippets_tests import surface
from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, Handler, operation
from snippets_tests.workspace.services.workspace.objects import Objects
from snippets_tests.workspace.tenant import Tenant

ROOT = "/api/2.0/permissions/"
NAMES = {
    "users": "user_name",
    "groups": "group_name",
    "service_principals": "service_principal_name",
}
WORKSPACE_TYPES = {"directories": "DIRECTORY", "notebooks": "NOTEBOOK", "files": "FILE"}
# What the answer calls an object's type, where it is not the path's word without its last letter.
TYPE_NAMES = {
    "cluster-policies": "cluster-policy",
    "directories": "directory",
    "experiments": "mlflowExperiment",
    "pipelines": "pipelines",
    "queries": "query",
    "warehouses": "warehouses",
}
DESCRIPTIONS = {
    "CAN_ATTACH_TO": "Can attach to the {0}",
    "CAN_RESTART": "Can restart the {0}",
    "CAN_MANAGE": "Can manage the {0}, its permissions included",
    "CAN_MANAGE_RUN": "Can start and cancel runs of the {0}",
    "CAN_VIEW": "Can view the {0}",
    "CAN_READ": "Can view the {0}",
    "CAN_RUN": "Can run the {0}",
    "CAN_EDIT": "Can change the {0}",
    "CAN_USE": "Can use the {0}",
    "CAN_QUERY": "Can query the {0}",
    "CAN_MONITOR": "Can view the {0} and its use",
    "IS_OWNER": "Is the owner of the {0}",
}


def get(call: Call, **_: Any) -> dict[str, Any]:
    """Who holds what on an object."""
    kind, identity = _target(call)
    _require_object(call.tenant, kind, identity)
    access.require(call.tenant, call.principal, kind, identity, access.LEVELS[kind][0])
    return _shown(call.tenant, kind, identity)


def update(call: Call, access_control_list: list[dict[str, Any]] | None = None, **_: Any) -> dict[str, Any]:
    """Give principals a level, in place of the one they had; the others keep theirs."""
    kind, identity = _target(call)
    held = _changeable(call, kind, identity)
    given = levels(call, kind, access_control_list or [])
    if "IS_OWNER" in given.values():
        held = {who: level for who, level in held.items() if level != "IS_OWNER"}
    access.replace(call.tenant, kind, identity, held | given)
    return _shown(call.tenant, kind, identity)


def set_(call: Call, access_control_list: list[dict[str, Any]] | None = None, **_: Any) -> dict[str, Any]:
    """Replace what was granted on the object itself; an object that has an owner keeps one."""
    kind, identity = _target(call)
    held = _changeable(call, kind, identity)
    given = levels(call, kind, access_control_list or [])
    if "IS_OWNER" not in given.values():
        given |= {who: level for who, level in held.items() if level == "IS_OWNER"}
    before = _may_use_tokens(call.tenant)
    access.replace(call.tenant, kind, identity, given)
    # Who loses the right to tokens loses the tokens: https://docs.databricks.com/aws/en/security/auth/api-access-permissions
    for owner in before - _may_use_tokens(call.tenant):
        for token in call.tenant.tokens.of(owner):
            call.tenant.tokens.revoke(token.id)
    return _shown(call.tenant, kind, identity)


def get_permission_levels(call: Call, **_: Any) -> dict[str, Any]:
    """The levels that can be granted on an object."""
    kind, identity = _target(call)
    _require_object(call.tenant, kind, identity)
    word = _type_name(kind).replace("-", " ").removesuffix("s")
    levels = [
        {"permission_level": level, "description": DESCRIPTIONS.get(level, "{0}: " + level).format(word)}
        for level in access.LEVELS[kind]
    ]
    return {"permission_levels": levels}


def _register() -> None:
    """Every operation under /api/2.0/permissions/ is one of the four, whichever service offers it."""
    seen: set[tuple[str, str]] = set()
    by_verb: dict[str, Handler] = {"GET": get, "PATCH": update, "PUT": set_}
    for known in surface.load().operations.values():
        kind = known.path.removeprefix(ROOT).partition("/")[0]
        emulated = known.path.startswith(ROOT) and (kind.startswith("{") or kind in access.LEVELS)
        if not emulated or (known.verb, known.path) in seen:
            continue
        seen.add((known.verb, known.path))
        levels = known.path.endswith("/permissionLevels")
        operation(known.id)(get_permission_levels if levels else by_verb[known.verb])


_register()


def _target(call: Call) -> tuple[str, str]:
    path = call.request.path.replace("/preview/", "/", 1).removeprefix(ROOT).removesuffix("/permissionLevels")
    path = path.removeprefix("sql/") if path.startswith("sql/warehouses/") else path
    kind, _, identity = path.partition("/")
    if kind not in access.LEVELS:
        known = ", ".join(sorted(access.LEVELS))
        raise InvalidParameterValue(f"'{kind}' is not a supported object type; supported are: {known}")
    return kind, identity


def _require_object(tenant: Tenant, kind: str, identity: str) -> None:
    missing = ResourceDoesNotExist(f"{_type_name(kind)} {identity} does not exist.")
    if kind in WORKSPACE_TYPES:
        found = Objects(tenant).by_id(identity)
        if found is None or found["object_type"] != WORKSPACE_TYPES[kind]:
            raise missing
    elif kind == "authorization":
        if identity not in ("tokens", "passwords"):
            raise missing
    else:
        collection = tenant.store[access.COLLECTIONS.get(kind, kind)]
        if identity not in collection and not collection.find(lambda found: str(found.get("id")) == identity):
            raise missing


def _may_use_tokens(tenant: Tenant) -> set[str]:
    """The ids of those who have personal access tokens and the right to use them."""
    owners = {token.owner for token in tenant.tokens.of()}
    principals = (tenant.directory.principal(owner) for owner in owners)
    return {each.id for each in principals if each and access.holds(tenant, each, "authorization", "tokens", "CAN_USE")}


def _changeable(call: Call, kind: str, identity: str) -> access.Entries:
    _require_object(call.tenant, kind, identity)
    needed = "CAN_MANAGE" if "CAN_MANAGE" in access.LEVELS[kind] else access.LEVELS[kind][-1]
    access.require(call.tenant, call.principal, kind, identity, needed)
    return access.entries(call.tenant, kind, identity)


def levels(call: Call, kind: str, entries: list[dict[str, Any]]) -> access.Entries:
    """Read an access control list: who is to hold which level on an object of this kind."""
    given: access.Entries = {}
    for entry in entries:
        named = {field: entry[field] for field in NAMES.values() if entry.get(field)}
        if len(named) != 1:
            fields = ", ".join(NAMES.values())
            raise InvalidParameterValue(f"Exactly one of {fields} must be given in each entry.")
        field, name = next(iter(named.items()))
        found = call.tenant.directory.named(name)
        if name not in ("users", "admins") and (found is None or NAMES[found[0]] != field):
            word = {"user_name": "UserName", "group_name": "GroupName"}.get(field, "ServicePrincipalName")
            raise ResourceDoesNotExist(f"Principal: {word}({name}) does not exist")
        level = entry.get("permission_level")
        if level not in access.LEVELS[kind]:
            known = ", ".join(access.LEVELS[kind])
            raise InvalidParameterValue(f"Permission level {level} is not valid for {kind}; valid are: {known}")
        if level == "IS_OWNER" and field == "group_name":
            raise InvalidParameterValue("A group cannot be an owner.")
        given[name] = level
    return given


def _shown(tenant: Tenant, kind: str, identity: str) -> dict[str, Any]:
    entries = []
    for name, level in access.entries(tenant, kind, identity).items():
        found = tenant.directory.named(name)
        entry = {NAMES[found[0]] if found else "group_name": name}
        if found and found[0] != "groups":
            entry["display_name"] = found[1].get("displayName", name)
        entries.append(entry | {"all_permissions": [{"permission_level": level, "inherited": False}]})
    prefix = access.ROOTS.get(kind, f"/{kind}/")
    return {
        "object_id": f"{prefix}{identity}",
        "object_type": _type_name(kind) if kind != "authorization" else identity,
        "access_control_list": [*entries, *access.inherited(kind)],
    }


def _type_name(kind: str) -> str:
    return TYPE_NAMES.get(kind, kind.removesuffix("s"))
