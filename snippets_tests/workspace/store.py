"""A tenant's resources: named collections of JSON-like dictionaries by id, in the order of their creation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from snippets_tests.workspace.errors import ApiError, ResourceDoesNotExist

Resource = dict[str, Any]


class Collection(dict[str, Resource]):
    """The resources of one kind."""

    def require(self, key: object, error: str | ApiError) -> Resource:
        """Find a resource, or refuse with the given error or message."""
        found = self.get(str(key))
        if found is None:
            raise error if isinstance(error, ApiError) else ResourceDoesNotExist(error)
        return found

    def find(self, matches: Callable[[Resource], bool]) -> Resource | None:
        """The first resource for which `matches` is true."""
        return next(filter(matches, self.values()), None)

    def where(self, **fields: object) -> Iterator[Resource]:
        """The resources whose fields have these values."""
        return (item for item in self.values() if all(item.get(k) == v for k, v in fields.items()))


class Store:
    """All collections of a tenant; one that was never named is empty."""

    def __init__(self) -> None:
        self._collections: dict[str, Collection] = {}

    def __getitem__(self, name: str) -> Collection:
        return self._collections.setdefault(name, Collection())

    def contents(self) -> dict[str, Collection]:
        """All collections by name."""
        return self._collections

    def fill(self, collections: dict[str, Collection]) -> None:
        """Put these collections in place of all that are there."""
        self._collections = collections
