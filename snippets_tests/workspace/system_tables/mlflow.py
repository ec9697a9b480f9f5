"""system.mlflow: experiments, runs, and every value of every metric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.system_tables.values import moment, row_id
from snippets_tests.workspace.tenant import Tenant


def experiments_latest(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The experiments."""
    for found in list(tenant.store["experiments"].values()):
        yield {
            "experiment_id": found["experiment_id"],
            "name": found["name"],
            "create_time": moment(found["creation_time"]),
            "update_time": moment(found["last_update_time"]),
            "delete_time": _deleted(found["lifecycle_stage"], found["last_update_time"]),
        }


def runs_latest(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The runs, with their metrics summed up."""
    for found in list(tenant.store["mlflow_runs"].values()):
        info = found["info"]
        changed = info.get("end_time") or info["start_time"]
        yield {
            "run_id": info["run_id"],
            "experiment_id": info["experiment_id"],
            "run_name": info["run_name"],
            "created_by": _name(tenant, info["user_id"]),
            "status": info["status"],
            "start_time": moment(info["start_time"]),
            "end_time": moment(info.get("end_time")),
            "update_time": moment(changed),
            "delete_time": _deleted(info["lifecycle_stage"], changed),
            "params": found["params"],
            "tags": found["tags"],
            "aggregated_metrics": [_sum(name, points) for name, points in found["metrics"].items()],
        }


def run_metrics_history(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The values, in the order in which each run logged them."""
    for found in list(tenant.store["mlflow_runs"].values()):
        info = found["info"]
        for name, points in found["metrics"].items():
            for number, point in enumerate(points):
                yield {
                    "record_id": row_id(tenant, info["run_id"], name, number),
                    "experiment_id": info["experiment_id"],
                    "run_id": info["run_id"],
                    "insert_time": moment(point["timestamp"]),
                    "metric_name": name,
                    "metric_time": moment(point["timestamp"]),
                    "metric_step": point["step"],
                    "metric_value": point["value"],
                }


def _sum(name: str, points: list[dict[str, Any]]) -> dict[str, Any]:
    values = [point["value"] for point in points]
    latest = max(points, key=lambda point: (point["step"], point["timestamp"]))["value"]
    return {"metric_name": name, "latest_value": latest, "min_value": min(values), "max_value": max(values)}


def _deleted(stage: str, at: int) -> Any:
    return moment(at) if stage == "deleted" else None


def _name(tenant: Tenant, identity: str) -> str:
    found = tenant.directory.principal(identity)
    return found.name if found else identity
