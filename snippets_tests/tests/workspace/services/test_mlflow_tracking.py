from __future__ import annotations

from types import ModuleType

import pytest

from snippets_tests.tests.workspace.services.mlflow_client import mlflow
from snippets_tests.workspace import Tenant

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow"]
PATH = "/Users/ada@example.com/churn"


def test_a_run_of_mlflows_client_is_kept_with_its_artifacts(mlflow: ModuleType, tenant: Tenant) -> None:
    mlflow.set_experiment(PATH)
    with mlflow.start_run(run_name="first") as run:
        mlflow.log_params({"depth": 3, "rate": 0.1})
        mlflow.log_metrics({"auc": 0.8}, step=1)
        mlflow.log_dict({"a": 1}, "conf/settings.json")
    found = mlflow.get_run(run.info.run_id)
    assert found.data.params == {"depth": "3", "rate": "0.1"} and found.info.status == "FINISHED"
    assert mlflow.artifacts.load_dict(f"{found.info.artifact_uri}/conf/settings.json") == {"a": 1}
    client = mlflow.MlflowClient()
    assert [item.path for item in client.list_artifacts(run.info.run_id)] == ["conf"]
    assert [item.path for item in client.list_artifacts(run.info.run_id, "conf")] == ["conf/settings.json"]
    assert list((tenant.files / "mlflow").rglob("settings.json"))
    assert list(mlflow.search_runs(filter_string="params.depth = '3'")["run_id"]) == [run.info.run_id]


def test_the_order_of_runs_and_their_ids_follow_from_the_tenant(mlflow: ModuleType, tenant: Tenant) -> None:
    mlflow.set_experiment(PATH)
    with mlflow.start_run() as run:
        pass
    again = tenant.ids.__class__(tenant.name)
    assert run.info.run_id == again.hex(32, "mlflow run")


def test_a_dataset_is_noted_as_a_runs_input(mlflow: ModuleType) -> None:
    import pandas as pd

    mlflow.set_experiment(PATH)
    data = mlflow.data.from_pandas(pd.DataFrame({"x": [1.0, 2.0]}), name="tiny")
    with mlflow.start_run() as run:
        mlflow.log_input(data, context="training")
    [noted] = mlflow.get_run(run.info.run_id).inputs.dataset_inputs
    assert noted.dataset.name == "tiny" and noted.tags[0].value == "training"
    found = mlflow.search_runs(filter_string="dataset.name = 'tiny'")
    assert list(found["run_id"]) == [run.info.run_id]


def test_an_experiments_name_that_is_no_path_is_refused(mlflow: ModuleType) -> None:
    with pytest.raises(
        mlflow.exceptions.RestException, match="must be an absolute path within the Databricks workspace"
    ):
        mlflow.set_experiment("churn")


def test_autologging_writes_what_a_training_did(mlflow: ModuleType) -> None:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    mlflow.set_experiment(PATH)
    mlflow.sklearn.autolog(silent=True, log_models=False)
    X, y = load_iris(return_X_y=True, as_frame=True)
    LogisticRegression(max_iter=300).fit(X, y)
    [run] = mlflow.search_runs(output_format="list")
    assert run.data.params["max_iter"] == "300" and run.data.metrics["training_accuracy_score"] > 0.9


def test_a_model_is_evaluated(mlflow: ModuleType) -> None:
    import pandas as pd

    mlflow.set_experiment(PATH)
    data = pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0], "y": [0.0, 1.0, 2.0, 4.0], "guess": [0.0, 1.0, 2.0, 3.0]})
    with mlflow.start_run() as run:
        result = mlflow.models.evaluate(
            data=data, targets="y", predictions="guess", model_type="regressor", evaluators="default"
        )
    assert result.metrics["mean_absolute_error"] == 0.25
    assert mlflow.get_run(run.info.run_id).data.metrics["mean_absolute_error"] == 0.25


def test_a_trace_is_found_with_its_spans_tags_and_feedback(mlflow: ModuleType) -> None:
    mlflow.set_experiment(PATH)

    @mlflow.trace(name="answer")
    def answer(question: str) -> str:
        with mlflow.start_span("look up") as span:
            span.set_inputs({"question": question})
        return "42"

    answer("why?")
    mlflow.flush_trace_async_logging()
    [trace] = mlflow.search_traces(return_type="list")
    assert [span.name for span in trace.data.spans] == ["answer", "look up"]
    assert trace.info.response_preview == '"42"'
    mlflow.set_trace_tag(trace.info.trace_id, "reviewed", "yes")
    made = mlflow.log_feedback(trace_id=trace.info.trace_id, name="correct", value=True, rationale="it is")
    mlflow.update_assessment(
        trace_id=trace.info.trace_id,
        assessment_id=made.assessment_id,
        assessment=mlflow.entities.Feedback(name="correct", value=False),
    )
    [found] = mlflow.search_traces(filter_string="tags.reviewed = 'yes'", return_type="list")
    assert [(each.name, each.feedback.value) for each in found.info.assessments] == [("correct", False)]
    assert mlflow.search_traces(filter_string="tags.reviewed = 'no'", return_type="list") == []
    client = mlflow.MlflowClient()
    assert client.delete_traces(found.info.experiment_id, trace_ids=[found.info.trace_id]) == 1
    assert mlflow.search_traces(return_type="list") == []


def test_artifacts_cannot_be_read_from_outside_of_a_run(mlflow: ModuleType, tenant: Tenant) -> None:
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.errors import BadRequest, NotFound

    mlflow.set_experiment(PATH)
    with mlflow.start_run() as run:
        mlflow.log_text("x", "a.txt")
    files = WorkspaceClient(host=tenant.host, token=tenant.token).files
    root = f"/WorkspaceInternal/Mlflow/Artifacts/{run.info.experiment_id}"
    for path, error in (
        (f"{root}/Runs/{run.info.run_id}/../../../a", BadRequest),
        (f"{root}/Runs/none/artifacts/a.txt", NotFound),
        (f"{root}/a.txt", BadRequest),
    ):
        with pytest.raises(error):
            files.download(path)


def test_logged_models_are_found_by_name_and_metric(mlflow: ModuleType) -> None:
    from sklearn.linear_model import LinearRegression

    mlflow.set_experiment(PATH)
    for name, auc in (("first", 0.7), ("second", 0.9)):
        with mlflow.start_run():
            model = LinearRegression().fit([[1.0]], [1.0])
            info = mlflow.sklearn.log_model(model, name=name, pip_requirements=["scikit-learn"])
            mlflow.log_metric("auc", auc, model_id=info.model_id)

    def found(filter: str) -> list[str]:
        return [each.name for each in mlflow.search_logged_models(filter_string=filter, output_format="list")]

    assert found("name = 'first'") == ["first"]
    assert found("metrics.auc > 0.8") == ["second"]
    [best] = mlflow.search_logged_models(
        order_by=[{"field_name": "metrics.auc", "ascending": False}], max_results=1, output_format="list"
    )
    assert (best.name, best.status.value) == ("second", "READY")
