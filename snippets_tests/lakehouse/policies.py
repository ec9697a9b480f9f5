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

    def set_filter(self, table: str, call: Sequence[str]) -> None:
        """Set a table's row filter: the function's full name and its arguments as SQL; nothing drops it."""
        self._register.setFilter(self._tenant, *table.split("."), _encoded(call))

    def set_mask(self, table: str, column: str, call: Sequence[str]) -> None:
        """Set a column's mask, as a filter is set; the first argument is the column."""
        self._register.setMask(self._tenant, *table.split("."), column, _encoded(call))


def _encoded(call: Sequence[str]) -> str:
    """As the JVM takes it: a line each, the function's name in backticks."""
    if not call:
        return ""
    return "\n".join([".".join(quote(part) for part in call[0].split(".")), *call[1:]])
