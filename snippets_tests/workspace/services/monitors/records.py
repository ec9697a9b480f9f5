"""What is kept of a table's monitor, and which settings it may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.profiling import windows
from snippets_tests.lakehouse.securables import Table
from snippets_tests.workspace import quartz, unity
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

KINDS = ("inference_log", "snapshot", "time_series")
TIMES = ("date", "timestamp", "timestamp_ntz")
GRANULARITY = "AGGREGATION_GRANULARITY_"


def make(call: Call, table: Table, schema: str, given: Mapping[str, Any]) -> Resource:
    """Keep a table's monitor; a table has one.

    Args:
        schema: Where the tables of metrics will be, as `catalog.schema`.
        given: The settings, in the words of `data_quality`.
    """
    may_change(call, table)
    call.tenant.metastore.require(call.principal.name, "SELECT", "TABLE", table.full_name)
    monitors = call.tenant.store["quality_monitors"]
    if table.id in monitors:
        raise ResourceAlreadyExists(f"Table '{table.full_name}' already has a monitor.", status=409)
    check(call.tenant, table, given)
    made: Resource = {
        **given,
        **_output(call, table, schema),
        "monitored_table_name": table.full_name,
        "monitor_version": 0,
        "status": "DATA_PROFILING_STATUS_PENDING",
        "_creator": call.principal.name,
        "_created": call.tenant.clock.millis(),
        "_refreshes": [],
    }
    monitors[table.id] = made
    return made


def check(tenant: Tenant, table: Table, given: Mapping[str, Any]) -> None:
    """Refuse settings that no refresh could follow."""
    kinds = [kind for kind in KINDS if given.get(kind) is not None]
    if len(kinds) != 1:
        raise InvalidParameterValue("Exactly one of inference_log, snapshot and time_series must be given.")
    analysis = given[kinds[0]]
    columns = {column.name.lower(): column.type.lower() for column in table.columns}
    for name in ("timestamp_column", "prediction_column", "label_column", "model_id_column"):
        if name in analysis and analysis[name].lower() not in columns:
            raise InvalidParameterValue(f"Column '{analysis[name]}' ({name}) is not in table '{table.full_name}'.")
    moment = analysis.get("timestamp_column")
    if moment and columns[moment.lower()] not in TIMES:
        raise InvalidParameterValue(f"Column '{moment}' (timestamp_column) must be a TIMESTAMP or a DATE.")
    if moment and not analysis["granularities"]:
        raise InvalidParameterValue("At least one granularity must be given.")
    for each in analysis.get("granularities", ()):
        if not windows.known(granularity(each)):
            raise InvalidParameterValue(f"Unsupported granularity: {each}")
    if schedule := given.get("schedule"):
        try:
            quartz.parse(schedule["quartz_cron_expression"], schedule["timezone_id"])
        except quartz.QuartzError as error:
            raise InvalidParameterValue(str(error)) from error
    if given.get("baseline_table_name"):
        tenant.metastore.get("TABLE", given["baseline_table_name"])


def granularity(value: str) -> str:
    """`AGGREGATION_GRANULARITY_1_DAY` as the older API and the tables of metrics write it: `1 day`."""
    return value.removeprefix(GRANULARITY).replace("_", " ").lower()


def find(call: Call, table: Table) -> Resource:
    """A table's monitor, for whoever may read the table."""
    unity.require_sight(call, table, "SELECT")
    missing = NotFound(f"Cannot find Monitor with ID: /metastores:{call.tenant.metastore.id}/tables:{table.id}/")
    return call.tenant.store["quality_monitors"].require(table.id, missing)


def table_named(call: Call, name: str) -> Table:
    """A table or view by its full name."""
    found = call.tenant.metastore.get("TABLE", name)
    assert isinstance(found, Table)
    return found


def may_change(call: Call, table: Table) -> None:
    """Refuse who does not manage the table or what it lies in."""
    call.tenant.metastore.require_manage(call.principal.name, "TABLE", table.full_name)


def change(call: Call, table: Table, changes: Mapping[str, Any], schema: str | None = None) -> Resource:
    """Change a monitor's settings; None takes one away. With another schema the next refresh writes there."""
    may_change(call, table)
    found = find(call, table)
    changed = {name: value for name, value in {**found, **changes}.items() if value is not None}
    check(call.tenant, table, changed)
    for name in changes:
        found.pop(name, None)
    found |= {name: changed[name] for name in changes if name in changed}
    if schema is not None:
        found |= _output(call, table, schema)
    found["monitor_version"] += 1
    return found


def _output(call: Call, table: Table, schema: str) -> Resource:
    """Where the tables of metrics are."""
    output = call.tenant.metastore.get_schema(schema)
    base = f"{output.full_name}.{table.name}"
    return {
        "output_schema_id": output.id,
        "profile_metrics_table_name": f"{base}_profile_metrics",
        "drift_metrics_table_name": f"{base}_drift_metrics",
        "_schema": output.full_name,
    }


def delete(call: Call, table: Table) -> None:
    """Forget a monitor; its tables stay."""
    may_change(call, table)
    find(call, table)
    del call.tenant.store["quality_monitors"][table.id]


def refreshed(found: Resource, refresh_id: int | str) -> Resource:
    """One refresh of a monitor."""
    for refresh in found["_refreshes"]:
        if refresh["refresh_id"] == int(refresh_id):
            return dict(refresh)
    raise MetastoreError("NOT_FOUND", f"Refresh {refresh_id} does not exist.", 404)
