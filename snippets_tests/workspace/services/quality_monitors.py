"""Monitors of tables: their settings. Metrics are not computed, so a monitor stays pending and is never refreshed."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.errors import NotFound, ResourceAlreadyExists
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import tables
from snippets_tests.workspace.store import Resource

NOT_KEPT = ("skip_builtin_dashboard", "warehouse_id")


@operation("quality_monitors.create")
def create(call: Call, table_name: str, output_schema_name: str, assets_dir: str, **given: Any) -> Resource:
    """Keep a table's monitor; a table has one."""
    tables.get(call, table_name)
    call.tenant.metastore.get_schema(output_schema_name)
    stored = call.tenant.store["quality_monitors"]
    if table_name.lower() in stored:
        raise ResourceAlreadyExists(f"Table '{table_name}' already has a monitor.", status=409)
    kinds = [kind for kind in ("inference_log", "snapshot", "time_series") if given.get(kind) is not None]
    if len(kinds) != 1:
        raise MetastoreError(
            "INVALID_PARAMETER_VALUE", "Exactly one of inference_log, snapshot and time_series must be given.", 400
        )
    base = f"{output_schema_name}.{table_name.rpartition('.')[2]}"
    made: Resource = {
        "table_name": table_name,
        "output_schema_name": output_schema_name,
        "assets_dir": assets_dir,
        **{name: value for name, value in given.items() if name not in NOT_KEPT},
        "status": "MONITOR_STATUS_PENDING",
        "monitor_version": 0,
        "profile_metrics_table_name": f"{base}_profile_metrics",
        "drift_metrics_table_name": f"{base}_drift_metrics",
    }
    stored[table_name.lower()] = made
    return made


@operation("quality_monitors.get")
def get(call: Call, table_name: str) -> Resource:
    """A table's monitor."""
    return _find(call, table_name)


@operation("quality_monitors.update")
def update(call: Call, table_name: str, output_schema_name: str, **given: Any) -> Resource:
    """Replace a monitor's settings."""
    found = _find(call, table_name)
    call.tenant.metastore.get_schema(output_schema_name)
    call.tenant.metastore.require_manage(call.principal.name, "TABLE", table_name)
    found |= {**given, "output_schema_name": output_schema_name, "monitor_version": found["monitor_version"] + 1}
    return found


@operation("quality_monitors.delete")
def delete(call: Call, table_name: str) -> dict[str, Any]:
    """Forget a monitor."""
    _find(call, table_name)
    call.tenant.metastore.require_manage(call.principal.name, "TABLE", table_name)
    del call.tenant.store["quality_monitors"][table_name.lower()]
    return {}


@operation("quality_monitors.list_refreshes")
def list_refreshes(call: Call, table_name: str) -> dict[str, Any]:
    """The refreshes of a monitor: none."""
    _find(call, table_name)
    return {"refreshes": []}


def _find(call: Call, table_name: str) -> Resource:
    tables.get(call, table_name)
    missing = NotFound(f"Table '{table_name}' has no monitor.")
    return call.tenant.store["quality_monitors"].require(table_name.lower(), missing)
