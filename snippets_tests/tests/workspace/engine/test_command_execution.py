from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, ResourceDoesNotExist
from databricks.sdk.service.compute import CommandStatus, ContextStatus, Language, Results, ResultType


@pytest.fixture
def cluster_id(w: WorkspaceClient) -> str:
    made = w.clusters.create_and_wait(spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1)
    return made.cluster_id or ""


def context(w: WorkspaceClient, cluster_id: str, language: Language = Language.PYTHON) -> str:
    made = w.command_execution.create_and_wait(cluster_id=cluster_id, language=language)
    assert made.status == ContextStatus.RUNNING
    return made.id or ""


def run(w: WorkspaceClient, cluster_id: str, context_id: str, command: str, language: Language) -> Results:
    done = w.command_execution.execute_and_wait(
        cluster_id=cluster_id, context_id=context_id, command=command, language=language
    )
    assert done.status == CommandStatus.FINISHED and done.results is not None
    return done.results


def test_a_context_keeps_its_names(w: WorkspaceClient, cluster_id: str) -> None:
    context_id = context(w, cluster_id)
    assert run(w, cluster_id, context_id, "x = 20 + 1", Language.PYTHON).data == ""
    result = run(w, cluster_id, context_id, "print(x * 2)", Language.PYTHON)
    assert (result.result_type, result.data) == (ResultType.TEXT, "42")


def test_an_error_carries_its_traceback(w: WorkspaceClient, cluster_id: str) -> None:
    result = run(w, cluster_id, context(w, cluster_id), "y = 1\n1 / 0", Language.PYTHON)
    assert (result.result_type, result.summary) == (ResultType.ERROR, "ZeroDivisionError: division by zero")
    assert "line 2" in (result.cause or "")


def test_sql_answers_with_a_table(w: WorkspaceClient, cluster_id: str) -> None:
    result = run(w, cluster_id, context(w, cluster_id, Language.SQL), "SELECT 1 AS a, 'x' AS b", Language.SQL)
    assert (result.result_type, result.data) == (ResultType.TABLE, [[1, "x"]])
    assert [column["name"] for column in result.schema or []] == ["a", "b"]


def test_scala_is_refused_clearly(w: WorkspaceClient, cluster_id: str) -> None:
    result = run(w, cluster_id, context(w, cluster_id, Language.SCALA), "val x = 1", Language.SCALA)
    assert result.summary == "Commands in scala are not emulated; supported are: python, sql"


def test_remote_dbutils_run_their_code_on_the_cluster(w: WorkspaceClient, cluster_id: str) -> None:
    w.secrets.create_scope("etl")
    w.secrets.put_secret("etl", "k", string_value="hush")
    remote = WorkspaceClient(host=w.config.host, token=w.config.token, cluster_id=cluster_id).dbutils
    assert remote.library.restartPython() is None
    result = run(w, cluster_id, context(w, cluster_id), "print(dbutils.secrets.get('etl', 'k'))", Language.PYTHON)
    assert result.data == "[REDACTED]"


def test_a_terminated_cluster_runs_nothing(w: WorkspaceClient, cluster_id: str) -> None:
    context_id = context(w, cluster_id)
    w.clusters.delete_and_wait(cluster_id)
    with pytest.raises(BadRequest, match="is not running"):
        w.command_execution.execute(cluster_id=cluster_id, context_id=context_id, command="1")


def test_a_destroyed_context_is_gone(w: WorkspaceClient, cluster_id: str) -> None:
    context_id = context(w, cluster_id)
    w.command_execution.destroy(cluster_id, context_id)
    with pytest.raises(ResourceDoesNotExist, match="ContextNotFound"):
        w.command_execution.context_status(cluster_id, context_id)


def test_a_cancelled_command_never_ran(w: WorkspaceClient, cluster_id: str) -> None:
    context_id = context(w, cluster_id)
    waiter = w.command_execution.execute(
        cluster_id=cluster_id, context_id=context_id, command="z = 1", language=Language.PYTHON
    )
    w.command_execution.cancel(cluster_id=cluster_id, context_id=context_id, command_id=waiter.command_id)
    status = w.command_execution.command_status(cluster_id, context_id, waiter.command_id)
    assert (status.status, status.results) == (CommandStatus.CANCELLED, None)
