"""Completion: what the scripts ask, and what bash makes of the answers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell
from snippets_tests.workspace.cli import install
from snippets_tests.workspace.cli.handwritten.completion import SCRIPTS


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
