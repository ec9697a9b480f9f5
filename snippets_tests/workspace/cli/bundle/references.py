"""Filling in `${…}`: variables, the bundle's and the workspace's own values, other resources.

A reference to a resource's `id` stays until the resource is deployed; `fill` is then called again with what is known.
Source: https://docs.databricks.com/aws/en/dev-tools/bundles/variables#substitutions
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Any

from snippets_tests.workspace.cli.bundle.config import BundleError, Config

REFERENCE = re.compile(r"\$\{([a-zA-Z]+(?:[-_]?[a-zA-Z0-9]+)*(?:\.[a-zA-Z0-9]+(?:[-_]*[a-zA-Z0-9]+)*|\[[0-9]+\])+)\}")
STEP = re.compile(r"\[([0-9]+)\]|([^.\[\]]+)")
DEEPEST = 20
"""References within references; more is a circle."""

Find = Callable[[str], Any]


class Later(Exception):
    """The reference is to what only a deployment tells."""


def resolve(config: Config) -> None:
    """Fill in everything that is known before a deployment.

    Raises:
        BundleError: for a reference to nothing, or in a circle.
    """
    for part in ("variables", "bundle", "workspace"):
        config.value[part] = fill(config.value.get(part) or {}, lambda name: find(config, name))
    for part in [name for name in config.value if name not in ("variables", "bundle", "workspace")]:
        config.value[part] = fill(config.value[part], lambda name: find(config, name))


def find(config: Config, name: str) -> Any:
    """What a reference means.

    Raises:
        Later: for what only a deployment tells.
        BundleError: when there is no such value.
    """
    steps = [int(index) if index else word for index, word in STEP.findall(name)]
    if steps[0] == "var":
        steps = ["variables", steps[1], "value", *steps[2:]]
    if (
        steps[0] == "resources"
        and len(steps) == 4
        and config.get(*steps[:3]) is not None
        and config.get(*steps) is None
    ):
        raise Later
    value: Any = config.value
    for step in steps:
        in_list = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if in_list or (isinstance(value, dict) and step in value):
            value = value[step]
        else:
            near = difflib.get_close_matches(str(step), [str(key) for key in value], 3, 0.7) if value else []
            raise BundleError(f"reference does not exist: ${{{name}}}{_suggest(sorted(near))}")
    return value


def fill(value: Any, find_: Find, depth: int = 0) -> Any:
    """A value with its references filled in; those that come later stay as they are.

    A string that is one reference takes the value's type; within other text the value becomes text.
    """
    if isinstance(value, dict):
        return {key: fill(item, find_, depth) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, find_, depth) for item in value]
    if not isinstance(value, str) or "${" not in value:
        return value
    if depth > DEEPEST:
        raise BundleError(f"cycle detected in field resolution: {value}")
    whole = REFERENCE.fullmatch(value)
    if whole:
        try:
            return fill(find_(whole[1]), find_, depth + 1)
        except Later:
            return value

    def text(found: re.Match[str]) -> str:
        try:
            inner = fill(find_(found[1]), find_, depth + 1)
        except Later:
            return found[0]
        if isinstance(inner, dict | list):
            raise BundleError(f"cannot put the complex value of {found[0]} into text")
        return str(inner).lower() if isinstance(inner, bool) else "" if inner is None else str(inner)

    return REFERENCE.sub(text, value)


def names(value: Any) -> set[str]:
    """The references that a value still holds."""
    if isinstance(value, dict):
        return set[str]().union(*(names(item) for item in value.values()))
    if isinstance(value, list):
        return set[str]().union(*(names(item) for item in value))
    return set(REFERENCE.findall(value)) if isinstance(value, str) else set()


def _suggest(near: list[str]) -> str:
    if not near:
        return ""
    quoted = ", ".join(f'"{name}"' for name in near)
    return f", did you mean {quoted}?" if len(near) == 1 else f", did you mean one of: {quoted}?"
