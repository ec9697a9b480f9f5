"""`databricks clusters start`: starting a cluster that runs already succeeds, as the official command has it."""

from __future__ import annotations

from dataclasses import replace

from snippets_tests.surface import Surface
from snippets_tests.workspace.cli.command import Command, Invocation
from snippets_tests.workspace.cli.connection import ApiError
from snippets_tests.workspace.cli.generated import command_for, execute
from snippets_tests.workspace.cli.output import pretty
from snippets_tests.workspace.cli.parameters import shape


def start(invocation: Invocation) -> None:
    """Start a cluster and wait for it."""
    surface = invocation.surroundings.surface
    operation = surface.operations["clusters.start"]
    try:
        execute(invocation, operation, shape(operation, surface))
    except ApiError as error:
        if error.error_code != "INVALID_STATE" or not invocation.arguments:
            raise
        query = {"cluster_id": invocation.arguments[0]}
        cluster = invocation.connection.json("GET", surface.operations["clusters.get"].path, query=query)
        if cluster.get("state") != "RUNNING":
            raise
        invocation.write(pretty(cluster))


def command(surface: Surface) -> Command:
    """The generated command with this behaviour."""
    return replace(command_for(surface.operations["clusters.start"], surface), run=start)
