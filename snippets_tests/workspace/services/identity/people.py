"""Users, groups and service principals of the account, in the flat form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from snippets_tests.workspace.directory import ACCOUNT_GROUP, ACCOUNT_ONLY, Kind
from snippets_tests.workspace.errors import AlreadyExists, InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.identity.forms import FIELDS, IDS, LABELS, both, find, flat, in_scim
from snippets_tests.workspace.store import Resource

NAMES: dict[Kind, str] = {"users": "userName", "groups": "displayName", "service_principals": "applicationId"}
NOUNS: dict[Kind, str] = {"users": "user", "groups": "group", "service_principals": "service_principal"}
DENIED = "Only admins can manage users, groups and service principals."
FILTER = re.compile(r'(\w+)\s+eq\s+"([^"]*)"')


def _create(kind: Kind) -> Callable[..., dict[str, Any]]:
    def create(call: Call, **given: Any) -> dict[str, Any]:
        call.require_admin(DENIED)
        resource = in_scim(kind, given[NOUNS[kind]])
        if kind == "service_principals":
            resource.setdefault("applicationId", call.tenant.ids.uuid("application"))
        if kind == "groups":
            resource.setdefault("members", [])
        if not resource.get(NAMES[kind]):
            wanted = next(flat_name for flat_name, scim in FIELDS[kind].items() if scim == NAMES[kind])
            raise InvalidParameterValue(f"Missing required field: {NOUNS[kind]}.{wanted}")
        _refuse_taken(call, kind, resource, None)
        made = call.tenant.directory.add(kind, resource)
        made[ACCOUNT_GROUP if kind == "groups" else ACCOUNT_ONLY] = True
        return flat(call, kind, made)

    return create


def _get(kind: Kind) -> Callable[..., dict[str, Any]]:
    def get(call: Call, **given: Any) -> dict[str, Any]:
        return flat(call, kind, find(call, kind, given[IDS[kind]]))

    return get


def _list(kind: Kind) -> Callable[..., dict[str, Any]]:
    def list_(
        call: Call, filter: str | None = None, page_size: int = 100, page_token: str | None = None, **_: Any
    ) -> dict[str, Any]:
        resources = call.tenant.directory.collection(kind).values()
        found = [flat(call, kind, r) for r in resources if kind != "groups" or r.get(ACCOUNT_GROUP)]
        if filter:
            condition = FILTER.fullmatch(filter.strip())
            if condition is None or condition[1] not in (*FIELDS[kind], IDS[kind]):
                raise InvalidParameterValue(f'Invalid filter: {filter}. Supported is: FIELD eq "VALUE"')
            found = [each for each in found if str(each.get(condition[1], "")).lower() == condition[2].lower()]
        shown, token = page(found, page_token, page_size)
        return {kind: shown} | ({"next_page_token": token} if token else {})

    return list_


def _update(kind: Kind) -> Callable[..., dict[str, Any]]:
    def update(call: Call, update_mask: str, **given: Any) -> dict[str, Any]:
        call.require_admin(DENIED)
        found, fresh = find(call, kind, given[IDS[kind]]), given[NOUNS[kind]]
        shown = flat(call, kind, found)
        names = set(fresh) if update_mask.strip() == "*" else {n.strip() for n in update_mask.split(",")}
        known = {*FIELDS[kind], "full_name", "account_user_status", "account_sp_status"} & {*shown, *fresh}
        for name in names - known:
            raise InvalidParameterValue(f"Invalid field mask: {name} is not a field that can be changed.")
        fixed = {flat_name for flat_name, scim in FIELDS[kind].items() if scim in ("userName", "applicationId")}
        for name in names & fixed:
            if fresh.get(name) != shown.get(name):
                raise InvalidParameterValue(f"{name} cannot be changed.")
        changed = in_scim(kind, {name: fresh.get(name) for name in names})
        _refuse_taken(call, kind, changed, found["id"])
        found.update(changed)
        return flat(call, kind, found)

    return update


def _delete(kind: Kind) -> Callable[..., None]:
    def delete(call: Call, **given: Any) -> None:
        call.require_admin(DENIED)
        identity = given[IDS[kind]]
        find(call, kind, identity)
        for token in call.tenant.tokens.of(identity):
            call.tenant.tokens.revoke(token.id)
        call.tenant.directory.remove(kind, identity)

    return delete


def _resolve(kind: Kind) -> Callable[..., dict[str, Any]]:
    def resolve(call: Call, external_id: str, **_: Any) -> dict[str, Any]:
        resources = call.tenant.directory.collection(kind)
        found = resources.find(lambda resource: resource.get("externalId") == external_id)
        if found is None:
            # Databricks would look into the identity provider next; there is none here.
            raise NotFound(f"{LABELS[kind]} with external id {external_id} does not exist.")
        return {NOUNS[kind]: flat(call, kind, found)}

    return resolve


def _refuse_taken(call: Call, kind: Kind, resource: Resource, identity: str | None) -> None:
    name = str(resource.get(NAMES[kind], "")).lower()
    for other in call.tenant.directory.collection(kind).values():
        if name and other["id"] != identity and str(other.get(NAMES[kind], "")).lower() == name:
            raise AlreadyExists(f"{LABELS[kind]} {resource[NAMES[kind]]} already exists.")


def _register() -> None:
    for kind, noun in NOUNS.items():
        both(f"create_{noun}")(_create(kind))
        both(f"get_{noun}")(_get(kind))
        both(f"list_{noun}s")(_list(kind))
        both(f"update_{noun}")(_update(kind))
        both(f"delete_{noun}")(_delete(kind))
        both(f"resolve_{noun}")(_resolve(kind))


_register()
