"""A server whose tenants have an engine, in place of the one without."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.workspace import ImportFormat, Language

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


@pytest.fixture
def put(w: WorkspaceClient) -> Callable[[str, str], str]:
    """Writes a Python notebook of some cells and gives its path."""

    def write(name: str, *cells: str) -> str:
        source = "# Databricks notebook source\n" + "\n\n# COMMAND ----------\n\n".join(cells)
        w.workspace.upload(
            f"/Shared/{name}",
            io.BytesIO(source.encode()),
            format=ImportFormat.SOURCE,
            language=Language.PYTHON,
            overwrite=True,
        )
        return f"/Shared/{name}"

    return write
