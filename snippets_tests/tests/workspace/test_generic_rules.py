"""Rules of families that their shape does not tell."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, ResourceAlreadyExists, ResourceDoesNotExist
from databricks.sdk.service import catalog

from snippets_tests import surface
from snippets_tests.workspace import access
from snippets_tests.workspace.generic.families import families


def test_an_experiments_name_is_its_own(w: WorkspaceClient) -> None:
    w.experiments.create_experiment("/Shared/e")
    with pytest.raises(ResourceAlreadyExists, match="Node named 'e' already exists"):
        w.experiments.create_experiment("/Shared/e")


def test_a_location_needs_its_credential(w: WorkspaceClient) -> None:
    with pytest.raises(ResourceDoesNotExist, match="Storage credential 'nope' does not exist"):
        w.external_locations.create(name="raw", url="s3://raw", credential_name="nope")


def test_a_git_credential_never_shows_its_token(w: WorkspaceClient) -> None:
    made = w.git_credentials.create(git_provider="gitHub", git_username="ada", personal_access_token="ghp_1")
    assert "ghp_1" not in str([made.as_dict(), w.git_credentials.get(made.credential_id).as_dict()])
    with pytest.raises(BadRequest, match="Only one Git credential"):
        w.git_credentials.create(git_provider="gitHub", git_username="ada", personal_access_token="ghp_2")


def test_a_renamed_connection_keeps_its_grants_and_can_go(w: WorkspaceClient) -> None:
    w.connections.create(name="old", connection_type=catalog.ConnectionType.MYSQL, options={"host": "db"})
    change = catalog.PermissionsChange(principal="users", add=[catalog.Privilege.USE_CONNECTION])
    w.grants.update("connection", "old", changes=[change])
    w.connections.update("old", options={"host": "db2"}, new_name="new")
    kept = w.grants.get("connection", "new").privilege_assignments or []
    assert [entry.principal for entry in kept] == ["users"]
    w.connections.delete("new")
    with pytest.raises(NotFound, match="Connection 'new' does not exist"):
        w.connections.get("new")


def test_an_experiments_permissions_are_kept(w: WorkspaceClient) -> None:
    identity = w.experiments.create_experiment("/Shared/e").experiment_id or ""
    held = w.experiments.get_permissions(identity).access_control_list or []
    assert held[0].user_name == "ada@example.com"


def test_permissions_are_looked_for_where_objects_are_kept() -> None:
    assert set(access.COLLECTIONS.values()) <= {family.name for family in families(surface.load())}
