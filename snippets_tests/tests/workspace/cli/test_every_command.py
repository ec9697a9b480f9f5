"""What holds for every command of the tree, tried on each: help, an unknown flag, a missing argument."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from snippets_tests.surface import load
from snippets_tests.tests.workspace.cli.conftest import Recording, Shell
from snippets_tests.workspace.cli.command import Command, Group
from snippets_tests.workspace.cli.tree import tree


def below(group: Group, path: str = "") -> Iterator[tuple[str, Command | Group]]:
    for name, here in group.commands.items():
        if not name.startswith("__"):
            yield f"{path}{name}", here
            if isinstance(here, Group):
                yield from below(here, f"{path}{name} ")


ROOT = tree(load())
EVERY = dict(below(ROOT))
COMMANDS = {path: here for path, here in EVERY.items() if isinstance(here, Command)}
#: How the list of a group's commands begins: with one of a section's titles, or with cobra's own.
TITLE = re.compile(
    "^(Available Commands:|(Main|Permission) Commands|Identity and Access Management)\n  [a-z]", re.MULTILINE
)
#: Top groups, so that each is a test of its own.
TOP = sorted({path.partition(" ")[0] for path in EVERY})


def of(top: str) -> dict[str, Command]:
    return {path: command for path, command in COMMANDS.items() if path.split()[0] == top}


def test_there_are_as_many_as_the_api_has_operations() -> None:
    assert len(TOP) > 100
    assert len(COMMANDS) > 1350


@pytest.mark.parametrize("top", TOP)
def test_help_ends_with_0_and_shows_usage_and_flags(asking: Shell, recording: Recording, top: str) -> None:
    for path, here in EVERY.items():
        if path.split()[0] != top:
            continue
        shown = asking.out(f"{path} --help")
        assert f"\n\nUsage:\n  databricks {path}" in shown, path
        assert "  -h, --help " in shown, path
        assert "Global Flags:\n      --debug            enable debug logging\n" in shown, path
        assert isinstance(here, Command) or TITLE.search(shown), path
    assert recording.sent == []


@pytest.mark.parametrize("top", TOP)
def test_an_unknown_flag_is_named(asking: Shell, recording: Recording, top: str) -> None:
    for path, command in of(top).items():
        if not command.takes_anything:
            assert asking.error(f"{path} --frobnicate").startswith("Error: unknown flag: --frobnicate"), path
    assert recording.sent == []


@pytest.mark.parametrize("top", TOP)
def test_a_missing_argument_is_counted(asking: Shell, recording: Recording, top: str) -> None:
    for path, command in of(top).items():
        wanted = [word for word in command.use.split() if word.isupper() and not word.startswith("[")]
        most = len(wanted) + sum(word[1:-1].isupper() for word in command.use.split() if word.startswith("["))
        if wanted and not command.takes_anything:
            takes = f"{most}" if most == len(wanted) else f"between {len(wanted)} and {most}"
            assert asking.error(path) == f"Error: accepts {takes} arg(s), received 0", path
            one_too_many = " ".join(["1"] * (most + 1))
            expected = f"Error: accepts {takes} arg(s), received {most + 1}"
            assert asking.error(f"{path} {one_too_many}") == expected, path
    assert recording.sent == []


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if command.takes_anything])
def test_what_is_not_emulated_refuses_by_name(asking: Shell, path: str) -> None:
    said = asking.error(f"{path} ucx --cluster 1 -- -c 'SELECT 1'")
    assert said.startswith(f"Error: databricks {path} is not emulated by this stand-in: ")
    assert said.endswith("; run it with the official command")
    assert asking.out(f"{path} -h").startswith(COMMANDS[path].short)


def test_what_is_not_emulated_is_counted() -> None:
    assert sum(command.takes_anything for command in COMMANDS.values()) == 40
