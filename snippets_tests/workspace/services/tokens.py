"""The caller's own personal access tokens. One that is made here opens the API until it ends or is deleted."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.credentials import Token
from snippets_tests.workspace.errors import ApiError, InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation

LONGEST = 730 * 86_400
MOST = 600
# Switches of the workspace: whether there are tokens at all, and the days that a new one may live ("0": no limit).
ENABLED, LIMIT = "enableTokensConfig", "maxTokenLifetimeDays"


@operation("tokens.create")
def create(
    call: Call,
    comment: str = "",
    lifetime_seconds: int | None = None,
    scopes: list[str] | None = None,
    autoscope_enabled: bool | None = None,
) -> dict[str, Any]:
    """Make a token; its value is shown this once. Without a lifetime it is valid for as long as tokens may be."""
    if scopes or autoscope_enabled:
        raise InvalidParameterValue("Scoped tokens are not enabled in this workspace.")
    if not access.holds(call.tenant, call.principal, "authorization", "tokens", "CAN_USE"):
        # The wording is in databricks/terraform-databricks-examples#196.
        raise PermissionDenied("User does not have permission to use tokens.")
    lifetime = allowed_lifetime(call, lifetime_seconds)
    if len(call.tenant.tokens.of(call.principal.id)) >= MOST:
        message = f"The quota of {MOST} tokens has been exceeded."
        raise ApiError(message, status=400, error_code="QUOTA_EXCEEDED")
    token = call.tenant.tokens.issue(call.principal.id, comment=comment, lifetime=lifetime)
    return {"token_value": token.value, "token_info": shown(token)}


@operation("tokens.list")
def list_(call: Call) -> dict[str, Any]:
    """The caller's tokens that still work, without their values."""
    now = call.tenant.clock.millis()
    return {"token_infos": [shown(t) for t in call.tenant.tokens.of(call.principal.id) if not t.expired(now)]}


@operation("tokens.update")
def update(call: Call, token_id: str, token: dict[str, Any], update_mask: str) -> dict[str, Any]:
    """Change a token's comment."""
    found = _own(call, token_id)
    if update_mask != "comment":
        raise InvalidParameterValue(f"Cannot update {update_mask} of a token; only: comment")
    found.comment = token.get("comment", "")
    return {}


@operation("tokens.delete")
def delete(call: Call, token_id: str) -> None:
    """Make a token useless."""
    call.tenant.tokens.revoke(_own(call, token_id).id)


def allowed_lifetime(call: Call, seconds: int | None) -> int:
    """How many seconds a new token may live; refuses what is no lifetime, or longer than the workspace allows.

    The limit is two years, or less when an admin has set `maxTokenLifetimeDays`, which "0" takes back. With
    `enableTokensConfig` off there are no new tokens: https://docs.databricks.com/aws/en/admin/access-control/tokens.
    """
    conf = call.tenant.store["workspace_conf"]
    if conf.get(ENABLED, {}).get("value", "true").lower() == "false":
        raise PermissionDenied("Personal access tokens are disabled in this workspace.")
    days = conf.get(LIMIT, {}).get("value", "")
    longest = min(LONGEST, int(days) * 86_400) if days.isdecimal() and int(days) else LONGEST
    if seconds is not None and not 0 < seconds <= longest:
        raise InvalidParameterValue(f"lifetime_seconds must be between 1 and {longest}, but is {seconds}.")
    return seconds or longest


def shown(token: Token) -> dict[str, Any]:
    """A token as its owner sees it."""
    return {
        "token_id": token.id,
        "comment": token.comment,
        "creation_time": token.created,
        "expiry_time": token.expiry,
    }


def _own(call: Call, token_id: str) -> Token:
    token = call.tenant.tokens.get(token_id)
    if token is None or token.owner != call.principal.id or token.kind != "pat":
        raise ResourceDoesNotExist(f"Token with ID {token_id} does not exist.")
    return token
