"""Notebook tasks: what a notebook leaves, how it fails, what its code may do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, OperationFailed
from databricks.sdk.service import jobs
from databricks.sdk.service.jobs import RunLifeCycleState as Life
from databricks.sdk.service.jobs import RunResultState as Result
from databricks.sdk.service.workspace import ImportFormat

from snippets_tests.tests.workspace.engine.job_helpers import ended, notebook, results, start, task_output
from snippets_tests.workspace import Tenant


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


def test_an_included_notebook_takes_values_for_its_widgets(w: WorkspaceClient, put: Callable[..., str]) -> None:
    put("setup", "dbutils.widgets.text('catalog', 'dev')\ndbutils.widgets.text('day', 'today')")
    path = put(
        "nb",
        '# MAGIC %run ./setup $catalog="main" $day="a day"',
        "dbutils.notebook.exit(str(dbutils.widgets.getAll()))",
    )
    output = task_output(w, start(w, notebook("a", path)), "a").notebook_output
    assert output is not None
    assert output.result == "{'catalog': 'main', 'day': 'a day'}"


def test_a_file_is_no_notebook_to_include_or_to_run(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put("nb", "# MAGIC %run ./helpers")
    w.workspace.upload(f"{path.rpartition('/')[0]}/helpers.py", b"x = 1", format=ImportFormat.RAW)
    run = start(w, notebook("a", path), notebook("b", f"{path.rpartition('/')[0]}/helpers.py"))
    assert (task_output(w, run, "a").error or "").startswith("Notebook not found: ")
    assert "Unable to access the notebook" in (task_output(w, run, "b").error or "")


@pytest.mark.parametrize(
    ("line", "message"),
    [("./setup catalog=main", "catalog=main is no $name=value"), ('./setup $catalog="main', "No closing quotation")],
)
def test_a_wrong_inclusion_is_told(w: WorkspaceClient, put: Callable[..., str], line: str, message: str) -> None:
    put("setup", "1")
    run = start(w, notebook("a", put("nb", f"# MAGIC %run {line}")))
    assert message in (task_output(w, run, "a").error or "")


def test_sql_cells_make_and_remove_widgets(w: WorkspaceClient, put: Callable[..., str]) -> None:
    path = put(
        "nb",
        "# MAGIC %sql\n# MAGIC CREATE WIDGET TEXT country DEFAULT 'NO';\n"
        "# MAGIC CREATE WIDGET DROPDOWN layer DEFAULT \"silver\" CHOICES SELECT 'silver' UNION ALL SELECT 'gold';\n"
        "# MAGIC CREATE WIDGET TEXT gone DEFAULT 'x'; REMOVE WIDGET gone",
        "# MAGIC %sql\n# MAGIC SELECT :country || ' ' || :layer",
        "dbutils.notebook.exit(_sqldf.collect()[0][0] + ' ' + str(sorted(dbutils.widgets.getAll())))",
    )
    output = task_output(w, start(w, notebook("a", path)), "a").notebook_output
    assert output is not None
    assert output.result == "NO silver ['country', 'layer']"


def test_a_notebooks_run_is_exported_as_a_page(w: WorkspaceClient, put: Callable[..., str]) -> None:
    run = start(w, notebook("a", put("nb", "x = 1 < 2")))
    (view,) = w.jobs.export_run(run.run_id or 0).views or []
    assert (view.name, view.type) == ("nb", jobs.ViewType.NOTEBOOK)
    assert "x = 1 &lt; 2" in (view.content or "")


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
