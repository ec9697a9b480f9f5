from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from snippets_tests import surface
from snippets_tests.workspace import Request, Response, Tenant, Workspace

UNREADABLE = "Could not parse request object"


@pytest.fixture(scope="module")
def core() -> Workspace:
    return Workspace(surface.load())


@pytest.fixture
def tenant(core: Workspace, tmp_path: Path) -> Iterator[Tenant]:
    tenant = core.create_tenant("core", tmp_path, "http://workspace.invalid")
    yield tenant
    core.drop_tenant(tenant)


def ask(core: Workspace, token: str | None, method: str, target: str, body: Any = None, **headers: str) -> Response:
    sent = {"Authorization": f"Bearer {token}", **headers} if token else dict(headers)
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return core.handle(Request.of(method, target, sent, data))


def refusal(answer: Response) -> tuple[int, object, str]:
    parsed = answer.parsed()
    return answer.status, parsed["error_code"], parsed["message"]


def test_without_a_credential_nothing_is_answered(core: Workspace) -> None:
    message = "Credential was not sent or was of an unsupported type for this API."
    answer = ask(core, None, "GET", "/api/2.0/secrets/scopes/list")
    assert refusal(answer) == (401, 401, message)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="DatabricksRealm"'


@pytest.mark.parametrize("scheme", ["Basic dXNlcjpwYXNz", "Bearer", "Bearer   "])
def test_other_credentials_are_not_supported(core: Workspace, scheme: str) -> None:
    assert ask(core, None, "GET", "/api/2.0/secrets/scopes/list", Authorization=scheme).status == 401


def test_a_wrong_an_expired_and_a_dropped_token_are_invalid(core: Workspace, tenant: Tenant) -> None:
    assert refusal(ask(core, "dapi0", "GET", "/api/2.0/clusters/list")) == (403, 403, "Invalid access token.")
    token = tenant.add_user("bob@example.com", "Bob", "admins")
    assert ask(core, token, "GET", "/api/2.0/clusters/list").status == 200
    short = ask(core, token, "POST", "/api/2.0/token/create", {"lifetime_seconds": 60}).parsed()["token_value"]
    assert ask(core, short, "GET", "/api/2.0/clusters/list").status == 200
    tenant.clock.advance(60)
    assert ask(core, short, "GET", "/api/2.0/clusters/list").status == 403
    core.drop_tenant(tenant)
    assert ask(core, token, "GET", "/api/2.0/clusters/list").status == 403


def test_an_unknown_path_and_a_wrong_verb_are_named(core: Workspace, tenant: Tenant) -> None:
    answer = ask(core, tenant.token, "GET", "/api/2.0/clusters/lits")
    assert refusal(answer) == (404, "ENDPOINT_NOT_FOUND", "No API found for 'GET /clusters/lits'")
    answer = ask(core, tenant.token, "GET", "/api/2.0/nope")
    assert refusal(answer) == (404, "ENDPOINT_NOT_FOUND", "No API found for 'GET /nope'")
    answer = ask(core, tenant.token, "POST", "/api/2.0/clusters/list")
    assert refusal(answer) == (404, "ENDPOINT_NOT_FOUND", "No API found for 'POST /clusters/list'")


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_older_versions_of_clusters_are_served(core: Workspace, tenant: Tenant, version: str) -> None:
    assert ask(core, tenant.token, "GET", f"/api/{version}/clusters/list").parsed() == {}


@pytest.mark.parametrize(
    "body, code, message",
    [
        (b"{", "MALFORMED_REQUEST", "Invalid JSON given in the body of the request - failed to parse given JSON"),
        ([], "MALFORMED_REQUEST", "Invalid JSON given in the body of the request - expected a map"),
        ({"scope": "s"}, "INVALID_PARAMETER_VALUE", "Missing required field: key"),
        ({"scope": "s", "key": None}, "INVALID_PARAMETER_VALUE", "Missing required field: key"),
        ({"scope": "s", "kye": "k"}, "INVALID_PARAMETER_VALUE", 'Unknown field "kye"; did you mean "key"?'),
        (
            {"scope": "s", "key": 1},
            "MALFORMED_REQUEST",
            "Could not parse request object: key: expected a string, got 1",
        ),
    ],
)
def test_a_wrong_body_is_refused_with_its_fault(
    core: Workspace, tenant: Tenant, body: object, code: str, message: str
) -> None:
    assert refusal(ask(core, tenant.token, "POST", "/api/2.0/secrets/put", body)) == (400, code, message)


def test_a_huge_body_is_refused(core: Workspace, tenant: Tenant) -> None:
    answer = ask(core, tenant.token, "POST", "/api/2.0/secrets/put", b'{"a": "' + b"x" * (17 << 20) + b'"}')
    assert refusal(answer)[:2] == (413, "REQUEST_ENTITY_TOO_LARGE")


def test_a_get_may_carry_its_parameters_in_a_json_body(core: Workspace, tenant: Tenant) -> None:
    ask(core, tenant.token, "POST", "/api/2.0/secrets/scopes/create", {"scope": "etl"})
    assert ask(core, tenant.token, "GET", "/api/2.0/secrets/list", {"scope": "etl"}).parsed() == {}
    answer = ask(core, tenant.token, "GET", "/api/2.0/secrets/list", {"scoop": "etl"})
    assert refusal(answer)[2] == 'Unknown field "scoop"; did you mean "scope"?'


def test_an_error_carries_its_request_id(core: Workspace, tenant: Tenant) -> None:
    answer = ask(core, tenant.token, "GET", "/api/2.0/secrets/list?scope=nope")
    (detail,) = answer.parsed()["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.RequestInfo"
    assert detail["request_id"] == answer.headers["X-Request-Id"]


def test_an_answer_that_does_not_fit_the_sdk_is_our_fault_and_named(core: Workspace, tenant: Tenant) -> None:
    tenant.store["queries"]["q"] = {"id": "q", "surprise": 1}
    answer = ask(core, tenant.token, "GET", "/api/2.0/sql/queries/q")
    status, code, message = refusal(answer)
    assert (status, code) == (500, "INTERNAL_ERROR")
    assert message.startswith("queries.get: the answer does not fit the SDK: unknown field")


def test_headers_tell_workspace_and_frozen_time(core: Workspace, tenant: Tenant) -> None:
    answer = ask(core, tenant.token, "GET", "/api/2.0/clusters/list")
    assert answer.headers["X-Databricks-Org-Id"] == str(tenant.workspace_id)
    assert answer.headers["Date"] == "Thu, 15 Jan 2026 09:00:00 GMT"


def test_the_clock_moves_with_changes_and_never_with_looking(core: Workspace, tenant: Tenant) -> None:
    for _ in range(3):
        ask(core, tenant.token, "GET", "/api/2.0/clusters/list")
    assert tenant.clock.iso() == "2026-01-15T09:00:00Z"
    for _ in range(2):
        ask(core, tenant.token, "POST", "/api/2.0/dbfs/mkdirs", {"path": "/x"})
    assert tenant.clock.iso() == "2026-01-15T09:00:02Z"


def test_a_tenant_of_the_same_name_has_the_same_ids_and_secrets(core: Workspace, tmp_path: Path) -> None:
    seen = set()
    for number in range(2):
        tenant = core.create_tenant("twin", tmp_path / str(number), "http://workspace.invalid")
        for _ in range(number):
            ask(core, tenant.token, "GET", "/api/2.0/clusters/list")
        scope = {"instance_pool_name": "p", "node_type_id": "i3.xlarge"}
        made = ask(core, tenant.token, "POST", "/api/2.0/instance-pools/create", scope).parsed()
        seen.add((tenant.token, tenant.workspace_id, made["instance_pool_id"]))
        core.drop_tenant(tenant)
    assert len(seen) == 1


def test_tenants_do_not_see_each_other(core: Workspace, tenant: Tenant, tmp_path: Path) -> None:
    other = core.create_tenant("other", tmp_path / "other", "http://workspace.invalid")
    ask(core, tenant.token, "POST", "/api/2.0/secrets/scopes/create", {"scope": "mine"})
    assert ask(core, other.token, "GET", "/api/2.0/secrets/scopes/list").parsed() == {}
    assert tenant.token != other.token and tenant.workspace_id != other.workspace_id
    core.drop_tenant(other)


def test_requests_are_recorded_without_their_secrets(core: Workspace, tenant: Tenant) -> None:
    ask(core, tenant.token, "POST", "/api/2.0/secrets/scopes/create", {"scope": "etl"})
    ask(core, tenant.token, "POST", "/api/2.0/secrets/put", {"scope": "etl", "key": "k", "string_value": "hush-1"})
    ask(core, tenant.token, "GET", "/api/2.0/secrets/get?scope=etl&key=k")
    made = ask(core, tenant.token, "POST", "/api/2.0/token/create", {"comment": "c"}).parsed()
    exchanges = tenant.recorder.drain()
    assert [exchange.operation for exchange in exchanges] == [
        "secrets.create_scope",
        "secrets.put_secret",
        "secrets.get_secret",
        "tokens.create",
    ]
    written = repr(exchanges)
    for secret in ("hush-1", "aHVzaC0x", made["token_value"], tenant.token):
        assert secret not in written
    assert exchanges[1].body == {"scope": "etl", "key": "k", "string_value": "[REDACTED]"}
    assert exchanges[2].query == {"scope": "etl", "key": "k"}
    assert tenant.recorder.drain() == []


def test_a_second_tenant_of_one_name_is_refused(core: Workspace, tenant: Tenant, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is a tenant 'core' already"):
        core.create_tenant("core", tmp_path, "http://workspace.invalid")
