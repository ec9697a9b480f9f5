"""The end of a published page: nothing is left behind, and tabs did the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from snippets_tests import pages
from snippets_tests.runners import ending
from snippets_tests.tests.engine.conftest import Run

Write = Callable[..., Path]

CREATE = """
    # Scopes

    ```bash
    databricks secrets create-scope app
    databricks workspace mkdirs /Shared/app
    ```
    """
DELETE = """
    ```bash
    databricks secrets delete-scope app
    databricks workspace delete /Shared/app
    ```
    """
TABS = """
    # Tokens

    {note}
    === "Python SDK"

        ```python
        from databricks.sdk import WorkspaceClient

        WorkspaceClient().secrets.create_scope("sdk")
        ```

    === "CLI"

        ```bash
        databricks secrets create-scope cli
        databricks groups create --display-name extra > group.json
        ```

    === "REST"

        ```http
        GET /api/2.0/secrets/scopes/list
        ```

    ```bash
    databricks secrets delete-scope sdk
    databricks secrets delete-scope cli
    databricks groups delete $(databricks groups list | awk '$2 == "extra" {{print $1}}')
    ```
    """


@pytest.fixture
def project(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")


def verdicts(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("docs/")]


@pytest.mark.usefixtures("project")
def test_a_page_that_cleans_up_holds(lakeproof: Run, page: Write) -> None:
    page(CREATE + DELETE, "docs/page.md")
    assert lakeproof("check", "docs/page.md").returncode == 0


@pytest.mark.usefixtures("project")
def test_what_a_page_leaves_behind_is_named_at_its_last_block(lakeproof: Run, page: Write) -> None:
    page(CREATE, "docs/page.md")
    ended = lakeproof("check", "docs/page.md", "--json", "found.json")
    assert ended.returncode == 1
    assert verdicts(ended.stdout) == ["docs/page.md:3: the page leaves behind: secrets app, workspace /Shared/app"]


@pytest.mark.usefixtures("project")
def test_a_failed_block_is_told_alone(lakeproof: Run, page: Write) -> None:
    page(CREATE + "\n    ```bash\n    false\n    ```\n", "docs/page.md")
    assert verdicts(lakeproof("check", "docs/page.md").stdout) == ["docs/page.md:9: exit code 1"]


def test_files_that_missed_their_tenant_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    volumes = tmp_path / "Volumes"
    monkeypatch.setattr(ending, "PREFIXES", (str(volumes), str(tmp_path / "Workspace")))
    (tmp_path / "page.md").write_text("# A page\n")
    world: Any = SimpleNamespace(left=list)
    page = pages.load(tmp_path / "page.md")
    assert ending.faults(page, world, {}) == []
    volumes.mkdir()
    (fault,) = ending.faults(page, world, {})
    assert (fault.line, str(volumes) in fault.message) == (1, True)


def test_a_page_that_is_no_site_s_may_leave_what_it_likes(lakeproof: Run, page: Write) -> None:
    page(CREATE)
    assert lakeproof("check", "page.md").returncode == 0


@pytest.mark.usefixtures("project")
def test_tabs_that_do_different_things_are_told_apart_by_operation(lakeproof: Run, page: Write) -> None:
    page(TABS.format(note=""), "docs/page.md")
    assert verdicts(lakeproof("check", "docs/page.md").stdout) == [
        "docs/page.md:12: tab CLI does what tab Python SDK does not: groups.create",
        "docs/page.md:19: tab REST lacks what tab Python SDK does: secrets.create_scope",
    ]


@pytest.mark.usefixtures("project")
def test_tabs_may_differ_for_a_stated_reason(lakeproof: Run, page: Write) -> None:
    page(TABS.format(note="<!-- tabs differ: three examples -->"), "docs/page.md")
    assert lakeproof("check", "docs/page.md").returncode == 0
