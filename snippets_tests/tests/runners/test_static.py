"""The weaker checks, quoted sources, and the things that hold for every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests.pages import OPTIONS
from snippets_tests.runners.normalise import REPLACEMENTS, Normaliser
from snippets_tests.runners.table import ALIASES, RUNNERS
from snippets_tests.tests.runners.conftest import Check, failure, only

WHY = 'because="needs a GPU"'


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('python checked="parse"', "import torch\ntorch.cuda.run()"),
        ('sql checked="parse"', "SELECT ai_query('model', text) FROM main.default.t"),
        ('bash checked="parse"', "nvidia-smi --loop"),
        ('console checked="parse"', "$ nvidia-smi\nanything"),
        ('http checked="parse"', 'POST /serving-endpoints/x/invocations\n\n{"a": 1}'),
        ('python checked="types"', "from databricks.sdk import WorkspaceClient as W\nprint(W().clusters.list())"),
    ],
)  # fmt: skip
def test_a_block_that_is_only_checked_does_not_run(check: Check, words: str, code: str) -> None:
    outcome = only(check(f"```{words} {WHY}\n{code}\n```\n"))
    assert outcome.passed, outcome.message
    assert outcome.check == ("types" if "types" in words else "parse")
    assert outcome.requests == ()


@pytest.mark.parametrize(
    ("words", "code", "line", "cause"),
    [
        ('python checked="parse"', "x = 1\nif x", 3, "SyntaxError"),
        ('sql checked="parse"', "SELECT 1;\nSELEC 2", 3, "not SQL"),
        ('sql checked="parse"', "SELECT 1;\nVACUUMIZE t ALL", 3, "not SQL"),
        ('sql checked="parse"', "SELECT 1;\nCALL OF THE wild", 3, "does not know this statement"),
        ('sql checked="parse"', "SELECT (1\nFROM t", 3, "not SQL"),
        ('bash checked="parse"', "echo a\nif true; then", 4, "not bash"),
        ('console checked="parse"', "$ echo a\na\n$ echo 'b", 4, "not bash"),
        ('json checked="parse"', "{}", 1, "has no meaning for json"),
        ('http checked="parse"', "FETCH /x", 2, "not a request line"),
    ],
)
def test_the_weaker_checks_can_fail(check: Check, words: str, code: str, line: int, cause: str) -> None:
    found, message = failure(check(f"```{words} {WHY}\n{code}\n```\n"))
    assert (line, True) == (found, cause in message), message


def test_types_are_held_against_the_installed_packages(check: Check) -> None:
    outcomes = check(
        f"""
        # T

        ```python checked="types" {WHY}
        from databricks.sdk import WorkspaceClient
        w = WorkspaceClient()
        w.clusters.lst()
        ```
        ```python checked="types" {WHY} continuation
        w.jobs.run_now(job="1")
        display(spark.table("x"))
        ```
        ```python checked="types" {WHY}
        import no_such_package_at_all
        ```
        """
    )
    found = [(outcome.line, outcome.message) for outcome in outcomes]
    assert found[0] == (6, 'types: "ClustersAPI" has no attribute "lst"; maybe "list"?  [attr-defined]') or (
        found[0][0] == 6 and '"lst"' in str(found[0][1])
    )
    assert found[1][0] == 9 and "job" in str(found[1][1])
    assert found[2][0] == 13 and "no_such_package_at_all" in str(found[2][1])


def test_a_quoted_source_must_be_equal_to_its_file(check: Check, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "job.py").write_text(
        "def f():\n    # --8<-- [start:part]\n    x = 1\n    if x:\n        y = 2\n    # --8<-- [end:part]\n"
    )
    right = '```python source="examples/job.py#part"\nx = 1\nif x:\n    y = 2\n```\n'
    assert only(check(right)).passed
    assert failure(check(right.replace("y = 2", "y = 3")))[0] == 4
    assert 'no region "prat"' in failure(check(right.replace("#part", "#prat")))[1]
    assert "no such file" in failure(check(right.replace("job.py", "jobs.py")))[1]


@pytest.mark.parametrize(("word", "guess"), [("pyhton", "python"), ("sh", "bash"), ("yml", "yaml"), ("SQL", "sql")])
def test_an_unknown_language_fails_with_the_known_ones(check: Check, word: str, guess: str) -> None:
    outcome = only(check(f"# T\n\n```{word}\nx\n```\n"))
    assert (outcome.passed, outcome.line) == (False, 3)
    assert all(name in str(outcome.message) for name in RUNNERS)
    assert f'did you mean "{guess}"?' in outcome.hint


def test_a_fence_without_language_fails(check: Check) -> None:
    assert failure(check("```\nx\n```\n")) == (1, "the fence names no language")


def test_an_output_is_compared_line_by_line(check: Check) -> None:
    outcome = only(check("# T\n\n```bash\nprintf 'a\\nb\\nc\\n'\n```\n\n```output\na\nx\nc\n```\n"))
    assert outcome.line == 9
    assert "  -x\n  +b" in str(outcome.message)
    assert "lakeproof update" in outcome.hint


@pytest.mark.parametrize("shown", ["", "a\nb\n", "a \n\n\n"], ids=["nothing", "more", "blanks"])
def test_an_output_differs_when_lines_lack_but_not_by_blanks(check: Check, shown: str) -> None:
    outcome = only(check(f"```bash\necho a\n```\n```output\n{shown}```\n"))
    assert outcome.passed is (shown == "a \n\n\n")


@pytest.mark.parametrize("words", ["json", "text", "mermaid", f'python checked="parse" {WHY}'])
def test_an_output_that_nothing_prints_is_refused(check: Check, words: str) -> None:
    line, message = failure(check(f"```{words}\n1\n```\n\n```output\nmade up\n```\n"))
    assert line == 5
    assert "nothing proves this output" in message


def test_aliases_lead_to_languages() -> None:
    assert set(ALIASES.values()) <= set(RUNNERS)
    assert not set(ALIASES) & set(RUNNERS)
    assert all(option.languages is None or option.languages <= set(RUNNERS) for option in OPTIONS.values())


def test_replacements_are_made_both_ways_and_nowhere_else() -> None:
    values = {
        "host": "http://127.0.0.1:4242",
        "address": "127.0.0.1:4242",
        "home": "/t/ada",
        "project": "/t/ada/project",
    }
    normaliser = Normaliser(values)
    assert set(values) < set(REPLACEMENTS)
    text = "http://127.0.0.1:4242/x 127.0.0.1:4242 127.0.0.1:42 /t/ada/project/a /t/ada \x1b[31mred\x1b[0m  \r\n"
    wanted = "https://workspace.example.com/x workspace.example.com 127.0.0.1:42 /home/ada/project/a /home/ada red\n"
    assert normaliser.output(text) == wanted
    assert normaliser.value({"a": ["http://127.0.0.1:4242", 1]}) == {"a": ["https://workspace.example.com", 1]}
    assert normaliser.localise('host="https://workspace.example.com"') == 'host="http://127.0.0.1:4242"'
