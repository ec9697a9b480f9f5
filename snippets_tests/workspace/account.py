"""Who may call the account's operations: an admin of the account, with a token that the account issued.

A personal access token belongs to one workspace and opens nothing of the account; a token of the account also opens
the workspaces that its owner is assigned to. The account's people are the exception: a workspace's admins manage them
through the workspace (`PROXY`), with the tokens that they have there.
"""

from __future__ import annotations

from dataclasses import replace

from snippets_tests.surface import Operation
from snippets_tests.workspace.credentials import Token
from snippets_tests.workspace.directory import ACCOUNT_ONLY, Principal
from snippets_tests.workspace.errors import NotFound, PermissionDenied, Unauthenticated
from snippets_tests.workspace.registry import Endpoint
from snippets_tests.workspace.routing import Match
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request

# What everyone in the account may do: read the roles and rules that concern them, and their own preferences.
OPEN = ("account.access_control.", "account.settings_v2.get_public_account_user_preference")

# Where a workspace serves the account's users, groups and service principals to its admins.
PROXY = "/api/2.0/account/scim/v2/"


def meant(tenant: Tenant, request: Request) -> Request:
    """A request for the account's people by way of the workspace as the account takes it; any other as it is."""
    if not request.path.startswith(PROXY):
        return request
    return replace(request, path=f"/api/2.0/accounts/{tenant.account_id}/scim/v2/{request.path.removeprefix(PROXY)}")


def admit(
    tenant: Tenant, principal: Principal, token: Token, found: Match[Operation | Endpoint], request: Request
) -> None:
    """Refuse who has no business on the level of an operation.

    Raises:
        Unauthenticated: A workspace's token on a path of the account.
        NotFound: The path names another account.
        PermissionDenied: Not an admin of the account, or not assigned to the workspace.
    """
    target = found.target
    if not isinstance(target, Operation) or target.level == "workspace":
        member = tenant.directory.find(principal.id)
        if member is not None and member[1].get(ACCOUNT_ONLY):
            raise PermissionDenied(f"{principal.name} is not assigned to workspace {tenant.workspace_id}.")
        return
    if request.path.startswith(PROXY):
        if not principal.admin:
            raise PermissionDenied("Only workspace admins can do this.")
        return
    if token.level != "account":
        raise Unauthenticated("Credential was not sent or was of an unsupported type for this API.")
    parent = found.values.get("parent", found.values.get("name", "")).split("/")
    given = found.values.get("account_id") or (parent[1] if parent[0] == "accounts" and len(parent) > 1 else None)
    if given is not None and given != tenant.account_id:
        raise NotFound(f"Account {given} does not exist.")
    if not principal.account_admin and not target.id.startswith(OPEN):
        raise PermissionDenied("Only account admins can do this.")
