"""A tenant's row filters and column masks, which the JVM keeps because it puts them into every plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .lexer import quote


class Policies:
    """The tenant's policies in the JVM's register."""

    def __init__(self, package: Any, tenant: str) -> None:
        self._register = package.Policies
        self._tenant = tenant

    def set_filter(self, table: str, policy: Sequence[str]) -> None:
        """Set a table's row filter: the function's full name and its arguments as SQL; nothing drops it."""
        self._register.setFilter(self._tenant, *table.split("."), _encoded(policy))

    def set_mask(self, table: str, column: str, policy: Sequence[str]) -> None:
        """Set a column's mask, as a filter is set; the first argument is the column."""
        self._register.setMask(self._tenant, *table.split("."), column, _encoded(policy))


def call(policy: Sequence[str]) -> list[str]:
    """A policy as the JVM takes it: the function's name in backticks, and the arguments."""
    name = policy[0]
    return [name if name.startswith("`") else ".".join(quote(part) for part in name.split(".")), *policy[1:]]


def _encoded(policy: Sequence[str]) -> str:
    """The same, a line each."""
    return "\n".join(call(policy)) if policy else ""
