"""The pages' `jq`: what it prints, and how it fails."""

from __future__ import annotations

import subprocess
import sys

import pytest

from snippets_tests.runners import jq


def run(text: str, *arguments: str) -> tuple[int, str, str]:
    command = [sys.executable, "-I", jq.__file__, *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("text", "arguments", "printed"),
    [
        ('{"a":[1,{}],"b":"é"}', ["."], '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": "é"\n}\n'),
        ('[{"a":1},{"a":"x"}]', ["-c", ".[]"], '{"a":1}\n{"a":"x"}\n'),
        ('[{"a":1},{"a":"x"}]', ["-r", ".[].a"], "1\nx\n"),
        ('"x"', ["."], '"x"\n'),
        ('"x" "y"', ["-j", "."], "xy"),
        ("1 2", ["-sc", "."], "[1,2]\n"),
        ('{"b":1,"a":2}', ["-cS", "."], '{"a":2,"b":1}\n'),
        (
            "",
            ["-nc", "--arg", "name", "Ada", "--argjson", "n", "[1]", "{name: $name, n: $n}"],
            '{"name":"Ada","n":[1]}\n',
        ),
        # Not as jq 1.6, which reads every number as a double: the ids of jobs and runs are longer.
        ('{"run_id":923456789012345678}', [".run_id"], "923456789012345678\n"),
        ("[1] # a comment", ["-c", ". # the same"], "[1]\n"),
    ],
)
def test_what_it_prints(text: str, arguments: list[str], printed: str) -> None:
    assert run(text.replace(" # a comment", ""), *arguments) == (0, printed, "")


@pytest.mark.parametrize(
    ("text", "arguments", "code", "said"),
    [
        ('{"a":1}', [".a.b"], 5, 'Cannot index number with string ("b")'),
        ('{"a":1}', [".a |"], 3, "syntax error"),
        ("nope", ["."], 2, "jq: parse error"),
        ("{}", ["-e", ".a"], 1, ""),
        ("{}", ["--seq", "."], 2, "unrecognized arguments: --seq"),
        ("{}", [".", "missing.json"], 2, "Could not open missing.json: No such file or directory"),
        ("{}", ["--argjson", "a", "{", "."], 2, "Invalid JSON text passed to --argjson"),
    ],
)
def test_how_it_fails(text: str, arguments: list[str], code: int, said: str) -> None:
    got, _, errors = run(text, *arguments)
    assert (got, said in errors) == (code, True), errors
