"""What a deployment would do: resources to create, change, recreate and delete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from snippets_tests.workspace.cli.bundle import references
from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.kinds import KINDS
from snippets_tests.workspace.cli.bundle.references import Later
from snippets_tests.workspace.cli.bundle.state import State

Action = Literal["create", "update", "recreate", "delete", "skip"]


@dataclass(frozen=True)
class Step:
    """What happens to one resource; `key` is `KIND.KEY`."""

    action: Action
    group: str
    name: str

    @property
    def key(self) -> str:
        """`jobs.etl`."""
        return f"{self.group}.{self.name}"


def make(config: Config, state: State, api: Api) -> list[Step]:
    """The steps, each resource after those to which it refers.

    Raises:
        BundleError: for a kind that is not deployed here.
    """
    steps = []
    wanted = {f"resources.{group}.{name}" for group, name, _ in config.resources()}
    for group, name, body in ordered(config):
        if group not in KINDS:
            raise config.error(f"resources of kind {group} are not deployed by this stand-in", ("resources", group))
        steps.append(Step(_action(group, f"resources.{group}.{name}", body, state, api), group, name))
    return [*steps, *(step for step in removals(state) if f"resources.{step.key}" not in wanted)]


def refuse_losses(steps: Iterable[Step], config: Config) -> None:
    """Keep what says that it must not be destroyed.

    Raises:
        BundleError: when one of the steps would destroy it.
    """
    for step in steps:
        guarded = config.get("resources", step.group, step.name, "lifecycle", "prevent_destroy")
        if step.action in ("delete", "recreate") and guarded:
            name = f"resources.{step.key}"
            raise BundleError(
                f"{name} has lifecycle.prevent_destroy set, but the plan calls for this resource to be recreated or "
                f"destroyed. To avoid this error, disable lifecycle.prevent_destroy for {name}"
            )


def removals(state: State) -> list[Step]:
    """The deletion of everything that is deployed, what may hold other resources last."""
    order = {group: number for number, group in enumerate(KINDS)}
    found = [Step("delete", *key.split(".", 2)[1:]) for key in state.resources]
    return sorted(found, key=lambda step: -order[step.group])


def text(steps: Iterable[Step]) -> str:
    """The plan as it is shown."""
    steps = list(steps)
    lines = [f"{step.action} {step.key}\n" for step in steps if step.action != "skip"]
    recreated = sum(step.action == "recreate" for step in steps)
    counts = {action: sum(step.action == action for step in steps) for action in ("create", "update", "delete", "skip")}
    total = (
        f"Plan: {counts['create'] + recreated} to add, {counts['update']} to change, "
        f"{counts['delete'] + recreated} to delete, {counts['skip']} unchanged\n"
    )
    return "".join(lines) + ("\n" if lines else "") + total


def ordered(config: Config) -> list[tuple[str, str, dict[str, Any]]]:
    """The resources, each after those to which it refers.

    Raises:
        BundleError: when they refer to each other in a circle.
    """
    order = {group: number for number, group in enumerate(KINDS)}
    waiting = sorted(config.resources(), key=lambda item: order.get(item[0], len(order)))
    done: set[str] = set()
    result = []
    while waiting:
        ready = [item for item in waiting if not (_needs(item[2]) - done)]
        if not ready:
            raise BundleError(f"cycle detected between resources: {', '.join(f'{g}.{n}' for g, n, _ in waiting)}")
        result.append(ready[0])
        waiting.remove(ready[0])
        done.add(f"{ready[0][0]}.{ready[0][1]}")
    return result


def _needs(body: dict[str, Any]) -> set[str]:
    return {".".join(name.split(".")[1:3]) for name in references.names(body) if name.startswith("resources.")}


def known(state: State, name: str) -> Any:
    """What a reference to a deployed resource means.

    Raises:
        Later: when it is not deployed yet.
    """
    parts = name.split(".")
    entry = state.resources.get(".".join(parts[:3]))
    if entry is None:
        raise Later
    if parts[3:] == ["id"]:
        return entry["id"]
    value: Any = entry["body"]
    for part in parts[3:]:
        if not isinstance(value, dict) or part not in value:
            raise BundleError(f"reference does not exist: ${{{name}}}")
        value = value[part]
    return value


def _action(group: str, key: str, body: dict[str, Any], state: State, api: Api) -> Action:
    entry = state.resources.get(key)
    kind = KINDS[group]
    if entry is None or not api.exists(kind.read, {kind.key: identifier(group, entry["id"])}):
        return "create"
    body = references.fill(body, lambda name: known(state, name))
    if body == entry["body"]:
        return "skip"
    changed = {name for name in {*body, *entry["body"]} if body.get(name) != entry["body"].get(name)}
    return "recreate" if changed & set(kind.fixed) else "update"


def identifier(group: str, text: str) -> Any:
    """A resource's id as its operations take it."""
    return int(text) if KINDS[group].number else text
