"""One identity in two forms: SCIM's, in which the directory keeps it, and the flat one of `/api/2.0/identity`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snippets_tests import surface
from snippets_tests.workspace.directory import ACCOUNT_GROUP, Kind
from snippets_tests.workspace.errors import NotFound
from snippets_tests.workspace.registry import AnyFunction, Call, operation
from snippets_tests.workspace.store import Resource

TYPES: dict[Kind, str] = {"users": "USER", "groups": "GROUP", "service_principals": "SERVICE_PRINCIPAL"}
LABELS: dict[Kind, str] = {"users": "User", "groups": "Group", "service_principals": "Service principal"}
IDS: dict[Kind, str] = {"users": "user_id", "groups": "group_id", "service_principals": "service_principal_id"}
# Flat names to SCIM's.
FIELDS: dict[Kind, dict[str, str]] = {
    "users": {"username": "userName", "external_id": "externalId"},
    "groups": {"group_name": "displayName", "external_id": "externalId"},
    "service_principals": {
        "display_name": "displayName",
        "application_id": "applicationId",
        "external_id": "externalId",
    },
}
STATUS: dict[Kind, str] = {"users": "account_user_status", "service_principals": "account_sp_status"}
FULL_NAME = {"given_name": "givenName", "family_name": "familyName"}


def both(method: str) -> Callable[[AnyFunction], AnyFunction]:
    """Make a function the behaviour of an operation in the account and of its counterparts in a workspace."""
    known = surface.load().operations
    ids = [f"account.iam_v2.{method}", *(f"workspace_iam_v2.{method}{end}" for end in ("_proxy", "_local", ""))]

    def register(function: AnyFunction) -> AnyFunction:
        for each in ids:
            if each in known:
                operation(each)(function)
        return function

    return register


def flat(call: Call, kind: Kind, resource: Resource) -> dict[str, Any]:
    """An identity in the flat form."""
    shown = {name: resource[scim] for name, scim in FIELDS[kind].items() if scim in resource}
    if kind in STATUS:
        shown[STATUS[kind]] = "INACTIVE" if resource.get("active") is False else "ACTIVE"
    if kind == "users":
        name = resource.get("name", {})
        shown["full_name"] = {f: name[scim] for f, scim in FULL_NAME.items() if name.get(scim)}
    return {"account_id": call.tenant.account_id, IDS[kind]: resource["id"], **shown}


def in_scim(kind: Kind, given: dict[str, Any]) -> Resource:
    """The fields of SCIM that a flat identity gives."""
    resource = {scim: given[name] for name, scim in FIELDS[kind].items() if given.get(name) is not None}
    if given.get(STATUS.get(kind, "")):
        resource["active"] = given[STATUS[kind]] == "ACTIVE"
    if given.get("full_name"):
        resource["name"] = {scim: given["full_name"].get(f, "") for f, scim in FULL_NAME.items()}
        resource["displayName"] = " ".join(part for part in resource["name"].values() if part)
    return resource


def find(call: Call, kind: Kind, identity: str) -> Resource:
    """The identity of an id; groups are those of the account."""
    found = call.tenant.directory.collection(kind).get(identity)
    if found is None or (kind == "groups" and not found.get(ACCOUNT_GROUP)):
        raise NotFound(f"{LABELS[kind]} {identity} does not exist in account {call.tenant.account_id}.")
    return found


def principal(call: Call, identity: object) -> tuple[Kind, Resource]:
    """The identity of an id, whatever its kind."""
    found = call.tenant.directory.find(str(identity))
    if found is None:
        raise NotFound(f"Principal {identity} does not exist in account {call.tenant.account_id}.")
    return found
