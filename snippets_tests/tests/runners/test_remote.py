"""Blocks that import Databricks Connect run in its own Python, and end as other Python blocks do."""

from __future__ import annotations

import ast

import pytest

from snippets_tests.runners import remote
from snippets_tests.tests.runners.conftest import Check, failure, only

# One page for all that can go wrong, since each block starts a Python.
WRONG = """
    ```python
    import databricks.connect

    print("before")
    print(spark)
    ```

    ```python
    import databricks.connect


    def inner():
        raise ValueError("wrong")


    inner()
    ```

    ```python continuation
    import databricks.connect
    ```

    ```python
    import os
    import databricks.connect

    os._exit(3)
    ```

    ```python raises="ValueError"
    import databricks.connect

    print("fine")
    ```

    ```python
    import sys
    import databricks.connect

    sys.exit("no")
    ```
    """


def test_a_script_reaches_the_pages_lakehouse_and_its_files(check: Check) -> None:
    outcomes = check("""
        ```sql
        CREATE TABLE main.default.pages AS SELECT 1 AS id
        ```

        ```python title="double.py"
        def twice(frame):
            return frame.selectExpr("id * 2 AS id")
        ```

        ```python
        from databricks.connect import DatabricksSession
        from double import twice

        spark = DatabricksSession.builder.serverless().getOrCreate()
        print(twice(spark.table("main.default.pages")).collect(), spark.sql("SELECT current_user()").first()[0])
        ```

        ```python raises="SparkConnectException"
        from databricks.connect import DatabricksSession

        DatabricksSession.builder.serverless().getOrCreate().table("main.default.nope").collect()
        ```
        """)
    assert [outcome.message for outcome in outcomes] == [None] * 4
    assert outcomes[2].output == "[Row(id=2)] ada@example.com\n"
    assert outcomes[3].output.startswith("AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table or view")
    assert "JVM stacktrace" not in outcomes[3].output


def test_what_goes_wrong_is_said_at_its_line(check: Check) -> None:
    found = [(outcome.line, (outcome.message or "").split("\n")[0]) for outcome in check(WRONG)]
    assert found == [
        (5, "NameError: name 'spark' is not defined"),
        (13, "ValueError: wrong"),
        (19, "continuation, but a block with Databricks Connect runs in a Python of its own"),
        (23, "the block ended its process with exit code 3"),
        (30, "the block was to raise ValueError, and it succeeded"),
        (40, "the block left with sys.exit('no')"),
    ]


def test_a_block_that_takes_too_long_is_ended(check: Check) -> None:
    line, message = failure(
        check(
            """
            ```python
            import databricks.connect

            print("begun", flush=True)
            while True:
                pass
            ```
            """,
            seconds=3,
        )
    )
    assert (line, "3" in message) == (1, True)


def test_a_syntax_error_is_at_its_line(check: Check) -> None:
    outcome = only(check("```python\nimport databricks.connect\nx = = 1\n```\n"))
    assert (outcome.line, outcome.message) == (3, "SyntaxError: invalid syntax")


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("from databricks.connect import DatabricksSession", True),
        ("from databricks.connect.session import DatabricksSession", True),
        ("from databricks import connect", True),
        ("import databricks.connect as c", True),
        ("def f():\n    from databricks.connect import DatabricksSession", True),
        ("from databricks.sdk import WorkspaceClient", False),
        ("import databricks.connector", False),
        ("from databricks import sdk", False),
    ],
)
def test_only_what_imports_databricks_connect_runs_elsewhere(code: str, wanted: bool) -> None:
    assert remote.wanted(ast.parse(code)) is wanted
