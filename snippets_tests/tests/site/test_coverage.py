"""The table of requirements is complete, and every place in it exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests.site import coverage

GROUPS = {"S0-2": 26, "S0-4": 8, "S0-8": 8, "S0-9": 7, "S0-10": 4}
"""How many requirements each group has."""


def test_every_requirement_has_its_line() -> None:
    expected = [f"{group}.{number}" for group, count in GROUPS.items() for number in range(1, count + 1)]
    assert [requirement.id for requirement in coverage.load()] == expected


def test_every_place_exists() -> None:
    assert list(coverage.faults(coverage.load())) == []


def test_a_place_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("# T\n\n## Run `it` twice\n\n## Again\n\n## Again\n")
    there = coverage.Requirement("a", "", ("page.md#run-it-twice", "page.md#again_1", "/docs/page.md"))
    gone = coverage.Requirement("b", "", ("page.md#run", "no.md#x", "/Makefile"))
    assert list(coverage.faults([there, gone], tmp_path)) == [
        "b: page.md has no section #run",
        "b: there is no no.md",
        "b: there is no /Makefile",
    ]


def test_a_line_must_say_where_or_what_is_missing(tmp_path: Path) -> None:
    table = tmp_path / "coverage.yml"
    table.write_text("S0-1.1: {what: README}\n")
    with pytest.raises(ValueError, match="S0-1.1 says neither where it is answered nor what is missing"):
        coverage.load(table)
