"""IP access lists. What they keep out once they are in force is decided in `workspace.addresses`."""

from __future__ import annotations

import ipaddress
from typing import Any

from snippets_tests.workspace import addresses
from snippets_tests.workspace.errors import ApiError, InvalidParameterValue, InvalidState
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Collection, Resource

MOST = 1000


@operation("account.ip_access_lists.create")
@operation("ip_access_lists.create")
def create(call: Call, label: str, list_type: str, ip_addresses: list[str] | None = None) -> dict[str, Any]:
    """Keep a list of addresses and ranges that are let in, or kept out."""
    call.require_admin("Only workspace admins can manage IP access lists.")
    _check(call, ip_addresses or [], None)
    now, who = call.tenant.clock.millis(), int(call.principal.id)
    entry = {
        "list_id": call.tenant.ids.uuid("ip access list"),
        "label": label,
        "list_type": list_type,
        "ip_addresses": ip_addresses or [],
        "address_count": len(ip_addresses or []),
        "enabled": True,
        "created_at": now,
        "created_by": who,
        "updated_at": now,
        "updated_by": who,
    }
    _refuse_to_lock_out(call, entry)
    _lists(call)[str(entry["list_id"])] = entry
    return {"ip_access_list": entry}


@operation("account.ip_access_lists.get")
@operation("ip_access_lists.get")
def get(call: Call, ip_access_list_id: str) -> dict[str, Any]:
    """One list."""
    return {"ip_access_list": _find(call, ip_access_list_id)}


@operation("account.ip_access_lists.list")
@operation("ip_access_lists.list")
def list_(call: Call) -> dict[str, Any]:
    """All lists."""
    call.require_admin("Only workspace admins can manage IP access lists.")
    return {"ip_access_lists": list(_lists(call).values())}


@operation("account.ip_access_lists.update")
@operation("ip_access_lists.update")
def update(call: Call, ip_access_list_id: str, **changes: Any) -> None:
    """Change what is given."""
    _change(call, ip_access_list_id, changes)


@operation("account.ip_access_lists.replace")
@operation("ip_access_lists.replace")
def replace(
    call: Call, ip_access_list_id: str, label: str, list_type: str, enabled: bool, ip_addresses: list[str] | None = None
) -> None:
    """Put another list in place."""
    changes = {"label": label, "list_type": list_type, "enabled": enabled, "ip_addresses": ip_addresses or []}
    _change(call, ip_access_list_id, changes)


@operation("account.ip_access_lists.delete")
@operation("ip_access_lists.delete")
def delete(call: Call, ip_access_list_id: str) -> None:
    """Forget a list."""
    _refuse_to_lock_out(call, {**_find(call, ip_access_list_id), "enabled": False})
    del _lists(call)[ip_access_list_id]


def _lists(call: Call) -> Collection:
    return call.tenant.store[addresses.LISTS["account" if call.account else "workspace"]]


def _find(call: Call, list_id: str) -> Resource:
    call.require_admin("Only workspace admins can manage IP access lists.")
    return _lists(call).require(list_id, f"IP access list {list_id} does not exist.")


def _change(call: Call, list_id: str, changes: dict[str, Any]) -> None:
    entry = _find(call, list_id)
    if "ip_addresses" in changes:
        _check(call, changes["ip_addresses"], list_id)
        changes["address_count"] = len(changes["ip_addresses"])
    _refuse_to_lock_out(call, {**entry, **changes})
    entry.update(changes, updated_at=call.tenant.clock.millis(), updated_by=int(call.principal.id))


def _refuse_to_lock_out(call: Call, entry: Resource) -> None:
    """Keep callers from shutting themselves out, whether the lists are in force by now or not."""
    others = [each for each in _lists(call).values() if each["list_id"] != entry["list_id"]]
    address = call.request.address
    if address and addresses.blocked(address, [*others, entry]):
        raise InvalidState(f"The list would block your current IP address {address}. Add it to an allow list first.")


def _check(call: Call, addresses: list[str], list_id: str | None) -> None:
    for address in addresses:
        try:
            ipaddress.IPv4Network(address, strict=False)
        except ValueError as error:
            raise InvalidParameterValue(f"Invalid IP address or CIDR range: {address}") from error
    others = (e for key, e in _lists(call).items() if key != list_id)
    if len(addresses) + sum(entry["address_count"] for entry in others) > MOST:
        message = f"All IP access lists together can hold at most {MOST} addresses and ranges."
        raise ApiError(message, status=400, error_code="QUOTA_EXCEEDED")
