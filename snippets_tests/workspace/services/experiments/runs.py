"""Runs of experiments: their life, and finding them again."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.experiments import search
from snippets_tests.workspace.services.experiments.records import (
    ACTIVE,
    DELETED,
    active_experiment,
    active_run,
    as_map,
    experiment,
    run,
    tags,
    viewed,
)
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

FINAL = ("FINISHED", "FAILED", "KILLED")
NAME_TAG = "mlflow.runName"
LARGEST_PAGE = 50_000
DEFAULT_PAGE = 1000
# Of these a run without a name gets one, as on Databricks: an adjective, an animal, a number.
ADJECTIVES = ("able", "bold", "calm", "clever", "eager", "fair", "gentle", "keen", "loyal", "merry", "proud", "swift")
ANIMALS = ("badger", "crane", "dove", "finch", "gull", "heron", "lark", "lynx", "otter", "robin", "seal", "stork")


@operation("experiments.create_run")
def create_run(
    call: Call,
    experiment_id: str = "",
    run_name: str | None = None,
    start_time: int | None = None,
    tags: list[dict[str, Any]] | None = None,
    user_id: str | None = None,
) -> Response:
    """Start a run; what calls itself its user is believed, as on Databricks."""
    parent = active_experiment(call, experiment_id)
    given = as_map(tags)
    name = run_name or given.get(NAME_TAG) or _name(call)
    identity = call.tenant.ids.hex(32, "mlflow run")
    made: Resource = {
        "info": {
            "run_id": identity,
            "run_uuid": identity,
            "run_name": name,
            "experiment_id": experiment_id,
            "user_id": user_id or call.principal.id,
            "status": "RUNNING",
            "start_time": call.tenant.clock.millis() if start_time is None else start_time,
            "artifact_uri": f"{parent['artifact_location']}/{identity}/artifacts",
            "lifecycle_stage": ACTIVE,
        },
        "tags": given | {NAME_TAG: name},
        "params": {},
        "metrics": {},
        "datasets": [],
        "models": [],
        "outputs": [],
    }
    call.tenant.store["mlflow_runs"][identity] = made
    return Response.json({"run": shown(made)})


@operation("experiments.get_run")
def get_run(call: Call, run_id: str, run_uuid: str | None = None) -> Response:
    """A run with the last value of each of its metrics."""
    return Response.json({"run": shown(run(call, run_id, run_uuid))})


@operation("experiments.update_run")
def update_run(
    call: Call,
    end_time: int | None = None,
    run_id: str | None = None,
    run_name: str | None = None,
    run_uuid: str | None = None,
    status: str | None = None,
) -> dict[str, Any]:
    """Change a run's name or state; one that ends has an end time."""
    found = active_run(call, run_id, run_uuid)
    info = found["info"]
    if run_name:
        info["run_name"] = found["tags"][NAME_TAG] = run_name
    if status:
        info["status"] = status
    if end_time is not None:
        info["end_time"] = end_time
    elif status in FINAL:
        info.setdefault("end_time", call.tenant.clock.millis())
    return {"run_info": info}


@operation("experiments.delete_run")
def delete_run(call: Call, run_id: str) -> None:
    """Mark a run as deleted; it can be restored for 30 days."""
    _delete(call, run(call, run_id, level="CAN_EDIT"))


@operation("experiments.restore_run")
def restore_run(call: Call, run_id: str) -> None:
    """Take a deletion back."""
    found = run(call, run_id, level="CAN_EDIT")
    found["info"]["lifecycle_stage"] = ACTIVE
    found.pop("deleted_at", None)


@operation("experiments.delete_runs")
def delete_runs(
    call: Call, experiment_id: str, max_timestamp_millis: int, max_runs: int | None = None
) -> dict[str, Any]:
    """Delete the runs that were created before a moment or at it."""
    experiment(call, experiment_id, "CAN_EDIT")
    old = [
        each for each in _of(call, [experiment_id], "ACTIVE_ONLY") if each["info"]["start_time"] <= max_timestamp_millis
    ]
    chosen = old[: _most(max_runs)]
    for each in chosen:
        _delete(call, each)
    return {"runs_deleted": len(chosen)}


@operation("experiments.restore_runs")
def restore_runs(
    call: Call, experiment_id: str, min_timestamp_millis: int, max_runs: int | None = None
) -> dict[str, Any]:
    """Restore the runs that were deleted after a moment or at it."""
    experiment(call, experiment_id, "CAN_EDIT")
    deleted = _of(call, [experiment_id], "DELETED_ONLY")
    chosen = [each for each in deleted if each["deleted_at"] >= min_timestamp_millis][: _most(max_runs)]
    for each in chosen:
        restore_run(call, each["info"]["run_id"])
    return {"runs_restored": len(chosen)}


@operation("experiments.search_runs")
def search_runs(
    call: Call,
    experiment_ids: list[str] | None = None,
    filter: str | None = None,
    max_results: int = DEFAULT_PAGE,
    order_by: list[str] | None = None,
    page_token: str | None = None,
    run_view_type: str | None = None,
) -> Response:
    """Runs by their metrics, parameters, tags and attributes, the one started last first."""
    if not 0 < max_results <= LARGEST_PAGE:
        raise InvalidParameterValue(
            f"Invalid value {max_results} for parameter 'max_results' supplied: It must be in 1..{LARGEST_PAGE}."
        )
    for identity in experiment_ids or []:
        experiment(call, identity)
    found = search.runs(_of(call, experiment_ids or [], run_view_type), filter, order_by)
    runs, token = page(found, page_token, max_results)
    answer: dict[str, Any] = {"runs": [shown(each) for each in runs]} if runs else {}
    return Response.json(answer | ({"next_page_token": token} if token else {}))


def shown(found: Resource) -> dict[str, Any]:
    """A run as the API shows it. MLflow's `outputs` are not known to the SDK, and so not checked against it."""
    data: dict[str, Any] = {
        "metrics": [search.latest(history) for history in found["metrics"].values()],
        "params": tags(found["params"]),
        "tags": tags(found["tags"]),
    }
    answer: dict[str, Any] = {"info": found["info"], "data": {name: value for name, value in data.items() if value}}
    inputs = {"dataset_inputs": found["datasets"], "model_inputs": found["models"]}
    answer["inputs"] = {name: value for name, value in inputs.items() if value}
    if found["outputs"]:
        answer["outputs"] = {"model_outputs": found["outputs"]}
    return answer


def _of(call: Call, experiment_ids: list[str], view: str | None) -> list[Resource]:
    """The runs of experiments in a view; those of a deleted experiment count as deleted."""
    stages = {key: each["lifecycle_stage"] for key, each in call.tenant.store["experiments"].items()}
    return [
        each
        for each in call.tenant.store["mlflow_runs"].values()
        if each["info"]["experiment_id"] in experiment_ids
        and viewed(DELETED if DELETED in _stages(each, stages) else ACTIVE, view)
    ]


def _stages(found: Resource, experiments: dict[str, str]) -> tuple[str, str]:
    return found["info"]["lifecycle_stage"], experiments[found["info"]["experiment_id"]]


def _delete(call: Call, found: Resource) -> None:
    found["info"]["lifecycle_stage"] = DELETED
    found["deleted_at"] = call.tenant.clock.millis()


def _most(max_runs: int | None) -> int:
    if max_runs is not None and not 0 < max_runs <= 10_000:
        raise InvalidParameterValue(f"max_runs must be between 1 and 10000, got {max_runs}.")
    return max_runs or 10_000


def _name(call: Call) -> str:
    number = call.tenant.ids.number(9, "mlflow run name")
    adjective = ADJECTIVES[number % len(ADJECTIVES)]
    animal = ANIMALS[number // len(ADJECTIVES) % len(ANIMALS)]
    return f"{adjective}-{animal}-{number % 1000}"
