from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.ml import Metric, Param, RunTag, UpdateRunStatus, ViewType

HOME = "/Users/ada@example.com"
# The filter language is MLflow's own; importing it warns about other packages.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_an_experiment_is_found_by_its_id_and_by_its_path(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    assert w.experiments.get_experiment(made).experiment.name == f"{HOME}/churn"
    found = w.experiments.get_by_name(f"{HOME}/churn").experiment
    assert found.experiment_id == made
    assert found.artifact_location == f"dbfs:/databricks/mlflow-tracking/{made}"
    assert {tag.key: tag.value for tag in found.tags}["mlflow.ownerEmail"] == "ada@example.com"


def test_an_experiment_needs_an_absolute_path_in_a_folder_that_is_there(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match=r"Got an invalid experiment name 'churn'. An experiment name must"):
        w.experiments.create_experiment("churn")
    with pytest.raises(NotFound, match=rf"Parent directory {HOME}/nowhere does not exist"):
        w.experiments.create_experiment(f"{HOME}/nowhere/churn")
    w.experiments.create_experiment(f"{HOME}/churn")
    with pytest.raises(ResourceAlreadyExists, match=r"Node named 'churn' already exists"):
        w.experiments.create_experiment(f"{HOME}/churn")


def test_an_experiment_is_a_node_of_the_workspace(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    listed = w.api_client.do("GET", "/api/2.0/workspace/list", query={"path": HOME})["objects"]
    assert [(node["path"], node["object_type"]) for node in listed] == [(f"{HOME}/churn", "MLFLOW_EXPERIMENT")]
    assert str(w.workspace.get_status(f"{HOME}/churn").object_id) == made
    w.workspace.delete(f"{HOME}/churn")
    assert w.experiments.get_experiment(made).experiment.lifecycle_stage == "deleted"


def test_a_deleted_experiment_can_be_read_and_comes_back(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    run = w.experiments.create_run(experiment_id=made).run.info.run_id
    w.experiments.delete_experiment(made)
    assert not list(w.experiments.list_experiments())
    assert [each.experiment_id for each in w.experiments.list_experiments(view_type=ViewType.DELETED_ONLY)] == [made]
    assert not list(w.experiments.search_runs(experiment_ids=[made]))
    w.experiments.restore_experiment(made)
    assert [each.info.run_id for each in w.experiments.search_runs(experiment_ids=[made])] == [run]
    assert w.workspace.get_status(f"{HOME}/churn").path == f"{HOME}/churn"


def test_a_run_keeps_each_value_of_a_metric_and_shows_the_last(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    run = w.experiments.create_run(experiment_id=made, run_name="first").run.info.run_id
    for step, value in enumerate([0.9, 0.5, 0.4]):
        w.experiments.log_metric(key="loss", value=value, timestamp=1000 + step, step=step, run_id=run)
    w.experiments.log_batch(
        run_id=run,
        metrics=[Metric(key="auc", value=0.8, timestamp=2000)],
        params=[Param(key="depth", value="3")],
        tags=[RunTag(key="team", value="growth")],
    )
    data = w.experiments.get_run(run).run.data
    assert {metric.key: metric.value for metric in data.metrics} == {"loss": 0.4, "auc": 0.8}
    assert {tag.key: tag.value for tag in data.tags} == {"mlflow.runName": "first", "team": "growth"}
    history = w.experiments.get_history(metric_key="loss", run_id=run)
    assert [(point.step, point.value) for point in history] == [(0, 0.9), (1, 0.5), (2, 0.4)]


def test_a_parameter_cannot_be_changed(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    run = w.experiments.create_run(experiment_id=made).run.info.run_id
    w.experiments.log_param(key="depth", value="3", run_id=run)
    w.experiments.log_param(key="depth", value="3", run_id=run)
    with pytest.raises(InvalidParameterValue, match=r"already logged with a value of 3. The attempted new value was 4"):
        w.experiments.log_param(key="depth", value="4", run_id=run)


def test_a_batch_has_documented_limits(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    run = w.experiments.create_run(experiment_id=made).run.info.run_id
    with pytest.raises(InvalidParameterValue, match=r"at most 100 params. Got 101 params"):
        w.experiments.log_batch(run_id=run, params=[Param(key=f"p{n}", value="1") for n in range(101)])


def test_runs_are_found_by_filter_and_in_order(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    for name, auc in (("a", 0.7), ("b", 0.9), ("c", 0.8)):
        run = w.experiments.create_run(experiment_id=made, run_name=name).run.info.run_id
        w.experiments.log_metric(key="auc", value=auc, timestamp=1, run_id=run)
        w.experiments.update_run(run_id=run, status=UpdateRunStatus.FINISHED)
    found = w.experiments.search_runs(
        experiment_ids=[made], filter="metrics.auc > 0.75 and attributes.status = 'FINISHED'", order_by=["metrics.auc"]
    )
    assert [run.info.run_name for run in found] == ["c", "b"]
    with pytest.raises(InvalidParameterValue, match=r"Invalid"):
        list(w.experiments.search_runs(experiment_ids=[made], filter="metrics.auc >"))


def test_a_deleted_run_takes_nothing_in_until_it_is_restored(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    run = w.experiments.create_run(experiment_id=made).run.info.run_id
    w.experiments.delete_run(run)
    with pytest.raises(BadRequest, match=r"must be in the 'active' state"):
        w.experiments.set_tag(key="a", value="b", run_id=run)
    w.experiments.restore_run(run)
    w.experiments.set_tag(key="a", value="b", run_id=run)


def test_experiments_are_private_until_they_are_shared(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    with pytest.raises(PermissionDenied):
        bob.experiments.get_experiment(made)
    w.api_client.do(
        "PATCH",
        f"/api/2.0/permissions/experiments/{made}",
        body={"access_control_list": [{"user_name": "bob@example.com", "permission_level": "CAN_READ"}]},
    )
    assert bob.experiments.get_experiment(made).experiment.experiment_id == made
    with pytest.raises(PermissionDenied, match=r"CAN_EDIT"):
        bob.experiments.create_run(experiment_id=made)
    assert [each.experiment_id for each in bob.experiments.list_experiments()] == [made]


def test_a_request_may_repeat_what_stands_in_its_path(w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment(f"{HOME}/churn").experiment_id
    model = w.experiments.create_logged_model(experiment_id=made, name="m").model.info.model_id
    path = f"/api/2.0/mlflow/logged-models/{model}"
    answer = w.api_client.do("PATCH", path, body={"model_id": model, "status": "LOGGED_MODEL_READY"})
    assert answer["model"]["info"]["status"] == "LOGGED_MODEL_READY"
    with pytest.raises(InvalidParameterValue, match=r"model_id"):
        w.api_client.do("PATCH", path, body={"model_id": "m-other", "status": "LOGGED_MODEL_READY"})
