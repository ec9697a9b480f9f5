"""The account's metastores, and which workspace uses which. The workspace's own catalogs stay in the tenant's."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import REGION
from snippets_tests.workspace.errors import NotImplementedYet, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import metastores
from snippets_tests.workspace.services.account import workspaces
from snippets_tests.workspace.store import Collection, Resource


@operation("account.metastores.create")
def create(call: Call, metastore_info: dict[str, Any] | None = None) -> dict[str, Any]:
    """Describe another metastore; one name is free once."""
    given = metastore_info or {}
    name = given.get("name")
    if not name:
        raise MetastoreError("INVALID_PARAMETER_VALUE", "Missing required field: name", 400)
    if any(True for _ in _everything(call).where(name=name)):
        raise MetastoreError("METASTORE_ALREADY_EXISTS", f"Metastore '{name}' already exists", 409)
    region, now = given.get("region", REGION), call.tenant.clock.millis()
    identity, who = call.tenant.ids.uuid("account metastore"), call.principal.name
    made: Resource = {
        "metastore_id": identity,
        "global_metastore_id": f"aws:{region}:{identity}",
        "cloud": "aws",
        "owner": who,
        "privilege_model_version": "1.0",
        "delta_sharing_scope": "INTERNAL",
        "external_access_enabled": False,
        "created_at": now,
        "created_by": who,
        "updated_at": now,
        "updated_by": who,
        **given,
        "region": region,
    }
    _everything(call)[identity] = made
    return {"metastore_info": made}


@operation("account.metastores.get")
def get(call: Call, metastore_id: str) -> dict[str, Any]:
    """One metastore."""
    return {"metastore_info": _find(call, metastore_id)}


@operation("account.metastores.list")
def list_(call: Call) -> dict[str, Any]:
    """All metastores of the account."""
    return {"metastores": list(_everything(call).values())}


@operation("account.metastores.update")
def update(call: Call, metastore_id: str, metastore_info: dict[str, Any] | None = None) -> dict[str, Any]:
    """Change what is given."""
    found = _find(call, metastore_id)
    if metastore_id == call.tenant.metastore.id:
        what = "account.metastores.update of the metastore that the tenant's own workspace uses"
        raise NotImplementedYet(f"{what} is not emulated.")
    found |= {**(metastore_info or {}), "updated_at": call.tenant.clock.millis(), "updated_by": call.principal.name}
    return {"metastore_info": found}


@operation("account.metastores.delete")
def delete(call: Call, metastore_id: str, force: bool = False) -> dict[str, Any]:
    """Forget a metastore; with `force` one that workspaces still use."""
    _find(call, metastore_id)
    users = list(_assignments(call).where(metastore_id=metastore_id))
    if metastore_id == call.tenant.metastore.id:
        raise NotImplementedYet("account.metastores.delete of the metastore that answers here is not emulated.")
    if users and not force:
        message = f"Metastore '{metastore_id}' is assigned to {len(users)} workspaces."
        raise MetastoreError("METASTORE_NOT_EMPTY", message, 400)
    for entry in users:
        del _assignments(call)[str(entry["workspace_id"])]
    del _everything(call)[metastore_id]
    return {}


@operation("account.metastore_assignments.create")
def create_assignment(
    call: Call, workspace_id: int, metastore_id: str, metastore_assignment: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Let a workspace use a metastore, in place of the one that it used."""
    _assign(call, workspace_id, metastore_id, metastore_assignment or {})
    return {}


@operation("account.metastore_assignments.update")
def update_assignment(
    call: Call, workspace_id: int, metastore_id: str, metastore_assignment: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Change a workspace's metastore or default catalog."""
    if _assigned(call, workspace_id) is None:
        raise _unassigned(workspace_id)
    _assign(call, workspace_id, metastore_id, metastore_assignment or {})
    return {}


@operation("account.metastore_assignments.get")
def get_assignment(call: Call, workspace_id: int) -> dict[str, Any]:
    """Which metastore a workspace uses."""
    workspaces.find(call, workspace_id)
    found = _assigned(call, workspace_id)
    if found is None:
        raise _unassigned(workspace_id)
    return {"metastore_assignment": found}


@operation("account.metastore_assignments.list")
def list_assignments(call: Call, metastore_id: str) -> dict[str, Any]:
    """The workspaces that use a metastore."""
    _find(call, metastore_id)
    known = (_assigned(call, each["workspace_id"]) for each in workspaces.everything(call).values())
    return {"workspace_ids": [each["workspace_id"] for each in known if each and each["metastore_id"] == metastore_id]}


@operation("account.metastore_assignments.delete")
def delete_assignment(call: Call, workspace_id: int, metastore_id: str) -> dict[str, Any]:
    """Take the metastore from a workspace."""
    found = _assigned(call, workspace_id)
    if found is None or found["metastore_id"] != metastore_id:
        raise _unassigned(workspace_id)
    _refuse_own(call, workspace_id)
    del _assignments(call)[str(workspace_id)]
    return {}


def _assign(call: Call, workspace_id: int, metastore_id: str, given: dict[str, Any]) -> None:
    workspaces.find(call, workspace_id)
    _find(call, metastore_id)
    if metastore_id != call.tenant.metastore.id or given.get("default_catalog_name", "main") != "main":
        _refuse_own(call, workspace_id)
    old = _assigned(call, workspace_id) or {}
    catalog = given.get("default_catalog_name", old.get("default_catalog_name", "main"))
    entry = {"workspace_id": workspace_id, "metastore_id": metastore_id, "default_catalog_name": catalog}
    _assignments(call)[str(workspace_id)] = entry


def _refuse_own(call: Call, workspace_id: int) -> None:
    if workspace_id == call.tenant.workspace_id:
        what = "account.metastore_assignments: another metastore or default catalog for the workspace that answers here"
        raise NotImplementedYet(f"{what} is not emulated.")


def _assignments(call: Call) -> Collection:
    return call.tenant.store["account.metastore_assignments"]


def _assigned(call: Call, workspace_id: int) -> Resource | None:
    if workspace_id == call.tenant.workspace_id:
        own = {"metastore_id": call.tenant.metastore.id, "default_catalog_name": "main"}
        return {"workspace_id": workspace_id, **own}
    return _assignments(call).get(str(workspace_id))


def _unassigned(workspace_id: int) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"No metastore assigned for workspace {workspace_id}.")


def _everything(call: Call) -> Collection:
    stored = call.tenant.store["account.metastores"]
    stored.setdefault(call.tenant.metastore.id, metastores.described(call))
    return stored


def _find(call: Call, metastore_id: str) -> Resource:
    error = MetastoreError("METASTORE_DOES_NOT_EXIST", f"Metastore '{metastore_id}' does not exist.", 404)
    found = _everything(call).get(metastore_id)
    if found is None:
        raise error
    return found
