"""`lakeproof check`: its exit codes, its messages, and what it does with odd files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from snippets_tests.cli import main
from snippets_tests.evidence import load, stale
from snippets_tests.plugin import session
from snippets_tests.tests.engine.conftest import Run

RIGHT = """
    # Right

    ```bash
    echo one
    ```

    ```output
    one
    ```
    """
WRONG = RIGHT.replace("```output\n    one", "```output\n    two")

Write = Callable[..., Path]


def test_a_page_that_holds_gives_0_and_a_summary(lakeproof: Run, page: Write) -> None:
    page(RIGHT)
    ended = lakeproof("check", "page.md")
    assert (ended.returncode, ended.stderr) == (0, "")
    first, languages, versions = ended.stdout.splitlines()
    assert first.startswith("1 block on 1 page: all hold (")
    assert languages == "  1 bash"
    assert "databricks-sdk " in versions


def test_a_page_that_does_not_hold_gives_1_and_its_line_first(lakeproof: Run, page: Write) -> None:
    page(WRONG)
    ended = lakeproof("check", "page.md")
    assert ended.returncode == 1
    assert ended.stdout.startswith("page.md:8: the output is not the one shown\n")
    assert "  hint: if the new output is right: lakeproof update page.md\n" in ended.stdout
    assert "1 block on 1 page: 1 failed" in ended.stdout


def test_later_blocks_still_run_and_every_failure_is_told(lakeproof: Run, page: Write) -> None:
    page("```bash\nfalse\n```\n\n```bash\ntouch ran\n```\n\n```bash\ntest -f ran\nfalse\n```\n")
    ended = lakeproof("check", "page.md")
    assert [line for line in ended.stdout.splitlines() if line.startswith("page.md:")] == [
        "page.md:2: exit code 1",
        "page.md:11: exit code 1",
    ]


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        pytest.param("none.md", None, 2, "lakeproof: none.md: no such file or folder\n", id="missing"),
        pytest.param("x.md", b"\x89PNG\r\n\x1a\n\x00\x01", 2, "x.md:1: not UTF-8 text: byte 0x89", id="binary"),
        pytest.param("x.md", b"a\x00b", 2, "x.md:1: not a text file", id="NUL"),
        pytest.param("x.md", b"ok\nb\xe4d\n", 2, "x.md:2: not UTF-8 text: byte 0xe4 in column 2", id="Latin-1"),
        pytest.param("x.txt", b"hi", 2, "not a Markdown page", id="not Markdown"),
        pytest.param("x[1].md", b"hi", 2, "rename it", id="brackets"),
        pytest.param("empty/x.txt", b"hi", 2, "no Markdown pages (*.md) in this folder", id="folder without pages"),
        pytest.param("x.md", b"", 0, "x.md: no blocks, nothing to check\n", id="empty"),
        pytest.param("x.md", b"# Only\n\nprose\n", 0, "x.md: no blocks, nothing to check\n", id="prose"),
        pytest.param("x.md", b"---\r\ntitle: x\r\n---\r\n", 0, "no blocks", id="front matter only"),
        pytest.param("x.md", b"```bash\necho\n", 1, "x.md:1: the fence is not closed", id="unclosed"),
        pytest.param(
            "\xfcber uns/s\xe4tze & co.md", b"```bash\nfalse\n```\n", 1, "co.md:2: exit code 1", id="odd name"
        ),
        pytest.param("x.md", b"```\nx\n```\n", 1, "x.md:1: the fence names no language", id="nameless"),
    ],
)
def test_odd_files_get_a_message_and_the_right_code(
    lakeproof: Run, tmp_path: Path, name: str, content: bytes | None, code: int, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    ended = lakeproof("check", str(Path(name).parent) if name.startswith("empty") else name)
    assert (ended.returncode, True) == (code, says in ended.stdout + ended.stderr), ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_without_a_path_it_wants_docs(lakeproof: Run, page: Write) -> None:
    ended = lakeproof("check")
    assert (ended.returncode, ended.stderr.splitlines()[0]) == (2, "lakeproof: docs: no such file or folder")
    page(RIGHT, "docs/a/b.md")
    assert lakeproof("check").returncode == 0


@pytest.mark.parametrize("arguments", [["-j", "0"], ["-j", "x"], ["--nothing"], ["chekc"]])
def test_wrong_arguments_give_2(lakeproof: Run, arguments: list[str]) -> None:
    assert (
        lakeproof("check", *arguments).returncode == 2
        if arguments[0] != "chekc"
        else lakeproof("chekc").returncode == 2
    )


def test_every_path_that_is_wrong_is_named(lakeproof: Run) -> None:
    assert (
        lakeproof("check", "a.md", "b.md").stderr
        == "lakeproof: a.md: no such file or folder\nb.md: no such file or folder\n"
    )


def test_narrowing_runs_what_the_chosen_block_builds_on(lakeproof: Run, page: Write) -> None:
    page("# A\n\n```bash\ntouch x\n```\n\n# Look for x\n\n```bash\ntest -f x\n```\n\n# B\n\n```bash\nfalse\n```\n")
    page(WRONG, "other.md")
    ended = lakeproof("check", ".", "-k", "look FOR")
    assert (ended.returncode, ended.stdout.splitlines()[0].split(" (")[0]) == (0, "2 blocks on 1 page: all hold")
    assert lakeproof("check", ".", "-k", "nowhere").returncode == 2


def test_evidence_says_what_was_proven_and_when_it_is_stale(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    path = page(RIGHT + "\n    ```json\n    {}\n    ```\n", "docs/x.md")
    page("site_name: x\n", "mkdocs.yml")
    assert lakeproof("check").returncode == 0
    evidence = load(tmp_path / "build" / "evidence.json")
    assert list(evidence.pages) == ["docs/x.md"]
    assert evidence.passed
    blocks = evidence.pages["docs/x.md"].blocks
    assert [(b.index, b.language, b.check, b.outcome, b.output) for b in blocks] == [
        (0, "bash", "run", "passed", "one\n"),
        (1, "output", "prose", "passed", ""),
        (2, "json", "parse", "passed", ""),
    ]
    assert {"python", "spark", "delta", "databricks-sdk", "databricks-cli"} <= set(evidence.versions)
    assert stale(evidence, tmp_path, [path]) == []
    path.write_bytes(path.read_bytes() + b"\n")
    assert stale(evidence, tmp_path, [path]) == [path]


def test_a_part_of_the_docs_writes_evidence_only_when_asked(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    page(RIGHT, "docs/x.md")
    page(RIGHT, "docs/y.md")
    page("site_name: x\n", "mkdocs.yml")
    lakeproof("check", "docs/x.md")
    assert not (tmp_path / "build").exists()
    lakeproof("check", "docs/x.md", "--json", "part.json")
    assert list(load(tmp_path / "part.json").pages) == ["docs/x.md"]


def test_pages_of_the_same_name_are_told_apart(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    one, two = page(RIGHT, "one/page.md"), page(WRONG, "two/page.md")
    assert lakeproof("check", str(one), str(two), "--json", "e.json").returncode == 1
    pages = load(tmp_path / "e.json").pages
    assert {name: found.passed for name, found in pages.items()} == {str(one): True, str(two): False}


def test_failures_are_in_the_evidence_too(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    page(WRONG, "a.md")
    page("```bash\n", "b.md")
    assert lakeproof("check", ".", "--json", "e.json").returncode == 1
    pages = load(tmp_path / "e.json").pages
    assert [b.outcome for b in pages["a.md"].blocks] == ["failed", "failed"]
    assert "a.md:8: the output is not" in str(pages["a.md"].blocks[0].message)
    assert "b.md:1: the fence is not closed" in str(pages["b.md"].message)


WORLD = """
    ```python
    from databricks.sdk import WorkspaceClient

    w = WorkspaceClient()
    made = w.clusters.create(spark_version="15.4.x-scala2.12", num_workers=1, node_type_id="i3.xlarge")
    print(w.get_workspace_id(), made.cluster_id)
    ```

    ```bash
    pwd; echo $HOME; ls
    touch left
    ```
    """


def test_order_and_number_of_workers_change_nothing(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        page(WORLD, name)

    def outputs(*arguments: str) -> dict[str, list[tuple[str, object]]]:
        assert lakeproof("check", *arguments, "--json", "e.json").returncode == 0
        found = load(tmp_path / "e.json").pages
        return {name: [(b.output, b.requests) for b in page.blocks] for name, page in found.items()}

    first = outputs("a.md", "b.md", "c.md")
    assert first == outputs("c.md", "b.md", "a.md")
    assert first == outputs(".", "-j", "2")
    assert first["a.md"][0] != first["b.md"][0], "each page has ids of its own"
    assert "left" not in first["a.md"][1][0]


def test_pytest_gives_the_same_verdict(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    page(WORLD + WRONG, "x.md")
    page("def test_it():\n    '''```python\n    1/0\n    ```'''\n", "test_x.py")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-W", "error", "."]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    (failure,) = [line for line in lakeproof("check", "x.md").stdout.splitlines() if line.startswith("x.md:")]
    assert failure in ended.stdout
    assert "FAILED x.md::bash:" in ended.stdout
    assert "1 failed, 4 passed" in ended.stdout, ended.stdout


def test_a_projects_own_pytest_settings_do_not_count(lakeproof: Run, page: Write) -> None:
    page("[pytest]\naddopts = --no-such-option\n", "pytest.ini")
    page("raise SystemExit\n", "conftest.py")
    page(RIGHT)
    ended = lakeproof("check", "page.md", PYTEST_ADDOPTS="--nor-this", PYTEST_PLUGINS="nothing_there")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_nothing_is_colored_and_nothing_moves_in_a_file(lakeproof: Run, page: Write) -> None:
    page(WRONG)
    ended = lakeproof("check", "page.md", FORCE_COLOR="1")
    assert "\x1b" not in ended.stdout + ended.stderr
    assert ended.stderr == ""


def test_a_fault_of_the_machinery_is_told_once_and_gives_2(
    page: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("out of order")

    monkeypatch.setattr(session, "check_block", broken)
    assert main(["check", str(page(WORLD))]) == 2
    said = capsys.readouterr()
    assert said.err.count("out of order") >= 1
    assert said.err.endswith("lakeproof: 1 more could not run\n")
    assert said.out == ""


def test_the_official_command_runs_where_it_is_asked_for(lakeproof: Run, page: Write, tmp_path: Path) -> None:
    page("#!/bin/sh\necho Databricks CLI v1.2.3\n", "bin/databricks").chmod(0o755)
    page("```bash\ndatabricks --version\n```\n\n```output\nDatabricks CLI v1.2.3\n```\n")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    ended = lakeproof("check", "page.md", "--json", "e.json", LAKEPROOF_CLI="official", PATH=path)
    assert ended.returncode == 0, ended.stdout
    assert load(tmp_path / "e.json").versions["databricks-cli"] == "official, v1.2.3"
    assert lakeproof("check", "page.md", PATH=path).returncode == 1, "else the stand-in runs, whatever is on PATH"
