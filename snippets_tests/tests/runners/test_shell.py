"""Bash and console blocks: a real shell, both streams in order, failures at the command's line."""

from __future__ import annotations

import os
import select
from pathlib import Path

import pytest

from snippets_tests.tests.runners.conftest import Check, failure, only


def test_both_streams_are_shown_in_order(check: Check) -> None:
    outcome = only(check("```bash\necho one\necho two >&2\necho three\n```\n"))
    assert outcome.output == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("code", "line", "cause"),
    [
        pytest.param("echo a\nfalse\necho b", 3, "exit code 1", id="command"),
        pytest.param("echo a\n\ncat none.txt", 4, "none.txt: No such file", id="message"),
        pytest.param("echo a | grep b | cat", 2, "exit code 1", id="pipe"),
        pytest.param('echo "$NOT_SET"', 2, "NOT_SET: unbound variable", id="unset variable"),
        pytest.param("x=$(false)\necho $x", 2, "exit code 1", id="substitution"),
        pytest.param("f() {\n  cat none\n}\necho a\nf", 3, "none: No such file", id="function"),
        pytest.param("echo a\nif true; then", 4, "syntax error", id="syntax"),
        pytest.param(
            "echo a\nno_such_command --flag", 3, "bash: no_such_command: command not found", id="unknown command"
        ),
        pytest.param("(\n  cd none\n)", 3, "none: No such file", id="subshell"),
        pytest.param("exit 7", 1, "exit code 7", id="exit"),
    ],
)
def test_a_failure_is_at_the_commands_line(check: Check, code: str, line: int, cause: str) -> None:
    found, message = failure(check(f"```bash\n{code}\n```\n"))
    assert (line, True) == (found, cause in message), message


def test_an_announced_exit_code_passes_with_its_output(check: Check) -> None:
    outcome = only(
        check("```bash exit=\"2\"\nls none\n```\n```output\nls: cannot access 'none': No such file or directory\n```\n")
    )
    assert outcome.passed, outcome.message


@pytest.mark.parametrize(("code", "ended"), [("true", 0), ("exit 3", 3)])
def test_an_announced_exit_code_that_does_not_come_fails(check: Check, code: str, ended: int) -> None:
    message = failure(check(f'```bash exit="2"\n{code}\n```\n'))[1]
    assert f"was to end with exit code 2, and it ended with {ended}" in message


def test_each_block_is_a_shell_of_its_own_in_one_directory(check: Check) -> None:
    outcomes = check(
        """
        ```bash
        x=1
        mkdir -p a/b
        cd a
        echo hi > file
        ```
        ```bash
        pwd; cat a/file; echo "${x-unset}"
        ```
        """
    )
    assert outcomes[1].output == "/home/ada/project\nhi\nunset\n"


def test_standard_input_is_what_the_option_types(check: Check) -> None:
    outcome = only(check('```bash stdin="ada\\nlovelace\\n"\nread a; read b; echo "$b, $a"; read c || echo end\n```\n'))
    assert outcome.output == "lovelace, ada\nend\n"


def test_the_time_limit_kills_the_whole_group(check: Check) -> None:
    _, message = failure(check("```bash\necho start\nsleep 100 & sleep 100\n```\n", seconds=0.5))
    first, *running = message.splitlines()
    assert "longer than 0.5 seconds" in first
    assert running == ["  still running: sleep 100"] * 2


def test_what_runs_in_the_background_ends_with_the_block(check: Check, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with os.fdopen(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), "rb") as held:
        only(check(f"```bash\nexec 9>{pipe}\necho held >&9\nsleep 100 &\n```\n"))
        assert held.read(5) == b"held\n"
        # The pipe ends when nobody holds it open any more. The kernel may need a moment on a busy machine.
        assert select.select([held], [], [], 30)[0], "the process outlives its block"
        assert held.read() == b""


def test_the_environment_is_clean(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABRICKS_CONFIG_PROFILE", "mine")
    monkeypatch.setenv("SECRET_OF_MINE", "x")
    names = only(check("```bash\nenv | cut -d= -f1 | sort\n```\n")).output.split()
    own = {"DATABRICKS_HOST", "DATABRICKS_TOKEN", "HOME", "JAVA_HOME", "PATH", "NO_COLOR", "TZ", "LC_ALL"}
    assert own <= set(names)
    assert not {"DATABRICKS_CONFIG_PROFILE", "SECRET_OF_MINE", "PYTHONPATH"} & set(names)


def test_programs_that_a_machine_may_lack_are_the_projects_own(check: Check) -> None:
    block = """
        ```bash
        echo '[{"n": 1}]' | PATH=${PATH%%:*} jq -c '.[].n'
        "$JAVA_HOME/bin/java" -version 2>&1 | grep -c version
        ```
        """
    assert only(check(block)).output.split() == ["1", "1"]


def test_a_console_shows_its_commands_with_their_output(check: Check) -> None:
    outcome = only(
        check(
            """
            ```console
            $ mkdir x && cd x
            $ pwd
            /home/ada/project/x
            $ echo one \\
            >   two
            one two
            $ x=5
            $ echo $x; printf 'no newline'
            5
            no newline
            ```
            """
        )
    )
    assert outcome.passed, outcome.message


@pytest.mark.parametrize(
    ("code", "line", "cause"),
    [
        pytest.param("$ echo a\nb", 3, "output is not the one shown", id="wrong output"),
        pytest.param("$ echo a", 3, "output is not the one shown", id="output not shown"),
        pytest.param("$ true\nb", 3, "output is not the one shown", id="output that does not come"),
        pytest.param("$ echo a\na\n$ false\n$ echo b\nb", 4, "exit code 1", id="failing command"),
        pytest.param("echo a", 2, 'begins with a prompt: "$ "', id="no prompt"),
        pytest.param("$ echo 'a\n$ echo b", 2, "", id="open quote"),
    ],
)
def test_a_console_fails_at_its_line(check: Check, code: str, line: int, cause: str) -> None:
    found, message = failure(check(f"```console\n{code}\n```\n"))
    assert (line, True) == (found, cause in message), message


def test_a_console_may_end_with_an_announced_failure(check: Check) -> None:
    outcome = only(check('```console exit="1"\n$ echo a\na\n$ false\n```\n'))
    assert outcome.passed, outcome.message


def test_a_page_that_names_the_account_finds_its_login(check: Check) -> None:
    ask = 'curl -sS --fail-with-body "$ACCOUNT_HOST/api/2.0/accounts/$ACCOUNT_ID/workspaces"'
    outcome = only(check(f'```bash\n{ask} -H "Authorization: Bearer $ACCOUNT_TOKEN" | grep -o RUNNING\n```\n'))
    assert outcome.passed, outcome.message
    assert outcome.output == "RUNNING\n"
