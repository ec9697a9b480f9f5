"""Refreshes of monitors: the metrics are computed on the lakehouse, as whoever made the monitor."""

from __future__ import annotations

import datetime
from typing import Any

from snippets_tests.lakehouse.profiling.request import Analysis, Metric, Request
from snippets_tests.workspace.errors import InvalidState
from snippets_tests.workspace.services.monitors.records import granularity
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

# How long a refresh takes by the tenant's clock.
SECONDS = 60
# How far back the first refresh of a monitor with windows of time looks.
BACK = datetime.timedelta(days=30)
METRIC = "DATA_PROFILING_CUSTOM_METRIC_TYPE_"
PROBLEM = "INFERENCE_PROBLEM_TYPE_"


def refresh(tenant: Tenant, found: Resource, trigger: str = "MANUAL") -> Resource:
    """Compute a monitor's metrics; a failure is told by the refresh.

    Returns: The refresh as it began.
    """
    if tenant.principal(found["_creator"]) is None:
        raise InvalidState(f"The monitor's creator {found['_creator']} does not exist.")
    engine = tenant.engine("A refresh of a monitor")
    begun: Resource = {
        "refresh_id": tenant.ids.number(kind="monitor refresh"),
        "start_time_ms": tenant.clock.millis(),
        "state": "MONITOR_REFRESH_STATE_PENDING",
        "trigger": f"MONITOR_REFRESH_TRIGGER_{trigger}",
    }
    asked = _request(tenant, found)
    with tenant.guard.released():
        failure = engine.refresh_profile(asked)
    tenant.clock.advance(SECONDS)
    ended = {**begun, "end_time_ms": tenant.clock.millis(), "state": "MONITOR_REFRESH_STATE_SUCCESS"}
    if failure is not None:
        ended |= {"state": "MONITOR_REFRESH_STATE_FAILED", "message": failure}
    found["_refreshes"].insert(0, ended)
    return begun


def first(tenant: Tenant, found: Resource) -> None:
    """The refresh that comes with a monitor's making; a workspace without an engine leaves the monitor pending."""
    if tenant.has_engine:
        refresh(tenant, found)
        found["status"] = "DATA_PROFILING_STATUS_ACTIVE"


def _request(tenant: Tenant, found: Resource) -> Request:
    log: dict[str, Any] = found.get("inference_log") or {}
    times = log or found.get("time_series") or {}
    made = datetime.datetime.fromtimestamp(found["_created"] / 1000, datetime.UTC)
    return Request(
        table=found["monitored_table_name"],
        profile_table=found["profile_metrics_table_name"],
        drift_table=found["drift_metrics_table_name"],
        analysis=Analysis(
            timestamp=times.get("timestamp_column"),
            granularities=tuple(map(granularity, times.get("granularities", ()))),
            model=log.get("model_id_column"),
            prediction=log.get("prediction_column"),
            label=log.get("label_column"),
            problem=log["problem_type"].removeprefix(PROBLEM) if log else None,
        ),
        version=found["monitor_version"],
        since=made - BACK,
        now=tenant.clock.now(),
        principal=found["_creator"],
        baseline=found.get("baseline_table_name"),
        slicing=tuple(found.get("slicing_exprs", ())),
        metrics=tuple(map(_metric, found.get("custom_metrics", ()))),
    )


def _metric(given: dict[str, Any]) -> Metric:
    columns = tuple(given["input_columns"])
    kind = given["type"].removeprefix(METRIC)
    return Metric(given["name"], kind, given["definition"], columns, given["output_data_type"])
