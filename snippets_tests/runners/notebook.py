"""The names that Databricks gives to notebooks and jobs: `spark`, `dbutils`, `display`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from snippets_tests.runners.world import World

ROWS = 1000
"""As many rows as `display` shows on Databricks."""


def names(needs: frozenset[str], world: World) -> dict[str, Any]:
    """Those of the names that a block uses; Spark starts only for `spark`, or for code that builds its own session."""
    found: dict[str, Any] = {}
    if needs & {"spark", "session"}:
        found["spark"] = world.session.spark
    if "dbutils" in needs:
        found["dbutils"] = dbutils(world)
    if "display" in needs:
        found["display"] = display
    return found


def dbutils(world: World) -> Any:
    """The SDK's own `dbutils`, which works through the workspace's API."""
    from databricks.sdk import WorkspaceClient

    return WorkspaceClient(host=world.services.server.url, token=world.tenant.token).dbutils


def display(value: Any, *_: Any, **__: Any) -> None:
    """Show a value as a notebook would: a data frame as a table, anything else printed."""
    if hasattr(value, "limit") and hasattr(value, "show"):
        value.show(ROWS, truncate=False)
    elif hasattr(value, "to_string"):
        print(value.to_string())
    else:
        print(value)
