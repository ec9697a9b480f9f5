"""Broken links of a built site are found, each with its page."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snippets_tests.tests.site.synthetic import Project


def links(site: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "snippets_tests.site.links", str(site)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_a_site_without_broken_links_passes(built: Project) -> None:
    answer = links(built.root / "site")
    assert (answer.returncode, answer.stdout) == (0, "links: all hold\n"), answer.stderr


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('href="api/clusters/#in-a-list"', 'href="api/clutsers/"', "index.html: api/clutsers: "),
        ('href="api/clusters/#in-a-list"', 'href="api/clusters/#in-a-lsit"', "index.html: api/clusters#in-a-lsit: "),
    ],
    ids=["page", "fragment"],
)
def test_a_broken_link_is_named_with_its_page(
    built: Project, tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    site = Path(shutil.copytree(built.root / "site", tmp_path / "site"))
    home = site / "index.html"
    text = home.read_text()
    assert right in text
    home.write_text(text.replace(right, wrong))
    answer = links(site)
    assert answer.returncode == 1
    assert [line for line in answer.stdout.splitlines() if line.startswith(said)]


def test_a_broken_link_between_markdown_twins_is_found(built: Project, tmp_path: Path) -> None:
    site = Path(shutil.copytree(built.root / "site", tmp_path / "site"))
    (site / "index.md").write_text("[gone](api/gone.md)\n")
    answer = links(site)
    assert answer.returncode == 1
    assert "index.md: api/gone.md: " in answer.stdout


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    answer = links(tmp_path)
    assert answer.returncode == 2
    assert "no site there" in answer.stderr
