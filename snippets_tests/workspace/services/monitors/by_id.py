"""`data_quality`: monitors named by the ids of what they watch. Those of schemas (anomalies) are only kept."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import Securable, Table
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.monitors import records, refreshes
from snippets_tests.workspace.store import Resource

KINDS = {"schema": "SCHEMA", "table": "TABLE"}
# What only the server writes.
WRITTEN = frozenset(
    {
        "dashboard_id",
        "drift_metrics_table_name",
        "effective_warehouse_id",
        "latest_monitor_failure_message",
        "monitor_version",
        "monitored_table_name",
        "profile_metrics_table_name",
        "status",
    }
)
NOT_CHANGED = frozenset({"assets_dir", "output_schema_id", "skip_builtin_dashboard", "warehouse_id"}) | WRITTEN


@operation("data_quality.create_monitor")
def create(call: Call, monitor: Resource) -> Resource:
    """Keep a monitor, and compute a table's metrics for the first time."""
    found = _watched(call, monitor["object_type"], monitor["object_id"])
    if not isinstance(found, Table):
        if monitor.get("anomaly_detection_config") is None:
            raise InvalidParameterValue("anomaly_detection_config must be set for object_type schema.")
        call.tenant.metastore.require_manage(call.principal.name, "SCHEMA", found.full_name)
        watched = call.tenant.store["quality_monitors_of_schemas"]
        if found.id in watched:
            raise ResourceAlreadyExists(f"Schema '{found.full_name}' already has a monitor.", status=409)
        watched[found.id] = dict(monitor)
        return watched[found.id]
    settings = monitor.get("data_profiling_config")
    if settings is None:
        raise InvalidParameterValue("data_profiling_config must be set for object_type table.")
    given = {name: value for name, value in settings.items() if name not in WRITTEN}
    output = call.tenant.metastore.by_id("SCHEMA", given["output_schema_id"])
    if output is None:
        raise NotFound(f"Schema '{given['output_schema_id']}' does not exist.")
    made = records.make(call, found, output.full_name, given)
    shown = _shown(found, made)
    refreshes.first(call.tenant, made)
    return shown


@operation("data_quality.get_monitor")
def get(call: Call, object_type: str, object_id: str) -> Resource:
    """The monitor of a table or schema."""
    found = _watched(call, object_type, object_id)
    return _shown(found, records.find(call, found)) if isinstance(found, Table) else _of_schema(call, found)


@operation("data_quality.update_monitor")
def update(call: Call, object_type: str, object_id: str, monitor: Resource, update_mask: str) -> Resource:
    """Change the fields that the mask names."""
    found = _watched(call, object_type, object_id)
    names = [name.strip() for name in update_mask.split(",")]
    if not isinstance(found, Table):
        call.tenant.metastore.require_manage(call.principal.name, "SCHEMA", found.full_name)
        kept = _of_schema(call, found)
        if unknown := [name for name in names if name.partition(".")[0] != "anomaly_detection_config"]:
            raise InvalidParameterValue(f"Field {unknown[0]} cannot be updated.")
        kept["anomaly_detection_config"] = monitor.get("anomaly_detection_config", {})
        return kept
    given = monitor.get("data_profiling_config", {})
    changes: dict[str, Any] = {}
    for name in names:
        first, _, rest = name.partition(".")
        fields = [rest.partition(".")[0]] if rest else [each for each in given if each not in NOT_CHANGED]
        if first != "data_profiling_config" or NOT_CHANGED & set(fields):
            raise InvalidParameterValue(f"Field {name} cannot be updated.")
        changes |= {field: given.get(field) for field in fields}
    return _shown(found, records.change(call, found, changes))


@operation("data_quality.delete_monitor")
def delete(call: Call, object_type: str, object_id: str) -> None:
    """Forget a monitor; the tables of its metrics stay."""
    found = _watched(call, object_type, object_id)
    if isinstance(found, Table):
        records.delete(call, found)
        return
    call.tenant.metastore.require_manage(call.principal.name, "SCHEMA", found.full_name)
    _of_schema(call, found)
    del call.tenant.store["quality_monitors_of_schemas"][found.id]


@operation("data_quality.create_refresh")
def create_refresh(call: Call, object_type: str, object_id: str, refresh: Resource) -> Resource:
    """Compute a table's metrics anew."""
    table = _table(call, object_type, object_id)
    records.may_change(call, table)
    return _refresh_shown(table, refreshes.refresh(call.tenant, records.find(call, table)))


@operation("data_quality.get_refresh")
def get_refresh(call: Call, object_type: str, object_id: str, refresh_id: str) -> Resource:
    """One refresh."""
    table = _table(call, object_type, object_id)
    return _refresh_shown(table, records.refreshed(records.find(call, table), refresh_id))


@operation("data_quality.list_refresh")
def list_refresh(
    call: Call, object_type: str, object_id: str, page_size: int = 0, page_token: str | None = None
) -> dict[str, Any]:
    """All refreshes, the latest first."""
    table = _table(call, object_type, object_id)
    found, token = page(records.find(call, table)["_refreshes"], page_token, page_size)
    shown = {"refreshes": [_refresh_shown(table, each) for each in found]}
    return shown | ({"next_page_token": token} if token else {})


@operation("data_quality.cancel_refresh")
def cancel_refresh(call: Call, object_type: str, object_id: str, refresh_id: str) -> dict[str, Any]:
    """Refreshes end at once here, so that there is nothing to cancel any more."""
    table = _table(call, object_type, object_id)
    records.may_change(call, table)
    return {"refresh": _refresh_shown(table, records.refreshed(records.find(call, table), refresh_id))}


def _watched(call: Call, object_type: str, object_id: str) -> Securable:
    kind = KINDS.get(object_type)
    if kind is None:
        raise InvalidParameterValue(f"Invalid object_type: {object_type}. It must be schema or table.")
    found = call.tenant.metastore.by_id(kind, object_id)
    if found is None:
        raise NotFound(f"{object_type.capitalize()} '{object_id}' does not exist.")
    return found


def _table(call: Call, object_type: str, object_id: str) -> Table:
    found = _watched(call, object_type, object_id)
    if not isinstance(found, Table):
        raise InvalidParameterValue("Refreshes are supported for object_type table only.")
    return found


def _of_schema(call: Call, schema: Securable) -> Resource:
    missing = NotFound(f"Cannot find Monitor with ID: /metastores:{call.tenant.metastore.id}/schemas:{schema.id}/")
    return call.tenant.store["quality_monitors_of_schemas"].require(schema.id, missing)


def _shown(table: Securable, made: Resource) -> Resource:
    settings = {name: value for name, value in made.items() if not name.startswith("_")}
    return {"object_type": "table", "object_id": table.id, "data_profiling_config": settings}


def _refresh_shown(table: Table, each: Resource) -> Resource:
    return {"object_type": "table", "object_id": table.id, **each}
