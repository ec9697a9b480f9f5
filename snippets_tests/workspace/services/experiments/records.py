"""What experiments, runs, logged models and traces share: finding one, and whether the caller may."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidState, PermissionDenied, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.workspace.objects import Objects
from snippets_tests.workspace.store import Resource

ACTIVE, DELETED = "active", "deleted"
# Where the bytes of artifacts lie, below the tenant's files.
ARTIFACTS = "mlflow"
LOCATION = "dbfs:/databricks/mlflow-tracking"


def experiment(call: Call, experiment_id: str, level: str = "CAN_READ") -> Resource:
    """The experiment of an id, when the caller may do with it what the level says."""
    missing = f"Could not find experiment with ID {experiment_id}."
    found = call.tenant.store["experiments"].require(experiment_id, missing)
    check(call, found, level)
    return found


def check(call: Call, found: Resource, level: str) -> None:
    """Refuse who may not do this with an experiment: its permissions are those of a workspace object."""
    if not allowed(call, found, level):
        raise PermissionDenied(
            f"{call.principal.name} does not have {level} permission on experiment {found['experiment_id']}."
        )


def allowed(call: Call, found: Resource, level: str) -> bool:
    """Whether the caller holds a level on an experiment, by itself or by a folder above."""
    return Objects(call.tenant, call.principal).allowed(found["name"], level)


def active_experiment(call: Call, experiment_id: str, level: str = "CAN_EDIT") -> Resource:
    """An experiment that can take something in."""
    found = experiment(call, experiment_id, level)
    if found["lifecycle_stage"] != ACTIVE:
        raise InvalidState(f"Experiment {experiment_id} is in lifecycle stage {DELETED}; restore it first.")
    return found


def run(call: Call, run_id: str | None, run_uuid: str | None = None, level: str = "CAN_READ") -> Resource:
    """The run of an id; older clients write `run_uuid`."""
    identity = run_id or run_uuid or ""
    found = call.tenant.store["mlflow_runs"].require(identity, f"Run '{identity}' not found.")
    experiment(call, found["info"]["experiment_id"], level)
    return found


def active_run(call: Call, run_id: str | None, run_uuid: str | None = None) -> Resource:
    """A run that can be changed."""
    found = run(call, run_id, run_uuid, "CAN_EDIT")
    if found["info"]["lifecycle_stage"] != ACTIVE:
        raise InvalidState(f"The run {found['info']['run_id']} must be in the 'active' state. It is '{DELETED}'.")
    return found


def tags(values: dict[str, str]) -> list[dict[str, str]]:
    """Tags or parameters as the API lists them."""
    return [{"key": key, "value": value} for key, value in values.items()]


def as_map(listed: list[dict[str, Any]] | None) -> dict[str, str]:
    """The API's list of tags or parameters by key."""
    return {item["key"]: item.get("value", "") for item in listed or []}


def viewed(stage: str, view: str | None) -> bool:
    """Whether something in a lifecycle stage belongs to a view: active only, unless more was asked for."""
    return view == "ALL" or stage == (DELETED if view == "DELETED_ONLY" else ACTIVE)


def missing_model(model_id: str) -> ResourceDoesNotExist:
    """The refusal of a logged model that is not there."""
    return ResourceDoesNotExist(f"Logged model with ID '{model_id}' not found.")
