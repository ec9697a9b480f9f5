"""Bills: where logs are delivered to, the usage dashboard, and the usage itself (none: nothing here costs)."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, NotFound, ResourceConflict
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.account import workspaces
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# The columns of the file that the documentation of "Download billable usage" lists.
COLUMNS = (
    "workspaceId,timestamp,clusterId,clusterName,clusterNodeType,clusterOwnerUserId,clusterCustomTags,sku,dbus,"
    "machineHours,clusterOwnerUserName,tags"
)


@operation("account.log_delivery.create")
def create(call: Call, log_delivery_configuration: dict[str, Any]) -> dict[str, Any]:
    """Keep where logs go; its credential and storage have to exist."""
    for field, family, label in (
        ("credentials_id", "account.credentials", "Credential"),
        ("storage_configuration_id", "account.storage", "Storage configuration"),
    ):
        given = log_delivery_configuration[field]
        call.tenant.store[family].require(given, f"{label} {given} does not exist.")
    now = call.tenant.clock.millis()
    made: Resource = {
        "status": "ENABLED",
        **log_delivery_configuration,
        "config_id": call.tenant.ids.uuid("log delivery"),
        "account_id": call.tenant.account_id,
        "creation_time": now,
        "update_time": now,
        "log_delivery_status": {"status": "CREATED", "message": "No log file was delivered yet."},
    }
    call.tenant.store["account.log_delivery"][str(made["config_id"])] = made
    return {"log_delivery_configuration": made}


@operation("account.log_delivery.get")
def get(call: Call, log_delivery_configuration_id: str) -> dict[str, Any]:
    """One configuration."""
    return {"log_delivery_configuration": _find(call, log_delivery_configuration_id)}


@operation("account.log_delivery.list")
def list_(call: Call, page_token: str | None = None, **wanted: Any) -> dict[str, Any]:
    """The configurations with these fields."""
    found, token = page(list(call.tenant.store["account.log_delivery"].where(**wanted)), page_token, 100)
    return {"log_delivery_configurations": found} | ({"next_page_token": token} if token else {})


@operation("account.log_delivery.patch_status")
def patch_status(call: Call, log_delivery_configuration_id: str, status: str) -> None:
    """Switch a configuration on or off; there is no way to delete one."""
    _find(call, log_delivery_configuration_id).update(status=status, update_time=call.tenant.clock.millis())


@operation("account.usage_dashboards.create")
def create_dashboard(
    call: Call, dashboard_type: str | None = None, major_version: str | None = None, workspace_id: int | None = None
) -> dict[str, Any]:
    """Make the usage dashboard of a workspace or of the account, once."""
    if dashboard_type is None:
        raise InvalidParameterValue("Missing required field: dashboard_type")
    place = _place(call, dashboard_type, workspace_id)
    stored = call.tenant.store["account.usage_dashboards"]
    if place in stored:
        raise ResourceConflict("The usage dashboard already exists.", error_code="ALREADY_EXISTS")
    stored[place] = {"dashboard_id": call.tenant.ids.hex(32, "usage dashboard"), "version": major_version}
    return {"dashboard_id": stored[place]["dashboard_id"]}


@operation("account.usage_dashboards.get")
def get_dashboard(
    call: Call, dashboard_type: str = "USAGE_DASHBOARD_TYPE_GLOBAL", workspace_id: int | None = None
) -> dict[str, Any]:
    """Where the usage dashboard is."""
    place = _place(call, dashboard_type, workspace_id)
    found = call.tenant.store["account.usage_dashboards"].require(place, NotFound("There is no usage dashboard."))
    identity = found["dashboard_id"]
    return {"dashboard_id": identity, "dashboard_url": f"{call.tenant.host}/sql/dashboardsv3/{identity}"}


@operation("account.billable_usage.download")
def download(call: Call, start_month: str, end_month: str, personal_data: bool = False) -> Response:
    """The usage of some months as CSV: the columns alone."""
    for name, month in (("start_month", start_month), ("end_month", end_month)):
        if not MONTH.fullmatch(month):
            raise InvalidParameterValue(f"{name} must be written as YYYY-MM, but is {month}.")
    if start_month > end_month:
        raise InvalidParameterValue("start_month must not be after end_month.")
    return Response(200, {"Content-Type": "text/plain"}, f"{COLUMNS}\n".encode())


def _find(call: Call, config_id: str) -> Resource:
    message = f"Log delivery configuration {config_id} does not exist."
    return call.tenant.store["account.log_delivery"].require(config_id, message)


def _place(call: Call, dashboard_type: str, workspace_id: int | None) -> str:
    if dashboard_type == "USAGE_DASHBOARD_TYPE_GLOBAL":
        return "account"
    if workspace_id is None:
        raise InvalidParameterValue("Missing required field: workspace_id")
    return str(workspaces.find(call, workspace_id)["workspace_id"])
