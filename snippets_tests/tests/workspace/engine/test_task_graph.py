"""Tasks that depend on others: order, values, conditions, branches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from databricks.sdk.service.jobs import RunResultState as Result

from snippets_tests.tests.workspace.engine.job_helpers import notebook, results, start, task_output


def test_tasks_run_in_order_and_hand_on_values(w: WorkspaceClient, put: Callable[..., str]) -> None:
    load = put("load", "dbutils.jobs.taskValues.set('rows', 3)")
    report = put(
        "report",
        "rows = dbutils.jobs.taskValues.get(taskKey='load', key='rows')",
        "dbutils.notebook.exit(f\"{rows} {dbutils.widgets.get('count')} {dbutils.widgets.get('state')}\")",
    )
    given = {"count": "{{tasks.load.values.rows}}", "state": "{{tasks.load.result_state}}"}
    run = start(w, notebook("report", report, "load", parameters=given), notebook("load", load))
    output = task_output(w, run, "report").notebook_output
    assert output is not None
    assert output.result == "3 3 success"
    times = {task.task_key: task.start_time or 0 for task in run.tasks or []}
    assert times["load"] < times["report"]


def test_a_reference_to_nothing_fails_its_task(w: WorkspaceClient, put: Callable[..., str]) -> None:
    run = start(w, notebook("a", put("nb", "1"), parameters={"x": "{{job.parameters.nothing}}", "y": "{{ free }}"}))
    (task,) = run.tasks or []
    assert task.state is not None
    assert task.state.state_message == "The reference {{job.parameters.nothing}} cannot be resolved."


def test_a_condition_chooses_a_branch(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "1")
    branches = [
        jobs.Task(
            task_key=f"on_{outcome}",
            notebook_task=jobs.NotebookTask(notebook_path=path),
            depends_on=[jobs.TaskDependency(task_key="enough", outcome=outcome)],
        )
        for outcome in ("true", "false")
    ]
    condition = jobs.ConditionTask(op=jobs.ConditionTaskOp.GREATER_THAN, left="10", right="9.5")
    run = start(w, jobs.Task(task_key="enough", condition_task=condition), *branches)
    assert results(run) == {"enough": Result.SUCCESS, "on_true": Result.SUCCESS, "on_false": Result.EXCLUDED}
    assert run.tasks is not None
    assert run.tasks[0].condition_task is not None
    assert run.tasks[0].condition_task.outcome == "true"
    assert run.state is not None
    assert run.state.result_state is Result.SUCCESS


@pytest.mark.parametrize(
    ("run_if", "result"),
    [
        (jobs.RunIf.ALL_SUCCESS, Result.UPSTREAM_FAILED),
        (jobs.RunIf.AT_LEAST_ONE_SUCCESS, Result.SUCCESS),
        (jobs.RunIf.NONE_FAILED, Result.UPSTREAM_FAILED),
        (jobs.RunIf.ALL_DONE, Result.SUCCESS),
        (jobs.RunIf.AT_LEAST_ONE_FAILED, Result.SUCCESS),
        (jobs.RunIf.ALL_FAILED, Result.EXCLUDED),
    ],
)
def test_run_if_decides_behind_a_failure(
    w: WorkspaceClient, put: Callable[..., str], run_if: jobs.RunIf, result: Result
) -> None:
    good, bad = put("good", "1"), put("bad", "1 / 0")
    run = start(w, notebook("good", good), notebook("bad", bad), notebook("last", good, "good", "bad", run_if=run_if))
    assert results(run)["last"] is result
    expected = Result.SUCCESS_WITH_FAILURES if result is not Result.UPSTREAM_FAILED else Result.FAILED
    assert run.state is not None
    assert run.state.result_state is expected


def test_only_some_tasks_run_when_asked(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "1")
    run = start(
        w, notebook("a", path), notebook("b", path, "a"), notebook("c", path, "b"), notebook("d", path), only=["+b"]
    )
    assert results(run) == {"a": Result.SUCCESS, "b": Result.SUCCESS}
