"""Python code of tasks and notebooks: what it printed and how it ended."""

from __future__ import annotations

import pytest

from snippets_tests.workspace.notebooks import python


def test_what_was_printed_is_kept_and_names_are_left(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    result = python.run("x = 6 * 7\nprint(x)", filename="<command-1>", globals=names)
    assert (result.stdout, result.error, names["x"]) == ("42\n", None, 42)
    assert capsys.readouterr().out == ""


def test_arguments_stand_behind_the_files_name() -> None:
    result = python.run("import sys\nprint(sys.argv)", filename="/Shared/a.py", argv=["--day", "monday"])
    assert result.stdout == "['/Shared/a.py', '--day', 'monday']\n"


def test_a_traceback_shows_the_codes_own_lines_and_no_librarys() -> None:
    source = "import json\n\ndef load(text):\n    return json.loads(text)\n\nload('{')\n"
    result = python.run(source, filename="/Shared/a.py")
    assert (
        result.error == "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
    )
    trace = (result.traceback or "").splitlines()
    files = [line.strip() for line in trace if line.strip().startswith("File")]
    assert files == ['File "/Shared/a.py", line 6, in <module>', 'File "/Shared/a.py", line 4, in load']
    assert "    load('{')" in trace


def test_the_cause_of_an_error_is_told_without_librarys_lines() -> None:
    source = (
        "import json\ntry:\n    json.loads('{')\nexcept ValueError as error:\n    raise RuntimeError('no') from error"
    )
    trace = python.run(source, filename="<command-1>").traceback or ""
    assert "JSONDecodeError" in trace
    assert "RuntimeError: no" in trace
    assert "json/decoder.py" not in trace


def test_a_syntax_error_names_its_line() -> None:
    result = python.run("x = 1\nx = = 2", filename="<command-3>")
    assert (result.error or "").startswith("SyntaxError: invalid syntax")
    assert 'File "<command-3>", line 2' in (result.traceback or "")


@pytest.mark.parametrize(("code", "error"), [("0", None), ("", None), ("3", "SystemExit: 3")])
def test_leaving_with_a_code_is_a_failure_unless_it_is_zero(code: str, error: str | None) -> None:
    assert python.run(f"import sys\nsys.exit({code})", filename="a.py").error == error
