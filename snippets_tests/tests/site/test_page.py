"""What surrounds the text on every page: nothing from other hosts, names for screen readers, our notice."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from snippets_tests.site import diagrams
from snippets_tests.tests.site.synthetic import Project

PAGES = ["index.html", "api/clusters/index.html", "evidence/index.html", "404.html"]


@pytest.fixture(params=PAGES)
def page(built: Project, request: pytest.FixtureRequest) -> BeautifulSoup:
    return BeautifulSoup(built.html(request.param), "html.parser")


def test_a_page_loads_nothing_from_another_host(page: BeautifulSoup) -> None:
    loaded = [tag["src"] for tag in page.select("script[src], img[src], iframe[src]")]
    loaded += [tag["href"] for tag in page.select("link[href]:not([rel=canonical])")]
    assert len(loaded) >= 3
    assert [address for address in loaded if re.match(r"(https?:)?//", address)] == []


def test_styles_load_nothing_from_another_host(built: Project) -> None:
    styles = list(built.root.glob("site/**/*.css"))
    assert len(styles) >= 2
    assert [path.name for path in styles if re.search(r"url\(['\"]?(https?:)?//", path.read_text())] == []


def test_the_search_dialog_has_a_name(page: BeautifulSoup) -> None:
    assert page.select_one("[role=dialog]")["aria-label"] == "Search"


def test_the_keyboard_reaches_code(page: BeautifulSoup) -> None:
    assert [
        code
        for code in page.select("article pre > code")
        if code.get("tabindex") != "0" and "mermaid" not in code.parent.get("class", [])
    ] == []


def test_no_anchor_is_empty(page: BeautifulSoup) -> None:
    assert [
        str(tag) for tag in page.select("article a") if not tag.get_text().strip() and not tag.get("aria-label")
    ] == []


def test_the_footer_says_that_this_is_unofficial(page: BeautifulSoup) -> None:
    assert "Unofficial: not affiliated with" in page.select_one("footer").get_text()


def test_nobody_is_asked_to_edit_a_page_where_the_repository_is_not_known(page: BeautifulSoup) -> None:
    assert page.select(".md-content__button") == []


def test_the_page_that_is_not_there_offers_ways_on(built: Project) -> None:
    page = BeautifulSoup(built.html("404.html"), "html.parser")
    assert [link.get_text() for link in page.select("article li a")] == ["Home", "Evidence", "Api", "Cli"]


def test_the_diagram_library_is_npms_own_file() -> None:
    assert len(diagrams.library()) > 1_000_000


def test_another_file_under_the_librarys_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "SHA256", "0" * 64)
    with pytest.raises(diagrams.DiagramError, match=r"does not carry npm's Mermaid .*\n.*hint: compare"):
        diagrams.library()


def test_a_missing_library_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "PACKAGE", "no_such_package")
    with pytest.raises(diagrams.DiagramError, match="make setup"):
        diagrams.library()
