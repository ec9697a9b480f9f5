"""What Spark had of a tenant's dropped tables, which the JVM puts aside."""

from __future__ import annotations

from typing import Any


class DroppedFiles:
    """A tenant's dropped tables in the JVM, by the table's id in the metastore.

    Args:
        package: Our classes in the JVM.
        session: The JVM's session that statements run in.
        tenant: The tenant's short name.
    """

    def __init__(self, package: Any, session: Any, tenant: str) -> None:
        self._kept = package.Dropped
        self._session = session
        self._tenant = tenant

    def keep(self, table: str, id: str) -> None:
        """Put aside what a table (by full name) has, before Spark drops it."""
        self._kept.keep(self._session, self._tenant, *table.split("."), id)

    def put_back(self, id: str) -> None:
        """Spark did not drop it after all."""
        self._kept.putBack(self._session, self._tenant, id)

    def restore(self, id: str) -> None:
        """Make it a table again."""
        self._kept.restore(self._session, self._tenant, id)

    def forget(self, id: str) -> None:
        """Remove it for good."""
        self._kept.forget(self._session, self._tenant, id)
