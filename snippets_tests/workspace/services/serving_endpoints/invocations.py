"""Queries of serving endpoints: the registered model is loaded, and MLflow's own scoring server scores the request."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from snippets_tests.workspace.errors import (
    ApiError,
    BadRequest,
    EndpointNotFound,
    NotImplementedYet,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.registered_models import records as models
from snippets_tests.workspace.services.serving_endpoints import inference_tables
from snippets_tests.workspace.services.serving_endpoints.records import find
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

MINUTE = 60_000
MISSING = (
    "The given endpoint does not exist, please retry after checking the specified model and version deployment exists."
)


@operation("serving_endpoints.query")
def query(call: Call, name: str, **_: Any) -> Response:
    """Score a request on one of the endpoint's models, as its traffic is parted."""
    found = _ready(call, name)
    return _answer(call, found, _route(found))


@endpoint("POST", "/serving-endpoints/{name}/served-models/{served}/invocations")
def query_one(call: Call, name: str, served: str) -> Response:
    """Score a request on the model of this name, whatever its share of the traffic."""
    found = _ready(call, name)
    if served not in [entity["name"] for entity in found["config"]["served_entities"]]:
        raise ResourceDoesNotExist(f"Served model '{served}' does not exist in endpoint '{name}'.")
    return _answer(call, found, served)


def _ready(call: Call, name: str) -> Resource:
    try:
        found = find(call, name, "CAN_QUERY")
    except ResourceDoesNotExist as error:
        raise EndpointNotFound(MISSING) from error
    if found["config"] is None:
        raise EndpointNotFound(MISSING)  # it is still being created
    _limit(call, found)
    return found


def _limit(call: Call, found: Resource) -> None:
    """Refuse what is over a rate limit of the last minute of the tenant's clock."""
    now, who = call.tenant.clock.millis(), call.principal.name
    found["_times"] = [each for each in found["_times"] if each[0] > now - MINUTE]
    limits = [*found["rate_limits"], *found["ai_gateway"].get("rate_limits", [])]
    for limit in limits:
        calls = limit.get("calls")
        per_user = limit.get("key") == "user"
        counted = [each for each in found["_times"] if not per_user or each[1] == who]
        if calls is not None and limit.get("key", "endpoint") in ("endpoint", "user") and len(counted) >= calls:
            raise ApiError(
                f"Exceeded the rate limit of {calls} calls per minute of endpoint '{found['name']}'.",
                status=429,
                error_code="REQUEST_LIMIT_EXCEEDED",
            )
    found["_times"].append([now, who])


def _route(found: Resource) -> str:
    """The entity whose share of the requests is furthest behind: so the split holds exactly, and is no chance."""
    routes = found["config"]["traffic_config"]["routes"]
    total = 1 + sum(int(found["_served"].get(route["served_entity_name"], 0)) for route in routes)

    def behind(route: dict[str, Any]) -> float:
        share = float(route["traffic_percentage"]) * total / 100
        return share - int(found["_served"].get(route["served_entity_name"], 0))

    chosen = max(routes, key=behind)
    return str(chosen["served_entity_name"])


def _answer(call: Call, found: Resource, served: str) -> Response:
    entity = next(each for each in found["config"]["served_entities"] if each["name"] == served)
    if "external_model" in entity:
        provider = entity["external_model"]["provider"]
        raise NotImplementedYet(f"The external model '{served}' is with {provider}; this workspace calls nobody.")
    try:
        body = _score(call, entity)
    except BadRequest as error:
        refusal = {"error_code": error.error_code, "message": error.message}
        inference_tables.log(call, found, entity, error.status, json.dumps(refusal).encode())
        raise
    inference_tables.log(call, found, entity, 200, body)
    found["_served"][served] = found["_served"].get(served, 0) + 1
    return Response(200, {"Content-Type": "application/json", "served-model-name": served}, body)


def _score(call: Call, entity: Resource) -> bytes:
    model = call.tenant.metastore.get("MODEL", entity["entity_name"])
    place = call.tenant.files / models.FILES / models.home(model, entity["entity_version"]).lstrip("/")
    kind = call.request.headers.get("Content-Type", "application/json")
    with call.tenant.guard.released():
        pyfunc, server = import_module("mlflow.pyfunc"), import_module("mlflow.pyfunc.scoring_server")
        failure = import_module("mlflow.exceptions").MlflowException
        try:
            loaded = pyfunc.load_model(str(place))
            schema = loaded.metadata.get_input_schema()
            result = server.invocations(call.request.body.decode("utf-8", "replace"), kind, loaded, schema)
        except failure as error:
            raise BadRequest(error.message) from error
    if result.status != 200:
        raise BadRequest(str(result.response), status=result.status)
    return str(result.response).encode()
