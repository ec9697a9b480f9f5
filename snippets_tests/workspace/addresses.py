"""From which addresses a workspace or its account may be called, by the IP access lists that are in force.

The lists of a workspace are in force while its switch `enableIpAccessLists` is "true", those of the account while the
account's setting `acct_ip_acl_enable` says so. A block list wins over an allow list; without an allow list everyone who
is not blocked may come (the documentation of `w.ip_access_lists` in databricks-sdk).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from snippets_tests.surface import Operation
from snippets_tests.workspace.errors import ApiError
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request

SWITCH = "enableIpAccessLists"
ACCOUNT_SWITCH = "account acct_ip_acl_enable"
LISTS = {"workspace": "ip_access_lists", "account": "account.ip_access_lists"}


def admit(tenant: Tenant, request: Request, target: object, request_id: str) -> None:
    """Refuse a request from an address that the lists in force keep out.

    A caller in the workspace's own process, such as a job's code, has no address and is never outside.

    Raises:
        ApiError: 403, with the number as `error_code`, as the platform's gateway answers.
    """
    level = target.level if isinstance(target, Operation) else "workspace"
    address = request.address
    if not address or not in_force(tenant, level):
        return
    if blocked(address, tenant.store[LISTS[level]].values()):
        place = f"workspace: {tenant.workspace_id}" if level == "workspace" else f"account: {tenant.account_id}"
        message = f"Source IP address: {address} is blocked by Databricks IP ACL for {place} [ReqId: {request_id}]"
        raise ApiError(message, status=403, error_code=403)


def in_force(tenant: Tenant, level: str) -> bool:
    """Whether the lists of a workspace or of the account are asked at all."""
    if level == "workspace":
        return bool(tenant.store["workspace_conf"].get(SWITCH, {}).get("value", "").lower() == "true")
    setting = tenant.store["settings"].get(ACCOUNT_SWITCH, {})
    return bool(setting.get("acct_ip_acl_enable", {}).get("value"))


def blocked(address: str, lists: Iterable[Resource]) -> bool:
    """Whether an address is kept out by these lists; one that is no address is in none of them."""
    enabled = [each for each in lists if each["enabled"]]
    allowing = [each for each in enabled if each["list_type"] == "ALLOW"]
    if any(_holds(each, address) for each in enabled if each["list_type"] == "BLOCK"):
        return True
    return bool(allowing) and not any(_holds(each, address) for each in allowing)


def _holds(entry: Resource, address: str) -> bool:
    try:
        found = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return any(found in ipaddress.IPv4Network(each, strict=False) for each in entry["ip_addresses"])
