"""Runs of jobs through the real SDK: their code runs in this process, their SQL in SQLite."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, InvalidState, OperationFailed, ResourceDoesNotExist
from databricks.sdk.service import compute, jobs
from databricks.sdk.service.jobs import RunLifeCycleState as Life
from databricks.sdk.service.jobs import RunResultState as Result
from databricks.sdk.service.workspace import ImportFormat, Language

from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Tenant


@pytest.fixture
def put(w: WorkspaceClient) -> Callable[[str, str], str]:
    """Writes a Python notebook of some cells and gives its path."""

    def write(name: str, *cells: str) -> str:
        source = "# Databricks notebook source\n" + "\n\n# COMMAND ----------\n\n".join(cells)
        w.workspace.upload(
            f"/Shared/{name}",
            io.BytesIO(source.encode()),
            format=ImportFormat.SOURCE,
            language=Language.PYTHON,
            overwrite=True,
        )
        return f"/Shared/{name}"

    return write


def notebook(key: str, path: str, *before: str, parameters: dict[str, str] | None = None, **more: object) -> jobs.Task:
    task = jobs.NotebookTask(notebook_path=path, base_parameters=parameters)
    depends_on = [jobs.TaskDependency(task_key=each) for each in before] or None
    return jobs.Task(task_key=key, notebook_task=task, depends_on=depends_on, **more)


def results(run: jobs.Run) -> dict[str, Result | None]:
    return {task.task_key: task.state.result_state if task.state else None for task in run.tasks or []}


def task_output(w: WorkspaceClient, run: jobs.Run, key: str) -> jobs.RunOutput:
    (task,) = [task for task in run.tasks or [] if task.task_key == key]
    return w.jobs.get_run_output(task.run_id or 0)


def start(w: WorkspaceClient, *tasks: jobs.Task, **options: object) -> jobs.Run:
    made = w.jobs.create(name="job", tasks=list(tasks))
    return ended(w, w.jobs.run_now(made.job_id or 0, **options).run_id or 0)


def ended(w: WorkspaceClient, run_id: int) -> jobs.Run:
    run = w.jobs.get_run(run_id)
    assert run.status is not None
    assert run.status.state is jobs.RunLifecycleStateV2State.TERMINATED
    return run


def test_a_notebook_leaves_its_value(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "x = 20", "dbutils.notebook.exit(str(x * 2 + 2))", "raise ValueError('never')")
    made = w.jobs.create(name="answer", tasks=[notebook("ask", path)])
    run = w.jobs.run_now(made.job_id or 0).result()

    assert run.state is not None
    assert (run.state.life_cycle_state, run.state.result_state) == (Life.TERMINATED, Result.SUCCESS)
    assert run.status is not None
    assert run.status.termination_details is not None
    assert run.status.termination_details.code is jobs.TerminationCodeCode.SUCCESS
    output = task_output(w, run, "ask").notebook_output
    assert output is not None
    assert output.result == "42"
    assert w.jobs.get_run_output(run.run_id or 0).notebook_output == output


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


def test_a_failed_notebook_carries_error_and_traceback(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("bad", "def divide(a):\n    return a / 0", "divide(1)")
    made = w.jobs.create(name="job", tasks=[notebook("a", path), notebook("b", path, "a")])
    waiter = w.jobs.run_now(made.job_id or 0)
    with pytest.raises(OperationFailed, match="Task a failed with message: Workload failed, see run output"):
        waiter.result()
    run = w.jobs.get_run(waiter.run_id or 0)
    assert results(run) == {"a": Result.FAILED, "b": Result.UPSTREAM_FAILED}
    assert run.state is not None
    assert run.state.life_cycle_state is Life.INTERNAL_ERROR
    assert (run.state.state_message or "").endswith("This caused all downstream tasks to get skipped.")
    output = task_output(w, run, "a")
    assert output.error == "ZeroDivisionError: division by zero"
    assert (output.error_trace or "").splitlines()[1:3] == [
        '  File "<command-2>", line 1, in <module>',
        "    divide(1)",
    ]


def test_a_missing_notebook_fails_the_run_and_not_the_request(w: WorkspaceClient) -> None:
    run = start(w, notebook("a", "/Shared/nothing"))
    (task,) = run.tasks or []
    assert task.state is not None
    assert 'Unable to access the notebook "/Shared/nothing"' in (task.state.state_message or "")
    assert task.status is not None
    assert task.status.termination_details is not None
    assert task.status.termination_details.code is jobs.TerminationCodeCode.RESOURCE_NOT_FOUND


def test_the_value_of_a_job_parameter_may_be_a_reference(w: WorkspaceClient, put: Callable[..., str]) -> None:
    """https://docs.databricks.com/aws/en/jobs/job-parameters"""
    path = put("nb", "dbutils.notebook.exit(dbutils.widgets.get('run') + ' ' + dbutils.widgets.get('own'))")
    made = w.jobs.create(
        name="job",
        tasks=[notebook("a", path, parameters={"own": "{{job.parameters.run}} of {{task.name}}"})],
        parameters=[jobs.JobParameterDefinition(name="run", default="run {{job.run_id}}")],
    )
    run = w.jobs.run_now(made.job_id or 0).result()
    output = task_output(w, run, "a").notebook_output
    assert output is not None
    assert output.result == f"run {run.run_id} run {run.run_id} of a"


def test_a_job_parameter_that_refers_to_itself_fails_the_task(w: WorkspaceClient, put: Callable[..., str]) -> None:
    made = w.jobs.create(
        name="job",
        tasks=[notebook("a", put("nb", "1"))],
        parameters=[jobs.JobParameterDefinition(name="x", default="{{job.parameters.x}}")],
    )
    run = ended(w, w.jobs.run_now(made.job_id or 0).run_id or 0)
    (task,) = run.tasks or []
    assert task.state is not None
    assert task.state.state_message == "The reference {{job.parameters.x}} cannot be resolved."


def test_job_parameters_go_over_a_tasks_own_into_the_widgets(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "dbutils.notebook.exit(dbutils.widgets.get('day') + ' ' + dbutils.widgets.get('who'))")
    made = w.jobs.create(
        name="job",
        tasks=[notebook("a", path, parameters={"day": "never", "who": "{{job.parameters.name}}-{{task.name}}"})],
        parameters=[
            jobs.JobParameterDefinition(name="day", default="monday"),
            jobs.JobParameterDefinition(name="name", default="ada"),
        ],
    )
    first = w.jobs.run_now(made.job_id or 0).result()
    second = w.jobs.run_now(made.job_id or 0, job_parameters={"day": "friday"}).result()
    values = [task_output(w, run, "a").notebook_output for run in (first, second)]
    assert [value.result for value in values if value] == ["monday ada-a", "friday ada-a"]
    assert [(p.name, p.default, p.value) for p in second.job_parameters or []] == [
        ("day", "monday", "friday"),
        ("name", "ada", "ada"),
    ]
    with pytest.raises(InvalidParameterValue, match="cannot be used with job parameters"):
        w.jobs.run_now(made.job_id or 0, notebook_params={"day": "sunday"})


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


def test_a_notebook_may_call_the_workspace_it_runs_in(
    w: WorkspaceClient, put: Callable[..., str], tenant: Tenant
) -> None:
    path = put(
        "nb",
        "from databricks.sdk import WorkspaceClient",
        f"w = WorkspaceClient(host={tenant.host!r}, token={tenant.token!r})",
        "run = next(iter(w.jobs.list_runs(active_only=True)))",
        "w.schemas.create(name='made_by_job', catalog_name='main')",
        "dbutils.notebook.exit(run.state.life_cycle_state.value)",
    )
    run = start(w, notebook("a", path))
    output = task_output(w, run, "a").notebook_output
    assert output is not None
    assert output.result == "RUNNING"
    assert w.schemas.get("main.made_by_job").owner == "ada@example.com"


def test_notebooks_run_others_read_secrets_and_files(w: WorkspaceClient, put: Callable[..., str]) -> None:
    w.secrets.create_scope("s")
    w.secrets.put_secret("s", "k", string_value="hush hush")
    put("setup", "greeting = 'hello'")
    put("child", "dbutils.notebook.exit(dbutils.widgets.get('x').upper())")
    path = put(
        "nb",
        "# MAGIC %run ./setup",
        "# MAGIC %sql\n# MAGIC CREATE TABLE seen (id INT)",
        "secret = dbutils.secrets.get('s', 'k')",
        "dbutils.fs.put('dbfs:/out.txt', greeting, True)",
        "import json\n"
        "dbutils.notebook.exit(json.dumps([dbutils.notebook.run('child', 60, {'x': 'up'}), len(secret), secret,"
        " spark.sql('SELECT count(*) FROM seen').collect()[0][0]]))",
    )
    run = start(w, notebook("a", path))
    output = task_output(w, run, "a").notebook_output
    assert output is not None
    assert json.loads(output.result or "") == ["UP", 9, "[REDACTED]", 0]
    with w.dbfs.download("/out.txt") as file:
        assert file.read() == b"hello"


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


def test_only_some_tasks_run_when_asked(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "1")
    run = start(
        w, notebook("a", path), notebook("b", path, "a"), notebook("c", path, "b"), notebook("d", path), only=["+b"]
    )
    assert results(run) == {"a": Result.SUCCESS, "b": Result.SUCCESS}


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


def test_a_notebooks_run_is_exported_as_a_page(w: WorkspaceClient, put: Callable[..., str]) -> None:
    run = start(w, notebook("a", put("nb", "x = 1 < 2")))
    (view,) = w.jobs.export_run(run.run_id or 0).views or []
    assert (view.name, view.type) == ("nb", jobs.ViewType.NOTEBOOK)
    assert "x = 1 &lt; 2" in (view.content or "")


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


def test_modules_beside_a_notebook_or_script_are_imported_and_forgotten(
    w: WorkspaceClient, put: Callable[..., str]
) -> None:
    path = put("nb", "import prices\ndbutils.notebook.exit(prices.VAT)")
    values = []
    for vat in ("19", "20"):
        module = f"VAT = {vat!r}\n"
        w.workspace.upload("/Shared/prices.py", io.BytesIO(module.encode()), format=ImportFormat.AUTO, overwrite=True)
        output = w.jobs.get_run_output(start(w, notebook("a", path)).run_id or 0).notebook_output
        values.append(output.result if output else None)
    assert values == ["19", "20"]
    assert sorted(found.path or "" for found in w.workspace.list("/Shared")) == ["/Shared/nb", "/Shared/prices.py"]


def test_shell_cells_run_and_fail_only_when_told_to(w: WorkspaceClient, put: Callable[..., str]) -> None:
    lenient = put("lenient", "# MAGIC %sh\n# MAGIC echo hello\n# MAGIC exit 3", "dbutils.notebook.exit('went on')")
    strict = put("strict", "# MAGIC %sh -e\n# MAGIC exit 3")
    run = start(w, notebook("lenient", lenient), notebook("strict", strict))
    assert results(run) == {"lenient": Result.SUCCESS, "strict": Result.FAILED}
    assert "returned non-zero exit status 3" in (task_output(w, run, "strict").error or "")


def test_a_cell_in_a_language_that_cannot_run_is_named(w: WorkspaceClient, put: Callable[..., str]) -> None:
    run = start(w, notebook("a", put("nb", "# MAGIC %scala\n# MAGIC val x = 1")))
    assert "%scala are not emulated" in (task_output(w, run, "a").error or "")
