"""Dashboards as files of the workspace: where they lie, what their names and folders allow, and the trash."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, PermissionDenied, ResourceAlreadyExists
from databricks.sdk.service.dashboards import Dashboard, LifecycleState
from databricks.sdk.service.iam import AccessControlRequest, PermissionLevel
from databricks.sdk.service.workspace import ExportFormat, ObjectType

HOME = "/Users/ada@example.com"
CONTENT = json.dumps({"pages": [{"name": "sales"}]})


@pytest.fixture
def dashboard(w: WorkspaceClient) -> Dashboard:
    return w.lakeview.create(Dashboard(display_name="Sales", serialized_dashboard=CONTENT))


def test_a_dashboard_is_a_file_of_its_makers_home(w: WorkspaceClient, dashboard: Dashboard) -> None:
    assert (dashboard.parent_path, dashboard.path) == (HOME, f"{HOME}/Sales.lvdash.json")
    assert "-" not in (dashboard.dashboard_id or "-")
    found = w.workspace.get_status(dashboard.path or "")
    assert (found.object_type, found.resource_id) == (ObjectType.DASHBOARD, dashboard.dashboard_id)
    assert found.path in [each.path for each in w.workspace.list(HOME)]
    exported = w.workspace.export(dashboard.path or "", format=ExportFormat.AUTO)
    assert base64.b64decode(exported.content or "").decode() == CONTENT


def test_a_folder_is_given_with_or_without_workspace_before_it(w: WorkspaceClient) -> None:
    w.workspace.mkdirs(f"{HOME}/reports")
    made = w.lakeview.create(Dashboard(display_name="Sales", parent_path=f"/Workspace{HOME}/reports"))
    assert (made.parent_path, made.path) == (f"{HOME}/reports", f"{HOME}/reports/Sales.lvdash.json")
    with pytest.raises(NotFound, match=r"Path \(/nowhere\) doesn't exist"):
        w.lakeview.create(Dashboard(display_name="Sales", parent_path="/nowhere"))


def test_a_name_is_free_once_in_a_folder(w: WorkspaceClient, dashboard: Dashboard) -> None:
    with pytest.raises(ResourceAlreadyExists, match=r"Node named 'Sales\.lvdash\.json' already exists"):
        w.lakeview.create(Dashboard(display_name="Sales"))
    other = w.lakeview.create(Dashboard(display_name="Costs"))
    with pytest.raises(ResourceAlreadyExists):
        w.lakeview.update(other.dashboard_id or "", Dashboard(display_name="Sales"))
    with pytest.raises(InvalidParameterValue, match="display_name"):
        w.lakeview.create(Dashboard())


def test_a_new_name_is_the_files_name_too(w: WorkspaceClient, dashboard: Dashboard) -> None:
    changed = w.lakeview.update(dashboard.dashboard_id or "", Dashboard(display_name="All sales"))
    assert changed.path == f"{HOME}/All sales.lvdash.json"
    assert w.workspace.get_status(changed.path).resource_id == dashboard.dashboard_id
    with pytest.raises(NotFound):
        w.workspace.get_status(dashboard.path or "")


@pytest.mark.parametrize("by", ["id", "path"])
def test_a_dashboard_in_the_trash_is_only_shown(w: WorkspaceClient, dashboard: Dashboard, by: str) -> None:
    identity, warehouse = dashboard.dashboard_id or "", next(iter(w.warehouses.list())).id
    w.lakeview.publish(identity, warehouse_id=warehouse)
    if by == "id":
        w.lakeview.trash(identity)
    else:
        w.workspace.delete(dashboard.path or "")
    assert w.lakeview.get(identity).lifecycle_state is LifecycleState.TRASHED
    assert list(w.lakeview.list()) == []
    assert [each.dashboard_id for each in w.lakeview.list(show_trashed=True)] == [identity]
    for act in (lambda: w.lakeview.publish(identity), lambda: w.lakeview.trash(identity)):
        with pytest.raises(BadRequest, match="is in the trash"):
            act()
    w.lakeview.create(Dashboard(display_name="Sales"))


def test_lists_leave_the_content_out(w: WorkspaceClient, dashboard: Dashboard) -> None:
    (found,) = w.lakeview.list()
    assert found.display_name == "Sales"
    assert (found.serialized_dashboard, found.path, found.etag) == (None, None, None)


def test_others_see_a_dashboard_by_its_permissions_or_its_folders(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient], dashboard: Dashboard
) -> None:
    bob, identity = client_of("bob@example.com"), dashboard.dashboard_id or ""
    with pytest.raises(PermissionDenied):
        bob.lakeview.get(identity)
    assert list(bob.lakeview.list()) == []
    entry = AccessControlRequest(user_name="bob@example.com", permission_level=PermissionLevel.CAN_READ)
    w.permissions.update("dashboards", identity, access_control_list=[entry])
    assert bob.lakeview.get(identity).display_name == "Sales"
    assert bob.workspace.get_status(dashboard.path or "").resource_id == identity
    with pytest.raises(PermissionDenied):
        bob.lakeview.update(identity, Dashboard(display_name="mine"))
    shared = w.lakeview.create(Dashboard(display_name="Open", parent_path="/Shared"))
    assert [each.dashboard_id for each in bob.lakeview.list()] == [identity, shared.dashboard_id]
