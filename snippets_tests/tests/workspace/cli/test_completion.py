"""Completion: what the scripts ask, and what bash makes of the answers."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell
from snippets_tests.workspace.cli import install
from snippets_tests.workspace.cli.handwritten.completion import POWERSHELL, SCRIPTS


def names(shell: Shell, words: str) -> list[str]:
    return [line.partition("\t")[0] for line in shell.out(f"__complete -- {words}").splitlines()]


def test_groups_commands_and_flags_are_offered_with_what_they_do(asking: Shell) -> None:
    assert asking.out("__complete -- secrets list-s") == (
        "list-scopes\tLists all secret scopes available in the workspace.\n"
        "list-secrets\tLists the secret keys that are stored at this scope.\n"
    )
    assert names(asking, "secr")[0] == "secrets"
    assert names(asking, "jobs list --ex") == ["--expand-tasks"]
    assert "labs" in names(asking, "''")
    assert "__complete" not in names(asking, "''")
    assert names(asking, "jobs get ''") == []


def test_values_of_flags_are_offered(asking: Shell) -> None:
    (asking.cwd / "home/.databrickscfg").write_text("[dev]\nhost = https://a\n[prod]\nhost = https://b\n")
    (asking.cwd / "databricks.yml").write_text("bundle: {name: x}\ntargets: {dev: {}, staging: {}}\n")
    assert names(asking, "jobs list --output ''") == ["json", "text"]
    assert names(asking, "jobs list -o j") == ["json"]
    assert names(asking, "workspace export /a --format J") == ["JUPYTER"]
    assert names(asking, "jobs list --profile ''") == ["dev", "prod"]
    assert names(asking, "jobs list -p p") == ["prod"]
    assert names(asking, "bundle deploy --target ''") == ["dev", "staging"]
    assert names(asking, "jobs list --name ''") == []


def test_a_bundle_or_profiles_that_cannot_be_read_offer_nothing(asking: Shell) -> None:
    (asking.cwd / "databricks.yml").write_text("targets: [")
    (asking.cwd / "home/.databrickscfg").write_text("no section\n")
    assert names(asking, "bundle deploy -t ''") == []
    assert names(asking, "jobs list -p ''") == []


@pytest.mark.parametrize("shell", ["bash", "fish", "powershell", "zsh"])
def test_there_is_a_script_for_each_shell(asking: Shell, shell: str) -> None:
    script = asking.out(f"completion {shell}")
    assert "databricks __complete -- " in script
    assert script.startswith(("# ", "#compdef databricks\n"))
    assert SCRIPTS.keys() == {"bash", "fish", "powershell", "zsh"}


@pytest.mark.parametrize("shell", ["bash", "fish", "powershell", "zsh"])
def test_a_script_without_descriptions_asks_for_names_alone(asking: Shell, shell: str) -> None:
    assert "databricks __completeNoDesc -- " in asking.out(f"completion {shell} --no-descriptions")
    assert asking.out("__completeNoDesc -- secrets list-s") == "list-scopes\nlist-secrets\n"


def test_powershells_script_is_well_formed() -> None:
    """There is no PowerShell here to run it: its brackets pair up outside of comments and strings, all in ASCII."""
    code = re.sub(r"#.*|'[^']*'|\"(?:`.|[^\"`])*\"", "", POWERSHELL)
    assert POWERSHELL.isascii()
    assert not set("'\"") & set(code)
    opened: list[str] = []
    for sign in code:
        if sign in "([{":
            opened.append({"(": ")", "[": "]", "{": "}"}[sign])
        elif sign in ")]}":
            assert opened.pop() == sign
    assert opened == []
    assert set(re.findall(r"\$(\w+)", code)) == {
        "_", "commandAst", "cursorPosition", "does", "name", "null", "PSVersionTable", "wordToComplete", "words",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "at_cursor", "offered"),
    [
        ("databricks secrets list-s", "list-s", ["list-scopes", "list-secrets"]),
        ("databricks jobs list -o ", "", ["json", "text"]),
        ("databricks jobs list --l", "--l", ["--limit"]),
    ],
)
def test_powershell_asks_for_the_words_of_the_line(
    asking: Shell, line: str, at_cursor: str, offered: list[str]
) -> None:
    """PowerShell's elements of a line are its words; one that is not begun is no element, so the script adds it."""
    elements = line.split()[1:] + ([""] if at_cursor == "" else [])
    rows = [row.split("\t", 1) for row in asking.out("__complete -- " + shlex.join(elements)).splitlines()]
    assert [row[0] for row in rows] == offered


def test_bash_completes(asking: Shell, tmp_path: Path) -> None:
    executable = install(tmp_path / "bin")
    (tmp_path / "completion.sh").write_text(asking.out("completion bash"))
    script = """
        source "$1"
        COMP_WORDS=(databricks secrets list-s); COMP_CWORD=2; _databricks; echo "${COMPREPLY[@]}"
        COMP_WORDS=(databricks jobs list -o ""); COMP_CWORD=4; _databricks; echo "${COMPREPLY[@]}"
        complete -p databricks
    """
    ran = subprocess.run(
        ["bash", "-c", script, "bash", str(tmp_path / "completion.sh")],
        env={**asking.env, "PATH": f"{executable.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stderr, ran.stdout.splitlines()) == (
        "",
        ["list-scopes list-secrets", "json text", "complete -o default -F _databricks databricks"],
    )
