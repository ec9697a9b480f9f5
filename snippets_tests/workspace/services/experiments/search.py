"""Finding and ordering by MLflow's filter language, with MLflow's own parser.

MLflow is imported when a filter or an order is first given: it takes seconds, and a workspace without one needs none of
it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, MalformedRequest
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.experiments import trace_filter
from snippets_tests.workspace.store import Resource

ENTITIES, SEARCH = "mlflow.entities", "mlflow.utils.search_utils"


def experiments(found: list[Resource], filter: str | None, order_by: list[str] | None) -> list[Resource]:
    """Experiments that fit, the one changed last first."""
    if not filter and not order_by:
        return sorted(found, key=lambda each: (-each["last_update_time"], -int(each["experiment_id"])))
    entities, utils = import_module(ENTITIES), import_module(SEARCH).SearchExperimentsUtils

    def entity(each: Resource) -> Any:
        tags = [entities.ExperimentTag(key, value) for key, value in each["tags"].items()]
        return entities.Experiment(**(each | {"tags": tags}))

    order = order_by or ["creation_time DESC", "experiment_id ASC"]
    kept = _refused(lambda: utils.sort(utils.filter([entity(each) for each in found], filter), order))
    by_id = {each["experiment_id"]: each for each in found}
    return [by_id[each.experiment_id] for each in kept]


def runs(found: list[Resource], filter: str | None, order_by: list[str] | None) -> list[Resource]:
    """Runs that fit, the one started last first."""
    if not filter and not order_by:
        return sorted(found, key=lambda each: (-each["info"]["start_time"], each["info"]["run_id"]))
    entities, utils = import_module(ENTITIES), import_module(SEARCH).SearchUtils

    def entity(each: Resource) -> Any:
        info = each["info"]
        named = ("run_id", "experiment_id", "user_id", "status", "start_time", "lifecycle_stage", "run_name")
        details = entities.RunInfo(
            **{name: info[name] for name in named}, end_time=info.get("end_time"), artifact_uri=info["artifact_uri"]
        )
        data = entities.RunData(
            [_metric(latest(history)) for history in each["metrics"].values()],
            [entities.Param(key, value) for key, value in each["params"].items()],
            [entities.RunTag(key, value) for key, value in each["tags"].items()],
        )
        datasets = [
            entities.DatasetInput(
                entities.Dataset.from_dictionary(item["dataset"]),
                [entities.InputTag(tag["key"], tag["value"]) for tag in item.get("tags", [])],
            )
            for item in each["datasets"]
        ]
        return entities.Run(details, data, entities.RunInputs(datasets))

    kept = _refused(lambda: utils.sort(utils.filter([entity(each) for each in found], filter), order_by or []))
    by_id = {each["info"]["run_id"]: each for each in found}
    return [by_id[each.info.run_id] for each in kept]


def logged_models(
    found: list[Resource],
    filter: str | None,
    datasets: list[dict[str, Any]] | None,
    order_by: list[dict[str, Any]] | None,
) -> list[Resource]:
    """Logged models that fit, the newest first."""
    if not filter and not order_by and not datasets:
        return sorted(found, key=lambda each: (-each["info"]["creation_timestamp_ms"], each["info"]["model_id"]))
    entities, utils = import_module(ENTITIES), import_module(SEARCH).SearchLoggedModelsUtils
    pb2 = import_module("mlflow.protos.service_pb2")

    def entity(each: Resource) -> Any:
        info = each["info"]
        return entities.LoggedModel(
            experiment_id=info["experiment_id"],
            model_id=info["model_id"],
            name=info["name"],
            artifact_location=info["artifact_uri"],
            creation_timestamp=info["creation_timestamp_ms"],
            last_updated_timestamp=info["last_updated_timestamp_ms"],
            model_type=info.get("model_type"),
            source_run_id=info.get("source_run_id"),
            status=entities.LoggedModelStatus.from_proto(pb2.LoggedModelStatus.Value(info["status"])),
            tags=each["tags"],
            params=each["params"],
            metrics=[_metric(metric) for metric in each["metrics"]],
        )

    models = [entity(each) for each in found]
    kept = _refused(lambda: utils.sort(utils.filter_logged_models(models, filter, datasets), order_by))
    by_id = {each["info"]["model_id"]: each for each in found}
    return [by_id[each.model_id] for each in kept]


def traces(
    found: list[Resource],
    filter: str | None,
    order_by: list[str] | None,
    spans: Callable[[Resource], list[dict[str, Any]]],
) -> list[Resource]:
    """Traces that fit, the newest first; `spans` reads those of one."""
    if not filter and not order_by:
        return sorted(found, key=lambda each: (each["request_time"], each["trace_id"]), reverse=True)
    entities, utils = import_module(ENTITIES), import_module(SEARCH).SearchTraceUtils
    messages, convert = import_module("mlflow.protos.service_pb2"), import_module("mlflow.utils.proto_json_utils")

    def entity(each: Resource) -> Any:
        message = messages.TraceInfoV3()
        convert.parse_dict(each, message)
        return entities.TraceInfo.from_proto(message)

    def fitting() -> list[Any]:
        theirs, ours = trace_filter.split(utils.parse_search_filter_for_search_traces(filter) if filter else [])
        inside = [each for each in found if trace_filter.matching(ours, each, partial(spans, each))]
        fit = [entity(each) for each in inside]
        fit = [each for each in fit if all(utils._does_trace_match_clause(each, clause) for clause in theirs)]
        return list(utils.sort(fit, order_by or []))

    kept = _refused(fitting)
    by_id = {each["trace_id"]: each for each in found}
    return [by_id[each.trace_id] for each in kept]


def latest(history: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The value of a metric that counts: of the last step, then the last in time, then the largest."""
    return max(history, key=lambda point: (point.get("step", 0), point["timestamp"], float(point["value"])))


def body(call: Call) -> dict[str, Any]:
    """The JSON body of an endpoint that the SDK lacks, or the query of one without a body."""
    try:
        given = json.loads(call.request.body) if call.request.body.strip() else dict(call.request.query)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise MalformedRequest("Invalid JSON given in the body of the request - expected a map")
    return given


def _metric(point: dict[str, Any]) -> Any:
    return import_module(ENTITIES).Metric(
        point["key"],
        float(point["value"]),
        point["timestamp"],
        point.get("step", 0),
        point.get("model_id"),
        point.get("dataset_name"),
        point.get("dataset_digest"),
        point.get("run_id"),
    )


def _refused(search: Callable[[], list[Any]]) -> list[Any]:
    """Run a search; what MLflow's parser refuses is the caller's mistake."""
    try:
        return search()
    except import_module("mlflow.exceptions").MlflowException as error:
        raise InvalidParameterValue(error.message) from error
