"""`databricks repos`: a Git folder by its path as well as by its number, and a provider that the URL tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from snippets_tests.surface import Surface
from snippets_tests.workspace.cli.arguments import between, exactly
from snippets_tests.workspace.cli.command import Command, CommandError, Invocation
from snippets_tests.workspace.cli.connection import ApiError
from snippets_tests.workspace.cli.generated import command_for, execute
from snippets_tests.workspace.cli.parameters import shape

#: The providers whose address is theirs alone; those that somebody runs for themselves have to be named.
PROVIDERS = {
    "bitbucket.org": "bitbucketCloud",
    "dev.azure.com": "azureDevOpsServices",
    "github.com": "gitHub",
    "gitlab.com": "gitLab",
}


def create(invocation: Invocation) -> None:
    """Create a Git folder."""
    if len(invocation.arguments) == 1:
        url = invocation.arguments[0]
        invocation.arguments.append(_provider(url))
    _execute(invocation, "repos.create")


def by_path(invocation: Invocation, operation: str) -> None:
    """Run an operation on the Git folder that a number or a path names."""
    invocation.arguments = [_number(invocation, invocation.arguments[0])]
    _execute(invocation, operation)


def commands(surface: Surface) -> tuple[Command, ...]:
    """The commands that differ from what the API alone gives."""
    made = command_for(surface.operations["repos.create"], surface)
    found = [replace(made, use="URL [PROVIDER]", run=create, check=_check_create)]
    for operation in ("repos.delete", "repos.get", "repos.update"):
        made = command_for(surface.operations[operation], surface)

        def run(invocation: Invocation, operation: str = operation) -> None:
            by_path(invocation, operation)

        found.append(replace(made, use="REPO_ID_OR_PATH", run=run))
    return tuple(found)


def _execute(invocation: Invocation, operation: str) -> None:
    surface = invocation.surroundings.surface
    execute(invocation, surface.operations[operation], shape(surface.operations[operation], surface))


def _check_create(arguments: list[str], flags: Mapping[str, Any]) -> None:
    (exactly(0) if "json" in flags else between(1, 2))(arguments, flags)


def _provider(url: str) -> str:
    host = urlsplit(url).hostname or ""
    if host.startswith("git-codecommit.") and host.endswith(".amazonaws.com"):
        return "awsCodeCommit"
    if host not in PROVIDERS:
        raise CommandError(f'could not detect provider from URL "{url}"; please specify')
    return PROVIDERS[host]


def _number(invocation: Invocation, given: str) -> str:
    """The number of a Git folder; a path is looked up."""
    if given.isdecimal():
        return given
    status = invocation.surroundings.surface.operations["workspace.get_status"].path
    try:
        found = invocation.connection.json("GET", status, query={"path": given})
    except ApiError as error:
        raise CommandError(f"failed to look up repo by path: {error}") from error
    if found.get("object_type") != "REPO":
        raise CommandError(f'object at path "{given}" is not a repo')
    return str(found["object_id"])
