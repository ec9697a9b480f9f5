"""Runs of jobs from start to end: waiting, cancelling, queueing, retries, repairs, outputs, who they act as."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, InvalidState, ResourceDoesNotExist
from databricks.sdk.service import compute, jobs
from databricks.sdk.service.jobs import RunLifeCycleState as Life
from databricks.sdk.service.jobs import RunResultState as Result
from databricks.sdk.service.workspace import ImportFormat

from snippets_tests.tests.workspace.engine.job_helpers import ended, notebook, results, start
from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Tenant


def test_a_run_waits_until_it_is_looked_at(w: WorkspaceClient, put: Callable[..., str]) -> None:
    made = w.jobs.create(name="job", tasks=[notebook("a", put("nb", "1"))])
    waiter = w.jobs.run_now(made.job_id or 0)
    (waiting,) = w.jobs.list_runs(active_only=True)
    assert waiting.state is not None
    assert (waiting.state.life_cycle_state, waiting.state.result_state) == (Life.PENDING, None)
    waiter.result()
    assert list(w.jobs.list_runs(active_only=True)) == []
    (done,) = w.jobs.list_runs(completed_only=True)
    assert (done.run_id, done.run_name, done.trigger) == (waiter.run_id, "job", jobs.TriggerType.ONE_TIME)


def test_a_run_can_be_submitted_without_a_job(w: WorkspaceClient, put: Callable[..., str]) -> None:
    task = jobs.SubmitTask(
        task_key="a", notebook_task=jobs.NotebookTask(notebook_path=put("nb", "dbutils.notebook.exit('done')"))
    )
    run = w.jobs.submit(run_name="once", tasks=[task]).result()
    assert (run.run_name, run.run_type) == ("once", jobs.RunType.SUBMIT_RUN)
    output = w.jobs.get_run_output(run.tasks[0].run_id or 0 if run.tasks else 0).notebook_output
    assert output is not None
    assert output.result == "done"
    assert list(w.jobs.list()) == []
    with pytest.raises(ResourceDoesNotExist):
        w.jobs.get(run.job_id or 0)


def test_a_cancelled_run_never_runs(w: WorkspaceClient, put: Callable[..., str], tenant: Tenant) -> None:
    path = put("nb", "dbutils.fs.put('dbfs:/ran.txt', 'yes')")
    made = w.jobs.create(name="job", tasks=[notebook("a", path)])
    waiter = w.jobs.run_now(made.job_id or 0)
    w.jobs.cancel_run(waiter.run_id or 0)
    run = waiter.result()
    assert run.state is not None
    assert (run.state.result_state, run.state.user_cancelled_or_timedout) == (Result.CANCELED, True)
    assert results(run) == {"a": Result.CANCELED}
    assert not (tenant.files / "dbfs/ran.txt").exists()


def test_cancel_all_runs_stops_those_of_one_job(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "1")
    made = w.jobs.create(name="job", tasks=[notebook("a", path)], max_concurrent_runs=3)
    other = w.jobs.create(name="other", tasks=[notebook("a", path)])
    runs = [w.jobs.run_now(job).run_id or 0 for job in (made.job_id or 0, made.job_id or 0, other.job_id or 0)]
    w.jobs.cancel_all_runs(job_id=made.job_id)
    states = [ended(w, run).state for run in runs]
    assert [s.result_state for s in states if s] == [Result.CANCELED, Result.CANCELED, Result.SUCCESS]


def test_one_run_too_many_is_skipped_or_queued(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "1")
    made = w.jobs.create(name="job", tasks=[notebook("a", path)], queue=jobs.QueueSettings(enabled=False))
    first, second = (w.jobs.run_now(made.job_id or 0).run_id or 0 for _ in range(2))
    state = w.jobs.get_run(second).state
    assert state is not None
    assert (state.life_cycle_state, state.result_state) == (Life.SKIPPED, Result.MAXIMUM_CONCURRENT_RUNS_REACHED)

    queued = w.jobs.run_now(made.job_id or 0, queue=jobs.QueueSettings(enabled=True)).run_id or 0
    waiting = [run.state.life_cycle_state for run in w.jobs.list_runs(active_only=True) if run.state]
    assert waiting == [Life.QUEUED, Life.PENDING]
    last = ended(w, queued)
    assert (last.start_time or 0) <= (ended(w, first).end_time or 0) <= (last.end_time or 0)


def test_an_idempotency_token_starts_one_run(w: WorkspaceClient, put: Callable[..., str]) -> None:
    made = w.jobs.create(name="job", tasks=[notebook("a", put("nb", "1"))])
    runs = {w.jobs.run_now(made.job_id or 0, idempotency_token="once").run_id for _ in range(2)}
    assert len(runs) == 1


def test_a_failing_task_is_tried_again(w: WorkspaceClient, put: Callable[..., str]) -> None:
    put("nb", "n = int(dbutils.widgets.get('n'))", "assert n == 3, f'attempt {n}'")
    run = start(w, notebook("a", "/Shared/nb", parameters={"n": "{{task.execution_count}}"}, max_retries=2))
    (task,) = run.tasks or []
    assert results(run) == {"a": Result.SUCCESS}
    assert task.attempt_number == 2


def test_a_repair_runs_the_failed_tasks_again(w: WorkspaceClient, put: Callable[..., str]) -> None:
    good = put("good", "1")
    put("flaky", "1 / 0")
    run = start(w, notebook("a", good), notebook("b", "/Shared/flaky", "a"), notebook("c", good, "b"))
    assert results(run) == {"a": Result.SUCCESS, "b": Result.FAILED, "c": Result.UPSTREAM_FAILED}
    before = {task.task_key: task.run_id for task in run.tasks or []}
    put("flaky", "1")

    w.jobs.repair_run(run.run_id or 0, rerun_all_failed_tasks=True).result()

    repaired = w.jobs.get_run(run.run_id or 0, include_history=True)
    assert set(results(repaired).values()) == {Result.SUCCESS}
    after = {task.task_key: task.run_id for task in repaired.tasks or []}
    assert [key for key in "abc" if before[key] == after[key]] == ["a"]
    assert [item.type for item in repaired.repair_history or []] == [
        jobs.RepairHistoryItemType.ORIGINAL,
        jobs.RepairHistoryItemType.REPAIR,
    ]
    assert w.jobs.get_run_output(before["b"] or 0).error == "ZeroDivisionError: division by zero"
    with pytest.raises(InvalidParameterValue, match="latest_repair_id must be the id of the latest repair"):
        w.jobs.repair_run(run.run_id or 0, rerun_tasks=["a"])


def test_the_output_of_several_tasks_is_asked_for_one_by_one(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "1")
    run = start(w, notebook("a", path), notebook("b", path))
    with pytest.raises(InvalidParameterValue, match="Retrieving the output of runs with multiple tasks"):
        w.jobs.get_run_output(run.run_id or 0)


def test_an_ended_run_can_be_deleted_and_an_active_one_cannot(w: WorkspaceClient, put: Callable[..., str]) -> None:
    made = w.jobs.create(name="job", tasks=[notebook("a", put("nb", "1"))])
    identity = w.jobs.run_now(made.job_id or 0).run_id or 0
    with pytest.raises(InvalidState, match="is active and cannot be deleted"):
        w.jobs.delete_run(identity)
    ended(w, identity)
    w.jobs.delete_run(identity)
    with pytest.raises(ResourceDoesNotExist, match=rf"Run {identity} does not exist\."):
        w.jobs.get_run(identity)


def test_a_run_acts_as_who_the_job_says(
    w: WorkspaceClient, put: Callable[..., str], client_of: Callable[..., WorkspaceClient], tenant: Tenant
) -> None:
    client_of("bob@example.com")
    warehouse = next(iter(w.warehouses.list())).id or ""
    w.workspace.upload("/Shared/q.sql", io.BytesIO(b"SELECT 1"), format=ImportFormat.AUTO)
    task = jobs.Task(
        task_key="q", sql_task=jobs.SqlTask(warehouse_id=warehouse, file=jobs.SqlTaskFile(path="/Shared/q.sql"))
    )
    made = w.jobs.create(name="job", tasks=[task], run_as=jobs.JobRunAs(user_name="bob@example.com"))
    w.jobs.run_now(made.job_id or 0).result()
    engine = tenant.engine("the test")
    assert isinstance(engine, SmallEngine)
    assert engine.asked[-1]["who"] == "bob@example.com"
    with pytest.raises(InvalidParameterValue, match="'nobody' does not exist"):
        w.jobs.create(name="job", tasks=[task], run_as=jobs.JobRunAs(user_name="nobody"))


def test_times_follow_the_tenants_clock(w: WorkspaceClient, put: Callable[..., str]) -> None:
    cluster = compute.ClusterSpec(
        spark_version=w.clusters.select_spark_version(latest=True), node_type_id="i3.xlarge", num_workers=1
    )
    path = put("nb", "1")
    made = w.jobs.create(
        name="job",
        job_clusters=[jobs.JobCluster(job_cluster_key="shared", new_cluster=cluster)],
        tasks=[notebook("a", path, job_cluster_key="shared"), notebook("b", path, "a", job_cluster_key="shared")],
    )
    run = w.jobs.run_now(made.job_id or 0).result()
    tasks = {task.task_key: task for task in run.tasks or []}
    durations = {key: (task.setup_duration, task.execution_duration) for key, task in tasks.items()}
    assert durations == {"a": (120_000, 10_000), "b": (0, 10_000)}
    assert tasks["a"].cluster_instance == tasks["b"].cluster_instance
    assert run.run_duration == (run.end_time or 0) - (run.start_time or 0) == 140_000
