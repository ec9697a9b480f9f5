"""What the site offers to readers that are programs: pages as Markdown, llms.txt, full texts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from snippets_tests.tests.site.synthetic import Project


def test_every_page_has_its_markdown_and_links_to_it(built: Project) -> None:
    pages = list(built.root.glob("site/**/index.html"))
    assert len(pages) == 4
    for path in pages:
        page = BeautifulSoup(path.read_text(), "html.parser")
        link = page.select_one("link[rel=alternate][type='text/markdown']")
        assert (path.parent / link["href"]).is_file()
        assert page.select_one("[data-lp-copy]")["data-lp-copy"] == link["href"]


def test_the_markdown_is_the_source_with_outputs_and_without_front_matter(built: Project) -> None:
    source = (built.root / "docs/api/clusters.md").read_text()
    twin = built.html("api/clusters.md")
    assert twin.startswith("# Clusters\n")
    assert source.endswith(twin)
    assert "```output\nState.RUNNING\n```" in twin


def test_the_markdown_of_the_evidence_page_has_its_tables(built: Project) -> None:
    assert "| `python` | 5 | 4 |" in built.html("evidence.md")


def test_a_readme_is_also_at_the_address_that_its_page_suggests(built: Project) -> None:
    assert built.html("cli/README.md") == built.html("cli/index.md")


def test_llms_txt_has_the_published_form(built: Project) -> None:
    lines = built.html("llms.txt").splitlines()
    assert lines[0] == "# Lakeproof"
    assert lines[2].startswith("> Databricks documentation")
    assert [line for line in lines if line.startswith("## ")] == ["## Overview", "## Api", "## Cli", "## Optional"]
    assert "- [Clusters](api/clusters.md): How to make a cluster" in lines
    assert lines.index("## Optional") < next(i for i, line in enumerate(lines) if "(evidence.md)" in line)


def test_every_link_of_llms_txt_leads_to_a_file(built: Project) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", built.html("llms.txt"))
    assert len(targets) == 4 + 3 + 1
    assert [target for target in targets if not (built.root / "site" / target).is_file()] == []


def test_a_page_without_a_description_is_described_by_its_first_paragraph(built: Project) -> None:
    assert "- [CLI](cli/README.md): Nothing runs here." in built.html("llms.txt")


def test_the_full_text_comes_whole_and_by_section(built: Project) -> None:
    whole, section = built.html("llms-full.txt"), built.html("llms-full-api.txt")
    assert "State.RUNNING" in whole
    assert "State.RUNNING" in section
    assert "Nothing runs here." in whole
    assert "Nothing runs here." not in section


def test_links_are_absolute_where_the_address_is_known(project: Project) -> None:
    project.prove()
    assert project.build(LAKEPROOF_SITE_URL="https://docs.example.com/lakeproof/").returncode == 0
    assert "(https://docs.example.com/lakeproof/index.md)" in project.html("llms.txt")


@pytest.mark.parametrize("name", ["evidence.json", "llms.txt", "llms-full.txt", "sitemap.xml", "404.html"])
def test_what_stands_beside_the_pages_is_there(built: Project, name: str) -> None:
    assert built.html(name)
