"""How clients find out where to sign in, and sign in: discovery, OAuth's token endpoint; and telemetry's sink.

Service principals sign in by client id and secret, people through a browser (`authorization`). Exchanging tokens of
other issuers is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode

from snippets_tests.workspace import authorization
from snippets_tests.workspace.credentials import Level
from snippets_tests.workspace.errors import OauthError
from snippets_tests.workspace.recorder import REDACTED
from snippets_tests.workspace.registry import endpoint
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

LIFETIME = 3600
ACCOUNT = re.compile("/oidc/accounts/([^/]+)/")


@endpoint("GET", "/.well-known/databricks-config", public=True)
def databricks_config(workspace: Workspace, request: Request) -> dict[str, Any]:
    """Where to sign in; every client of Databricks asks this first."""
    if request.headers.get("Host") in workspace.account_hosts:
        return {"oidc_endpoint": f"{_origin(request)}/oidc/accounts/{{account_id}}", "cloud": "AWS"}
    return {"oidc_endpoint": f"{_origin(request)}/oidc", "cloud": "AWS"}


@endpoint("GET", "/oidc/.well-known/oauth-authorization-server", public=True)
@endpoint("GET", "/oidc/.well-known/openid-configuration", public=True)
@endpoint("GET", "/oidc/accounts/{account_id}/.well-known/oauth-authorization-server", public=True)
@endpoint("GET", "/oidc/accounts/{account_id}/.well-known/openid-configuration", public=True)
def oauth_server(workspace: Workspace, request: Request) -> dict[str, Any]:
    """OAuth's own discovery document (RFC 8414), of a workspace or of an account."""
    oidc = _origin(request) + request.path.partition("/.well-known/")[0]
    return {
        "issuer": oidc,
        "authorization_endpoint": f"{oidc}/v1/authorize",
        "token_endpoint": f"{oidc}/v1/token",
        "jwks_uri": f"{oidc}/jwks.json",
        "grant_types_supported": list(GRANTS),
        "response_types_supported": ["code"],
        "scopes_supported": list(authorization.SCOPES),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
    }


@endpoint("POST", "/oidc/v1/token", public=True)
@endpoint("POST", "/oidc/accounts/{account_id}/v1/token", public=True)
def token(workspace: Workspace, request: Request) -> Response:
    """A token for who proves to be somebody; the account's endpoint gives one for the account and its workspaces."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    grant = GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        given = form.get("grant_type")
        message = f"Grant type {given} is not emulated; supported are: {', '.join(GRANTS)}"
        raise OauthError("unsupported_grant_type", message)
    tenant, answer = grant(workspace, request.path, form, _credentials(request, form))
    response = Response.json(answer, headers={"Cache-Control": "no-store"})
    hidden = [(name, REDACTED if name in authorization.UNSEEN else text) for name, text in form.items()]
    tenant.recorder.record(replace(request, body=urlencode(hidden).encode()), response, None)
    return response


def client_credentials(
    workspace: Workspace, path: str, form: dict[str, str], client: tuple[str, str]
) -> tuple[Tenant, Any]:
    """A token for a service principal that proves who it is by its client id and secret."""
    in_account = ACCOUNT.match(path)
    for tenant in workspace.tenants.values():
        if in_account and in_account[1] != tenant.account_id:
            continue
        level: Level = "account" if in_account else "workspace"
        answer = _sign_in(tenant, *client, form.get("scope", "all-apis"), level)
        if answer is not None:
            return tenant, answer
    raise OauthError("invalid_client", "Client authentication failed", 401)


GRANTS: dict[str, Callable[[Workspace, str, dict[str, str], tuple[str, str]], tuple[Tenant, Any]]] = {
    "client_credentials": client_credentials,
    "authorization_code": authorization.exchange,
    "refresh_token": authorization.refresh,
}


@endpoint("POST", "/telemetry-ext", public=True)
@endpoint("POST", "/telemetry-unauth", public=True)
def telemetry(workspace: Workspace, request: Request) -> dict[str, Any]:
    """Take what clients report about themselves, and forget it."""
    try:
        sent = json.loads(request.body or b"{}")
        logs = sent.get("protoLogs", []) if isinstance(sent, dict) else []
    except ValueError:
        logs = []
    return {"errors": [], "numSuccess": len(logs), "numProtoSuccess": len(logs)}


def _origin(request: Request) -> str:
    return request.origin


def _credentials(request: Request, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise OauthError("invalid_request", "The Authorization header is not valid") from error
    return unquote(client_id), unquote(secret)


def _sign_in(tenant: Tenant, client_id: str, secret: str, scope: str, level: Level) -> dict[str, Any] | None:
    found = tenant.directory.service_principals.find(lambda r: r["applicationId"] == client_id)
    principal = tenant.directory.principal(found["id"]) if found else None
    if principal is None:
        return None
    wanted, now = hashlib.sha256(secret.encode()).hexdigest(), tenant.clock.iso()
    for entry in tenant.store["oauth_secrets"].get(principal.id, {}).values():
        if entry["secret_hash"] == wanted and entry["expire_time"] > now:
            issued = tenant.tokens.issue(principal.id, lifetime=LIFETIME, kind="oauth", level=level)
            return {"access_token": issued.value, "token_type": "Bearer", "expires_in": LIFETIME, "scope": scope}
    return None
