"""The command itself: from a command line to a reply. Pure but for HTTP and the files that the command line names."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from snippets_tests.surface import load
from snippets_tests.workspace.cli.arguments import find, parse
from snippets_tests.workspace.cli.auth import AuthError
from snippets_tests.workspace.cli.command import (
    Command,
    CommandError,
    Exit,
    Group,
    Invocation,
    Print,
    Reply,
    Stdin,
    Surroundings,
)
from snippets_tests.workspace.cli.connection import ApiError, Unreachable
from snippets_tests.workspace.cli.handwritten import version
from snippets_tests.workspace.cli.help import help_text, usage
from snippets_tests.workspace.cli.profiles import ProfileError
from snippets_tests.workspace.cli.token_cache import CacheError
from snippets_tests.workspace.cli.tree import tree
from snippets_tests.workspace.cli.user_login import LoginError


def main(
    argv: list[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    stdin: Stdin = lambda: None,
    pause: Callable[[float], None] = time.sleep,
    show: Callable[[list[Print]], None] | None = None,
) -> Reply:
    """Run `databricks ARGV...` and give back what it prints.

    Args:
        argv: Without the program's name.
        env: The caller's environment; nothing else of this process' environment is looked at.
        cwd: Where relative paths of the command line start.
        stdin: Called when a command reads standard input; None means that it is a terminal.
        pause: How a command waits between two polls of a long-running operation.
        show: Prints what a command has to say before it waits; without it all comes with the reply.
    """
    surroundings = Surroundings(load(), env, cwd, stdin, pause, show)
    root = _root()
    if argv[:1] == ["help"] and argv[1:2] not in (["--help"], ["-h"]):
        argv = [*argv[1:], "--help"]
    try:
        path, here, rest = find(root, argv)
    except CommandError as error:
        return _refused(error, *_deepest(root, argv))
    invocation = Invocation(path, [], {}, surroundings)
    try:
        code = _run(invocation, here, rest)
    except CommandError as error:
        refused = _refused(error, path, here)
        return Reply(1, (*invocation.printed, *refused.printed))
    except Exit as ended:
        code = ended.code
    except (ApiError, AuthError, CacheError, LoginError, ProfileError, Unreachable, OSError) as error:
        invocation.warn(f"Error: {error}\n")
        code = 1
    finally:
        if "connection" in vars(invocation):
            invocation.connection.close()
    return Reply(code, tuple(invocation.printed))


@cache
def _root() -> Group:
    return tree(load())


def _run(invocation: Invocation, here: Command | Group, rest: list[str]) -> int:
    if isinstance(here, Group) and invocation.path == here.name and rest[:1] in (["--version"], ["-v"]):
        version.version(invocation)
        return 0
    if isinstance(here, Command) and here.takes_anything and not {"--help", "-h"} & set(rest):
        here.run(invocation)
    invocation.arguments, invocation.flags = parse(here, rest)
    if invocation.flags.get("help") or isinstance(here, Group):
        invocation.write(help_text(invocation.path, here))
        return 0
    here.check(invocation.arguments, invocation.flags)
    here.run(invocation)
    return 0


def _refused(error: CommandError, path: str, here: Command | Group) -> Reply:
    text = f"Error: {error}".rstrip("\n") + "\n"
    if error.usage:
        text += "\n" + usage(path, here) + "\n"
    return Reply(1, (("stderr", text.encode()),))


def _deepest(root: Group, argv: list[str]) -> tuple[str, Command | Group]:
    """The group in which a word of `argv` was not found."""
    path: str = root.name
    here: Command | Group = root
    for word in argv:
        if isinstance(here, Group) and word in here.commands:
            here = here.commands[word]
            path = f"{path} {word}"
    return path, here
