"""Commands of the official program that this stand-in does not have: each says so by its name, and why."""

from __future__ import annotations

from typing import NoReturn

from snippets_tests.workspace.cli.command import Command, CommandError, Group, Invocation


def _refusing(name: str, short: str, why: str, use: str = "") -> Command:
    def refuse(invocation: Invocation) -> NoReturn:
        message = f"{invocation.path} is not emulated by this stand-in: {why}; run it with the official command"
        raise CommandError(message)

    return Command(name, use, short, refuse, takes_anything=True)


def _group(name: str, short: str, why: str, commands: dict[str, str]) -> Group:
    return Group(name, short, {below: _refusing(below, does, why) for below, does in commands.items()})


BUNDLE: dict[str, Command | Group] = {
    "config-remote-sync": _refusing(
        "config-remote-sync",
        "Write changes of deployed resources back into the configuration",
        "it rewrites files as the official command formats them",
    ),
}
"""Below `bundle`."""

MIGRATE = _refusing(
    "migrate", "Migrate a deployment from Terraform to the direct engine", "there never was a deployment by Terraform"
)
"""Below `bundle deployment`."""

GROUPS: dict[str, Command | Group] = {
    "experimental": _refusing(
        "experimental", "Experimental commands", "its commands change from release to release", "[command]"
    ),
    "labs": _group(
        "labs",
        "Manage Databricks Labs installations",
        "it downloads programs of Databricks Labs",
        {
            "clear-cache": "Clears cache entries from everywhere relevant",
            "install": "Installs project",
            "installed": "List all installed labs",
            "list": "List all labs",
            "show": "Shows information about the project",
            "uninstall": "Uninstalls project",
            "upgrade": "Upgrades project",
        },
    ),
    "psql": _refusing(
        "psql", "Connect to a Lakebase Postgres database", "there is no Postgres server here", "[TARGET]"
    ),
    "ssh": _group(
        "ssh",
        "Connect to Databricks compute with ssh",
        "there is no machine to connect to",
        {"connect": "Connect to Databricks compute via SSH", "setup": "Setup SSH configuration for Databricks compute"},
    ),
}
