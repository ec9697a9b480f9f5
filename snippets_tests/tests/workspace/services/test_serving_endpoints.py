from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceConflict,
    ResourceDoesNotExist,
)
from databricks.sdk.service.serving import (
    AiGatewayRateLimit,
    AiGatewayRateLimitKey,
    AiGatewayRateLimitRenewalPeriod,
    DataframeSplitInput,
    EndpointCoreConfigInput,
    EndpointTag,
    Route,
    ServedEntityInput,
    TrafficConfig,
)

from snippets_tests.tests.workspace.services.mlflow_client import mlflow

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow"]
MODEL = "main.default.twice"


@pytest.fixture
def model(mlflow: ModuleType) -> str:
    """Two versions of a model: one doubles a number, the other triples it."""
    import pandas as pd
    from sklearn.linear_model import LinearRegression

    mlflow.set_experiment("/Users/ada@example.com/twice")
    data = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
    for factor in (2.0, 3.0):
        fitted = LinearRegression().fit(data, np.array([1.0, 2.0, 3.0]) * factor)
        signature = mlflow.models.infer_signature(data, fitted.predict(data))
        with mlflow.start_run():
            mlflow.sklearn.log_model(
                fitted,
                name="model",
                signature=signature,
                pip_requirements=["scikit-learn"],
                registered_model_name=MODEL,
            )
    return MODEL


def entity(version: str, **more: Any) -> ServedEntityInput:
    settings = {"workload_size": "Small", "scale_to_zero_enabled": True, **more}
    return ServedEntityInput(entity_name=MODEL, entity_version=version, **settings)


def serve(w: WorkspaceClient, *entities: ServedEntityInput, **more: Any) -> Any:
    config = EndpointCoreConfigInput(name="twice", served_entities=list(entities), **more)
    return w.serving_endpoints.create_and_wait(name="twice", config=config)


def test_an_endpoint_answers_with_the_models_predictions(w: WorkspaceClient, model: str) -> None:
    made = serve(w, entity("1"))
    assert made.state.ready.value == "READY" and made.state.config_update.value == "NOT_UPDATING"
    [served] = made.config.served_entities
    assert (served.name, served.state.deployment.value) == ("twice-1", "DEPLOYMENT_READY")
    ask = w.serving_endpoints.query
    for answer in (
        ask("twice", dataframe_split=DataframeSplitInput(columns=["x"], data=[[5.0], [6.0]])),
        ask("twice", dataframe_records=[{"x": 5.0}, {"x": 6.0}]),
        ask("twice", inputs={"x": [5.0, 6.0]}),
    ):
        assert [round(value, 6) for value in answer.predictions] == [10.0, 12.0]
        assert answer.served_model_name == "twice-1"


def test_states_are_seen_in_order(w: WorkspaceClient, model: str) -> None:
    config = EndpointCoreConfigInput(name="twice", served_entities=[entity("1")])
    begun = w.serving_endpoints.create("twice", config=config).response
    assert begun.state.config_update.value == "IN_PROGRESS" and begun.state.ready.value == "NOT_READY"
    assert begun.pending_config.served_entities[0].state.deployment.value == "DEPLOYMENT_CREATING"
    [listed] = [each for each in w.serving_endpoints.list() if each.name == "twice"]
    assert listed.state.ready.value == "NOT_READY"
    with pytest.raises(NotFound, match="The given endpoint does not exist, please retry"):
        w.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}])
    with pytest.raises(ResourceConflict, match="is being updated"):
        w.serving_endpoints.update_config("twice", served_entities=[entity("2")])
    assert w.serving_endpoints.get("twice").state.ready.value == "READY"
    w.serving_endpoints.update_config("twice", served_entities=[entity("2")])
    assert w.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}]).served_model_name == "twice-1"
    w.serving_endpoints.wait_get_serving_endpoint_not_updating("twice")
    answer = w.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}])
    assert (answer.served_model_name, round(answer.predictions[0], 6)) == ("twice-2", 3.0)


def test_traffic_is_parted_exactly(w: WorkspaceClient, model: str) -> None:
    routes = [
        Route(served_entity_name="old", traffic_percentage=80),
        Route(served_entity_name="new", traffic_percentage=20),
    ]
    serve(w, entity("1", name="old"), entity("2", name="new"), traffic_config=TrafficConfig(routes=routes))
    served = [w.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}]).served_model_name for _ in range(10)]
    assert (served.count("old"), served.count("new")) == (8, 2)
    one = w.api_client.do(
        "POST",
        "/serving-endpoints/twice/served-models/new/invocations",
        body={"dataframe_records": [{"x": 1.0}]},
    )
    assert round(one["predictions"][0], 6) == 3.0
    text = w.serving_endpoints.export_metrics("twice").contents.read().decode()
    assert 'request_count_total{endpoint_name="twice",served_model_name="new"} 3' in text


def test_a_request_that_the_model_cannot_read_is_refused(w: WorkspaceClient, model: str) -> None:
    serve(w, entity("1"))
    with pytest.raises(BadRequest, match="Model is missing inputs"):
        w.serving_endpoints.query("twice", dataframe_records=[{"y": 1.0}])
    with pytest.raises(BadRequest, match=r"exactly one of the input fields|must be specified"):
        w.serving_endpoints.query("twice")
    with pytest.raises(NotFound, match="The given endpoint does not exist"):
        w.serving_endpoints.query("thrice", dataframe_records=[{"x": 1.0}])


def test_what_cannot_be_served_is_refused(w: WorkspaceClient, model: str) -> None:
    with pytest.raises(ResourceDoesNotExist, match="version=9"):
        serve(w, entity("9"))
    with pytest.raises(InvalidParameterValue, match="must sum up to 100, got 90"):
        routes = [Route(served_entity_name="twice-1", traffic_percentage=90)]
        serve(w, entity("1"), traffic_config=TrafficConfig(routes=routes))
    with pytest.raises(InvalidParameterValue, match="prefix 'databricks-' is reserved"):
        w.serving_endpoints.create("databricks-x", config=EndpointCoreConfigInput("x", served_entities=[entity("1")]))
    with pytest.raises(ResourceDoesNotExist, match="Endpoint with name 'none' does not exist"):
        w.serving_endpoints.get("none")
    serve(w, entity("1"))
    with pytest.raises(ResourceAlreadyExists, match="'twice' already exists"):
        serve(w, entity("1"))


def test_foundation_models_are_listed_and_say_that_they_do_not_run_here(w: WorkspaceClient) -> None:
    names = [each.name for each in w.serving_endpoints.list()]
    assert "databricks-meta-llama-3-3-70b-instruct" in names
    found = w.serving_endpoints.get("databricks-meta-llama-3-3-70b-instruct")
    assert found.task == "llm/v1/chat" and found.state.ready.value == "READY"
    with pytest.raises(NotImplemented, match="runs on Databricks alone"):
        w.serving_endpoints.query("databricks-meta-llama-3-3-70b-instruct", prompt="hello")


def test_permissions_decide_who_may_query(
    w: WorkspaceClient, model: str, client_of: Callable[..., WorkspaceClient]
) -> None:
    made, bob = serve(w, entity("1")), client_of("bob@example.com")
    with pytest.raises(PermissionDenied, match="CAN_QUERY"):
        bob.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}])
    w.api_client.do(
        "PATCH",
        f"/api/2.0/permissions/serving-endpoints/{made.id}",
        body={"access_control_list": [{"user_name": "bob@example.com", "permission_level": "CAN_QUERY"}]},
    )
    assert bob.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}]).predictions
    with pytest.raises(PermissionDenied, match="CAN_MANAGE"):
        bob.serving_endpoints.delete("twice")


def test_rate_limits_and_tags_hold(w: WorkspaceClient, model: str) -> None:
    w.config.retry_timeout_seconds = 1
    serve(w, entity("1"))
    minute = AiGatewayRateLimitRenewalPeriod.MINUTE
    limit = AiGatewayRateLimit(calls=2, key=AiGatewayRateLimitKey.ENDPOINT, renewal_period=minute)
    assert w.serving_endpoints.put_ai_gateway("twice", rate_limits=[limit]).rate_limits == [limit]
    path, body = "/serving-endpoints/twice/invocations", json.dumps({"dataframe_records": [{"x": 1.0}]})
    session, url = w.api_client._api_client._session, f"{w.config.host}{path}"
    headers = {"Authorization": f"Bearer {w.config.token}", "Content-Type": "application/json"}
    answers = [session.post(url, data=body, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["error_code"] == "REQUEST_LIMIT_EXCEEDED"
    tags = w.serving_endpoints.patch("twice", add_tags=[EndpointTag("team", "growth"), EndpointTag("env", "dev")])
    assert [tag.key for tag in tags.tags] == ["team", "env"]
    w.serving_endpoints.patch("twice", delete_tags=["env"])
    assert w.serving_endpoints.get("twice").tags == [EndpointTag("team", "growth")]


def test_the_config_needs_no_name_of_its_own_over_rest(w: WorkspaceClient, model: str) -> None:
    body = {
        "name": "twice",
        "config": {"served_models": [{"model_name": MODEL, "model_version": "1", "scale_to_zero_enabled": True}]},
    }
    w.api_client.do("POST", "/api/2.0/serving-endpoints", body=body)
    assert w.serving_endpoints.get("twice").config.served_models[0].model_name == MODEL
    w.serving_endpoints.delete("twice")
    assert "twice" not in [each.name for each in w.serving_endpoints.list()]


def test_mlflows_deployment_client_queries_it(w: WorkspaceClient, model: str, mlflow: ModuleType) -> None:
    from mlflow.deployments import get_deploy_client

    serve(w, entity("1"))
    answer = get_deploy_client("databricks").predict(endpoint="twice", inputs={"dataframe_records": [{"x": 4.0}]})
    assert round(answer["predictions"][0], 6) == 8.0
