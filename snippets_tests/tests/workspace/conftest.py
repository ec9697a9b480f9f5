"""One server for all tests, and a tenant of its own for each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from snippets_tests import surface
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.server import Server, serve


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return Workspace(surface.load())


@pytest.fixture(scope="session")
def server(workspace: Workspace) -> Iterator[Server]:
    with serve(workspace) as running:
        yield running


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's own Databricks profile and environment out of the tests."""
    for name in [name for name in os.environ if name.startswith("DATABRICKS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def tenant(workspace: Workspace, server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Tenant]:
    tenant = workspace.create_tenant(request.node.nodeid, tmp_path / "files", server.url)
    yield tenant
    workspace.drop_tenant(tenant)


@pytest.fixture
def w(tenant: Tenant) -> WorkspaceClient:
    """The admin's client."""
    return WorkspaceClient(host=tenant.host, token=tenant.token)


@pytest.fixture
def client_of(tenant: Tenant) -> Callable[..., WorkspaceClient]:
    """Makes a client for another user: `client_of("bob@example.com", "analysts")`."""

    def make(name: str, *groups: str) -> WorkspaceClient:
        return WorkspaceClient(host=tenant.host, token=tenant.add_user(name, "", *groups))

    return make
