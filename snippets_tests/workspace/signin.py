"""How clients find out where to sign in, and sign in: discovery, OAuth's client credentials; and telemetry's sink.

Signing in as a user in a browser and exchanging tokens of other issuers are refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from snippets_tests.workspace.credentials import Level
from snippets_tests.workspace.errors import OauthError
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
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": ["code"],
        "scopes_supported": ["all-apis", "offline_access", "openid", "profile", "email"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }


@endpoint("GET", "/oidc/v1/authorize", public=True)
@endpoint("GET", "/oidc/accounts/{account_id}/v1/authorize", public=True)
def authorize(workspace: Workspace, request: Request) -> None:
    """A browser's sign-in page, which does not exist here."""
    message = "Signing in with a browser is not emulated; use a personal access token or a service principal's secret."
    raise OauthError("unsupported_response_type", message)


@endpoint("POST", "/oidc/v1/token", public=True)
@endpoint("POST", "/oidc/accounts/{account_id}/v1/token", public=True)
def token(workspace: Workspace, request: Request) -> Response:
    """A token for a service principal that proves who it is by its client id and secret.

    The account's endpoint gives one for the account and its workspaces, a workspace's one for that workspace.
    """
    in_account = ACCOUNT.match(request.path)
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    grant = form.get("grant_type")
    if grant != "client_credentials":
        message = f"Grant type {grant} is not emulated; supported is: client_credentials"
        raise OauthError("unsupported_grant_type", message)
    client_id, secret = _credentials(request, form)
    for tenant in workspace.tenants.values():
        if in_account and in_account[1] != tenant.account_id:
            continue
        level: Level = "account" if in_account else "workspace"
        answer = _sign_in(tenant, client_id, secret, form.get("scope", "all-apis"), level)
        if answer is not None:
            response = Response.json(answer, headers={"Cache-Control": "no-store"})
            tenant.recorder.record(request, response, None)
            return response
    raise OauthError("invalid_client", "Client authentication failed", 401)


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
