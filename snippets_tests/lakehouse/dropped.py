"""Tables that were dropped and may still come back: Unity Catalog keeps them for seven days. Pure Python.

Source: "UNDROP" and "SHOW TABLES DROPPED" in Databricks' SQL language reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .grants import Grants
from .securables import MetastoreError, Table

# Milliseconds for which a dropped table is kept.
RETENTION = 7 * 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class DroppedTable:
    """A table as it was, with its grants and when it was dropped (milliseconds since 1970)."""

    table: Table
    grants: Mapping[str, Mapping[str, str | None]]
    deleted_at: int


class DroppedTables:
    """The dropped tables of one metastore, in the order in which they were dropped."""

    def __init__(self, grants: Grants, clock: Callable[[], int]) -> None:
        self._grants = grants
        self._clock = clock
        self._all: list[DroppedTable] = []

    def add(self, table: Table) -> DroppedTable:
        """Keep what is known of a table that is about to be dropped."""
        kept = DroppedTable(table, self._grants.held("TABLE", table.full_name), self._clock())
        self._all.append(kept)
        return kept

    def remove(self, kept: DroppedTable) -> None:
        """Forget one: it came back, or was not dropped after all."""
        self._all.remove(kept)

    def expired(self) -> list[DroppedTable]:
        """Take out those whose time is over."""
        gone = [kept for kept in self._all if self._clock() - kept.deleted_at > RETENTION]
        self._all = [kept for kept in self._all if kept not in gone]
        return gone

    def of_schema(self, schema: str, principal: str) -> list[DroppedTable]:
        """Those of a schema (`catalog.schema`) that somebody may bring back, the latest first."""
        return [kept for kept in reversed(self._all) if kept.table.parent == schema and self._may(principal, kept)]

    def find(self, full_name: str, principal: str) -> DroppedTable | None:
        """The one of this name that was dropped last, of those that somebody may bring back."""
        schema = full_name.rsplit(".", 1)[0]
        return next((k for k in self.of_schema(schema, principal) if k.table.full_name == full_name), None)

    def with_id(self, id: str, principal: str) -> DroppedTable | None:
        """The one with this id, if somebody may bring it back."""
        return next((k for k in self._all if k.table.id == id and self._may(principal, k)), None)

    def forget_schema(self, full_name: str) -> list[DroppedTable]:
        """Take out those of a schema that is gone: without it they cannot come back."""
        gone = [kept for kept in self._all if kept.table.parent == full_name]
        self._all = [kept for kept in self._all if kept.table.parent != full_name]
        return gone

    def _may(self, principal: str, kept: DroppedTable) -> bool:
        """Owners of the containers may, and the table's owner who may also create one there."""
        schema: Any = kept.table.parent
        try:
            if self._grants.manages(principal, "SCHEMA", schema):
                return True
            if kept.table.owner in self._grants.identities(principal):
                self._grants.require(principal, "CREATE_TABLE", "SCHEMA", schema)
                return True
        except MetastoreError:
            return False
        return False
