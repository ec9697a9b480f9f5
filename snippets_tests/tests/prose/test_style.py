"""The style finds what it is there to find, at its line, and leaves code and quoted messages alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from snippets_tests import pages
from snippets_tests.prose import faults


def found(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in faults(pages.parse(Path("page.md"), text.encode()))]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("# T\n\nSimply run it.\n", 3, "'Simply' is not our style"),
        ("# T\n\nRun it in order to see.\n", 3, "'in order to' is not our style"),
        ("# T\n\nA table in Unity catalog.\n", 3, "'Unity catalog' is not our style"),
        ("# T\n\nUse github for that.\n", 3, "'github' is not our style"),
        ("# T\n\nIt is the the table.\n", 3, "There's a lexical illusion in 'the the' - a phrase is repeated."),
        (f"---\ndescription: {'x' * 161}\n---\n# T\n", 1, "the description has 161 characters, 160 at most are shown"),
        (
            "---\nversions:\n  Databricks CLI: 1.0\n---\n# T\n",
            1,
            "no version of 'Databricks CLI' is known (known: databricks-cli, databricks-connect, databricks-runtime, "
            "databricks-sdk, databricks-sql-connector, mlflow, optuna, python, scikit-learn)",
        ),
    ],
)
def test_a_fault_is_told_at_its_line(text: str, line: int, says: str) -> None:
    assert (line, says) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n```python\nsimply = mlflow\n```\n",
        "# T\n\nThe package `mlflow` and [a page](https://x.org/markdown-databricks).\n",
        "# T\n\n## unknown command for databricks secrets\n\nProse.\n",
        "# T\n\n## Create a job\n\nA job runs tasks.\n",
        '# T\n\n!!! note "Unofficial"\n\n    Prose.\n',
        "# T\n\n[link](../databricks/page.md#python) and docs.databricks.com.\n",
    ],
)
def test_what_is_no_prose_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_command_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("# T\n\nPlease note.\n")
    command = [sys.executable, "-m", "snippets_tests.prose", "page.md"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stdout == "page.md:3: 'Please' is not our style\n  hint: leave it out\n"
