"""What can be done to a resource beside changing it: started, stopped, brought back after its deletion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snippets_tests.surface import Message, Operation, Surface
from snippets_tests.workspace.generic.families import Family, noun_of

METHOD = re.compile(r"(start|stop|undelete)(?:_(\w+))?")
# The last words of the states to which an action leads, the more usual ones first.
ENDS = {"start": ("RUNNING", "ONLINE", "ACTIVE", "READY"), "stop": ("STOPPED",)}
DEEPEST = 3


def of(surface: Surface, family: Family) -> Iterator[tuple[str, Operation]]:
    """The actions on a family's resources, each with its word."""
    for operation in surface.operations.values():
        found = METHOD.fullmatch(operation.method) if operation.accessor == family.accessor else None
        if found and noun_of(family.accessor, "get", found[2] or "") == family.noun:
            yield found[1], operation


def end(surface: Surface, message: Message, word: str, depth: int = 0) -> tuple[tuple[str, ...], str] | None:
    """Where a resource says its state, and the state in which an action leaves it; None where it has no such state."""
    for item in message.fields:
        if item.type.kind == "enum":
            values = surface.enums[item.type.name or ""].values
            for last in ENDS[word]:
                for value in values:
                    if value.rpartition("_")[2] == last:
                        return (item.name,), value
    for item in message.fields:
        if item.type.kind == "message" and depth < DEEPEST and item.name.endswith(("status", "state")):
            inner = end(surface, surface.messages[item.type.name or ""], word, depth + 1)
            if inner is not None:
                return (item.name, *inner[0]), inner[1]
    return None
