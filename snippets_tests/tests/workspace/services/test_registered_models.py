from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, ResourceAlreadyExists
from databricks.sdk.service.catalog import PermissionsChange, Privilege

from snippets_tests.tests.workspace.services.mlflow_client import mlflow

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow"]
NAME = "main.default.iris"


@pytest.fixture
def registered(mlflow: ModuleType) -> Any:
    """A small model, logged with a signature and registered as version 1."""
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment("/Users/ada@example.com/iris")
    X, y = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=300).fit(X, y)
    signature = mlflow.models.infer_signature(X, model.predict(X))
    with mlflow.start_run():
        # Requirements are given, for working them out starts another Python and takes seconds.
        return mlflow.sklearn.log_model(
            model, name="model", signature=signature, pip_requirements=["scikit-learn"], registered_model_name=NAME
        )


def test_a_registered_model_is_loaded_by_alias_and_by_version(mlflow: ModuleType, registered: Any) -> None:
    from sklearn.datasets import load_iris

    X, _ = load_iris(return_X_y=True)
    client = mlflow.MlflowClient()
    client.set_registered_model_alias(NAME, "champion", registered.registered_model_version)
    for uri in (f"models:/{NAME}@champion", f"models:/{NAME}/1"):
        assert list(mlflow.pyfunc.load_model(uri).predict(X[:3])) == [0, 0, 0]
    version = client.get_model_version_by_alias(NAME, "champion")
    assert (version.version, version.status, version.aliases) == ("1", "READY", ["champion"])
    assert version.model_id == registered.model_id


def test_versions_are_counted_described_tagged_and_found(mlflow: ModuleType, registered: Any) -> None:
    client = mlflow.MlflowClient()
    again = mlflow.register_model(registered.model_uri, NAME)
    assert again.version == "2"
    client.update_model_version(NAME, "2", "retrained")
    client.set_model_version_tag(NAME, "2", "validation", "passed")
    client.set_registered_model_tag(NAME, "team", "growth")
    assert client.get_model_version(NAME, "2").tags == {"validation": "passed"}
    assert client.get_registered_model(NAME).tags == {"team": "growth"}
    assert [each.version for each in client.search_model_versions(f"name = '{NAME}'")] == ["2", "1"]
    assert [each.name for each in client.search_registered_models()] == [NAME]
    client.delete_model_version(NAME, "1")
    assert [each.version for each in client.search_model_versions(f"name = '{NAME}'")] == ["2"]


def test_a_model_without_a_signature_is_refused(mlflow: ModuleType) -> None:
    from sklearn.linear_model import LinearRegression

    mlflow.set_experiment("/Users/ada@example.com/iris")
    model = LinearRegression().fit([[1.0], [2.0]], [1.0, 2.0])
    with mlflow.start_run(), pytest.raises(mlflow.MlflowException, match=r"did not contain any signature metadata"):
        mlflow.sklearn.log_model(model, name="model", pip_requirements=["scikit-learn"], registered_model_name=NAME)


def test_stages_are_refused_in_unity_catalog(mlflow: ModuleType, registered: Any) -> None:
    client = mlflow.MlflowClient()
    with pytest.raises(
        mlflow.MlflowException, match=r"loading model versions by stage is unsupported in Unity Catalog"
    ):
        mlflow.pyfunc.load_model(f"models:/{NAME}/Production")
    with pytest.raises(mlflow.MlflowException, match=r"recommend using aliases instead of stages"):
        client.transition_model_version_stage(NAME, "1", "Production")


def test_what_does_not_exist_is_named(mlflow: ModuleType, registered: Any, w: WorkspaceClient) -> None:
    client, error = mlflow.MlflowClient(), mlflow.exceptions.RestException
    with pytest.raises(error, match=r"RESOURCE_DOES_NOT_EXIST: Routine or Model 'main.default.none' does not exist"):
        client.get_registered_model("main.default.none")
    with pytest.raises(error, match=r"RESOURCE_DOES_NOT_EXIST: Alias 'none' does not exist"):
        client.get_model_version_by_alias(NAME, "none")
    with pytest.raises(error, match=r"RESOURCE_DOES_NOT_EXIST: Model Version"):
        client.get_model_version(NAME, "7")
    with pytest.raises(mlflow.MlflowException, match=r"please specify all three levels of the model"):
        client.create_registered_model("iris")
    with pytest.raises(ResourceAlreadyExists, match=r"Routine or Model 'main.default.iris' already exists"):
        w.registered_models.create(catalog_name="main", schema_name="default", name="iris")
    with pytest.raises(NotFound, match=r"Schema 'main.none' does not exist"):
        w.registered_models.create(catalog_name="main", schema_name="none", name="iris")


def test_the_sdk_sees_what_mlflow_registered(mlflow: ModuleType, registered: Any, w: WorkspaceClient) -> None:
    w.registered_models.set_alias(NAME, "champion", 1)
    model = w.registered_models.get(NAME, include_aliases=True)
    assert [(each.alias_name, each.version_num) for each in model.aliases] == [("champion", 1)]
    assert [each.full_name for each in w.registered_models.list(catalog_name="main", schema_name="default")] == [NAME]
    version = w.model_versions.get_by_alias(NAME, "champion")
    assert version.version == 1 and version.model_name == "iris" and version.status.value == "READY"
    w.model_versions.update(NAME, 1, comment="first")
    assert [each.comment for each in w.model_versions.list(NAME)] == ["first"]
    w.registered_models.update(NAME, new_name="flowers")
    assert list(
        mlflow.pyfunc.load_model("models:/main.default.flowers/1").predict(np.array([[5.1, 3.5, 1.4, 0.2]]))
    ) == [0]
    with pytest.raises(BadRequest, match=r"is not empty"):
        w.schemas.delete("main.default")
    w.registered_models.delete("main.default.flowers")
    assert not list(w.registered_models.list())


def test_privileges_decide_who_reads_and_who_registers(
    mlflow: ModuleType, registered: Any, w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    with pytest.raises(PermissionDenied, match=r"USE CATALOG"):
        bob.registered_models.get(NAME)
    for kind, name, privileges in (
        ("CATALOG", "main", [Privilege.USE_CATALOG, Privilege.USE_SCHEMA]),
        ("FUNCTION", NAME, [Privilege.EXECUTE]),
    ):
        w.grants.update(kind, name, changes=[PermissionsChange(add=privileges, principal="bob@example.com")])
    assert bob.registered_models.get(NAME).owner == "ada@example.com"
    assert b"python_function" in bob.files.download("/Models/main/default/iris/1/MLmodel").contents.read()
    with pytest.raises(PermissionDenied, match=r"CREATE MODEL"):
        bob.registered_models.create(catalog_name="main", schema_name="default", name="mine")
    with pytest.raises(PermissionDenied):
        bob.registered_models.set_alias(NAME, "champion", 1)


def test_files_of_a_finished_version_cannot_change(mlflow: ModuleType, registered: Any, w: WorkspaceClient) -> None:
    import io

    with pytest.raises(BadRequest, match=r"is finalized"):
        w.files.upload("/Models/main/default/iris/1/MLmodel", io.BytesIO(b"x"), overwrite=True)
