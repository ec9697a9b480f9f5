"""MLflow experiments: workspace objects that hold runs, logged models and traces.

On Databricks an experiment's name is its absolute path in the workspace's tree.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.experiments import (
    artifacts,
    assessments,
    logged_models,
    logging,
    runs,
    scorers,
    search,
    traces,
)
from snippets_tests.workspace.services.experiments.records import (
    ACTIVE,
    DELETED,
    LOCATION,
    active_experiment,
    allowed,
    as_map,
    check,
    experiment,
    tags,
    viewed,
)
from snippets_tests.workspace.services.workspace.objects import EXPERIMENT, Objects
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

MODULES = (artifacts, assessments, logged_models, logging, runs, scorers, traces)
LARGEST_PAGE = 1000


@operation("experiments.create_experiment")
def create_experiment(
    call: Call,
    name: str,
    artifact_location: str | None = None,
    tags: list[dict[str, Any]] | None = None,
    trace_location: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Make an experiment at a path of the workspace."""
    if trace_location:
        raise InvalidParameterValue("Traces in Unity Catalog tables are not emulated; leave trace_location out.")
    path = _free_path(call, name)
    found = Objects(call.tenant, call.principal).put_experiment(path)
    identity, now = str(found["object_id"]), call.tenant.clock.millis()
    owner = call.principal
    call.tenant.store["experiments"][identity] = {
        "experiment_id": identity,
        "name": path,
        "artifact_location": artifact_location or f"{LOCATION}/{identity}",
        "lifecycle_stage": ACTIVE,
        "creation_time": now,
        "last_update_time": now,
        "tags": {
            "mlflow.ownerId": owner.id,
            "mlflow.experiment.sourceName": path,
            "mlflow.ownerEmail": owner.name,
            "mlflow.experimentType": "MLFLOW_EXPERIMENT",
            **as_map(tags),
        },
    }
    access.created(call.tenant, "experiments", identity, owner.name)
    return {"experiment_id": identity}


@operation("experiments.get_experiment")
def get_experiment(call: Call, experiment_id: str) -> dict[str, Any]:
    """An experiment by its id, deleted ones too."""
    return {"experiment": shown(experiment(call, experiment_id))}


@operation("experiments.get_by_name")
def get_by_name(call: Call, experiment_name: str) -> dict[str, Any]:
    """An experiment by its path. Of several, one that is not deleted comes first."""
    path = Objects.clean(experiment_name) if experiment_name.startswith("/") else experiment_name
    named = list(call.tenant.store["experiments"].where(name=path))
    named.sort(key=lambda found: found["lifecycle_stage"] != ACTIVE)
    if not named:
        raise ResourceDoesNotExist(f"Node {path} does not exist.")
    check(call, named[0], "CAN_READ")
    return {"experiment": shown(named[0])}


@operation("experiments.list_experiments")
def list_experiments(
    call: Call, max_results: int = 0, page_token: str | None = None, view_type: str | None = None
) -> dict[str, Any]:
    """All experiments that the caller may read, in the order of their creation."""
    return _page([shown(found) for found in _visible(call, view_type)], page_token, max_results)


@operation("experiments.search_experiments")
def search_experiments(
    call: Call,
    filter: str | None = None,
    max_results: int = 0,
    order_by: list[str] | None = None,
    page_token: str | None = None,
    view_type: str | None = None,
) -> dict[str, Any]:
    """Experiments by name and tags, the one changed last first."""
    found = search.experiments(_visible(call, view_type), filter, order_by)
    return _page([shown(each) for each in found], page_token, max_results)


@operation("experiments.update_experiment")
def update_experiment(call: Call, experiment_id: str, new_name: str | None = None) -> None:
    """Give an experiment another path."""
    found = active_experiment(call, experiment_id, "CAN_MANAGE")
    if new_name is None or new_name == found["name"]:
        return
    path = _free_path(call, new_name)
    Objects(call.tenant, call.principal).move_experiment(found["name"], path)
    found["name"] = path
    _touch(call, found)


@operation("experiments.delete_experiment")
def delete_experiment(call: Call, experiment_id: str) -> None:
    """Mark an experiment with its runs as deleted; it can be restored."""
    found = experiment(call, experiment_id, "CAN_MANAGE")
    if found["lifecycle_stage"] == DELETED:
        raise ResourceDoesNotExist(f"No active experiment with ID {experiment_id} exists.")
    Objects(call.tenant).remove(found["name"])
    _touch(call, found)


@operation("experiments.restore_experiment")
def restore_experiment(call: Call, experiment_id: str) -> None:
    """Take a deletion back; the experiment's runs come back with it."""
    found = experiment(call, experiment_id, "CAN_MANAGE")
    if found["lifecycle_stage"] == ACTIVE:
        return
    path = _free_path(call, found["name"])
    Objects(call.tenant, call.principal).put_experiment(path, int(experiment_id))
    found["lifecycle_stage"] = ACTIVE
    _touch(call, found)


@operation("experiments.set_experiment_tag")
def set_experiment_tag(call: Call, experiment_id: str, key: str, value: str) -> None:
    """Set a tag, over a value that it had."""
    found = active_experiment(call, experiment_id)
    found["tags"][key] = value
    _touch(call, found)


@endpoint("POST", "/api/2.0/mlflow/experiments/delete-experiment-tag")
def delete_experiment_tag(call: Call) -> Response:
    """Remove a tag. MLflow's client calls this; the SDK has no method for it."""
    body = search.body(call)
    found = active_experiment(call, str(body.get("experiment_id", "")))
    if found["tags"].pop(str(body.get("key", "")), None) is None:
        raise ResourceDoesNotExist(
            f"No tag with name: {body.get('key')} in experiment with id {body['experiment_id']}."
        )
    return Response.json({})


def shown(found: Resource) -> dict[str, Any]:
    """An experiment as the API shows it."""
    return found | {"tags": tags(found["tags"])}


def _visible(call: Call, view: str | None) -> list[Resource]:
    kept = call.tenant.store["experiments"].values()
    return [each for each in kept if viewed(each["lifecycle_stage"], view) and allowed(call, each, "CAN_READ")]


def _page(items: list[dict[str, Any]], token: str | None, size: int) -> dict[str, Any]:
    found, following = page(items, token, min(size or LARGEST_PAGE, LARGEST_PAGE))
    return {"experiments": found} | ({"next_page_token": following} if following else {})


def _free_path(call: Call, name: str) -> str:
    """A path at which there is nothing yet and the caller may write."""
    if not name.startswith("/"):
        raise InvalidParameterValue(
            f"Got an invalid experiment name '{name}'. An experiment name must be an absolute path within the "
            "Databricks workspace, e.g. '/Users/<some-username>/my-experiment'."
        )
    objects = Objects(call.tenant, call.principal)
    path = objects.clean(name)
    if objects.find(path) is not None:
        raise ResourceAlreadyExists(f"Node named '{path.rpartition('/')[2]}' already exists")
    parent = path.rpartition("/")[0] or "/"
    above = objects.find(parent)
    if above is None or above["object_type"] == EXPERIMENT:
        raise ResourceDoesNotExist(f"Parent directory {parent} does not exist.")
    objects.check(parent, "CAN_EDIT")
    return path


def _touch(call: Call, found: Resource) -> None:
    found["last_update_time"] = call.tenant.clock.millis()
