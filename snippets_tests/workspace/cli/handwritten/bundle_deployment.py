"""`databricks bundle deployment`, `open` and `schema` as commands."""

from __future__ import annotations

import json

from snippets_tests.surface.bundle_schema import bundle_schema
from snippets_tests.workspace.cli.arguments import between, exactly
from snippets_tests.workspace.cli.bundle import bind as binding
from snippets_tests.workspace.cli.bundle import state
from snippets_tests.workspace.cli.bundle.kinds import url
from snippets_tests.workspace.cli.bundle.project import open_
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group, Invocation
from snippets_tests.workspace.cli.handwritten import refused

LOCK = Flag("force-lock", "bool", "Force acquisition of deployment lock.")
VAR = (
    Flag("var", "strings", 'set values for variables defined in bundle config. Example: --var="foo=bar"'),
    Flag("var-file", "string", "file path to a JSON file containing variables"),
)


def bind(invocation: Invocation) -> None:
    """Tie a resource of the bundle to one that exists."""
    key, identity = invocation.arguments
    kind = binding.bind(invocation, key, identity, approved=bool(invocation.flags.get("auto-approve")))
    what_next = "Run 'bundle deploy' to deploy changes to your workspace"
    invocation.warn(f"Successfully bound {kind} with an id '{identity}'. {what_next}\n")


def unbind(invocation: Invocation) -> None:
    """Untie it."""
    binding.unbind(invocation, invocation.arguments[0])


def open_resource(invocation: Invocation) -> None:
    """Tell the address of a deployed resource: there is no browser here."""
    if not invocation.arguments:
        raise CommandError("expected a KEY of the resource to open")
    key = invocation.arguments[0]
    project = open_(invocation)
    found = [(group, name) for group, name, _ in project.config.resources() if key in (name, f"{group}.{name}")]
    if not found:
        raise CommandError(f'resource with key "{key}" not found')
    if len(found) > 1:
        raise CommandError(f'multiple resources with key "{key}" found')
    ((group, name),) = found
    deployed = state.load(project.api, project.config.get("workspace", "state_path"))
    identity = deployed.id(f"resources.{group}.{name}")
    if identity is None:
        raise CommandError("resource does not have a URL associated with it (has it been deployed?)")
    host = invocation.credentials.values["host"].rstrip("/")
    invocation.warn(f"Open this URL in your browser:\n{url(host, group, identity)}\n")


def schema(invocation: Invocation) -> None:
    """Print the JSON schema of a bundle's configuration."""
    invocation.write(json.dumps(bundle_schema(invocation.surroundings.surface), indent=2) + "\n")


DEPLOYMENT = Group(
    "deployment",
    "Deployment related commands",
    {
        "bind": Command(
            "bind", "KEY RESOURCE_ID", "Bind bundle-defined resources to existing resources", bind,
            (*VAR, Flag("auto-approve", "bool", "Automatically approve the binding"), LOCK), check=exactly(2),
        ),
        "migrate": refused.MIGRATE,
        "unbind": Command(
            "unbind", "KEY", "Unbind bundle-defined resources from its managed remote resource", unbind,
            (*VAR, LOCK), check=exactly(1),
        ),
    },
)  # fmt: skip
OPEN = Command(
    "open", "", "Open a resource in the browser", open_resource,
    (*VAR, Flag("force-pull", "bool", "Skip local cache and load the state from the remote workspace")),
    check=between(0, 1),
)  # fmt: skip
SCHEMA = Command("schema", "", "Generate JSON Schema for bundle configuration", schema, check=exactly(0))
