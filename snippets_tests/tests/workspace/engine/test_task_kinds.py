"""Kinds of tasks beside notebooks: Python files, SQL, other jobs, loops, and those that are refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import compute, jobs
from databricks.sdk.service.jobs import RunResultState as Result
from databricks.sdk.service.workspace import ImportFormat

from snippets_tests.tests.workspace.engine.job_helpers import notebook, results, start, task_output
from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Tenant


def test_a_python_file_gets_arguments_and_leaves_logs(w: WorkspaceClient, tenant: Tenant) -> None:
    cluster = w.clusters.create(
        spark_version=w.clusters.select_spark_version(latest=True), node_type_id="i3.xlarge", num_workers=1
    ).result()
    source = "import sys\nprint('hello', *sys.argv[1:])\nprint(__name__)\n"
    w.workspace.upload("/Shared/a.py", io.BytesIO(source.encode()), format=ImportFormat.AUTO)
    w.dbfs.upload("/scripts/b.py", io.BytesIO(b"import sys\nsys.exit('no data')\n"))
    tasks = [
        jobs.Task(
            task_key=key,
            spark_python_task=jobs.SparkPythonTask(python_file=path, parameters=["ada", "{{job.run_id}}"]),
            existing_cluster_id=cluster.cluster_id,
        )
        for key, path in (("good", "/Workspace/Shared/a.py"), ("bad", "dbfs:/scripts/b.py"))
    ]
    run = start(w, *tasks)
    assert task_output(w, run, "good").logs == f"hello ada {run.run_id}\n__main__\n"
    assert task_output(w, run, "bad").error == "SystemExit: no data"
    assert run.tasks is not None
    assert run.tasks[0].cluster_instance is not None
    assert run.tasks[0].cluster_instance.cluster_id == cluster.cluster_id


def test_a_task_starts_the_stopped_cluster_that_it_names(w: WorkspaceClient, put: Callable[..., str]) -> None:
    made = w.clusters.create(
        spark_version=w.clusters.select_spark_version(latest=True), node_type_id="i3.xlarge", num_workers=1
    ).result()
    identity = made.cluster_id or ""
    w.clusters.delete(identity).result()
    start(w, notebook("a", put("nb", "1"), existing_cluster_id=identity))
    state = w.clusters.get(identity).state
    assert state is compute.State.RUNNING
    run = start(w, notebook("a", put("nb", "1"), existing_cluster_id="0115-090000-nothing0"))
    assert run.state is not None
    assert "Cluster '0115-090000-nothing0' does not exist" in (run.state.state_message or "")


def test_a_sql_task_runs_a_file_with_parameters(w: WorkspaceClient, tenant: Tenant) -> None:
    warehouse = next(iter(w.warehouses.list())).id or ""
    text = "CREATE TABLE t (who TEXT); INSERT INTO t VALUES (:who)"
    w.workspace.upload("/Shared/load.sql", io.BytesIO(text.encode()), format=ImportFormat.AUTO)

    def file(path: str) -> jobs.SqlTask:
        return jobs.SqlTask(warehouse_id=warehouse, file=jobs.SqlTaskFile(path=path), parameters={"who": "ada"})

    run = start(w, jobs.Task(task_key="load", sql_task=file("/Shared/load.sql")))
    assert results(run) == {"load": Result.SUCCESS}
    engine = tenant.engine("the test")
    assert isinstance(engine, SmallEngine)
    assert engine.sql("SELECT * FROM t").rows == (("ada",),)
    sql_output = task_output(w, run, "load").sql_output
    assert sql_output is not None
    assert sql_output.query_output is not None
    assert sql_output.query_output.warehouse_id == warehouse

    w.workspace.upload("/Shared/bad.sql", io.BytesIO(b"SELECT * FROM ghosts"), format=ImportFormat.AUTO)
    run = start(w, jobs.Task(task_key="bad", sql_task=file("/Shared/bad.sql")))
    assert (task_output(w, run, "bad").error or "").startswith("[TABLE_OR_VIEW_NOT_FOUND]")


def test_a_job_runs_a_job(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "dbutils.notebook.exit(dbutils.widgets.get('day'))")
    child = w.jobs.create(
        name="child",
        tasks=[notebook("a", path)],
        parameters=[jobs.JobParameterDefinition(name="day", default="monday")],
    )
    call = jobs.RunJobTask(job_id=child.job_id or 0, job_parameters={"day": "friday"})
    run = start(w, jobs.Task(task_key="call", run_job_task=call))
    output = task_output(w, run, "call").run_job_output
    assert output is not None
    inner = w.jobs.get_run(output.run_id or 0)
    assert inner.trigger is jobs.TriggerType.RUN_JOB_TASK
    value = task_output(w, inner, "a").notebook_output
    assert value is not None
    assert value.result == "friday"


def test_a_task_is_run_for_each_input(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "x = dbutils.widgets.get('x')\nassert x != 'bad'\ndbutils.notebook.exit(x)")
    inner = notebook("each_one", path, parameters={"x": "{{input}}"})
    each = jobs.ForEachTask(inputs='["a", 2, "bad"]', task=inner)
    run = start(w, jobs.Task(task_key="each", for_each_task=each))
    (task,) = run.tasks or []
    assert task.for_each_task is not None
    assert task.for_each_task.stats is not None
    assert task.for_each_task.stats.task_run_stats is not None
    stats = task.for_each_task.stats.task_run_stats
    assert (stats.total_iterations, stats.succeeded_iterations, stats.failed_iterations) == (3, 2, 1)
    alone = w.jobs.get_run(task.run_id or 0)
    outputs = [w.jobs.get_run_output(iteration.run_id or 0) for iteration in alone.iterations or []]
    assert [o.notebook_output.result for o in outputs if o.notebook_output] == ["a", "2", None]
    assert outputs[2].error == "AssertionError"


def test_an_unsupported_kind_of_task_is_named_by_the_run(w: WorkspaceClient) -> None:
    run = start(w, jobs.Task(task_key="p", dbt_cloud_task=jobs.DbtCloudTask(dbt_cloud_job_id=1)))
    assert run.state is not None
    assert "tasks of the kind dbt_cloud_task are not emulated" in (run.state.state_message or "")


def test_resolved_values_of_a_run_with_a_for_each_task(w: WorkspaceClient, put: Callable[..., str]) -> None:
    inner = notebook("one", put("nb", "1"), parameters={"x": "{{input}}"})
    run = start(
        w,
        notebook("first", put("first", "1"), parameters={"key": "{{task.name}}"}),
        jobs.Task(task_key="each", for_each_task=jobs.ForEachTask(inputs="[1, 2]", task=inner)),
    )
    asked = w.jobs.get_run(run.run_id or 0, include_resolved_values=True)
    shown = {task.task_key: task.resolved_values and task.resolved_values.as_dict() for task in asked.tasks or []}
    assert shown == {"first": {"notebook_task": {"base_parameters": {"key": "first"}}}, "each": None}


def test_an_iteration_is_retried_by_the_inner_tasks_setting(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "assert dbutils.widgets.get('n') == '2'\ndbutils.notebook.exit(dbutils.widgets.get('x'))")
    inner = notebook("one", path, parameters={"n": "{{task.execution_count}}", "x": "{{input}}"}, max_retries=1)
    run = start(w, jobs.Task(task_key="each", for_each_task=jobs.ForEachTask(inputs='["a"]', task=inner)))
    assert results(run) == {"each": Result.SUCCESS}
    (iteration,) = w.jobs.get_run((run.tasks or [])[0].run_id or 0).iterations or []
    assert iteration.attempt_number == 1
    output = w.jobs.get_run_output(iteration.run_id or 0).notebook_output
    assert output is not None
    assert output.result == "a"
