"""Commands of the official program that this stand-in does not have: each says so by its name, and why."""

from __future__ import annotations

from typing import NoReturn

from snippets_tests.workspace.cli.command import Command, CommandError, Group, Invocation


def _refusing(name: str, short: str, why: str, use: str = "", *, hidden: bool = False) -> Command:
    def refuse(invocation: Invocation) -> NoReturn:
        message = f"{invocation.path} is not emulated by this stand-in: {why}; run it with the official command"
        raise CommandError(message)

    return Command(name, use, short, refuse, takes_anything=True, hidden=hidden)


def _group(name: str, short: str, why: str, commands: dict[str, str], *, hidden: bool = False) -> Group:
    below = {name: _refusing(name, does, why) for name, does in commands.items()}
    return Group(name, short, below, hidden=hidden)


BUNDLE: dict[str, Command | Group] = {
    "config-remote-sync": _refusing(
        "config-remote-sync",
        "Write changes of deployed resources back into the configuration",
        "it rewrites files as the official command formats them",
    ),
}
"""Below `bundle`."""

COMPLETION: dict[str, Command | Group] = {
    name: _refusing(name, short, "it looks after the files that your shells start with")
    for name, short in {
        "install": "Add completion to a shell's start-up file",
        "status": "Show whether a shell has completion",
        "uninstall": "Remove completion from a shell's start-up file",
    }.items()
}
"""Below `completion`."""

MIGRATE = _refusing(
    "migrate", "Migrate a deployment from Terraform to the direct engine", "there never was a deployment by Terraform"
)
"""Below `bundle deployment`."""

_PROJECT = "it works on a project of bundles by a workflow of its own"
_APP = "it works on an app's own sources, with programs that are not here"

SERVICES: dict[str, dict[str, Command]] = {
    "apps": {
        name: _refusing(name, short, _APP)
        for name, short in {
            "dev-remote": "Develop an app locally against the deployed one",
            "import": "Import an existing app as a bundle",
            "init": "Start an app's sources from a template",
            "logs": "Show an app's logs",
            "run-local": "Run an app on this machine",
            "validate": "Check an app's sources",
        }.items()
    },
    "environments": {
        "setup-local": _refusing(
            "setup-local", "Set up a local Python environment like a compute's", "it downloads Python and packages"
        )
    },
    "genie": {"ask": _refusing("ask", "Ask Genie a question", "there is no model that answers")},
    "pipelines": {
        name: _refusing(name, short, _PROJECT)
        for name, short in {
            "deploy": "Deploy the project's pipelines",
            "destroy": "Delete the project's pipelines",
            "dry-run": "Check a pipeline's graph without running it",
            "generate": "Write configuration for an existing pipeline",
            "history": "Show a pipeline's past updates",
            "init": "Start a project from a template",
            "logs": "Show a pipeline's events",
            "open": "Open a pipeline in the browser",
            "run": "Run a pipeline",
        }.items()
    },
}
"""Hand-written commands among the API's own, by the service's accessor."""

GROUPS: dict[str, Command | Group] = {
    "aitools": _group(
        "aitools",
        "Databricks skills and plugins for coding agents",
        "it downloads files of Databricks for coding agents",
        {
            "install": "Install skills for coding agents",
            "list": "List the skills",
            "uninstall": "Remove installed skills",
            "update": "Update installed skills",
            "version": "Show the skills' version",
        },
    ),
    "cache": _group(
        "cache", "Local cache related commands", "it keeps no cache", {"clear": "Clear all local cache files"}
    ),
    "experimental": _refusing(
        "experimental",
        "Experimental commands",
        "its commands change from release to release",
        "[command]",
        hidden=True,
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
    "quickstart": _refusing(
        "quickstart", "Print an introduction to the Databricks CLI", "the introduction is Databricks' own text"
    ),
    "ssh": _group(
        "ssh",
        "Connect to Databricks compute with ssh",
        "there is no machine to connect to",
        {"connect": "Connect to Databricks compute via SSH", "setup": "Setup SSH configuration for Databricks compute"},
        hidden=True,
    ),
}
