"""Blocks on the lakehouse: SQL, `spark`, files, notebooks of jobs, and the time limit. One JVM."""

from __future__ import annotations

from snippets_tests.tests.runners.conftest import Check, failure, only


def test_sql_python_and_files_see_the_same_things(check: Check) -> None:
    outcomes = check(
        """
        ```sql
        CREATE VOLUME main.default.raw
        ```

        ```python
        import pandas as pd

        with open("/Volumes/main/default/raw/orders.csv", "w") as file:
            file.write("id,amount\\n1,10\\n2,20\\n")
        print(len(pd.read_csv("/Volumes/main/default/raw/orders.csv")))
        frame = spark.read.csv("/Volumes/main/default/raw/orders.csv", header=True, inferSchema=True)
        frame.createOrReplaceTempView("t")
        print([f.name for f in dbutils.fs.ls("/Volumes/main/default/raw")])
        ```

        ```sql
        SELECT sum(amount) AS total FROM t
        ```

        ```python
        from pyspark.sql import SparkSession

        session = SparkSession.builder.getOrCreate()
        display(session.table("t").where("id = 2"))
        ```
        """
    )
    assert [(outcome.line, outcome.message) for outcome in outcomes] == [(None, None)] * 4
    assert outcomes[1].output == "2\n['orders.csv']\n"
    assert outcomes[2].output == "+-----+\n|total|\n+-----+\n|30   |\n+-----+\n"
    assert outcomes[3].output == "+---+------+\n|id |amount|\n+---+------+\n|2  |20    |\n+---+------+\n"


def test_an_announced_sql_error_shows_its_message(check: Check) -> None:
    outcome = only(check('```sql raises="TABLE_OR_VIEW_NOT_FOUND"\nSELECT * FROM main.default.none\n```\n'))
    assert outcome.passed, outcome.message
    assert outcome.output.startswith("[TABLE_OR_VIEW_NOT_FOUND] The table or view")


def test_a_sql_failure_is_at_the_statements_line(check: Check) -> None:
    line, message = failure(check("# T\n\n```sql\nSELECT 1;\n\nSELECT\n  nothing\nFROM range(1)\n```\n"))
    assert (line, message.startswith("[UNRESOLVED_COLUMN")) == (7, True), message


def test_spark_works_on_after_an_interrupted_block(check: Check) -> None:
    outcomes = check(
        """
        ```sql
        SELECT 1 AS a
        ```

        ```sql
        SELECT sum(a.id * b.id) FROM range(10000000) a CROSS JOIN range(10000000) b
        ```

        ```python
        spark._jvm.Thread.sleep(100000)
        ```

        ```sql
        SELECT 2 AS b
        ```
        """,
        seconds=6,
    )
    assert [outcome.passed for outcome in outcomes] == [True, False, False, True]
    assert all("longer than 6 seconds" in str(outcome.message) for outcome in outcomes[1:3])
    assert "|2  |" in outcomes[3].output


def test_a_job_runs_its_notebook_on_the_pages_lakehouse(check: Check) -> None:
    outcomes = check(
        '''
        ```python
        import io
        from databricks.sdk import WorkspaceClient
        from databricks.sdk.service.jobs import NotebookTask, SubmitTask
        from databricks.sdk.service.workspace import ImportFormat, Language

        w = WorkspaceClient()
        notebook = """# Databricks notebook source
        from databricks.sdk import WorkspaceClient
        spark.sql("CREATE TABLE main.default.made AS SELECT 7 AS x")
        open("/dbfs/mark", "w").write("here")
        dbutils.notebook.exit(WorkspaceClient().current_user.me().user_name)
        """
        source = io.BytesIO(notebook.encode())
        w.workspace.upload("/Shared/n", source, format=ImportFormat.SOURCE, language=Language.PYTHON)
        run = w.jobs.submit(
            run_name="once", tasks=[SubmitTask(task_key="n", notebook_task=NotebookTask(notebook_path="/Shared/n"))]
        ).result()
        print(run.state.result_state)
        print(w.jobs.get_run_output(run.tasks[0].run_id).notebook_output.result)
        print(open("/dbfs/mark").read())
        ```

        ```sql
        SELECT x FROM main.default.made
        ```
        '''
    )
    assert [outcome.message for outcome in outcomes] == [None, None]
    assert outcomes[0].output == "RunResultState.SUCCESS\nada@example.com\nhere\n"
    assert "|7  |" in outcomes[1].output
