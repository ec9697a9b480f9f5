"""A server whose tenants have an engine, in place of the one without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from snippets_tests import surface
from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Workspace
from snippets_tests.workspace.server import Server, serve


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return Workspace(surface.load(), SmallEngine)


@pytest.fixture(scope="session")
def server(workspace: Workspace) -> Iterator[Server]:
    with serve(workspace) as running:
        yield running
