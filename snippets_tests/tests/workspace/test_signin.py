from __future__ import annotations

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service import iam

from snippets_tests.workspace import Tenant


@pytest.fixture
def robot(w: WorkspaceClient) -> tuple[str, str, str]:
    """A service principal: its id, its client id, a secret."""
    principal = w.service_principals.create(display_name="robot")
    secret = w.service_principal_secrets_proxy.create(principal.id or "")
    return principal.id or "", principal.application_id or "", secret.secret or ""


def test_the_discovery_documents_lead_to_the_token_endpoint(tenant: Tenant) -> None:
    config = requests.get(f"{tenant.host}/.well-known/databricks-config").json()
    found = requests.get(f"{config['oidc_endpoint']}/.well-known/oauth-authorization-server").json()
    assert found["token_endpoint"] == f"{tenant.host}/oidc/v1/token"


def test_a_service_principal_signs_in_with_its_secret(tenant: Tenant, robot: tuple[str, str, str]) -> None:
    _, client_id, secret = robot
    client = WorkspaceClient(host=tenant.host, client_id=client_id, client_secret=secret)
    me = client.current_user.me()
    assert (me.user_name, me.display_name) == (client_id, "robot")
    written = repr(tenant.recorder.drain())
    assert secret not in written and "[REDACTED]" in written


def test_a_wrong_and_a_deleted_secret_are_refused(
    w: WorkspaceClient, tenant: Tenant, robot: tuple[str, str, str]
) -> None:
    identity, client_id, secret = robot
    with pytest.raises(ValueError, match="invalid_client: Client authentication failed"):
        WorkspaceClient(host=tenant.host, client_id=client_id, client_secret="wrong").current_user.me()
    for found in w.service_principal_secrets_proxy.list(identity):
        w.service_principal_secrets_proxy.delete(identity, found.id or "")
    with pytest.raises(ValueError, match="invalid_client"):
        WorkspaceClient(host=tenant.host, client_id=client_id, client_secret=secret).current_user.me()


def test_a_secret_ends_with_its_lifetime(w: WorkspaceClient, tenant: Tenant, robot: tuple[str, str, str]) -> None:
    identity, client_id, _ = robot
    secret = w.service_principal_secrets_proxy.create(identity, lifetime="60s").secret
    tenant.clock.advance(120)
    with pytest.raises(ValueError, match="invalid_client"):
        WorkspaceClient(host=tenant.host, client_id=client_id, client_secret=secret).current_user.me()


def test_a_service_principal_is_no_admin_until_it_is_made_one(
    w: WorkspaceClient, tenant: Tenant, robot: tuple[str, str, str]
) -> None:
    identity, client_id, secret = robot
    client = WorkspaceClient(host=tenant.host, client_id=client_id, client_secret=secret)
    with pytest.raises(PermissionDenied):
        client.token_management.create_obo_token(client_id)
    (admins,) = w.groups.list(filter='displayName eq "admins"')
    change = iam.Patch(op=iam.PatchOp.ADD, path="members", value=[{"value": identity}])
    w.groups.patch(
        admins.id or "", operations=[change], schemas=[iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]
    )
    assert client.token_management.create_obo_token(client_id).token_value


def test_other_grants_are_refused_clearly(tenant: Tenant) -> None:
    grant = "urn:ietf:params:oauth:grant-type:token-exchange"
    answer = requests.post(f"{tenant.host}/oidc/v1/token", data={"grant_type": grant})
    assert answer.status_code == 400
    assert answer.json()["error"] == "unsupported_grant_type"
    assert answer.json()["error_description"].endswith("client_credentials, authorization_code, refresh_token")


def test_telemetry_is_taken(tenant: Tenant) -> None:
    sent = {"uploadTime": 1, "items": [], "protoLogs": ["{}", "{}"]}
    answer = requests.post(f"{tenant.host}/telemetry-ext", json=sent).json()
    assert answer["errors"] == [] and answer["numProtoSuccess"] == 2
