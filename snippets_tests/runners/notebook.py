"""The names that Databricks gives to notebooks and jobs: `spark`, `dbutils`, `display`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from snippets_tests.workspace.notebooks.dbutils import DBUtils

if TYPE_CHECKING:
    from snippets_tests.runners.world import World
    from snippets_tests.workspace.tenant import Tenant

ROWS = 1000
"""As many rows as `display` shows on Databricks."""


def names(needs: frozenset[str], world: World) -> dict[str, Any]:
    """Those of the names that a block uses; Spark starts only for `spark`, or for code that builds its own session."""
    found: dict[str, Any] = {}
    if needs & {"spark", "session"}:
        world.session.activate()
        found["spark"] = world.session.spark
    if "dbutils" in needs:
        found["dbutils"] = dbutils(world.tenant)
    if "display" in needs:
        found["display"] = display
    return found


def dbutils(tenant: Tenant) -> DBUtils:
    """The `dbutils` of the page's user."""
    principal = tenant.principal(tenant.user)
    if principal is None:
        raise RuntimeError(f"the tenant {tenant.name} has lost its user {tenant.user}")
    return DBUtils(tenant, principal)


def display(value: Any, *_: Any, **__: Any) -> None:
    """Show a value as a notebook would: a data frame as a table, anything else printed."""
    if hasattr(value, "limit") and hasattr(value, "show"):
        value.show(ROWS, truncate=False)
    elif hasattr(value, "to_string"):
        print(value.to_string())
    else:
        print(value)
