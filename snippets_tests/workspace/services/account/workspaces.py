"""The account's workspaces: the tenant's own, which answers requests, and others, which are only descriptions."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.clock import START
from snippets_tests.workspace.errors import InvalidParameterValue, NotImplementedYet, ResourceConflict
from snippets_tests.workspace.generic.resources import change, masked
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Collection, Resource
from snippets_tests.workspace.tenant import Tenant

REGION = "us-west-2"
# What a workspace is made of: its field, the family that has it, and what that is called.
PARTS = {
    "credentials_id": ("account.credentials", "Credential"),
    "storage_configuration_id": ("account.storage", "Storage configuration"),
    "network_id": ("account.networks", "Network"),
    "private_access_settings_id": ("account.private_access", "Private access settings"),
    "managed_services_customer_managed_key_id": ("account.encryption_keys", "Customer-managed key"),
    "storage_customer_managed_key_id": ("account.encryption_keys", "Customer-managed key"),
}


@operation("account.workspaces.create")
def create(call: Call, **given: Any) -> Resource:
    """Describe a new workspace; the first look at it finds it running.

    On AWS a workspace without `compute_mode` SERVERLESS needs a credential and a storage configuration, as the
    documentation of the operation says.
    """
    if not given.get("workspace_name"):
        raise InvalidParameterValue("Missing required field: workspace_name")
    if given.get("compute_mode") != "SERVERLESS" and "cloud_resource_container" not in given:
        for name in ("credentials_id", "storage_configuration_id"):
            if not given.get(name):
                raise InvalidParameterValue(f"Missing required field: {name}")
    _check_parts(call, given)
    stored = everything(call)
    deployment = given.get("deployment_name")
    for field, value in (("workspace_name", given["workspace_name"]), ("deployment_name", deployment)):
        if value and any(True for _ in stored.where(**{field: value})):
            raise ResourceConflict(f"A workspace with {field} {value} already exists.", error_code="ALREADY_EXISTS")
    made: Resource = {
        "workspace_id": call.tenant.ids.number(16, "account workspace"),
        "account_id": call.tenant.account_id,
        "creation_time": call.tenant.clock.millis(),
        "aws_region": REGION,
        "pricing_tier": "PREMIUM",
        **given,
        "workspace_status": "PROVISIONING",
        "workspace_status_message": "Workspace is being provisioned.",
    }
    made.setdefault("deployment_name", f"dbc-{call.tenant.ids.hex(8, 'deployment')}-{call.tenant.ids.hex(4, 'tail')}")
    stored[str(made["workspace_id"])] = made
    return made


@operation("account.workspaces.get")
def get(call: Call, workspace_id: int) -> Resource:
    """One workspace, with what it was doing done."""
    found = find(call, workspace_id)
    found |= {"workspace_status": "RUNNING", "workspace_status_message": "Workspace is running."}
    return found


@operation("account.workspaces.list")
def list_(call: Call) -> list[Resource]:
    """All workspaces of the account."""
    return list(everything(call).values())


@operation("account.workspaces.update")
def update(
    call: Call, workspace_id: int, customer_facing_workspace: dict[str, Any], update_mask: str | None = None
) -> Resource:
    """Change what is given, or what the mask names."""
    found = find(call, workspace_id)
    fixed = {"workspace_id", "account_id", "creation_time", "aws_region"} & customer_facing_workspace.keys()
    if fixed:
        raise InvalidParameterValue(f"{sorted(fixed)[0]} of a workspace cannot be changed.")
    _check_parts(call, customer_facing_workspace)
    message = call.surface.messages["provisioning.Workspace"]
    mask = update_mask or ",".join(customer_facing_workspace)
    for path, value in masked(mask, customer_facing_workspace, message, call.surface):
        change(found, path, value)
    found |= {"workspace_status": "PROVISIONING", "workspace_status_message": "Workspace is being updated."}
    return found


@operation("account.workspaces.delete")
def delete(call: Call, workspace_id: int) -> Resource:
    """Take a workspace out of the account."""
    found = find(call, workspace_id)
    if workspace_id == call.tenant.workspace_id:
        raise NotImplementedYet("The workspace that answers here cannot be deleted: account.workspaces.delete of it.")
    del everything(call)[str(workspace_id)]
    return found


def find(call: Call, workspace_id: int) -> Resource:
    """The workspace of an id, or its 404."""
    return everything(call).require(workspace_id, f"Workspace {workspace_id} does not exist.")


def everything(call: Call) -> Collection:
    """All workspaces by id, the tenant's own first."""
    return all_of(call.tenant)


def all_of(tenant: Tenant) -> Collection:
    """All workspaces of a tenant's account."""
    stored = tenant.store["account.workspaces"]
    if str(tenant.workspace_id) not in stored:
        stored[str(tenant.workspace_id)] = {
            "workspace_id": tenant.workspace_id,
            "workspace_name": "example",
            "account_id": tenant.account_id,
            "aws_region": REGION,
            "creation_time": int(START.timestamp() * 1000),
            "deployment_name": "example",
            "pricing_tier": "PREMIUM",
            "workspace_status": "RUNNING",
            "workspace_status_message": "Workspace is running.",
        }
    return stored


def _check_parts(call: Call, given: dict[str, Any]) -> None:
    for name, (family, label) in PARTS.items():
        if given.get(name):
            call.tenant.store[family].require(given[name], f"{label} {given[name]} does not exist.")
