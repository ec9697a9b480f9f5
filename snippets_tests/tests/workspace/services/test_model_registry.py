"""The legacy workspace registry, as MLflow's client and the SDK see it."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, ResourceAlreadyExists

from snippets_tests.tests.workspace.services.mlflow_client import mlflow

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow"]


def test_a_model_goes_through_stages_and_is_loaded_by_them(mlflow: ModuleType) -> None:
    from sklearn.linear_model import LinearRegression

    mlflow.set_registry_uri("databricks")
    mlflow.set_experiment("/Users/ada@example.com/old")
    X = np.array([[1.0], [2.0]])
    with mlflow.start_run():
        for factor in (2.0, 3.0):
            mlflow.sklearn.log_model(
                LinearRegression().fit(X, X[:, 0] * factor),
                name="model",
                pip_requirements=["scikit-learn"],
                registered_model_name="churn",
            )
    client = mlflow.MlflowClient()
    client.transition_model_version_stage("churn", "1", "Production")
    assert round(mlflow.pyfunc.load_model("models:/churn/Production").predict(X)[0], 6) == 2.0
    moved = client.transition_model_version_stage("churn", "2", "production", archive_existing_versions=True)
    assert moved.current_stage == "Production"
    assert client.get_model_version("churn", "1").current_stage == "Archived"
    assert round(mlflow.pyfunc.load_model("models:/churn/Production").predict(X)[0], 6) == 3.0
    assert [each.version for each in client.get_latest_versions("churn", ["Production"])] == ["2"]


def test_names_and_versions_are_checked(w: WorkspaceClient) -> None:
    registry = w.model_registry
    with pytest.raises(InvalidParameterValue, match="A workspace registered model name must be a non-empty UTF-8"):
        registry.create_model("main.default.churn")
    registry.create_model("churn")
    with pytest.raises(ResourceAlreadyExists, match=r"Registered Model \(name=churn\) already exists"):
        registry.create_model("churn")
    with pytest.raises(NotFound, match="Registered Model with name=none not found"):
        registry.get_model("none")
    registry.create_model_version("churn", source="dbfs:/models/churn")
    with pytest.raises(NotFound, match=r"Model Version \(name=churn, version=2\) not found"):
        registry.get_model_version("churn", "2")
    registry.transition_stage("churn", "1", "Staging", archive_existing_versions=False)
    with pytest.raises(BadRequest, match="is in stage Staging"):
        registry.delete_model("churn")
    with pytest.raises(InvalidParameterValue, match="Invalid Model Version stage: Live"):
        registry.transition_stage("churn", "1", "Live", archive_existing_versions=False)


def test_models_and_versions_are_found(w: WorkspaceClient) -> None:
    registry = w.model_registry
    for name in ("churn", "fraud"):
        registry.create_model(name)
        registry.create_model_version(name, source=f"dbfs:/models/{name}")
    assert [each.name for each in registry.search_models(filter="name like 'ch%'")] == ["churn"]
    assert [each.name for each in registry.search_model_versions(filter="name = 'fraud'")] == ["fraud"]
    registry.set_model_tag("churn", "team", "growth")
    registry.rename_model("churn", new_name="attrition")
    model = registry.get_model("attrition").registered_model_databricks
    assert [(tag.key, tag.value) for tag in model.tags] == [("team", "growth")] and model.id
    registry.delete_model_version("attrition", "1")
    registry.delete_model("attrition")
    assert [each.name for each in registry.list_models()] == ["fraud"]
