"""Programs that run with a bundle's credentials: its scripts, and `bundle run -- COMMAND`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from snippets_tests.workspace.cli import auth
from snippets_tests.workspace.cli.bundle.config import Config
from snippets_tests.workspace.cli.command import CommandError, Exit, Invocation


def script(invocation: Invocation, config: Config, name: str, arguments: list[str]) -> None:
    """Run a script of the bundle's configuration, in the bundle's folder.

    Raises:
        BundleError: when it says nothing.
        Exit: with its exit code, when it fails.
    """
    content = str((config.get("scripts", name) or {}).get("content") or "")
    if not content:
        raise config.error(f"Script {name} has no content", ("scripts", name))
    execute(invocation, config, ["bash", "-euc", content, name, *arguments], config.root)


def inline(invocation: Invocation, config: Config, command: list[str]) -> None:
    """Run a command in the caller's folder.

    Raises:
        CommandError: when there is no such program.
        Exit: with its exit code, when it fails.
    """
    path = invocation.surroundings.env.get("PATH", "")
    if shutil.which(command[0], path=path) is None:
        name = command[0]
        raise CommandError(f'looking up "{name}" in PATH failed: exec: "{name}": executable file not found in PATH')
    execute(invocation, config, command, invocation.surroundings.cwd)


def execute(invocation: Invocation, config: Config, command: list[str], cwd: Path) -> None:
    """Run a program with the bundle's host, login and target in its environment; what it prints is printed.

    Raises:
        Exit: with its exit code, when it fails.
    """
    env = dict(invocation.surroundings.env)
    env |= {auth.ATTRIBUTES[name]: value for name, value in invocation.credentials.values.items()}
    env["DATABRICKS_BUNDLE_TARGET"] = str(config.get("bundle", "target"))
    ended = subprocess.run(
        command, cwd=cwd, env=env, input=invocation.surroundings.stdin() or b"", capture_output=True, check=False
    )
    invocation.write(ended.stdout)
    invocation.warn(ended.stderr)
    if ended.returncode:
        raise Exit(ended.returncode)
