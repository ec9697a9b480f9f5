"""What changed when: versions of resources for the tables of `system` that hold them over time.

The store keeps a resource as it is now, and nothing of one that is gone. Services note each version here, beside the
change itself; nobody reads it before somebody asks a system table.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

KEPT_IN = "changes"


@dataclass(frozen=True)
class Change:
    """A resource of a kind as it became at a time, in milliseconds; `value` is None when it went."""

    kind: str
    key: str
    at: int
    value: Resource | None


def note(tenant: Tenant, kind: str, key: object, value: Resource | None) -> None:
    """Note what a resource has become."""
    kept = tenant.store[KEPT_IN]
    kept[str(len(kept))] = {"kind": kind, "key": str(key), "at": tenant.clock.millis(), "value": deepcopy(value)}


def of(tenant: Tenant, kind: str) -> list[Change]:
    """The changes of a kind, oldest first."""
    return [Change(**each) for each in list(tenant.store[KEPT_IN].values()) if each["kind"] == kind]


def versions(tenant: Tenant, kind: str) -> Iterator[tuple[str, Resource, int, int | None, int]]:
    """The versions of all resources of a kind: key, value, when it began to hold, when the resource went, when it came.

    One that went has a last version that repeats the one before, as Databricks writes slowly changing dimensions.
    """
    last: dict[str, Resource] = {}
    came: dict[str, int] = {}
    for change in of(tenant, kind):
        began = came.setdefault(change.key, change.at)
        if change.value is not None:
            last[change.key] = change.value
            yield change.key, change.value, change.at, None, began
        elif change.key in last:
            yield change.key, last.pop(change.key), change.at, change.at, began


def field(value: Any, *path: str) -> Any:
    """Something inside of nested resources, or None where a part is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
