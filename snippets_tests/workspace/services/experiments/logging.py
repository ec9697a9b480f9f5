"""What is written to a run: metrics, parameters, tags, and the datasets and models that it used or made."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.experiments.records import active_run, missing_model, run
from snippets_tests.workspace.store import Resource

# Limits of one batch and of names and values, as the API reference states them.
MOST = {"metrics": 1000, "params": 100, "tags": 100}
MOST_IN_ALL = 1000
LONGEST_KEY = 250
LONGEST_PARAM = 6000
LONGEST_TAG = 8000
LARGEST_PAGE = 25_000


@operation("experiments.log_metric")
def log_metric(
    call: Call,
    key: str,
    value: float,
    timestamp: int,
    run_id: str | None = None,
    run_uuid: str | None = None,
    **more: Any,
) -> None:
    """Add a value to a metric's history."""
    found = active_run(call, run_id, run_uuid)
    _metric(call, found, {"key": key, "value": value, "timestamp": timestamp, **more})


@operation("experiments.log_param")
def log_param(call: Call, key: str, value: str, run_id: str | None = None, run_uuid: str | None = None) -> None:
    """Write a parameter, once."""
    _param(active_run(call, run_id, run_uuid), key, value)


@operation("experiments.set_tag")
def set_tag(call: Call, key: str, value: str, run_id: str | None = None, run_uuid: str | None = None) -> None:
    """Set a tag, over a value that it had."""
    _tag(active_run(call, run_id, run_uuid), key, value)


@operation("experiments.delete_tag")
def delete_tag(call: Call, run_id: str, key: str) -> None:
    """Remove a tag."""
    found = active_run(call, run_id)
    if found["tags"].pop(key, None) is None:
        raise ResourceDoesNotExist(f"No tag with name: {key} in run with id {run_id}")


@operation("experiments.log_batch")
def log_batch(
    call: Call,
    metrics: list[dict[str, Any]] | None = None,
    params: list[dict[str, Any]] | None = None,
    run_id: str | None = None,
    tags: list[dict[str, Any]] | None = None,
) -> None:
    """Write metrics, parameters and tags in one request."""
    found = active_run(call, run_id)
    given = {"metrics": metrics or [], "params": params or [], "tags": tags or []}
    for what, most in MOST.items():
        if len(given[what]) > most:
            raise InvalidParameterValue(
                f"A batch logging request can contain at most {most} {what}. Got {len(given[what])} {what}. "
                f"Please split up {what} across multiple requests and try again."
            )
    total = sum(len(items) for items in given.values())
    if total > MOST_IN_ALL:
        raise InvalidParameterValue(
            f"A batch logging request can contain at most {MOST_IN_ALL} metrics, params, and tags in total. "
            f"Got {total}."
        )
    for item in given["params"]:
        _param(found, item.get("key", ""), item.get("value", ""))
    for item in given["metrics"]:
        _metric(call, found, item)
    for item in given["tags"]:
        _tag(found, item.get("key", ""), item.get("value", ""))


@operation("experiments.log_inputs")
def log_inputs(
    call: Call,
    run_id: str,
    datasets: list[dict[str, Any]] | None = None,
    models: list[dict[str, Any]] | None = None,
) -> None:
    """Note the datasets and models that a run used."""
    found = active_run(call, run_id)
    found["datasets"] += [item for item in datasets or [] if item not in found["datasets"]]
    found["models"] += [item for item in models or [] if item not in found["models"]]


@operation("experiments.log_outputs")
def log_outputs(call: Call, run_id: str, models: list[dict[str, Any]] | None = None) -> None:
    """Note the models that a run made."""
    found = active_run(call, run_id)
    for item in models or []:
        if item.get("model_id") not in call.tenant.store["mlflow_models"]:
            raise missing_model(str(item.get("model_id")))
    found["outputs"] += [item for item in models or [] if item not in found["outputs"]]


@operation("experiments.log_model")
def log_model(call: Call, model_json: str | None = None, run_id: str | None = None) -> None:
    """Note in a run's tags which model was logged to it, as MLflow 2 does."""
    found = active_run(call, run_id)
    models = found["tags"].get("mlflow.log-model.history", "[]")
    found["tags"]["mlflow.log-model.history"] = f"{models[:-1]}{', ' if models != '[]' else ''}{model_json or '{}'}]"


@operation("experiments.get_history")
def get_history(
    call: Call,
    metric_key: str,
    max_results: int = 0,
    page_token: str | None = None,
    run_id: str | None = None,
    run_uuid: str | None = None,
) -> dict[str, Any]:
    """All values of a metric, in the order in which they were logged."""
    history = run(call, run_id, run_uuid)["metrics"].get(metric_key, [])
    metrics, token = page(history, page_token, min(max_results or LARGEST_PAGE, LARGEST_PAGE))
    return {"metrics": metrics} | ({"next_page_token": token} if token else {})


def _metric(call: Call, found: Resource, point: dict[str, Any]) -> None:
    _require_key("metric", point.get("key", ""))
    kept = {"step": 0, **point}
    found["metrics"].setdefault(kept["key"], []).append({n: v for n, v in kept.items() if not n.startswith("run_")})
    model = call.tenant.store["mlflow_models"].get(point.get("model_id", ""))
    if model is not None:
        model["metrics"].append({**kept, "run_id": found["info"]["run_id"]})


def _param(found: Resource, key: str, value: str) -> None:
    _require_key("param", key)
    if len(value) > LONGEST_PARAM:
        raise InvalidParameterValue(
            f"Param value '{value[:20]}...' had length {len(value)}, which exceeded length limit of {LONGEST_PARAM}"
        )
    held = found["params"].setdefault(key, value)
    if held != value:
        raise InvalidParameterValue(
            f"Parameter with key {key} was already logged with a value of {held}. The attempted new value was {value}"
        )


def _tag(found: Resource, key: str, value: str) -> None:
    _require_key("tag", key)
    found["tags"][key] = value[:LONGEST_TAG]
    if key == "mlflow.runName":
        found["info"]["run_name"] = value


def _require_key(what: str, key: str) -> None:
    if not key or len(key) > LONGEST_KEY:
        raise InvalidParameterValue(f"A {what} key must have 1 to {LONGEST_KEY} characters, got {len(key)}.")
