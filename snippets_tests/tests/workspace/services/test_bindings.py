"""Workspace bindings: what is isolated is reached from the workspaces that it is bound to, whatever was granted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied
from databricks.sdk.service.catalog import (
    AwsIamRoleRequest,
    CatalogIsolationMode,
    IsolationMode,
    WorkspaceBinding,
    WorkspaceBindingBindingType,
)

READ_ONLY = WorkspaceBindingBindingType.BINDING_TYPE_READ_ONLY
ROLE = AwsIamRoleRequest(role_arn="arn:aws:iam::123456789012:role/lake")


@pytest.fixture
def away(w: WorkspaceClient) -> WorkspaceBinding:
    """The catalog `sales` isolated; the binding of this workspace to it."""
    w.catalogs.create("sales")
    w.schemas.create("eu", "sales")
    w.catalogs.update("sales", isolation_mode=CatalogIsolationMode.ISOLATED)
    (here,) = w.workspace_bindings.get_bindings("catalog", "sales")
    return here


def test_isolating_binds_the_present_workspace(w: WorkspaceClient, away: WorkspaceBinding) -> None:
    assert away.workspace_id == w.get_workspace_id()
    assert w.catalogs.get("sales").isolation_mode is CatalogIsolationMode.ISOLATED


def test_a_catalog_of_other_workspaces_is_out_of_reach(w: WorkspaceClient, away: WorkspaceBinding) -> None:
    w.workspace_bindings.update_bindings("catalog", "sales", add=[WorkspaceBinding(workspace_id=7)], remove=[away])
    for attempt in (
        lambda: w.catalogs.get("sales"),
        lambda: w.schemas.get("sales.eu"),
        lambda: list(w.schemas.list("sales")),
        lambda: w.schemas.create("us", "sales"),
        lambda: w.grants.get("catalog", "sales"),
        lambda: w.catalogs.delete("sales", force=True),
    ):
        with pytest.raises(PermissionDenied, match="Catalog 'sales' is not accessible in current workspace"):
            attempt()
    assert "sales" not in [each.name for each in w.catalogs.list()]
    assert "sales" in [each.name for each in w.catalogs.list(include_unbound=True)]
    w.workspace_bindings.update("sales", assign_workspaces=[w.get_workspace_id()])
    assert w.schemas.get("sales.eu").name == "eu"


def test_bindings_of_an_open_catalog_have_no_effect(w: WorkspaceClient) -> None:
    w.catalogs.create("sales")
    w.workspace_bindings.update("sales", assign_workspaces=[7])
    assert w.catalogs.get("sales").isolation_mode is CatalogIsolationMode.OPEN


def test_a_catalog_bound_for_reading_is_not_written(w: WorkspaceClient, away: WorkspaceBinding) -> None:
    here = WorkspaceBinding(workspace_id=away.workspace_id, binding_type=READ_ONLY)
    w.workspace_bindings.update_bindings("catalog", "sales", add=[here])
    assert w.schemas.get("sales.eu").name == "eu"
    with pytest.raises(PermissionDenied, match="for reading only"):
        w.schemas.create("us", "sales")


def test_locations_and_credentials_are_bound_alike(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    w.storage_credentials.create("lake", aws_iam_role=ROLE)
    w.external_locations.create("raw", "s3://bucket/raw", "lake", skip_validation=True)
    w.external_locations.update("raw", isolation_mode=IsolationMode.ISOLATION_MODE_ISOLATED)
    with pytest.raises(InvalidParameterValue, match="Supported binding types for STORAGE_CREDENTIAL are"):
        binding = WorkspaceBinding(workspace_id=7, binding_type=READ_ONLY)
        w.workspace_bindings.update_bindings("storage_credential", "lake", add=[binding])
    (here,) = w.workspace_bindings.get_bindings("external_location", "raw")
    w.workspace_bindings.update_bindings("external_location", "raw", remove=[here])
    with pytest.raises(PermissionDenied, match="External Location 'raw' is not accessible in current workspace"):
        w.external_locations.get("raw")
    assert list(w.external_locations.list()) == []
    assert [each.name for each in w.external_locations.list(include_unbound=True)] == ["raw"]
