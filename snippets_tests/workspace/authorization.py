"""Signing a person in through a browser: OAuth's authorization code with PKCE, and the refresh tokens that follow.

An application sends the browser to `authorize`. Who is signed in there comes back to the application's own address with
a code, which `exchange` turns into tokens once; `refresh` renews the access token. Applications are the command line's
(`databricks-cli`) and the account's own ones (`account.custom_app_integration`). Times follow the tenant's clock.

Sources: RFC 6749 (4.1, 5.2, 6), RFC 7636, RFC 8252; the wording of the two refusals that no browser is sent back with
is in databricks/cli#3416 and databricks/dbt-databricks#1067.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode

from snippets_tests.workspace.credentials import Level
from snippets_tests.workspace.errors import OauthError
from snippets_tests.workspace.recorder import REDACTED
from snippets_tests.workspace.registry import endpoint
from snippets_tests.workspace.session import signed_in, to_sign_in
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

MINUTE = 60_000
CODE_MINUTES = 10
# What applies to an application that has no `token_access_policy` of its own.
ACCESS_MINUTES, REFRESH_MINUTES = 60, 7 * 24 * 60
SCOPES = ("all-apis", "offline_access", "openid", "profile", "email")
CODES, REFRESH_TOKENS, APPLICATIONS = "oauth codes", "oauth refresh tokens", "account.custom_app_integration"
# The command line listens on one of these; 127.0.0.1 is not registered for it.
COMMAND_LINE, ITS_ADDRESS = "databricks-cli", re.compile(r"http://localhost:80(?:2\d|3\d|40)/?")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
# They differ from run to run, because clients draw them, and prove who somebody is while they last.
UNSEEN = ("state", "code", "code_challenge", "code_verifier")


@dataclass(frozen=True)
class Application:
    """What may sign users in. Lifetimes are minutes; `secret_hash` is the SHA-256 of a confidential one's secret."""

    client_id: str
    redirects: tuple[str, ...] = ()
    access_minutes: int = ACCESS_MINUTES
    refresh_minutes: int = REFRESH_MINUTES
    single_use: bool = False
    secret_hash: str | None = None

    def may_return_to(self, address: str) -> bool:
        """Whether a browser may be sent back there."""
        if self.client_id == COMMAND_LINE:
            return ITS_ADDRESS.fullmatch(address) is not None
        return address in self.redirects


@endpoint("GET", "/oidc/v1/authorize", public=True)
@endpoint("GET", "/oidc/accounts/{account_id}/v1/authorize", public=True)
def authorize(workspace: Workspace, request: Request) -> Response:
    """Send the browser of who is signed in back to the application, with a code or with the reason why not.

    Raises:
        OauthError: The application is unknown, or the address is not one of its own: no browser may be sent there.
    """
    person = signed_in(workspace, request)
    if person is None:
        return to_sign_in(request)
    tenant, owner = person
    asked = dict(request.query)
    application = find(tenant, asked.get("client_id", ""))
    address = asked.get("redirect_uri", "")
    if not application.may_return_to(address):
        why = f"redirect_uri '{address}' not registered for OAuth application '{application.client_id}'"
        raise OauthError("invalid_request", why)
    try:
        _check(asked, len(request.query))
        code = {"code": _code(tenant, application, asked, owner, _level(tenant, request.path))}
    except OauthError as error:
        code = {"error": str(error.error_code), "error_description": error.message}
    state = {"state": asked["state"]} if "state" in asked else {}
    location = address + ("&" if "?" in address else "?") + urlencode(code | state)
    response = Response(302, {"Location": location, "Cache-Control": "no-store"})
    seen = replace(request, query=[(name, REDACTED if name in UNSEEN else text) for name, text in request.query])
    tenant.recorder.record(seen, response, None)
    return response


def exchange(workspace: Workspace, path: str, form: dict[str, str], client: tuple[str, str]) -> tuple[Tenant, Any]:
    """Turn a code into tokens: of the same application, for the same address, with the verifier of its challenge.

    Args:
        workspace: Where the code was given.
        path: The token endpoint's, which tells the account's from the workspace's.
        form: What the application sent.
        client: Its id and, of a confidential one, its secret.

    Raises:
        OauthError: `invalid_grant` for a code that is unknown, used, over or somebody else's. A code that comes twice
            has leaked, so the tokens that it gave are revoked (RFC 6749, 4.1.2).
    """
    tenant, kept = _kept(workspace, CODES, form.get("code", ""))
    if tenant is None or kept is None:
        raise OauthError("invalid_grant", "The authorization code is invalid")
    application = _proven(tenant, kept, client)
    if kept["used"]:
        for token_id in kept["gave"]:
            if tenant.tokens.get(token_id):
                tenant.tokens.revoke(token_id)
        tenant.store[REFRESH_TOKENS].pop(kept["gave_refresh"], None)
        raise OauthError("invalid_grant", "The authorization code has been used already")
    if kept["expiry"] <= tenant.clock.millis():
        raise OauthError("invalid_grant", "The authorization code has expired")
    if kept["level"] != _level(tenant, path):
        raise OauthError("invalid_grant", "The authorization code was issued by another authorization server")
    if form.get("redirect_uri") != kept["redirect_uri"]:
        raise OauthError("invalid_grant", "The redirect_uri is not that of the authorization request")
    verifier = form.get("code_verifier", "")
    if not VERIFIER.fullmatch(verifier) or _challenge(verifier) != kept["challenge"]:
        raise OauthError("invalid_grant", "The code_verifier does not match the code_challenge")
    answer = _access(tenant, application, kept)
    kept |= {"used": True, "gave": [_hash(answer["access_token"])], "gave_refresh": None}
    if "offline_access" in kept["scope"].split():
        answer["refresh_token"] = _renewable(tenant, application, kept)
        kept["gave_refresh"] = _hash(answer["refresh_token"])
    return tenant, answer


def refresh(workspace: Workspace, path: str, form: dict[str, str], client: tuple[str, str]) -> tuple[Tenant, Any]:
    """Renew an access token; where refresh tokens are for single use, the old one ends and a new one comes with it.

    Raises:
        OauthError: `invalid_request`, as Databricks answers it, for a refresh token that is unknown or over.
    """
    tenant, kept = _kept(workspace, REFRESH_TOKENS, form.get("refresh_token", ""))
    over = tenant is None or kept is None or kept["expiry"] <= tenant.clock.millis()
    if over or tenant is None or kept is None or kept["level"] != _level(tenant, path):
        raise OauthError("invalid_request", "Refresh token is invalid", 401)
    application = _proven(tenant, kept, client)
    if not set(form.get("scope", "").split()) <= set(kept["scope"].split()):
        raise OauthError("invalid_scope", "The scope is wider than the one that was granted")
    answer = _access(tenant, application, kept)
    answer["refresh_token"] = form["refresh_token"]
    if application.single_use:
        del tenant.store[REFRESH_TOKENS][_hash(form["refresh_token"])]
        answer["refresh_token"] = _renewable(tenant, application, kept)
    return tenant, answer


def find(tenant: Tenant, client_id: str) -> Application:
    """The application of a client id; OauthError when the account has none."""
    if client_id == COMMAND_LINE:
        return Application(client_id)
    registered = tenant.store[APPLICATIONS].find(lambda each: each["client_id"] == client_id)
    if registered is None:
        account = tenant.account_id
        why = f"OAuth application with client_id: '{client_id}' not available in Databricks account '{account}'."
        raise OauthError("invalid_request", why)
    policy = registered.get("token_access_policy") or {}
    return Application(
        client_id,
        tuple(registered["redirect_urls"]),
        policy.get("access_token_ttl_in_minutes", ACCESS_MINUTES),
        policy.get("refresh_token_ttl_in_minutes", REFRESH_MINUTES),
        policy.get("enable_single_use_refresh_tokens", False),
        registered.get("_secret_hash"),
    )


def _check(asked: dict[str, str], given: int) -> None:
    """What is wrong with an authorization request, as the error that the application gets."""
    if len(asked) != given:
        raise OauthError("invalid_request", "A parameter is given more than once")
    if asked.get("response_type") != "code":
        raise OauthError("unsupported_response_type", "The response_type must be code")
    if not asked.get("state"):
        raise OauthError("invalid_request", "The state is missing")
    if asked.get("code_challenge_method") != "S256":
        raise OauthError("invalid_request", "The code_challenge_method must be S256")
    if not CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise OauthError("invalid_request", "The code_challenge is not the SHA-256 of a code_verifier")
    scopes = asked.get("scope", "").split()
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or "all-apis" not in scopes:
        # A token for a part of the API would have to open that part only, which no operation here checks.
        what = f"Scope {unknown[0]} is not supported" if unknown else "The scope must have all-apis"
        raise OauthError("invalid_scope", f"{what}; supported are: {', '.join(SCOPES)}")


def _code(tenant: Tenant, application: Application, asked: dict[str, str], owner: str, level: Level) -> str:
    code = "doc" + tenant.ids.hex(32, "oauth code")
    tenant.store[CODES][_hash(code)] = {
        "client_id": application.client_id,
        "redirect_uri": asked["redirect_uri"],
        "challenge": asked["code_challenge"],
        "scope": asked["scope"],
        "owner": owner,
        "level": level,
        "expiry": tenant.clock.millis() + CODE_MINUTES * MINUTE,
        "used": False,
    }
    return code


def _proven(tenant: Tenant, kept: Resource, client: tuple[str, str]) -> Application:
    """The application that was given a code or token, when it is the one that comes with it."""
    client_id, secret = client
    if client_id != kept["client_id"]:
        _refuse_client()
    application = find(tenant, client_id)
    if application.secret_hash and _hash(secret) != application.secret_hash:
        _refuse_client()
    return application


def _refuse_client() -> NoReturn:
    raise OauthError("invalid_client", "Client authentication failed", 401)


def _access(tenant: Tenant, application: Application, kept: Resource) -> dict[str, Any]:
    if tenant.directory.principal(kept["owner"]) is None:
        raise OauthError("invalid_grant", "The user is not active any more")
    seconds = application.access_minutes * 60
    issued = tenant.tokens.issue(kept["owner"], lifetime=seconds, kind="oauth", level=kept["level"])
    return {"access_token": issued.value, "token_type": "Bearer", "expires_in": seconds, "scope": kept["scope"]}


def _renewable(tenant: Tenant, application: Application, kept: Resource) -> str:
    token = "dor" + tenant.ids.hex(32, "refresh token")
    entry = {name: kept[name] for name in ("client_id", "scope", "owner", "level")}
    entry["expiry"] = tenant.clock.millis() + application.refresh_minutes * MINUTE
    tenant.store[REFRESH_TOKENS][_hash(token)] = entry
    return token


def _kept(workspace: Workspace, kind: str, secret: str) -> tuple[Tenant, Resource] | tuple[None, None]:
    wanted = _hash(secret)
    for tenant in workspace.tenants.values():
        if wanted in tenant.store[kind]:
            return tenant, tenant.store[kind][wanted]
    return None, None


def _level(tenant: Tenant, path: str) -> Level:
    """Whether a path is the account's or the workspace's; OauthError for another account's."""
    if not path.startswith("/oidc/accounts/"):
        return "workspace"
    if path.split("/")[3] != tenant.account_id:
        raise OauthError("invalid_request", "The account does not exist")
    return "account"


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
