"""Secrets: scopes, their values, and who may do what with them. Azure Key Vault scopes are refused: this is AWS."""

from __future__ import annotations

import base64
import re
from typing import Any

from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import (
    ApiError,
    BadRequest,
    InvalidParameterValue,
    MalformedRequest,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

NAME = re.compile(r"[\w\-@.]{1,128}")
LARGEST_VALUE = 128 * 1024
MOST = 1000
RANKS = {"READ": 1, "WRITE": 2, "MANAGE": 3}


def read_secret(tenant: Tenant, principal: Principal, scope: str, key: str) -> bytes:
    """The value of a secret for someone who may read it; notebooks read through this too."""
    found = _scope(tenant, scope)
    _require(principal, found, "READ")
    return base64.b64decode(_secret(found, key)["value"])


def readable_keys(tenant: Tenant, principal: Principal, scope: str) -> list[str]:
    """The keys of a scope for someone who may read it."""
    found = _scope(tenant, scope)
    _require(principal, found, "READ")
    return [secret["key"] for _, secret in sorted(found["secrets"].items())]


def readable_scopes(tenant: Tenant, principal: Principal) -> list[str]:
    """The scopes that someone may at least read."""
    return [scope["name"] for scope in tenant.store["secret_scopes"].values() if _rank(principal, scope)]


class SqlSecrets:
    """The secrets of a tenant as SQL's functions ask for them."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def value(self, principal: str, scope: str, key: str) -> str | None:
        """A secret, or None when there is none that this principal may read."""
        found = self._tenant.principal(principal)
        if found is None:
            return None
        try:
            return read_secret(self._tenant, found, scope, key).decode()
        except ApiError:
            return None

    def visible(self, principal: str) -> list[tuple[str, str]]:
        """Scope and key of all secrets that a principal may read."""
        found = self._tenant.principal(principal)
        if found is None:
            return []
        scopes = sorted(readable_scopes(self._tenant, found))
        return [(scope, key) for scope in scopes for key in readable_keys(self._tenant, found, scope)]


@operation("secrets.create_scope")
def create_scope(
    call: Call,
    scope: str,
    initial_manage_principal: str | None = None,
    scope_backend_type: str = "DATABRICKS",
    backend_azure_keyvault: dict[str, Any] | None = None,
) -> None:
    """Make a scope; its creator manages it, or everyone with `initial_manage_principal="users"`."""
    if scope_backend_type != "DATABRICKS" or backend_azure_keyvault:
        raise BadRequest("Azure KeyVault is not available in this workspace.")
    if not NAME.fullmatch(scope):
        raise InvalidParameterValue(
            "Scope name can only contain alphanumeric characters, dashes, underscores, @ and periods, "
            "and may not exceed 128 characters."
        )
    if initial_manage_principal not in (None, "users"):
        raise InvalidParameterValue("The only supported principal for initial_manage_principal is: users")
    scopes = call.tenant.store["secret_scopes"]
    if scope.lower() in scopes:
        raise ResourceAlreadyExists(f"Scope {scope} already exists!")
    _check_room(len(scopes), "secret scopes in this workspace")
    acls = {initial_manage_principal or call.principal.name: "MANAGE"}
    scopes[scope.lower()] = {"name": scope, "backend_type": "DATABRICKS", "acls": acls, "secrets": {}}


@operation("secrets.delete_scope")
def delete_scope(call: Call, scope: str) -> None:
    """Delete a scope with all in it."""
    _require(call.principal, _scope(call.tenant, scope), "MANAGE")
    del call.tenant.store["secret_scopes"][scope.lower()]


@operation("secrets.list_scopes")
def list_scopes(call: Call) -> dict[str, Any]:
    """The scopes that the caller may at least read."""
    names = readable_scopes(call.tenant, call.principal)
    return {"scopes": [{"name": name, "backend_type": "DATABRICKS"} for name in names]}


@operation("secrets.put_secret")
def put_secret(
    call: Call, scope: str, key: str, string_value: str | None = None, bytes_value: str | None = None
) -> None:
    """Write a secret, given as text or as base64 of bytes."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "WRITE")
    if (string_value is None) == (bytes_value is None):
        raise MalformedRequest("Exactly one of string_value and bytes_value must be given.")
    if not NAME.fullmatch(key):
        raise InvalidParameterValue(
            "Secret key can only contain alphanumeric characters, dashes, underscores and periods, "
            "and may not exceed 128 characters."
        )
    value = string_value.encode() if string_value is not None else _decoded(bytes_value or "")
    if len(value) > LARGEST_VALUE:
        raise InvalidParameterValue(f"The secret value is {len(value)} bytes; the maximum is {LARGEST_VALUE} bytes.")
    if key.lower() not in found["secrets"]:
        _check_room(len(found["secrets"]), f"secrets in scope {scope}")
    now, encoded = call.tenant.clock.millis(), base64.b64encode(value).decode()
    found["secrets"][key.lower()] = {"key": key, "value": encoded, "last_updated_timestamp": now}


@operation("secrets.get_secret")
def get_secret(call: Call, scope: str, key: str) -> dict[str, Any]:
    """The value as base64, whichever way it was put."""
    value = read_secret(call.tenant, call.principal, scope, key)
    return {"key": key, "value": base64.b64encode(value).decode()}


@operation("secrets.list_secrets")
def list_secrets(call: Call, scope: str) -> dict[str, Any]:
    """The keys of a scope, never the values."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "READ")
    shown = ("key", "last_updated_timestamp")
    return {"secrets": [{name: secret[name] for name in shown} for _, secret in sorted(found["secrets"].items())]}


@operation("secrets.delete_secret")
def delete_secret(call: Call, scope: str, key: str) -> None:
    """Delete one secret."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "WRITE")
    _secret(found, key)
    del found["secrets"][key.lower()]


@operation("secrets.put_acl")
def put_acl(call: Call, scope: str, principal: str, permission: str) -> None:
    """Give a user, service principal or group a permission on a scope, in place of the one it had."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "MANAGE")
    if not call.tenant.directory.exists(principal):
        raise InvalidParameterValue(f"Principal {principal} does not exist.")
    found["acls"][principal] = permission


@operation("secrets.get_acl")
def get_acl(call: Call, scope: str, principal: str) -> dict[str, Any]:
    """The permission of one principal."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "MANAGE")
    return {"principal": principal, "permission": _acl(found, principal)}


@operation("secrets.list_acls")
def list_acls(call: Call, scope: str) -> dict[str, Any]:
    """All permissions on a scope."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "MANAGE")
    return {"items": [{"principal": who, "permission": what} for who, what in sorted(found["acls"].items())]}


@operation("secrets.delete_acl")
def delete_acl(call: Call, scope: str, principal: str) -> None:
    """Take a principal's permission away."""
    found = _scope(call.tenant, scope)
    _require(call.principal, found, "MANAGE")
    _acl(found, principal)
    del found["acls"][principal]


def _scope(tenant: Tenant, scope: str) -> Resource:
    # Names of scopes and keys are the same in capitals and in small letters.
    return tenant.store["secret_scopes"].require(scope.lower(), f"Scope {scope} does not exist!")


def _secret(scope: Resource, key: str) -> Resource:
    if key.lower() not in scope["secrets"]:
        raise ResourceDoesNotExist(f"Secret does not exist with scope: {scope['name']} and key: {key}")
    found: Resource = scope["secrets"][key.lower()]
    return found


def _check_room(count: int, what: str) -> None:
    if count >= MOST:
        message = f"The maximum of {MOST} {what} is reached."
        raise ApiError(message, status=400, error_code="RESOURCE_LIMIT_EXCEEDED")


def _acl(scope: Resource, principal: str) -> str:
    if principal not in scope["acls"]:
        raise ResourceDoesNotExist(f"ACL for principal {principal} does not exist in scope {scope['name']}")
    return str(scope["acls"][principal])


def _rank(principal: Principal, scope: Resource) -> int:
    # Workspace admins hold MANAGE on every scope.
    if principal.admin:
        return RANKS["MANAGE"]
    return max((RANKS[what] for who, what in scope["acls"].items() if who in principal.names), default=0)


def _require(principal: Principal, scope: Resource, permission: str) -> None:
    if _rank(principal, scope) < RANKS[permission]:
        raise PermissionDenied(
            f"User {principal.name} does not have {permission} permission on secret scope {scope['name']}"
        )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise InvalidParameterValue("bytes_value must be base64.") from error
