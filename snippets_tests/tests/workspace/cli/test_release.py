"""The release that the stand-in follows is not older than what the pages ask of their readers."""

from __future__ import annotations

import re
from pathlib import Path

from snippets_tests.pages import load
from snippets_tests.workspace.cli.release import VERSION

DOCS = Path(__file__).parents[4] / "docs"
ASKED = re.compile(r"^- The CLI, version (\S+) or later", re.MULTILINE)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_no_page_asks_for_a_newer_cli_than_its_blocks_ran_with() -> None:
    asked = {}
    for path in sorted(DOCS.rglob("*.md")):
        page = load(path)
        versions = page.front_matter.get("versions")
        if isinstance(versions, dict) and "databricks-cli" in versions:
            asked[path] = str(versions["databricks-cli"])
            said = ASKED.search(page.source.decode())
            assert said is None or said[1] == asked[path], path
    assert len(asked) > 40
    assert {path for path, version in asked.items() if numbers(version) > numbers(VERSION)} == set()
