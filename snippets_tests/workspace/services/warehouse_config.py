"""What holds for all SQL warehouses of the workspace."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

DEFAULT: Resource = {
    "security_policy": "DATA_ACCESS_CONTROL",
    "enable_serverless_compute": True,
    "enabled_warehouse_types": [
        {"warehouse_type": "CLASSIC", "enabled": True},
        {"warehouse_type": "PRO", "enabled": True},
    ],
}
DENIED = "Only workspace admins can configure SQL warehouses."


@operation("warehouses.get_workspace_warehouse_config")
def get(call: Call) -> Resource:
    """The configuration, or the one with which a workspace begins."""
    call.require_admin(DENIED)
    return call.tenant.store["warehouse config"].get("config", DEFAULT)


@operation("warehouses.set_workspace_warehouse_config")
def set_(call: Call, **given: Any) -> None:
    """Replace the configuration."""
    call.require_admin(DENIED)
    if given.get("google_service_account"):
        raise InvalidParameterValue("google_service_account is for workspaces on Google Cloud; this one is on AWS.")
    call.tenant.store["warehouse config"]["config"] = given
