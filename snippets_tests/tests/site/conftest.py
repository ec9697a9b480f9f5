"""One synthetic site, built once; most tests look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests.tests.site.synthetic import Project, exchange

CLUSTERS = Path(__file__).with_name("clusters.page")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project with a home page and the evidence page."""
    made = Project(tmp_path / "project")
    made.page("index.md", "# Home\n\n<!-- table: summary -->\n")
    return made


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built site whose page api/clusters.md has a block in each container."""
    requests = (
        exchange(
            "POST", "/api/2.1/clusters/create", {"cluster_name": "x"}, 200, {"cluster_id": "1"}, "clusters.create"
        ),
        exchange("GET", "/api/2.1/clusters/get", None, 404, {"error_code": "NOT_FOUND"}, "clusters.get"),
    )
    made = Project(tmp_path_factory.mktemp("site") / "project", {("docs/api/clusters.md", 0): {"requests": requests}})
    made.page("index.md", "# Home\n\n<!-- table: summary -->\n\nSee [clusters](api/clusters.md#in-a-list).\n")
    made.page("api/clusters.md", CLUSTERS.read_text())
    made.page("cli/README.md", "# CLI\n\nNothing runs here.\n")
    made.prove()
    answer = made.build()
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return made
