"""MLflow in pages: preset as on Databricks' compute, and forgotten between blocks that stand alone."""

from __future__ import annotations

import pytest

from snippets_tests.tests.runners.conftest import Check

# MLflow warns about other packages when it is imported.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_tracking_and_registry_are_the_pages_workspace(check: Check) -> None:
    [outcome] = check(
        """
        ```python
        import mlflow

        print(mlflow.get_tracking_uri(), mlflow.get_registry_uri())
        experiment = mlflow.set_experiment("/Users/ada@example.com/runs")
        print(mlflow.get_experiment(experiment.experiment_id).name)
        ```
        """
    )
    assert outcome.output == "databricks databricks-uc\n/Users/ada@example.com/runs\n", outcome.message


def test_a_block_of_its_own_finds_neither_run_nor_experiment_of_the_one_before(check: Check) -> None:
    first, second, third = check(
        """
        ```python
        import mlflow

        mlflow.set_experiment("/Users/ada@example.com/runs")
        run = mlflow.start_run()
        ```

        ```python continuation
        mlflow.log_metric("auc", 0.8)
        print(mlflow.active_run().info.run_id == run.info.run_id)
        ```

        ```python
        import mlflow

        print(mlflow.active_run())
        [ended] = mlflow.search_runs(experiment_names=["/Users/ada@example.com/runs"], output_format="list")
        print(ended.info.status, ended.data.metrics)
        mlflow.set_tracking_uri("databricks")
        mlflow.start_run()
        ```
        """
    )
    assert first.passed and second.output == "True\n", (first.message, second.message)
    assert third.output.startswith("None\nFINISHED {'auc': 0.8}\n"), third.message
    assert third.message and "Could not find experiment with ID None" in third.message


def test_traces_of_a_block_are_there_for_the_next(check: Check) -> None:
    first, second = check(
        """
        ```python
        import mlflow

        mlflow.set_experiment("/Users/ada@example.com/traces")

        @mlflow.trace
        def double(x):
            return 2 * x

        print(double(2))
        ```

        ```python
        import mlflow

        experiment = mlflow.get_experiment_by_name("/Users/ada@example.com/traces")
        found = mlflow.search_traces(locations=[experiment.experiment_id], return_type="list")
        print([t.info.response_preview for t in found])
        ```
        """
    )
    assert first.passed and second.output == "['4']\n", (first.message, second.message)


def test_the_end_of_a_run_prints_no_links(check: Check) -> None:
    [outcome] = check(
        """
        ```python
        import mlflow

        mlflow.set_experiment("/Users/ada@example.com/runs")
        with mlflow.start_run():
            mlflow.log_metric("auc", 0.8)
        print("done")
        ```
        """
    )
    assert outcome.output == "done\n", outcome.message


def test_a_prompt_that_a_block_loaded_is_forgotten(check: Check) -> None:
    _, second = check(
        """
        ```python
        import mlflow

        for text in ("one", "two"):
            mlflow.genai.register_prompt("main.default.greeting", text)
        mlflow.genai.set_prompt_alias("main.default.greeting", "live", 1)
        print(mlflow.genai.load_prompt("prompts:/main.default.greeting@live").template)
        ```

        ```python
        import mlflow
        from databricks.sdk import WorkspaceClient

        path = "/api/2.0/mlflow/unity-catalog/prompts/main.default.greeting/aliases/live"
        WorkspaceClient().api_client.do("POST", path, body={"version": "2"})
        print(mlflow.genai.load_prompt("prompts:/main.default.greeting@live").template)
        ```
        """
    )
    assert second.output == "two\n", second.message


def test_a_store_of_the_registry_is_not_that_of_the_block_before(check: Check) -> None:
    _, second = check(
        """
        ```python
        import mlflow

        mlflow.MlflowClient()._get_registry_client().store.spark = "of this block"
        ```

        ```python
        import mlflow

        print(mlflow.MlflowClient()._get_registry_client().store.spark)
        ```
        """
    )
    assert second.output == "None\n", second.message


def test_a_librarys_autologging_does_not_stop_that_of_all_in_a_later_block(check: Check) -> None:
    code = """
        ```python
        import mlflow
        from sklearn.linear_model import LogisticRegression

        mlflow.set_experiment("/Users/ada@example.com/autologged")
        AUTOLOG(log_models=False, log_datasets=False, silent=True)
        with mlflow.start_run() as run:
            LogisticRegression().fit([[0], [1]], [0, 1])
        print(mlflow.get_run(run.info.run_id).data.params.get("C"))
        ```
        """
    ways = ("mlflow.sklearn.autolog", "mlflow.autolog", "(lambda **_: None)")
    outcomes = check("".join(code.replace("AUTOLOG", way) for way in ways))
    assert [outcome.output for outcome in outcomes] == ["1.0\n", "1.0\n", "None\n"], [o.message for o in outcomes]
