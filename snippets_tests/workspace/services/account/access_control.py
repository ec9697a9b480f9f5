"""Rule sets: who has which role on a group, a service principal, a budget policy, or the account.

The same through the account (`a.access_control`) and through a workspace (`w.account_access_control_proxy`).
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, NotFound, PermissionDenied, ResourceConflict
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

# accounts/<id>/<kind>/<id>/ruleSets/default; without kind it is the account's own.
NAME = re.compile(r"accounts/(?P<account>[^/]+)(?:/(?P<kind>[A-Za-z]+)/(?P<id>[^/]+))?/ruleSets/default")
ROLES = {
    "servicePrincipals": ("roles/servicePrincipal.manager", "roles/servicePrincipal.user"),
    "groups": ("roles/group.manager",),
    "budgetPolicies": ("roles/budgetPolicy.manager", "roles/budgetPolicy.user"),
    "tagPolicies": ("roles/tagPolicy.manager", "roles/tagPolicy.assigner"),
    None: ("roles/group.manager", "roles/servicePrincipal.manager", "roles/tagPolicy.creator"),
}
PRINCIPAL = re.compile(r"(users|groups|servicePrincipals)/(.+)")


@operation("account.access_control.get_assignable_roles_for_resource")
@operation("account_access_control_proxy.get_assignable_roles_for_resource")
def get_assignable_roles_for_resource(call: Call, resource: str) -> dict[str, Any]:
    """The roles that can be granted on a resource."""
    kind, _ = _target(call, f"{resource}/ruleSets/default")
    return {"roles": [{"name": role} for role in ROLES[kind]]}


@operation("account.access_control.get_rule_set")
@operation("account_access_control_proxy.get_rule_set")
def get_rule_set(call: Call, name: str, etag: str) -> Resource:
    """The rules of a resource, with the etag under which to change them."""
    _require_manager(call, name)
    return _find(call, name)


@operation("account.access_control.update_rule_set")
@operation("account_access_control_proxy.update_rule_set")
def update_rule_set(call: Call, name: str, rule_set: dict[str, Any]) -> Resource:
    """Replace the rules of a resource, if the etag is that of the last change."""
    kind, _ = _target(call, name)
    _require_manager(call, name)
    found = _find(call, name)
    if rule_set["name"] != name:
        raise InvalidParameterValue(f"rule_set.name is {rule_set['name']}, but name is {name}.")
    if rule_set["etag"] not in ("", found["etag"]):
        raise ResourceConflict("The etag is not that of the rule set's last change.", error_code="ABORTED")
    for rule in rule_set.get("grant_rules", []):
        if rule["role"] not in ROLES[kind]:
            raise InvalidParameterValue(f"Role {rule['role']} cannot be granted here; only: {', '.join(ROLES[kind])}")
        for principal in rule.get("principals", []):
            _check_principal(call, principal)
    etag = call.tenant.ids.hex(16, "rule set")
    changed = {"name": name, "grant_rules": rule_set.get("grant_rules", []), "etag": etag}
    call.tenant.store["rule sets"][name] = changed
    return changed


def _target(call: Call, name: str) -> tuple[str | None, str | None]:
    found = NAME.fullmatch(name)
    if found is None or found["kind"] not in ROLES:
        raise InvalidParameterValue(f"Invalid rule set name: {name}")
    if found["account"] != call.tenant.account_id:
        raise NotFound(f"Account {found['account']} does not exist.")
    directory = call.tenant.directory
    if found["kind"] == "groups" and found["id"] not in directory.groups:
        raise NotFound(f"Group {found['id']} does not exist.")
    known = {resource["applicationId"] for resource in directory.service_principals.values()}
    if found["kind"] == "servicePrincipals" and found["id"] not in known:
        raise NotFound(f"Service principal {found['id']} does not exist.")
    return found["kind"], found["id"]


def _find(call: Call, name: str) -> Resource:
    _target(call, name)
    stored = call.tenant.store["rule sets"]
    if name not in stored:
        stored[name] = {"name": name, "grant_rules": [], "etag": call.tenant.ids.hex(16, "rule set")}
    return stored[name]


def _require_manager(call: Call, name: str) -> None:
    """Admins may, and who holds a manager's role on the resource."""
    principal = call.principal
    if principal.account_admin or (principal.admin and not call.account):
        return
    held = {
        f"users/{principal.name}",
        f"servicePrincipals/{principal.name}",
        *(f"groups/{g}" for g in principal.groups),
    }
    for rule in _find(call, name)["grant_rules"]:
        if rule["role"].endswith(".manager") and held & set(rule.get("principals", [])):
            return
    raise PermissionDenied(f"{principal.name} may not manage the access to {name.removesuffix('/ruleSets/default')}.")


def _check_principal(call: Call, principal: str) -> None:
    found = PRINCIPAL.fullmatch(principal)
    if found is None:
        raise InvalidParameterValue(f"Invalid principal: {principal}")
    if found[2] != "users" and call.tenant.directory.named(found[2]) is None:
        raise NotFound(f"Principal {principal} does not exist.")
