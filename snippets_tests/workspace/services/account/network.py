"""Private endpoint rules of network connectivity configurations, and a workspace's network policy."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.generic.resources import change, masked
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.account import network_policies, workspaces
from snippets_tests.workspace.store import Collection, Resource

CONFIGURATIONS = "account.network_connectivity.network_connectivity_configuration"


@operation("account.network_connectivity.create_private_endpoint_rule")
def create_rule(call: Call, network_connectivity_config_id: str, private_endpoint_rule: dict[str, Any]) -> Resource:
    """Ask for a private endpoint; the owner of the other side has to accept it."""
    rules = _rules(call, network_connectivity_config_id)
    now = call.tenant.clock.millis()
    made: Resource = {
        **private_endpoint_rule,
        "rule_id": call.tenant.ids.uuid("private endpoint rule"),
        "network_connectivity_config_id": network_connectivity_config_id,
        "account_id": call.tenant.account_id,
        "connection_state": "PENDING",
        "creation_time": now,
        "updated_time": now,
        "enabled": True,
        "deactivated": False,
    }
    rules[str(made["rule_id"])] = made
    return made


@operation("account.network_connectivity.get_private_endpoint_rule")
def get_rule(call: Call, network_connectivity_config_id: str, private_endpoint_rule_id: str) -> Resource:
    """One rule."""
    return _rule(call, network_connectivity_config_id, private_endpoint_rule_id)


@operation("account.network_connectivity.list_private_endpoint_rules")
def list_rules(call: Call, network_connectivity_config_id: str, page_token: str | None = None) -> dict[str, Any]:
    """The rules of a configuration."""
    found, token = page(list(_rules(call, network_connectivity_config_id).values()), page_token, 100)
    return {"items": found} | ({"next_page_token": token} if token else {})


@operation("account.network_connectivity.update_private_endpoint_rule")
def update_rule(
    call: Call,
    network_connectivity_config_id: str,
    private_endpoint_rule_id: str,
    private_endpoint_rule: dict[str, Any],
    update_mask: str,
) -> Resource:
    """Change what the mask names."""
    rule = _rule(call, network_connectivity_config_id, private_endpoint_rule_id)
    message = call.surface.messages["settings.NccPrivateEndpointRule"]
    for path, value in masked(update_mask, private_endpoint_rule, message, call.surface):
        change(rule, path, value)
    rule["updated_time"] = call.tenant.clock.millis()
    return rule


@operation("account.network_connectivity.delete_private_endpoint_rule")
def delete_rule(call: Call, network_connectivity_config_id: str, private_endpoint_rule_id: str) -> Resource:
    """Take a rule away: one that nobody accepted goes at once, an established one is deactivated first."""
    rule = _rule(call, network_connectivity_config_id, private_endpoint_rule_id)
    if rule["connection_state"] == "ESTABLISHED":
        rule |= {"deactivated": True, "deactivated_at": call.tenant.clock.millis()}
    else:
        del _rules(call, network_connectivity_config_id)[private_endpoint_rule_id]
    return rule


@operation("account.workspace_network_configuration.get_workspace_network_option_rpc")
def get_option(call: Call, workspace_id: int) -> Resource:
    """Which network policy a workspace obeys; without a choice the account's default."""
    workspaces.find(call, workspace_id)
    chosen = call.tenant.store["account.workspace_network"].get(str(workspace_id), {})
    return {"workspace_id": workspace_id, "network_policy_id": network_policies.DEFAULT, **chosen}


@operation("account.workspace_network_configuration.update_workspace_network_option_rpc")
def update_option(call: Call, workspace_id: int, workspace_network_option: dict[str, Any]) -> Resource:
    """Choose a workspace's network policy."""
    workspaces.find(call, workspace_id)
    policy = workspace_network_option.get("network_policy_id")
    if policy is None:
        raise InvalidParameterValue("Missing required field: network_policy_id")
    network_policies.find(call, policy)
    call.tenant.store["account.workspace_network"][str(workspace_id)] = {"network_policy_id": policy}
    return get_option(call, workspace_id)


def _rules(call: Call, config_id: str) -> Collection:
    message = f"Network connectivity configuration {config_id} does not exist."
    call.tenant.store[CONFIGURATIONS].require(config_id.lower(), message)
    return call.tenant.store[f"private endpoint rules {config_id}"]


def _rule(call: Call, config_id: str, rule_id: str) -> Resource:
    return _rules(call, config_id).require(rule_id, f"Private endpoint rule {rule_id} does not exist.")
