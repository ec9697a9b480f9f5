"""IP access lists: kept, and in force once the workspace switches them on."""

from __future__ import annotations

import pytest
import requests
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.errors import BadRequest, DatabricksError, InvalidParameterValue, ResourceDoesNotExist
from databricks.sdk.service.settings import AccountIpAccessEnable, BooleanMessage, ListType

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.server import Server

HERE = "127.0.0.1"
ELSEWHERE = "203.0.113.9"


def test_an_ip_access_list_lives_from_create_to_delete(w: WorkspaceClient) -> None:
    made = w.ip_access_lists.create("office", ListType.ALLOW, ip_addresses=["192.0.2.0/24", HERE])
    assert made.ip_access_list is not None and made.ip_access_list.address_count == 2
    list_id = made.ip_access_list.list_id or ""
    w.ip_access_lists.update(list_id, enabled=False)
    w.ip_access_lists.replace(list_id, "home", ListType.BLOCK, True, ip_addresses=["203.0.113.9"])
    found = w.ip_access_lists.get(list_id).ip_access_list
    assert found is not None and (found.label, found.enabled, found.address_count) == ("home", True, 1)
    w.ip_access_lists.delete(list_id)
    assert list(w.ip_access_lists.list()) == []
    with pytest.raises(ResourceDoesNotExist):
        w.ip_access_lists.get(list_id)


def test_addresses_are_checked_and_counted(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match=r"Invalid IP address or CIDR range: 300\.1\.1\.1"):
        w.ip_access_lists.create("bad", ListType.ALLOW, ip_addresses=["300.1.1.1"])
    with pytest.raises(DatabricksError) as caught:
        w.ip_access_lists.create(
            "many", ListType.ALLOW, ip_addresses=[f"10.0.{n // 256}.{n % 256}" for n in range(1001)]
        )
    assert caught.value.error_code == "QUOTA_EXCEEDED"


def test_nobody_can_shut_himself_out(w: WorkspaceClient) -> None:
    with pytest.raises(BadRequest, match=r"would block your current IP address 127\.0\.0\.1") as caught:
        w.ip_access_lists.create("office", ListType.ALLOW, ip_addresses=["192.0.2.0/24"])
    assert caught.value.error_code == "INVALID_STATE"
    made = w.ip_access_lists.create("office", ListType.ALLOW, ip_addresses=["192.0.2.0/24", HERE])
    assert made.ip_access_list is not None and made.ip_access_list.list_id
    with pytest.raises(BadRequest, match="would block"):
        w.ip_access_lists.create("bad ones", ListType.BLOCK, ip_addresses=["127.0.0.0/8"])
    with pytest.raises(BadRequest, match="would block"):
        w.ip_access_lists.update(made.ip_access_list.list_id, ip_addresses=["192.0.2.0/24"])


def test_lists_act_once_they_are_switched_on(w: WorkspaceClient, tenant: Tenant) -> None:
    w.ip_access_lists.create("office", ListType.ALLOW, ip_addresses=["192.0.2.0/24", HERE])
    w.ip_access_lists.create("bad ones", ListType.BLOCK, ip_addresses=["192.0.2.7"])
    assert [_status(tenant, address) for address in (HERE, "192.0.2.5", "192.0.2.7", ELSEWHERE)] == [200] * 4
    w.workspace_conf.set_status({"enableIpAccessLists": "true"})
    assert [_status(tenant, address) for address in (HERE, "192.0.2.5", "192.0.2.7", ELSEWHERE)] == [200, 200, 403, 403]
    refusal = _get(tenant, ELSEWHERE).json()
    assert refusal["error_code"] == 403
    words = (
        f"Source IP address: {ELSEWHERE} is blocked by Databricks IP ACL for workspace: {tenant.workspace_id} [ReqId: "
    )
    assert refusal["message"].startswith(words)
    w.workspace_conf.set_status({"enableIpAccessLists": "false"})
    assert _status(tenant, ELSEWHERE) == 200


def test_the_lists_of_the_account_are_its_own(tenant: Tenant, server: Server) -> None:
    a = AccountClient(host=server.account_url, account_id=tenant.account_id, token=tenant.account_token)
    a.ip_access_lists.create("bad ones", ListType.BLOCK, ip_addresses=[ELSEWHERE])
    path = f"/api/2.0/accounts/{tenant.account_id}/ip-access-lists"
    assert _get(tenant, ELSEWHERE, path, tenant.account_token).status_code == 200
    a.settings.enable_ip_access_lists.update(
        True, AccountIpAccessEnable(acct_ip_acl_enable=BooleanMessage(value=True)), "acct_ip_acl_enable.value"
    )
    assert _get(tenant, ELSEWHERE, path, tenant.account_token).status_code == 403
    assert _status(tenant, ELSEWHERE) == 200


def _status(tenant: Tenant, address: str) -> int:
    return _get(tenant, address).status_code


def _get(
    tenant: Tenant, address: str, path: str = "/api/2.0/preview/scim/v2/Me", token: str | None = None
) -> requests.Response:
    headers = {"Authorization": f"Bearer {token or tenant.token}", "X-Forwarded-For": address}
    return requests.get(tenant.host + path, headers=headers, timeout=10)
