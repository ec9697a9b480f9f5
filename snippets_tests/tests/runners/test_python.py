"""Python blocks: output, names, failures at the page's line, and nothing left behind in the process."""

from __future__ import annotations

import builtins
import logging
import os
import sys
import threading
from pathlib import Path

import pytest

from snippets_tests.tests.runners.conftest import Check, failure, only


def test_prints_and_subprocesses_keep_their_order(check: Check) -> None:
    outcome = only(
        check(
            """
            ```python
            import subprocess, sys
            print("one")
            subprocess.run(["echo", "two"])
            print("three")
            print("not shown", file=sys.stderr)
            ```
            """
        )
    )
    assert outcome.output == "one\ntwo\nthree\n"


def test_a_failure_is_at_the_last_line_of_the_page_in_the_traceback(check: Check) -> None:
    line, message = failure(
        check(
            """
            # T

            - item

                ```python
                import json

                def f(text):
                    return json.loads(text)

                f("{")
                ```
            """
        )
    )
    assert line == 9
    assert message.startswith("JSONDecodeError: Expecting property name")
    assert "line 11, in <module>" in message


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        pytest.param("x = 1\nif x\n    y", 3, "SyntaxError: expected ':'", id="syntax"),
        pytest.param("x = (\n\n", 2, "SyntaxError: '(' was never closed", id="open bracket"),
        pytest.param("x = 1\n  y = 2", 3, "IndentationError", id="indentation"),
        pytest.param("import no_such_module", 2, "ModuleNotFoundError", id="import"),
        pytest.param("import sys\nsys.exit(3)", 3, "sys.exit(3)", id="exit"),
        pytest.param("import os\nos._exit(0)", 3, "must not end the process", id="hard exit"),
        pytest.param("raise TypeError('once')", 2, "TypeError: once", id="TypeError"),
        pytest.param("print('before')\n\nraise KeyError('k')", 4, "KeyError: 'k'", id="blank lines"),
        pytest.param("eval('1 +')", 2, "SyntaxError", id="syntax error of other code"),
        pytest.param("e = ValueError('a')\ne.add_note('note')\nraise e", 4, "note", id="notes"),
    ],
)
def test_a_failure_names_its_line_and_cause(check: Check, code: str, line: int, message: str) -> None:
    found, text = failure(check(f"```python\n{code}\n```\n"))
    assert (line, True) == (found, message in text), text


def test_a_block_that_raises_type_error_runs_once(check: Check) -> None:
    outcomes = check("```python\nopen('ran', 'a').write('x')\nraise TypeError\n```\n```bash\nwc -c < ran\n```\n")
    assert outcomes[1].output == "1\n"


def test_a_block_stands_alone_and_continuation_shares_names(check: Check) -> None:
    outcomes = check(
        """
        ```python
        x = 1
        ```
        ```python continuation
        print(x)
        ```
        ```python
        print(x)
        ```
        """
    )
    assert [outcome.passed for outcome in outcomes] == [True, True, False]
    assert outcomes[1].output == "1\n"
    assert "NameError" in (outcomes[2].message or "")


def test_continuation_without_a_block_before_fails(check: Check) -> None:
    assert "no Python block before" in failure(check("```python continuation\nx = 1\n```\n"))[1]


@pytest.mark.parametrize("name", ["ZeroDivisionError", "ArithmeticError", "Exception"])
def test_an_announced_exception_passes_by_its_name_or_a_base_class(check: Check, name: str) -> None:
    outcome = only(check(f'```python raises="{name}"\nprint("before")\n1 / 0\n```\n'))
    assert outcome.passed
    assert outcome.output == "before\nZeroDivisionError: division by zero\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("pass", "was to raise KeyError, and it succeeded"),
        ("1 / 0", "was to raise KeyError, and it raised ZeroDivisionError"),
    ],
)
def test_an_announced_exception_that_does_not_come_fails(check: Check, code: str, message: str) -> None:
    assert message in failure(check(f'```python raises="KeyError"\n{code}\n```\n'))[1]


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time\ntime.sleep(100)",
        "while True:\n    try:\n        while True: pass\n    except Exception: pass",
        "while True:\n    try:\n        while True: pass\n    except: break\nwhile True: pass",
        "import subprocess\nsubprocess.run(['sleep', '100'])",
        "try:\n    while True: pass\nexcept: pass",
    ],
    ids=["loop", "sleep", "except Exception", "bare except once", "subprocess", "swallowed"],
)
def test_the_time_limit_interrupts(check: Check, code: str) -> None:
    line, message = failure(check(f"```python\n{code}\n```\n", seconds=0.3))
    assert "longer than 0.3 seconds" in message
    assert line is not None and 1 <= line <= 7


def test_classes_of_a_block_can_be_pickled_and_inspected(check: Check) -> None:
    outcome = only(
        check(
            """
            ```python
            from __future__ import annotations
            import dataclasses, inspect, pickle, typing

            @dataclasses.dataclass
            class Point:
                x: int

            print(pickle.loads(pickle.dumps(Point(1))), typing.get_type_hints(Point))
            print(inspect.getsource(Point).splitlines()[0])
            ```
            """
        )
    )
    assert outcome.output == "Point(x=1) {'x': <class 'int'>}\n@dataclasses.dataclass\n"


def test_a_titled_block_is_a_module_for_later_ones_and_changes_are_seen(check: Check) -> None:
    outcomes = check(
        """
        ```python title="helper.py"
        VALUE = 1
        ```
        ```python
        import helper
        print(helper.VALUE)
        ```
        ```python title="helper.py"
        VALUE = 22
        ```
        ```python
        import helper
        print(helper.VALUE)
        ```
        """
    )
    assert [outcome.output for outcome in outcomes] == ["", "1\n", "", "22\n"]


def state_of_the_process() -> tuple[object, ...]:
    root = logging.getLogger()
    return (
        dict(os.environ),
        Path.cwd(),
        sys.path[:],
        sys.argv,
        sys.modules["__main__"],
        builtins.open,
        os.stat,
        root.handlers[:],
        root.level,
        sys.stdout,
        threading.active_count(),
    )


def test_the_process_is_left_as_it_was(check: Check) -> None:
    check("```python\nprint(1)\n```\n")  # starts the server, whose thread stays
    before = state_of_the_process()
    outcome = only(
        check(
            """
            ```python
            import logging, os, sys
            logging.basicConfig(level=logging.DEBUG)
            os.environ["LEFT"] = "1"
            os.mkdir("x"); os.chdir("x"); sys.path.append("/x"); sys.argv = []
            ```
            """
        )
    )
    assert outcome.passed
    assert before == state_of_the_process()


def test_volumes_and_dbfs_are_files(check: Check) -> None:
    outcome = only(
        check(
            """
            ```python
            import os, shutil
            from pathlib import Path
            folder = Path("/Volumes/main/default/raw")
            folder.mkdir(parents=True)
            (folder / "a.txt").write_text("hello")
            with open("/Volumes/main/default/raw/a.txt") as file:
                print(file.read(), os.path.getsize(folder / "a.txt"), os.listdir("/Volumes/main/default/raw"))
            os.makedirs("/dbfs/tmp/x")
            shutil.copy(folder / "a.txt", "/dbfs/tmp/x/b.txt")
            print(Path("/dbfs/tmp/x/b.txt").read_text(), [f.name for f in Path("/dbfs/tmp").rglob("*")])
            try:
                open("/Volumes/main/default/raw/none")
            except FileNotFoundError as error:
                print(error.strerror)
            ```
            """
        )
    )
    assert outcome.output == "hello 5 ['a.txt']\nhello ['x', 'b.txt']\nNo such file or directory\n", outcome.message


def test_the_environment_is_the_pages_own(check: Check) -> None:
    outcome = only(
        check(
            """
            ```python
            import os
            from pathlib import Path
            print(os.environ["DATABRICKS_HOST"], Path.cwd(), Path.home(), "PYTEST_CURRENT_TEST" in os.environ)
            ```
            """
        )
    )
    assert outcome.output == "https://workspace.example.com /home/ada/project /home/ada False\n"


def test_requests_are_recorded_with_the_block(check: Check) -> None:
    outcome = only(
        check(
            """
            ```python
            import os, urllib.request
            request = urllib.request.Request(
                "https://workspace.example.com/api/2.0/preview/scim/v2/Me",
                headers={"Authorization": "Bearer " + os.environ["DATABRICKS_TOKEN"]},
            )
            print(urllib.request.urlopen(request).status)
            ```
            """
        )
    )
    assert outcome.output == "200\n", outcome.message
    (sent,) = outcome.requests
    assert (sent.method, sent.path, sent.status, sent.operation) == (
        "GET", "/api/2.0/preview/scim/v2/Me", 200, "current_user.me",
    )  # fmt: skip


def test_a_notebook_may_leave_with_a_value(check: Check) -> None:
    code = 'dbutils.widgets.text("day", "monday")\ndbutils.notebook.exit(dbutils.widgets.get("day"))'
    assert only(check(f"```python\n{code}\n```\n")).output == "Notebook exited: monday\n"


def test_a_secret_that_a_notebook_reads_is_not_shown(check: Check) -> None:
    outcomes = check(
        """
        ```bash
        databricks secrets create-scope team
        databricks secrets put-secret team mail --string-value swordfish
        ```

        ```python
        print(dbutils.secrets.get("team", "mail"))
        ```

        ```python
        raise ValueError(dbutils.secrets.get("team", "mail"))
        ```
        """
    )
    assert outcomes[1].output == "[REDACTED]\n"
    assert outcomes[2].message == "ValueError: [REDACTED]"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("", "import sys\nsys.exit(0)", None),
        ('raises="SystemExit"', "import sys\nsys.exit('bye')", None),
        ('raises="SystemExit"', "pass", "and it succeeded"),
        ('raises="KeyError"', "import sys\nsys.exit(0)", "was to raise KeyError"),
        ('raises="KeyError"', "dbutils.notebook.exit('x')", "was to raise KeyError"),
        ('raises="Exception"', "while True: pass", "longer than"),
    ],
)
def test_leaving_early_is_no_way_around_a_promise(check: Check, words: str, code: str, says: str | None) -> None:
    outcome = only(check(f"```python {words}\n{code}\n```\n", seconds=1))
    assert outcome.passed is (says is None)
    assert (says or "") in (outcome.message or "")
