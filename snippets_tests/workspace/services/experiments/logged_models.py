"""Logged models of MLflow 3: models as things of their own, made by a run or without one."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.experiments import search
from snippets_tests.workspace.services.experiments.records import (
    active_experiment,
    as_map,
    experiment,
    missing_model,
    tags,
)
from snippets_tests.workspace.store import Resource

DEFAULT_PAGE = 50


@operation("experiments.create_logged_model")
def create_logged_model(
    call: Call,
    experiment_id: str,
    model_type: str | None = None,
    name: str | None = None,
    params: list[dict[str, Any]] | None = None,
    source_run_id: str | None = None,
    tags: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Make a model whose files are about to be uploaded."""
    parent = active_experiment(call, experiment_id)
    identity = f"m-{call.tenant.ids.hex(32, 'mlflow model')}"
    now = call.tenant.clock.millis()
    info = {
        "model_id": identity,
        "experiment_id": experiment_id,
        "name": name or identity,
        "creation_timestamp_ms": now,
        "last_updated_timestamp_ms": now,
        "artifact_uri": f"{parent['artifact_location']}/logged_models/{identity}/artifacts",
        "status": "LOGGED_MODEL_PENDING",
        "creator_id": int(call.principal.id),
        "model_type": model_type,
        "source_run_id": source_run_id,
    }
    made: Resource = {
        "info": {field: value for field, value in info.items() if value is not None},
        "tags": as_map(tags),
        "params": as_map(params),
        "metrics": [],
    }
    call.tenant.store["mlflow_models"][identity] = made
    return {"model": shown(made)}


@operation("experiments.get_logged_model")
def get_logged_model(call: Call, model_id: str) -> dict[str, Any]:
    """A logged model."""
    return {"model": shown(require(call, model_id))}


@operation("experiments.finalize_logged_model")
def finalize_logged_model(call: Call, model_id: str, status: str) -> dict[str, Any]:
    """Say how the upload of a model's files ended."""
    found = require(call, model_id, "CAN_EDIT")
    found["info"]["status"] = status
    _touch(call, found)
    return {"model": shown(found)}


@operation("experiments.delete_logged_model")
def delete_logged_model(call: Call, model_id: str) -> None:
    """Delete a logged model."""
    require(call, model_id, "CAN_EDIT")
    del call.tenant.store["mlflow_models"][model_id]


@operation("experiments.log_logged_model_params")
def log_logged_model_params(call: Call, model_id: str, params: list[dict[str, Any]] | None = None) -> None:
    """Add parameters to a logged model."""
    found = require(call, model_id, "CAN_EDIT")
    found["params"] |= as_map(params)
    _touch(call, found)


@operation("experiments.set_logged_model_tags")
def set_logged_model_tags(call: Call, model_id: str, tags: list[dict[str, Any]] | None = None) -> None:
    """Set tags, over values that they had."""
    found = require(call, model_id, "CAN_EDIT")
    found["tags"] |= as_map(tags)
    _touch(call, found)


@operation("experiments.delete_logged_model_tag")
def delete_logged_model_tag(call: Call, model_id: str, tag_key: str) -> None:
    """Remove a tag; one that is not there stays away."""
    found = require(call, model_id, "CAN_EDIT")
    found["tags"].pop(tag_key, None)
    _touch(call, found)


@operation("experiments.search_logged_models")
def search_logged_models(
    call: Call,
    datasets: list[dict[str, Any]] | None = None,
    experiment_ids: list[str] | None = None,
    filter: str | None = None,
    max_results: int = DEFAULT_PAGE,
    order_by: list[dict[str, Any]] | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """Logged models of experiments by their attributes, parameters, tags and metrics."""
    for identity in experiment_ids or []:
        experiment(call, identity)
    kept = call.tenant.store["mlflow_models"].values()
    inside = [each for each in kept if each["info"]["experiment_id"] in (experiment_ids or [])]
    models, token = page(search.logged_models(inside, filter, datasets, order_by), page_token, max_results)
    answer: dict[str, Any] = {"models": [shown(each) for each in models]}
    return answer | ({"next_page_token": token} if token else {})


def require(call: Call, model_id: str, level: str = "CAN_READ") -> Resource:
    """The logged model of an id, when the caller may do with its experiment what the level says."""
    found = call.tenant.store["mlflow_models"].require(model_id, missing_model(model_id))
    experiment(call, found["info"]["experiment_id"], level)
    return found


def shown(found: Resource) -> dict[str, Any]:
    """A logged model as the API shows it."""
    info = found["info"] | ({"tags": tags(found["tags"])} if found["tags"] else {})
    data = {"params": tags(found["params"]), "metrics": found["metrics"]}
    return {"info": info, "data": {name: value for name, value in data.items() if value}}


def _touch(call: Call, found: Resource) -> None:
    found["info"]["last_updated_timestamp_ms"] = call.tenant.clock.millis()
