"""Metastores and their assignment, as an admin of the account reaches them through a workspace."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import PermissionDenied
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import metastores as own
from snippets_tests.workspace.services.account import metastores
from snippets_tests.workspace.store import Resource


@operation("metastores.create")
def create(call: Call, **given: Any) -> Resource:
    """Describe another metastore."""
    _require_account_admin(call)
    made: Resource = metastores.create(call, given)["metastore_info"]
    return made


@operation("metastores.get")
def get(call: Call, id: str) -> dict[str, Any]:
    """One metastore: the workspace's own for its admins, every one for the account's."""
    if call.principal.account_admin and id != call.tenant.metastore.id:
        return dict(metastores.get(call, id)["metastore_info"])
    own.require(call, id)
    call.require_admin("Only metastore admins can read a metastore.")
    return own.described(call)


@operation("metastores.list")
def list_(call: Call, max_results: int | None = None, page_token: str | None = None) -> dict[str, Any]:
    """The metastores that the caller may read."""
    call.require_admin("Only metastore admins can list metastores.")
    others = metastores.list_(call)["metastores"] if call.principal.account_admin else []
    known = [own.described(call), *(each for each in others if each["metastore_id"] != call.tenant.metastore.id)]
    return unity.pages("metastores", known, max_results, page_token)


@operation("metastores.update")
def update(call: Call, id: str, new_name: str | None = None, **given: Any) -> Resource:
    """Change what is given."""
    _require_account_admin(call)
    changes = given | ({"name": new_name} if new_name else {})
    changed: Resource = metastores.update(call, id, changes)["metastore_info"]
    return changed


@operation("metastores.delete")
def delete(call: Call, id: str, force: bool = False) -> None:
    """Forget a metastore."""
    _require_account_admin(call)
    metastores.delete(call, id, force)


@operation("metastores.assign")
def assign(call: Call, workspace_id: int, metastore_id: str, default_catalog_name: str) -> None:
    """Let a workspace use a metastore."""
    _require_account_admin(call)
    metastores.create_assignment(call, workspace_id, metastore_id, {"default_catalog_name": default_catalog_name})


@operation("metastores.update_assignment")
def update_assignment(
    call: Call, workspace_id: int, metastore_id: str | None = None, default_catalog_name: str | None = None
) -> None:
    """Change a workspace's metastore or default catalog."""
    _require_account_admin(call)
    held = metastores.get_assignment(call, workspace_id)["metastore_assignment"]
    given = {"default_catalog_name": default_catalog_name} if default_catalog_name else {}
    metastores.update_assignment(call, workspace_id, metastore_id or held["metastore_id"], given)


@operation("metastores.unassign")
def unassign(call: Call, workspace_id: int, metastore_id: str) -> None:
    """Take the metastore from a workspace."""
    _require_account_admin(call)
    metastores.delete_assignment(call, workspace_id, metastore_id)


def _require_account_admin(call: Call) -> None:
    if not call.principal.account_admin:
        raise PermissionDenied("Only account admins can manage metastores.")
