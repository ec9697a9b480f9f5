"""The sign-in of a person through a browser: authorize, codes, refresh tokens, sessions."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.oauth import OAuthClient
from databricks.sdk.service.oauth2 import TokenAccessPolicy

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.server import Server

BACK = "http://localhost:8020"
VERIFIER = "v" * 43


def asked(**changed: str | None) -> dict[str, str]:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    usual = {
        "response_type": "code",
        "client_id": "databricks-cli",
        "redirect_uri": BACK,
        "scope": "all-apis offline_access",
        "state": "s1",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return {name: text for name, text in (usual | changed).items() if text is not None}


def authorize(tenant: Tenant, token: str = "", path: str = "/oidc/v1/authorize", **changed: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {token or tenant.token}"}
    return requests.get(tenant.host + path, params=asked(**changed), headers=headers, allow_redirects=False)


def came_back(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(BACK + "?")
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def code_of(tenant: Tenant, **changed: Any) -> str:
    return came_back(authorize(tenant, **changed))["code"]


def exchange(tenant: Tenant, code: str, **changed: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "client_id": "databricks-cli", "code": code}
    form |= {"redirect_uri": BACK, "code_verifier": VERIFIER} | changed
    return requests.post(f"{tenant.host}/oidc/v1/token", data=form)


def renew(tenant: Tenant, token: str, client_id: str = "databricks-cli", **more: str) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client_id, **more}
    return requests.post(f"{tenant.host}/oidc/v1/token", data=form)


def refused(answer: requests.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["error"], answer.json()["error_description"]


def works(tenant: Tenant, token: str) -> str:
    return WorkspaceClient(host=tenant.host, token=token).current_user.me().user_name or ""


def test_the_browser_comes_back_with_a_code_that_becomes_tokens(tenant: Tenant) -> None:
    back = came_back(authorize(tenant))
    assert back["state"] == "s1"
    answer = exchange(tenant, back["code"])
    tokens = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 3600, "all-apis offline_access")
    assert works(tenant, tokens["access_token"]) == "ada@example.com"


def test_the_token_is_that_of_who_is_signed_in_to_the_browser(tenant: Tenant) -> None:
    code = came_back(authorize(tenant, token=tenant.add_user("bob@example.com")))["code"]
    assert works(tenant, exchange(tenant, code).json()["access_token"]) == "bob@example.com"


def test_the_access_token_ends_and_is_renewed(tenant: Tenant) -> None:
    tokens = exchange(tenant, code_of(tenant)).json()
    tenant.clock.advance(3600)
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        works(tenant, tokens["access_token"])
    renewed = renew(tenant, tokens["refresh_token"]).json()
    assert works(tenant, renewed["access_token"]) == "ada@example.com"
    assert renewed["refresh_token"] == tokens["refresh_token"]


def test_without_offline_access_there_is_nothing_to_renew_with(tenant: Tenant) -> None:
    assert "refresh_token" not in exchange(tenant, code_of(tenant, scope="all-apis")).json()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, ("unsupported_response_type", "The response_type must be code")),
        ({"state": None}, ("invalid_request", "The state is missing")),
        ({"code_challenge": None}, ("invalid_request", "The code_challenge is not the SHA-256 of a code_verifier")),
        ({"code_challenge": "x" * 42}, ("invalid_request", "The code_challenge is not the SHA-256 of a code_verifier")),
        ({"code_challenge_method": "plain"}, ("invalid_request", "The code_challenge_method must be S256")),
        ({"code_challenge_method": None}, ("invalid_request", "The code_challenge_method must be S256")),
        ({"scope": "offline_access"}, ("invalid_scope", "The scope must have all-apis; supported are: all-apis, ")),
        ({"scope": "all-apis jobs"}, ("invalid_scope", "Scope jobs is not supported; supported are: all-apis, ")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_is_wrong_with_a_request_is_told_to_the_application(
    tenant: Tenant, changed: dict[str, str | None], error: tuple[str, str]
) -> None:
    back = came_back(authorize(tenant, **changed))
    assert back["error"] == error[0] and back["error_description"].startswith(error[1])
    assert back.get("state") == ("s1" if "state" not in changed else None)
    assert "code" not in back


@pytest.mark.parametrize(
    "address", ["https://evil.example.com", "http://localhost:80200", "http://127.0.0.1:8020", "http://localhost:8041"]
)
def test_no_browser_is_sent_to_an_address_that_is_not_registered(tenant: Tenant, address: str) -> None:
    why = f"redirect_uri '{address}' not registered for OAuth application 'databricks-cli'"
    assert refused(authorize(tenant, redirect_uri=address)) == (400, "invalid_request", why)


def test_an_unknown_application_is_named(tenant: Tenant) -> None:
    why = f"OAuth application with client_id: 'nope' not available in Databricks account '{tenant.account_id}'."
    assert refused(authorize(tenant, client_id="nope")) == (400, "invalid_request", why)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 43}, (400, "invalid_grant", "The code_verifier does not match the code_challenge")),
        ({"code_verifier": ""}, (400, "invalid_grant", "The code_verifier does not match the code_challenge")),
        (
            {"redirect_uri": "http://localhost:8021"},
            (400, "invalid_grant", "The redirect_uri is not that of the authorization request"),
        ),
        ({"client_id": "other"}, (401, "invalid_client", "Client authentication failed")),
        ({"code": "doc0"}, (400, "invalid_grant", "The authorization code is invalid")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_code_is_for_one_application_one_address_and_one_verifier(
    tenant: Tenant, changed: dict[str, str], error: tuple[int, str, str]
) -> None:
    code = code_of(tenant)
    assert refused(exchange(tenant, **({"code": code} | changed))) == error
    assert exchange(tenant, code).status_code == 200  # a failed attempt uses nothing up


def test_a_code_ends_after_ten_minutes(tenant: Tenant) -> None:
    code = code_of(tenant)
    tenant.clock.advance(600)
    assert refused(exchange(tenant, code)) == (400, "invalid_grant", "The authorization code has expired")


def test_a_code_that_comes_twice_takes_its_tokens_back(tenant: Tenant) -> None:
    code = code_of(tenant)
    tokens = exchange(tenant, code).json()
    assert refused(exchange(tenant, code)) == (400, "invalid_grant", "The authorization code has been used already")
    with pytest.raises(PermissionDenied):
        works(tenant, tokens["access_token"])
    assert refused(renew(tenant, tokens["refresh_token"])) == (401, "invalid_request", "Refresh token is invalid")


def test_a_refresh_token_ends_after_a_week(tenant: Tenant) -> None:
    tokens = exchange(tenant, code_of(tenant)).json()
    tenant.clock.advance(7 * 86_400)
    assert refused(renew(tenant, tokens["refresh_token"])) == (401, "invalid_request", "Refresh token is invalid")


def test_a_refresh_token_gives_no_more_than_was_granted(tenant: Tenant) -> None:
    tokens = exchange(tenant, code_of(tenant)).json()
    assert refused(renew(tenant, tokens["refresh_token"], scope="all-apis email"))[1] == "invalid_scope"
    assert refused(renew(tenant, tokens["refresh_token"], client_id="other"))[1] == "invalid_client"
    assert refused(renew(tenant, "dor0"))[2] == "Refresh token is invalid"


def test_who_was_switched_off_gets_no_token(tenant: Tenant, w: WorkspaceClient) -> None:
    code = came_back(authorize(tenant, token=tenant.add_user("bob@example.com")))["code"]
    (bob,) = w.users.list(filter='userName eq "bob@example.com"')
    w.users.delete(bob.id or "")
    assert refused(exchange(tenant, code)) == (400, "invalid_grant", "The user is not active any more")


def test_who_is_not_signed_in_does_so_first(tenant: Tenant) -> None:
    browser = requests.Session()
    page = browser.get(f"{tenant.host}/oidc/v1/authorize", params=asked())
    assert page.status_code == 200 and "<form" in page.text
    onward = dict(parse_qsl(urlsplit(page.url).query))["next_url"]
    wrong = browser.post(f"{tenant.host}/login.html", data={"token": "dapi0", "next_url": onward})
    assert wrong.status_code == 401 and "This token opens nothing here." in wrong.text
    form = {"token": tenant.token, "next_url": onward}
    signed_in = browser.post(f"{tenant.host}/login.html", data=form, allow_redirects=False)
    assert signed_in.headers["Location"].startswith("/oidc/v1/authorize?")
    assert "HttpOnly" in signed_in.headers["Set-Cookie"]
    back = browser.get(tenant.host + signed_in.headers["Location"], allow_redirects=False)
    assert "code" in came_back(back)


def test_the_sign_in_page_leads_nowhere_else(tenant: Tenant) -> None:
    for onward in ("https://evil.example.com", "//evil.example.com", ""):
        form = {"token": tenant.token, "next_url": onward}
        answer = requests.post(f"{tenant.host}/login.html", data=form, allow_redirects=False)
        assert answer.headers["Location"] == "/"


def test_a_service_principal_has_no_browser(tenant: Tenant, w: WorkspaceClient) -> None:
    robot = w.service_principals.create(display_name="robot")
    token = w.token_management.create_obo_token(robot.application_id or "").token_value or ""
    assert authorize(tenant, token=token).headers["Location"].startswith("/login.html?")


def test_what_a_sign_in_sends_is_recorded_without_its_secrets(tenant: Tenant) -> None:
    code = code_of(tenant)
    tokens = exchange(tenant, code).json()
    written = repr(tenant.recorder.drain())
    assert "/oidc/v1/authorize" in written and "authorization_code" in written
    for secret in (code, VERIFIER, tokens["access_token"], tokens["refresh_token"], asked()["code_challenge"]):
        assert secret not in written


def test_the_account_signs_in_at_an_endpoint_of_its_own(tenant: Tenant, server: Server) -> None:
    path = f"/oidc/accounts/{tenant.account_id}/v1"
    code = code_of(tenant, path=f"{path}/authorize")
    assert refused(exchange(tenant, code))[2] == "The authorization code was issued by another authorization server"
    form = {"grant_type": "authorization_code", "client_id": "databricks-cli", "code": code}
    form |= {"redirect_uri": BACK, "code_verifier": VERIFIER}
    token = requests.post(f"{tenant.host}{path}/token", data=form).json()["access_token"]
    account = AccountClient(host=server.account_url, account_id=tenant.account_id, token=token)
    assert [each.workspace_id for each in account.workspaces.list()] == [tenant.workspace_id]
    other = authorize(tenant, path="/oidc/accounts/0/v1/authorize")
    assert came_back(other)["error"] == "invalid_request"


@pytest.fixture
def account(tenant: Tenant, server: Server) -> AccountClient:
    return AccountClient(host=server.account_url, account_id=tenant.account_id, token=tenant.account_token)


def test_an_application_of_the_account_signs_users_in_by_its_own_policy(tenant: Tenant, account: AccountClient) -> None:
    made = account.custom_app_integration.create(
        name="report",
        redirect_urls=[f"{BACK}/callback"],
        confidential=True,
        token_access_policy=TokenAccessPolicy(
            access_token_ttl_in_minutes=5, refresh_token_ttl_in_minutes=30, enable_single_use_refresh_tokens=True
        ),
    )
    client_id, secret = made.client_id or "", made.client_secret or ""
    back = {"client_id": client_id, "redirect_uri": f"{BACK}/callback"}
    location = authorize(tenant, **back).headers["Location"]
    code = dict(parse_qsl(urlsplit(location).query))["code"]
    assert refused(exchange(tenant, code, **back))[1] == "invalid_client"
    tokens = exchange(tenant, code, **back, client_secret=secret).json()
    assert tokens["expires_in"] == 300
    renewed = renew(tenant, tokens["refresh_token"], client_id, client_secret=secret).json()
    assert renewed["refresh_token"] != tokens["refresh_token"]
    again = renew(tenant, tokens["refresh_token"], client_id, client_secret=secret)
    assert refused(again)[2] == "Refresh token is invalid"
    tenant.clock.advance(30 * 60)
    late = renew(tenant, renewed["refresh_token"], client_id, client_secret=secret)
    assert refused(late)[2] == "Refresh token is invalid"


def test_the_sdks_own_client_goes_the_whole_way(tenant: Tenant) -> None:
    client = OAuthClient.from_host(tenant.host, "databricks-cli", BACK)
    consent = client.initiate_consent()
    headers = {"Authorization": f"Bearer {tenant.token}"}
    location = requests.get(consent.authorization_url, headers=headers, allow_redirects=False).headers["Location"]
    query = dict(parse_qsl(urlsplit(location).query))
    with pytest.raises(ValueError, match="state mismatch"):
        consent.exchange(query["code"], "another")
    token = consent.exchange_callback_parameters(query).token().access_token
    assert works(tenant, token) == "ada@example.com"
