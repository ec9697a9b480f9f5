"""The evidence page: totals, versions, weaker checks, replacements, pages, and the file itself."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from snippets_tests.pages import OPTIONS
from snippets_tests.runners.normalise import REPLACEMENTS
from snippets_tests.tests.site.synthetic import VERSIONS, Project


@pytest.fixture(scope="module")
def page(built: Project) -> BeautifulSoup:
    return BeautifulSoup(built.html("evidence/index.html"), "html.parser")


def rows(page: BeautifulSoup, heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    table = page.find(id=heading).find_next("table")
    return [[cell.get_text().strip() for cell in row.select("td")] for row in table.select("tbody tr")]


def test_totals_are_by_language_and_kind_of_check(page: BeautifulSoup) -> None:
    counts = {row[0]: row[1:7] for row in rows(page, "totals-by-language")}
    assert counts == {
        # blocks, ran, valid, checked only, failed, requests
        "python": ["5", "4", "0", "1", "0", "2"],
        "bash": ["1", "1", "0", "0", "0", "0"],
        "console": ["1", "1", "0", "0", "0", "0"],
        "json": ["1", "0", "1", "0", "0", "0"],
        "mermaid": ["1", "0", "1", "0", "0", "0"],
        "sql": ["1", "1", "0", "0", "0", "0"],
        "all": ["10", "7", "2", "1", "0", "2"],
    }


def test_the_run_is_named_by_its_time_and_commit(page: BeautifulSoup) -> None:
    assert "Run at 2026-01-15T09:00:00+00:00 of commit 0123456789abcdef0123456789abcdef01234567." in page.get_text()


def test_all_versions_are_listed(page: BeautifulSoup) -> None:
    assert rows(page, "versions") == [[name, version] for name, version in VERSIONS.items()]


def test_each_weaker_check_is_listed_with_its_reason(page: BeautifulSoup) -> None:
    assert rows(page, "checked-not-run") == [["Clusters", "84", "python", "types", "needs a GPU"]]
    assert "1 block of 10 (10.0%)" in page.get_text()


def test_without_weaker_checks_it_says_that_there_are_none(project: Project) -> None:
    project.prove()
    assert project.build().returncode == 0
    assert "None: every block that can run did." in project.html("evidence/index.html")


def test_everything_that_is_replaced_in_outputs_is_listed(page: BeautifulSoup) -> None:
    assert len(rows(page, "what-is-replaced-in-captured-output")) == len(REPLACEMENTS)


def test_each_page_with_blocks_is_listed_and_linked(page: BeautifulSoup) -> None:
    listed = rows(page, "pages")
    assert [row[:4] for row in listed] == [["Clusters", "10", "7", "2"]]
    assert page.find(id="api-clusters").parent.a["href"] == "../api/clusters/"


def test_the_evidence_is_published_as_it_is(built: Project) -> None:
    published = built.html("evidence.json")
    assert published == (built.root / "build/evidence.json").read_text()
    assert len(json.loads(published)["pages"]["docs/api/clusters.md"]["blocks"]) == 11


def test_numbers_on_other_pages_come_from_the_evidence(built: Project) -> None:
    home = BeautifulSoup(built.html("index.html"), "html.parser").get_text()
    assert "10 blocks in 6 languages on 4 pages: 7 ran in 1.2\xa0s and sent 2 requests." in home


def test_the_table_of_options_has_all_of_them(project: Project) -> None:
    project.page("options.md", "# Options\n\n## All\n\n<!-- table: options -->\n")
    project.prove()
    assert project.build().returncode == 0
    listed = rows(BeautifulSoup(project.html("options/index.html"), "html.parser"), "all")
    assert [row[0].partition("=")[0] for row in listed] == sorted(OPTIONS)
