"""External tables that become managed ones and back, in the JVM."""

from __future__ import annotations

from typing import Any


class Conversion:
    """Moves a tenant's Delta tables between their own places and where managed tables lie.

    Args:
        package: Our classes in the JVM.
        session: The JVM's session that statements run in.
        tenant: The tenant's short name.
    """

    def __init__(self, package: Any, session: Any, tenant: str) -> None:
        self._conversion = package.Conversion
        self._session = session
        self._tenant = tenant

    def manage(self, table: str) -> None:
        """Make a managed table of an external one (by full name); its files stay where they were."""
        self._conversion.manage(self._session, self._tenant, *table.split("."))

    def release(self, table: str, location: str) -> None:
        """Make an external table at this location of a managed one, with all that it has."""
        self._conversion.release(self._session, self._tenant, *table.split("."), location)
