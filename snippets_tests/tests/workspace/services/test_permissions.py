from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service import compute, iam

from snippets_tests import surface
from snippets_tests.workspace import access

ClientOf = Callable[..., WorkspaceClient]


@pytest.fixture
def cluster_id(w: WorkspaceClient) -> str:
    cluster = w.clusters.create_and_wait(spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1)
    return cluster.cluster_id or ""


def held(answer: Any) -> dict[str, str]:
    return {
        entry.user_name or entry.group_name: entry.all_permissions[0].permission_level.value
        for entry in answer.access_control_list
    }


def test_the_creator_manages_and_admins_inherit(w: WorkspaceClient, cluster_id: str) -> None:
    answer = w.clusters.get_permissions(cluster_id)
    assert (answer.object_id, answer.object_type) == (f"/clusters/{cluster_id}", "cluster")
    assert held(answer) == {"ada@example.com": "CAN_MANAGE", "admins": "CAN_MANAGE"}
    assert [e.all_permissions[0].inherited for e in answer.access_control_list or [] if e.all_permissions] == [
        False,
        True,
    ]


def test_a_granted_level_lets_another_user_in(w: WorkspaceClient, client_of: ClientOf, cluster_id: str) -> None:
    bob = client_of("bob@example.com")
    entry = compute.ClusterAccessControlRequest(
        user_name="bob@example.com", permission_level=compute.ClusterPermissionLevel.CAN_RESTART
    )
    assert (
        held(w.clusters.update_permissions(cluster_id, access_control_list=[entry]))["bob@example.com"] == "CAN_RESTART"
    )
    bob.clusters.restart_and_wait(cluster_id)
    with pytest.raises(PermissionDenied, match="CAN_MANAGE"):
        bob.clusters.resize(cluster_id, num_workers=2)


def test_set_replaces_what_was_granted(w: WorkspaceClient, client_of: ClientOf, cluster_id: str) -> None:
    client_of("bob@example.com", "analysts")
    levels = compute.ClusterPermissionLevel
    for name in ("user_name", "group_name"):
        who = {"user_name": "bob@example.com", "group_name": "analysts"}[name]
        entry = compute.ClusterAccessControlRequest(permission_level=levels.CAN_ATTACH_TO, **{name: who})  # type: ignore
        answer = w.clusters.set_permissions(cluster_id, access_control_list=[entry])
        assert held(answer) == {who: "CAN_ATTACH_TO", "admins": "CAN_MANAGE"}


def test_the_general_api_sees_the_same(w: WorkspaceClient, cluster_id: str) -> None:
    answer = w.permissions.get("clusters", cluster_id)
    assert held(answer) == held(w.clusters.get_permissions(cluster_id))
    levels = w.permissions.get_permission_levels("clusters", cluster_id).permission_levels or []
    assert [level.permission_level for level in levels] == [
        iam.PermissionLevel.CAN_ATTACH_TO,
        iam.PermissionLevel.CAN_RESTART,
        iam.PermissionLevel.CAN_MANAGE,
    ]


def test_a_folder_can_be_shared(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob = client_of("bob@example.com")
    w.workspace.mkdirs("/Users/ada@example.com/shared")
    folder = w.workspace.get_status("/Users/ada@example.com/shared")
    with pytest.raises(PermissionDenied):
        bob.workspace.get_status("/Users/ada@example.com/shared")
    read = iam.AccessControlRequest(user_name="bob@example.com", permission_level=iam.PermissionLevel.CAN_READ)
    w.permissions.update("directories", str(folder.object_id), access_control_list=[read])
    assert bob.workspace.get_status("/Users/ada@example.com/shared").object_id == folder.object_id


def test_a_wrong_level_an_unknown_principal_and_an_unknown_object_are_refused(
    w: WorkspaceClient, cluster_id: str
) -> None:
    owner = iam.AccessControlRequest(user_name="ada@example.com", permission_level=iam.PermissionLevel.IS_OWNER)
    with pytest.raises(InvalidParameterValue, match="IS_OWNER"):
        w.permissions.update("clusters", cluster_id, access_control_list=[owner])
    nobody = iam.AccessControlRequest(group_name="nobody", permission_level=iam.PermissionLevel.CAN_MANAGE)
    with pytest.raises(ResourceDoesNotExist, match=r"Principal: GroupName\(nobody\) does not exist"):
        w.permissions.update("clusters", cluster_id, access_control_list=[nobody])
    with pytest.raises(ResourceDoesNotExist, match="cluster nope does not exist"):
        w.permissions.get("clusters", "nope")


def test_levels_are_those_of_the_sdk() -> None:
    known = surface.load()
    compared = []
    for operation in known.operations.values():
        kind = operation.path.removeprefix("/api/2.0/permissions/").partition("/")[0]
        if operation.path.endswith("/permissionLevels") and kind in access.LEVELS and operation.response:
            described = known.messages[operation.response.name or ""].fields[0].type.of
            assert described is not None
            fields = {field.name: field.type for field in known.messages[described.name or ""].fields}
            assert set(access.LEVELS[kind]) == set(known.enums[fields["permission_level"].name or ""].values), kind
            compared.append(kind)
    assert len(compared) >= 15


@pytest.mark.parametrize("path", ["permissions/sql/warehouses", "preview/permissions/sql/warehouses"])
def test_a_warehouse_is_found_by_the_name_that_its_answer_gives_it(w: WorkspaceClient, path: str) -> None:
    warehouse = w.warehouses.create(name="bi", cluster_size="Small").response.id
    entry = {"group_name": "users", "permission_level": "CAN_USE"}
    w.api_client.do("PATCH", f"/api/2.0/{path}/{warehouse}", body={"access_control_list": [entry]})
    found = w.permissions.get("sql/warehouses", str(warehouse))
    assert found.object_id == f"/sql/warehouses/{warehouse}"
    assert found == w.permissions.get("warehouses", str(warehouse))
    assert "users" in [each.group_name for each in found.access_control_list or []]
    levels = w.permissions.get_permission_levels("sql/warehouses", str(warehouse)).permission_levels or []
    assert iam.PermissionLevel.CAN_USE in [each.permission_level for each in levels]


def test_a_warehouse_has_no_other_old_name(w: WorkspaceClient) -> None:
    with pytest.raises(NotFound, match="No API found"):
        w.permissions.get("sql/clusters", "1")
