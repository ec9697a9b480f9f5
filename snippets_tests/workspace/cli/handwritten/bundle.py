"""`databricks bundle` and `databricks sync`: not emulated yet; they say so."""

from __future__ import annotations

from typing import NoReturn

from snippets_tests.workspace.cli.command import Command, CommandError, Group, Invocation

NAMES = {
    "deploy": "Deploy bundle",
    "destroy": "Destroy deployed bundle resources",
    "init": "Initialize using a bundle template",
    "run": "Run a job, pipeline update or app",
    "schema": "Generate JSON Schema for bundle configuration",
    "summary": "Summarize resources deployed by this bundle",
    "sync": "Synchronize bundle tree to the workspace",
    "validate": "Validate configuration",
}


def refuse(invocation: Invocation) -> NoReturn:
    """Say that it is not there."""
    raise CommandError(f"{invocation.path} is not emulated by this stand-in yet; run it with the official command")


GROUP = Group(
    "bundle",
    "Databricks Asset Bundles let you express data/AI/analytics projects as code.",
    {name: Command(name, "", short, refuse) for name, short in NAMES.items()},
)
SYNC = Command("sync", "SRC DST", "Synchronize a local directory to a workspace directory", refuse)
