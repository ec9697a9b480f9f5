"""`databricks bundle deployment`: a resource of the bundle and one that exists become the same, or part again."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.cli.bundle import plan, state
from snippets_tests.workspace.cli.bundle.config import BundleError
from snippets_tests.workspace.cli.bundle.kinds import KINDS
from snippets_tests.workspace.cli.bundle.project import Project, open_
from snippets_tests.workspace.cli.command import CommandError, Invocation

UNASKED = (
    "This bind operation requires user confirmation, but the current console does not support prompting. "
    "Please specify --auto-approve if you would like to skip prompts and proceed."
)


def bind(invocation: Invocation, key: str, identity: str, *, approved: bool) -> str:
    """Put an existing resource into the deployment's state: the next deployment changes it to what the bundle says.

    Returns: The resource's kind, as messages name it.

    Raises:
        CommandError: when the bundle has no such resource, the workspace none with this id, or the bundle manages one
            already; and without approval where the deployment will change something.
    """
    project = open_(invocation)
    group = find(project, key)
    kind = KINDS[group]
    one = singular(group)
    try:
        given = {kind.key: plan.identifier(group, identity)}
    except ValueError as error:
        raise CommandError(f"failed to fetch the resource, err: invalid {one} id: {identity}") from error
    if not project.api.exists(kind.read, given):
        raise CommandError(f"{one} with an id '{identity}' is not found")
    deployed = state.load(project.api, project.config.get("workspace", "state_path"))
    name = f"resources.{group}.{key}"
    if (managed := deployed.id(name)) is not None:
        raise CommandError("Resource already managed\n\n" + _managed(name, managed, identity))
    deployed.resources[name] = {"id": identity, "body": _remote(project, group, key, given)}
    steps = plan.make(project.config, deployed, project.api)
    action = next(step.action for step in steps if (step.group, step.name) == (group, key))
    if action != "skip" and not approved:
        raise CommandError(UNASKED)
    invocation.warn("Updating deployment state...\n")
    state.save(project.api, project.config.get("workspace", "state_path"), deployed)
    return one


def unbind(invocation: Invocation, key: str) -> None:
    """Forget a resource: it stays in the workspace, and the next deployment makes another."""
    project = open_(invocation)
    name = f"resources.{find(project, key)}.{key}"
    folder = project.config.get("workspace", "state_path")
    deployed = state.load(project.api, folder)
    deployed.resources.pop(name, None)
    invocation.warn("Updating deployment state...\n")
    state.save(project.api, folder, deployed)


def find(project: Project, key: str) -> str:
    """The kind of the resource that has this key.

    Raises:
        CommandError: for none, or more than one.
    """
    groups = [group for group, name, _ in project.config.resources() if name == key]
    if not groups:
        raise CommandError(f"no such resource: {key}")
    if len(groups) > 1:
        keys = " ".join(f"{group}.{key}" for group in groups)
        raise CommandError(f"ambiguous: {key} (can resolve to all of [{keys}])")
    if groups[0] not in KINDS:
        raise BundleError(f"resources of kind {groups[0]} are not deployed by this stand-in")
    return groups[0]


def singular(group: str) -> str:
    """`sql_warehouses` as `sql_warehouse`."""
    return group.removesuffix("s")


def _managed(name: str, managed: str, wanted: str) -> str:
    if managed == wanted:
        return f"The bundle is already managing resource for {name} and it is bound to the requested ID {managed}.\n"
    return (
        f"The bundle is already managing a resource for {name} with ID '{managed}'.\n"
        f"To bind to a different resource with ID '{wanted}', you must first unbind the existing resource.\n"
    )


def _remote(project: Project, group: str, key: str, given: dict[str, Any]) -> dict[str, Any]:
    """What is known of the existing resource: the fields that no change can touch, as far as the bundle has them.

    The rest counts as changed, so that the next deployment writes it.
    """
    kind = KINDS[group]
    body = project.config.get("resources", group, key)
    if not kind.fixed:
        return {}
    found = project.api.call(kind.read, given)
    found = found.get("experiment") or found.get("registered_model_databricks") or found
    return {name: found[name] for name in kind.fixed if name in body and name in found}
