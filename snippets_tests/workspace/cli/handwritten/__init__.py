"""What the official command has beyond the generated commands, or does differently; a module each."""

from snippets_tests.surface import Surface
from snippets_tests.workspace.cli.command import Command, Group
from snippets_tests.workspace.cli.handwritten import (
    api,
    auth,
    bundle,
    changed,
    clusters,
    completion,
    configure,
    fs,
    refused,
    repos,
    secrets,
    version,
    workspace,
)

#: Groups and commands at the top.
GROUPS: dict[str, Command | Group] = {
    "api": api.GROUP,
    "auth": auth.GROUP,
    "bundle": bundle.GROUP,
    "completion": completion.GROUP,
    "configure": configure.COMMAND,
    "fs": fs.GROUP,
    "sync": bundle.SYNC,
    "version": version.COMMAND,
    **refused.GROUPS,
}


def commands(surface: Surface, accessor: str) -> dict[str, Command]:
    """Commands among an accessor's generated ones, by name; each replaces the generated one of its name."""
    match accessor:
        case "clusters":
            own: tuple[Command, ...] = (clusters.command(surface),)
        case "lakeview":
            own = (changed.publish_dashboard(surface),)
        case "pipelines":
            own = (changed.stop_pipeline(surface),)
        case "postgres":
            own = (changed.create_branch(surface),)
        case "repos":
            own = repos.commands(surface)
        case "secrets":
            own = (secrets.COMMAND,)
        case "shares":
            own = (changed.list_shares(surface),)
        case "workspace":
            own = workspace.commands(surface)
        case _:
            own = ()
    return {**refused.SERVICES.get(accessor, {}), **{command.name: command for command in own}}
