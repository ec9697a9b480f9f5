"""The rows of the catalog `system`, derived from what this workspace already knows when somebody reads them.

One module a schema, in it one function a table. A documented table without a function has no rows here: nothing in
this workspace does what it tells of.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from snippets_tests.lakehouse.system_tables.facts import Row

if TYPE_CHECKING:
    from snippets_tests.workspace.tenant import Tenant

MODULES = ("access", "billing", "compute", "lakeflow", "mlflow", "query", "serving")
# Whoever is in it sees statements' texts, as account admins do.
PII_ACCESS = "databricks_pii_access"


class SystemTables:
    """A tenant's facts, for its metastore."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    def rows(self, schema: str, table: str, principal: str) -> Iterator[Row]:
        """The rows of a table as a principal may see them."""
        if schema not in MODULES:
            return
        # With the first question: whoever never asks does not load them.
        make: Any = getattr(import_module(f"{__name__}.{schema}"), table, None)
        if make is None:
            return
        common = {"account_id": self._tenant.account_id, "workspace_id": str(self._tenant.workspace_id)}
        if table == "node_types":
            del common["workspace_id"]
        if table == "list_prices":
            del common["workspace_id"]
        for row in make(self._tenant, principal):
            yield {**common, **row}
