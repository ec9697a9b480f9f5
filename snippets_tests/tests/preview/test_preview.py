"""An edited page runs again, and its verdict goes to the terminal and into the evidence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from snippets_tests import evidence, pages
from snippets_tests.preview import Preview
from snippets_tests.site.ledger import Ledger

PAGE = '# Numbers\n\n```python\nprint(1 + 1)\n```\n\n```output\n2\n```\n\n```json\n{"a": 1}\n```\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nmarkdown_extensions: [pymdownx.superfences]\n")
    return tmp_path


@pytest.fixture
def preview(root: Path) -> Iterator[Preview]:
    made = Preview(root)
    yield made
    made.close()


def edit(root: Path, text: str, name: str = "numbers.md") -> Path:
    path = root / "docs" / name
    path.write_text(text)
    return path


def test_a_page_that_holds_is_proven(root: Path, preview: Preview) -> None:
    page = edit(root, PAGE)
    (said,) = preview.run([page])
    assert said.startswith("docs/numbers.md: 2 blocks hold (")
    ledger = Ledger(evidence.load(root / "build/evidence.json"))
    assert ledger.problems("docs/numbers.md", pages.load(page)) == []


def test_a_page_that_does_not_hold_says_where_and_why(root: Path, preview: Preview) -> None:
    (said,) = preview.run([edit(root, PAGE.replace("1 + 1", "1 + 2"))])
    assert said.startswith("docs/numbers.md:8: the output is not the one shown")
    assert not evidence.load(root / "build/evidence.json").passed


def test_an_edit_leaves_the_evidence_of_other_pages_alone(root: Path, preview: Preview) -> None:
    preview.run([edit(root, PAGE), edit(root, PAGE, "other.md")])
    before = evidence.load(root / "build/evidence.json").pages
    preview.run([edit(root, PAGE + "\nMore.\n")])
    after = evidence.load(root / "build/evidence.json").pages
    assert after["docs/other.md"] == before["docs/other.md"]
    assert after["docs/numbers.md"].sha256 != before["docs/numbers.md"].sha256


def test_a_removed_page_is_forgotten(root: Path, preview: Preview) -> None:
    page = edit(root, PAGE)
    preview.run([page])
    page.unlink()
    assert preview.run([page]) == []
    assert evidence.load(root / "build/evidence.json").pages == {}


def test_a_page_with_a_malformed_fence_is_told_with_its_line(root: Path, preview: Preview) -> None:
    (said,) = preview.run([edit(root, "# Numbers\n\n```python\nprint(1)\n")])
    assert said.startswith("docs/numbers.md:3: the fence is not closed")


def test_code_that_no_check_sees_is_told(root: Path, preview: Preview) -> None:
    (said,) = preview.run([edit(root, "# Numbers\n\n<pre>rm -rf build</pre>\n")])
    assert said.startswith("docs/numbers.md:3: code that no check sees")


def test_only_pages_that_changed_are_stale(root: Path, preview: Preview) -> None:
    one, two = edit(root, PAGE), edit(root, PAGE, "other.md")
    assert preview.stale() == [one, two]
    preview.run([one, two])
    assert preview.stale() == []
    edit(root, PAGE + "\nMore.\n", "other.md")
    assert preview.stale() == [two]


def test_outside_of_a_project_the_message_says_where_to_go(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "snippets_tests.preview"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 2
    assert "no mkdocs.yml there" in answer.stderr
