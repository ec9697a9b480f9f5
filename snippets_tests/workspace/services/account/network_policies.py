"""Network policies of the account: where serverless compute may connect to. They are kept; nothing is shut off.

The policy `default-policy` is always there, can be changed and cannot be deleted, as the documentation of
`NetworkPoliciesAPI` in databricks-sdk says.
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceConflict
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Collection, Resource

DEFAULT = "default-policy"
# https://docs.databricks.com/api/networking/v1/create-network-policy-rpc
NAME = re.compile(r"[a-zA-Z0-9_.-]{1,32}")
RULES = ("egress", "ingress", "ingress_dry_run")


@operation("account.network_policies.create_network_policy_rpc")
def create(call: Call, network_policy: dict[str, Any]) -> Resource:
    """Keep a policy under the name that it is given."""
    name = network_policy.get("network_policy_id")
    if not name:
        raise InvalidParameterValue("Missing required field: network_policy_id")
    if not NAME.fullmatch(name):
        message = f"network_policy_id must be 1 to 32 letters, digits, dots, dashes or underscores, but is {name}."
        raise InvalidParameterValue(message)
    stored = everything(call)
    if name.lower() in stored:
        raise ResourceConflict(f"Network policy {name} already exists.", error_code="ALREADY_EXISTS")
    stored[name.lower()] = {"account_id": call.tenant.account_id, **_rules(network_policy), "network_policy_id": name}
    return stored[name.lower()]


@operation("account.network_policies.get_network_policy_rpc")
def get(call: Call, network_policy_id: str) -> Resource:
    """One policy."""
    return find(call, network_policy_id)


@operation("account.network_policies.list_network_policies_rpc")
def list_(call: Call, page_token: str | None = None) -> dict[str, Any]:
    """All policies, the default first."""
    found, token = page(list(everything(call).values()), page_token, 100)
    return {"items": found} | ({"next_page_token": token} if token else {})


@operation("account.network_policies.update_network_policy_rpc")
def update(call: Call, network_policy_id: str, network_policy: dict[str, Any]) -> Resource:
    """Put other rules in place."""
    found = find(call, network_policy_id)
    kept = {name: found[name] for name in ("account_id", "network_policy_id")}
    found.clear()
    found |= kept | _rules(network_policy)
    return found


@operation("account.network_policies.delete_network_policy_rpc")
def delete(call: Call, network_policy_id: str) -> None:
    """Forget a policy that is not the default."""
    find(call, network_policy_id)
    if network_policy_id.lower() == DEFAULT:
        raise InvalidParameterValue(f"Network policy {DEFAULT} cannot be deleted.")
    del everything(call)[network_policy_id.lower()]


def find(call: Call, name: str) -> Resource:
    """The policy of a name, or its 404."""
    return everything(call).require(name.lower(), f"Network policy {name} does not exist.")


def everything(call: Call) -> Collection:
    """All policies by name in small letters; the default, which lets everything pass, is there from the beginning."""
    stored = call.tenant.store["account.network_policies"]
    if DEFAULT not in stored:
        stored[DEFAULT] = {
            "account_id": call.tenant.account_id,
            "network_policy_id": DEFAULT,
            "egress": {"network_access": {"restriction_mode": "FULL_ACCESS"}},
        }
    return stored


def _rules(policy: dict[str, Any]) -> dict[str, Any]:
    return {name: policy[name] for name in RULES if name in policy}
