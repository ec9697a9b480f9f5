"""All personal access tokens of the workspace, for its admins."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.credentials import Token
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import tokens

DENIED = "Only workspace admins can manage the tokens of others."


@operation("token_management.create_obo_token")
def create_obo_token(
    call: Call,
    application_id: str,
    comment: str = "",
    lifetime_seconds: int | None = None,
    scopes: list[str] | None = None,
    autoscope_enabled: bool | None = None,
) -> dict[str, Any]:
    """Make a token on behalf of a service principal."""
    call.require_admin(DENIED)
    if scopes or autoscope_enabled:
        raise InvalidParameterValue("Scoped tokens are not enabled in this workspace.")
    lifetime = tokens.allowed_lifetime(call, lifetime_seconds)
    principal = call.tenant.principal(application_id)
    if principal is None or principal.kind != "service_principals":
        raise ResourceDoesNotExist(f"Service principal with application ID {application_id} does not exist.")
    token = call.tenant.tokens.issue(principal.id, comment=comment, lifetime=lifetime)
    return {"token_value": token.value, "token_info": _shown(call, token)}


@operation("token_management.list")
def list_(call: Call, created_by_id: int | None = None, created_by_username: str | None = None) -> dict[str, Any]:
    """The tokens of everyone, or of one principal."""
    call.require_admin(DENIED)
    owner = None if created_by_id is None else str(created_by_id)
    if created_by_username is not None:
        principal = call.tenant.principal(created_by_username)
        if principal is None:
            raise InvalidParameterValue(f"User {created_by_username} does not exist.")
        owner = principal.id
    return {"token_infos": [_shown(call, token) for token in call.tenant.tokens.of(owner)]}


@operation("token_management.get")
def get(call: Call, token_id: str) -> dict[str, Any]:
    """One token, without its value."""
    return {"token_info": _shown(call, _find(call, token_id))}


@operation("token_management.update_token_management")
def update_token_management(call: Call, token_id: str, token: dict[str, Any], update_mask: str) -> dict[str, Any]:
    """Change a token's comment."""
    found = _find(call, token_id)
    if update_mask != "comment":
        raise InvalidParameterValue(f"Cannot update {update_mask} of a token; only: comment")
    found.comment = token.get("comment", "")
    return _shown(call, found)


@operation("token_management.delete")
def delete(call: Call, token_id: str) -> None:
    """Make a token useless; one that went with its owner is so already."""
    call.require_admin(DENIED)
    if call.tenant.store["tokens of the gone"].pop(token_id, None) is None:
        call.tenant.tokens.revoke(_find(call, token_id).id)


def _find(call: Call, token_id: str) -> Token:
    call.require_admin(DENIED)
    token = call.tenant.tokens.get(token_id)
    if token is None or token.kind != "pat":
        raise ResourceDoesNotExist(f"Token with ID {token_id} does not exist.")
    return token


def _shown(call: Call, token: Token) -> dict[str, Any]:
    owner = call.tenant.directory.principal(token.owner)
    more = {"last_used_day": token.last_used // 86_400_000 * 86_400_000} if token.last_used else {}
    return tokens.shown(token) | {
        "owner_id": int(token.owner),
        "created_by_id": int(token.owner),
        "created_by_username": owner.name if owner else "",
        "workspace_id": call.tenant.workspace_id,
        **more,
    }
