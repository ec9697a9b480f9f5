"""Arguments that do more than set a field: a service says what, for an operation that is answered by its shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

Effect = Callable[[Call, Resource, Any], dict[str, Any]]
"""What it does to the resource with the argument's value, and the fields that it adds to the answer."""

_EFFECTS: dict[tuple[str, str], Effect] = {}


def effect(operation: str, argument: str) -> Callable[[Effect], Effect]:
    """Register a function for an argument: `@effect("shares.update", "updates")`."""

    def register(function: Effect) -> Effect:
        _EFFECTS[operation, argument] = function
        return function

    return register


def taken(operation: str, given: dict[str, Any]) -> list[tuple[Effect, Any]]:
    """Take the arguments with effects out of those given."""
    return [(_EFFECTS[operation, name], given.pop(name)) for name in list(given) if (operation, name) in _EFFECTS]
