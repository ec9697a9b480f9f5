"""Checks can fail: a right page passes, and with any one thing broken it fails at that thing's line."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests.tests.engine.breaking import Case, check, read

PAGES, CASES = read(Path(__file__).with_name("breakages.yml"))


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("broken")
    for case in CASES:
        (folder / case.file).write_text(case.text, "utf-8")
    code, found = check(folder)
    assert code == 1
    assert len(found) == len(CASES)
    return found


def test_there_are_many_breakages_in_all_languages_that_need_no_spark() -> None:
    assert len(CASES) >= 70
    assert {"python-sdk", "bash", "databricks-cli", "console", "http", "data", "drawing", "fences"} <= set(PAGES)


def test_the_right_pages_pass(tmp_path: Path) -> None:
    for name, text in PAGES.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    code, found = check(tmp_path)
    assert {name: messages for name, messages in found.items() if messages} == {}
    assert code == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_broken_page_fails_at_the_line(case: Case, failures: dict[str, list[str]]) -> None:
    messages = failures[case.file]
    assert messages, "the page passes although it is broken"
    at = f"{case.file}:{case.line}: "
    assert any(at in message.split("\n")[0] + " " and case.says in message for message in messages), "\n".join(messages)
