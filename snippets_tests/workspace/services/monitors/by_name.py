"""`quality_monitors`, the deprecated API: monitors of tables, named by the table's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.monitors import records, refreshes
from snippets_tests.workspace.store import Resource

# Its words for what the newer API calls otherwise, within the analyses and beside them.
FIELDS = {
    "timestamp_col": "timestamp_column",
    "prediction_col": "prediction_column",
    "label_col": "label_column",
    "model_id_col": "model_id_column",
    "notifications": "notification_settings",
    "latest_monitor_failure_msg": "latest_monitor_failure_message",
    "table_name": "monitored_table_name",
}
PREFIXES = {
    "problem_type": "INFERENCE_",
    "type": "DATA_PROFILING_",
    "pause_status": "CRON_SCHEDULE_PAUSE_STATUS_",
}
NEWER = {newer: older for older, newer in FIELDS.items()}
NOT_KEPT = ("output_schema_name", "data_classification_config")
NOT_SHOWN = ("output_schema_id", "skip_builtin_dashboard", "warehouse_id", "effective_warehouse_id")
LATEST = 25


@operation("quality_monitors.create")
def create(call: Call, table_name: str, output_schema_name: str, assets_dir: str, **given: Any) -> Resource:
    """Keep a table's monitor, and compute its metrics for the first time."""
    table = records.table_named(call, table_name)
    made = records.make(call, table, output_schema_name, {"assets_dir": assets_dir, **_newer(given)})
    shown = _older(made)
    refreshes.first(call.tenant, made)
    return shown


@operation("quality_monitors.get")
def get(call: Call, table_name: str) -> Resource:
    """A table's monitor."""
    return _older(records.find(call, records.table_named(call, table_name)))


@operation("quality_monitors.update")
def update(call: Call, table_name: str, output_schema_name: str, **given: Any) -> Resource:
    """Replace a monitor's settings."""
    table = records.table_named(call, table_name)
    newer = _newer(given)
    if any(newer.get(kind) is not None for kind in records.KINDS):
        newer = dict.fromkeys(records.KINDS) | newer  # instead of the one before, not beside it
    return _older(records.change(call, table, newer, output_schema_name))


@operation("quality_monitors.delete")
def delete(call: Call, table_name: str) -> dict[str, Any]:
    """Forget a monitor; the tables of its metrics stay."""
    records.delete(call, records.table_named(call, table_name))
    return {}


@operation("quality_monitors.run_refresh")
def run_refresh(call: Call, table_name: str) -> Resource:
    """Compute a table's metrics anew."""
    table = records.table_named(call, table_name)
    records.may_change(call, table)
    return _refresh(refreshes.refresh(call.tenant, records.find(call, table)))


@operation("quality_monitors.get_refresh")
def get_refresh(call: Call, table_name: str, refresh_id: int) -> Resource:
    """One refresh."""
    return _refresh(records.refreshed(records.find(call, records.table_named(call, table_name)), refresh_id))


@operation("quality_monitors.list_refreshes")
def list_refreshes(call: Call, table_name: str) -> dict[str, Any]:
    """The latest refreshes."""
    found = records.find(call, records.table_named(call, table_name))
    return {"refreshes": [_refresh(each) for each in found["_refreshes"][:LATEST]]}


@operation("quality_monitors.cancel_refresh")
def cancel_refresh(call: Call, table_name: str, refresh_id: int) -> None:
    """Refreshes end at once here, so that there is nothing to cancel any more."""
    table = records.table_named(call, table_name)
    records.may_change(call, table)
    records.refreshed(records.find(call, table), refresh_id)


def _newer(given: Mapping[str, Any]) -> Resource:
    def word(name: str, value: Any) -> Any:
        if name == "granularities":
            return [records.GRANULARITY + each.upper().replace(" ", "_") for each in value]
        return PREFIXES[name] + value if name in PREFIXES else value

    kept = {name: value for name, value in given.items() if name not in NOT_KEPT}
    found: Resource = _translated(kept, FIELDS, word)
    return found


def _older(found: Resource) -> Resource:
    def word(name: str, value: Any) -> Any:
        if name == "granularities":
            return [records.granularity(each) for each in value]
        if name == "status":
            return value.replace("DATA_PROFILING_", "MONITOR_")
        return value.removeprefix(PREFIXES[name]) if name in PREFIXES else value

    kept = {name: value for name, value in found.items() if not name.startswith("_") and name not in NOT_SHOWN}
    return {**_translated(kept, NEWER, word), "output_schema_name": found["_schema"]}


def _translated(value: Any, names: Mapping[str, str], word: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, list):
        return [_translated(each, names, word) for each in value]
    if not isinstance(value, dict):
        return value
    return {names.get(name, name): _translated(word(name, each), names, word) for name, each in value.items()}


def _refresh(each: Resource) -> Resource:
    states = {"state": "MONITOR_REFRESH_STATE_", "trigger": "MONITOR_REFRESH_TRIGGER_"}
    return each | {name: each[name].removeprefix(prefix) for name, prefix in states.items()}
