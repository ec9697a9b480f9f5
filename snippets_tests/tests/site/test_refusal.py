"""The site is built from evidence that matches, or not at all; a preview warns instead."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from snippets_tests.tests.site.synthetic import Project

BLOCK = "# Jobs\n\n```python\nprint(1)\n```\n"


def refused(project: Project) -> str:
    answer = project.build()
    assert answer.returncode == 1
    assert not (project.root / "site/index.html").exists()
    return answer.stdout + answer.stderr


def test_a_page_that_changed_since_its_blocks_ran_is_refused_with_the_remedy(project: Project) -> None:
    page = project.page("api/jobs.md", BLOCK)
    project.prove()
    page.write_text(BLOCK.replace("print(1)", "print(2)"))
    said = refused(project)
    assert "docs/api/jobs.md: changed since its blocks ran" in said
    assert "run `lakeproof check`" in said


def test_a_change_of_a_single_blank_is_a_change(project: Project) -> None:
    page = project.page("jobs.md", BLOCK)
    project.prove()
    page.write_text(BLOCK.replace("# Jobs", "# Jobs "))
    assert "docs/jobs.md: changed since its blocks ran" in refused(project)


def test_a_page_that_never_ran_is_refused(project: Project) -> None:
    project.prove()
    project.page("jobs.md", BLOCK)
    assert "docs/jobs.md: its blocks never ran" in refused(project)


def test_a_page_without_blocks_needs_no_evidence(project: Project) -> None:
    project.prove()
    project.page("about.md", "# About\n\nOnly words, and a drawing:\n\n```text\n+--+\n```\n")
    answer = project.build()
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_failed_block_is_refused_at_its_line(project: Project) -> None:
    project.page("jobs.md", BLOCK)
    project.proofs["docs/jobs.md", 0] = {"outcome": "failed", "message": "docs/jobs.md:4: NameError: no w"}
    project.prove()
    assert "docs/jobs.md:4: NameError: no w" in refused(project)


def test_a_block_that_the_evidence_does_not_know_is_refused(project: Project) -> None:
    project.page("jobs.md", BLOCK)
    project.proofs["docs/jobs.md", 0] = {"index": 7}
    project.prove()
    assert "docs/jobs.md:3: the evidence has no python block here" in refused(project)


def test_all_stale_pages_are_named_at_once(project: Project) -> None:
    project.prove()
    project.page("a.md", BLOCK)
    project.page("b.md", BLOCK)
    said = refused(project)
    assert "docs/a.md: its blocks never ran" in said
    assert "docs/b.md: its blocks never ran" in said


def test_without_any_evidence_the_message_says_how_to_get_it(project: Project) -> None:
    said = refused(project)
    assert "build/evidence.json: no evidence there" in said
    assert "lakeproof check" in said


@pytest.mark.parametrize("text", ["{", '{"schema": 99}', "[]"], ids=["no JSON", "another schema", "no object"])
def test_an_evidence_file_that_cannot_be_read_is_refused(project: Project, text: str) -> None:
    project.prove()
    (project.root / "build/evidence.json").write_text(text)
    assert "build/evidence.json" in refused(project)


def test_a_page_with_a_malformed_fence_is_refused_at_its_line(project: Project) -> None:
    project.prove()
    project.page("jobs.md", "# Jobs\n\n```python continuatoin\nprint(1)\n```\n")
    said = refused(project)
    assert 'docs/jobs.md:3: unknown option "continuatoin"' in said
    assert 'did you mean "continuation"?' in said


def test_an_unknown_table_is_refused_at_its_line(project: Project) -> None:
    project.page("index.md", "# Home\n\n<!-- table: sumary -->\n")
    project.prove()
    assert "docs/index.md:3: no table 'sumary' (known: options, pages, replacements," in refused(project)


def test_a_preview_shows_a_warning_on_a_stale_page_instead(project: Project) -> None:
    page = project.page("jobs.md", BLOCK)
    project.prove()
    page.write_text(BLOCK + "\nMore.\n")
    answer = project.build(LAKEPROOF_PREVIEW="1")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    warning = BeautifulSoup(project.html("jobs/index.html"), "html.parser").select_one(".lp-unproven")
    assert warning is not None
    assert "docs/jobs.md: changed since its blocks ran" in warning.get_text()
    assert "lp-unproven" not in project.html("index.html")


def test_a_preview_shows_a_failed_block_with_its_message(project: Project) -> None:
    project.page("jobs.md", BLOCK)
    project.proofs["docs/jobs.md", 0] = {"outcome": "failed", "message": "NameError: <name>"}
    project.prove()
    assert project.build(LAKEPROOF_PREVIEW="1").returncode == 0
    proof = BeautifulSoup(project.html("jobs/index.html"), "html.parser").select_one(".lp-proof--failed")
    assert proof is not None
    assert "✗ Failed" in proof.get_text()
    assert "NameError: <name>" in proof.get_text()


def test_a_preview_of_a_page_that_cannot_be_read_says_why(project: Project) -> None:
    project.prove()
    project.page("jobs.md", "# Jobs\n\n```python\nprint(1)\n")
    assert project.build(LAKEPROOF_PREVIEW="1").returncode == 0
    assert "docs/jobs.md:3: the fence is not closed" in project.html("jobs/index.html")


@pytest.mark.parametrize(
    "link",
    ["[no page](nowhere.md)", "[no anchor](#nowhere)", "[no anchor](evidence.md#nowhere)", "[absolute](/evidence/)"],
)
def test_a_link_that_leads_nowhere_stops_the_build_even_when_it_is_quiet(project: Project, link: str) -> None:
    project.page("index.md", f"# Home\n\n{link}\n")
    project.prove()
    answer = project.build()
    assert answer.returncode == 1
    assert "index.md" in answer.stdout + answer.stderr
