"""Tables of fields come from the API and stay equal to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from snippets_tests.tests.engine.conftest import Run

Write = Callable[..., Path]

PAGE = """
    # Fields

    <!-- fields: secrets.put_secret only: scope, key -->

    Prose.

    <!-- fields: compute.State only: PENDING, RUNNING -->
    """


def test_update_prints_the_table_and_check_then_holds(lakeproof: Run, page: Write) -> None:
    path = page(PAGE)
    assert lakeproof("check", "page.md").returncode == 1
    assert lakeproof("update", "page.md").returncode == 0
    text = path.read_text()
    assert (
        "<!-- fields: secrets.put_secret only: scope, key -->\n\n"
        "| Field | Type | |\n|---|---|---|\n| `scope` | string | required |\n| `key` | string | required |\n\nProse."
    ) in text
    assert text.endswith("-->\n\n| Value |\n|---|\n| `PENDING` |\n| `RUNNING` |\n")
    assert lakeproof("check", "page.md").returncode == 0


def test_a_table_that_somebody_edited_fails_at_its_marker(lakeproof: Run, page: Write) -> None:
    path = page(PAGE)
    lakeproof("update", "page.md")
    path.write_text(path.read_text().replace("| `key` | string |", "| `key` | integer |"))
    ended = lakeproof("check", "page.md")
    assert ended.stdout.startswith("page.md:3: the table of secrets.put_secret's fields is not that of the API\n")


def test_names_that_the_api_does_not_have_fail(lakeproof: Run, page: Write) -> None:
    page("# X\n\n<!-- fields: secrets.put -->\n\n<!-- fields: secrets.put_secret only: scope, nope -->\n")
    lines = lakeproof("check", "page.md").stdout.splitlines()
    assert lines[:2] == [
        "page.md:3: the API has no operation, message or enum secrets.put",
        "page.md:5: secrets.put_secret has no field nope",
    ]
