"""The same for pages that need Spark, all on one JVM."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests.tests.engine.breaking import Case, check, read

PAGES, CASES = read(Path(__file__).with_name("breakages_spark.yml"))


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("spark")
    for name, text in PAGES.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    for case in CASES:
        (folder / case.file).write_text(case.text, "utf-8")
    _, found = check(folder)
    assert len(found) == len(PAGES) + len(CASES)
    return found


def test_there_are_many_breakages() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("name", PAGES)
def test_a_right_page_passes(name: str, failures: dict[str, list[str]]) -> None:
    assert failures[f"{name}.md"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_broken_page_fails_at_the_line(case: Case, failures: dict[str, list[str]]) -> None:
    messages = failures[case.file]
    assert messages, "the page passes although it is broken"
    at = f"{case.file}:{case.line}: "
    assert any(at in message.split("\n")[0] + " " and case.says in message for message in messages), "\n".join(messages)
