"""JSON, YAML, TOML and INI blocks: what is right passes, what is wrong fails at its line."""

from __future__ import annotations

import textwrap

import pytest

from snippets_tests.runners.documents.bundle import RESOURCES
from snippets_tests.runners.documents.ini import PROFILE_KEYS
from snippets_tests.runners.services import Services
from snippets_tests.tests.runners.conftest import Check, only

JOB = 'json request="jobs.create"'
WORKFLOW = 'yaml title=".github/workflows/deploy.yml"'
RIGHT = {
    JOB: """
        {
          "name": "nightly",
          "tasks": [
            {
              "task_key": "load",
              "notebook_task": {"notebook_path": "/Users/ada/load"},
              "depends_on": [{"task_key": "other"}]
            }
          ],
          "max_concurrent_runs": 1
        }
        """,
    'json response="secrets.list_scopes"': '{"scopes": [{"name": "a", "backend_type": "DATABRICKS"}]}',
    "json": '[1, -2.5e3, true, null, "\\u00e9\\/", {"a": {}}, []]',
    "yaml": "a: &x {b: 1}\nc: *x\nd: [1, 2]\ne: |\n  text\n---\nsecond: true\n",
    'yaml title="databricks.yml"': """
        bundle:
          name: shop
        variables:
          retries:
            description: How often
            default: 2
        resources:
          jobs:
            nightly:
              name: nightly-${bundle.target}
              max_concurrent_runs: ${var.retries}
              permissions:
                - group_name: users
                  level: CAN_VIEW
              tasks:
                - task_key: load
                  notebook_task:
                    notebook_path: ./src/load.py
          pipelines:
            silver:
              name: silver
              catalog: main
              schema: silver
              libraries:
                - notebook:
                    path: ./src/silver.py
          schemas:
            raw:
              name: raw
              catalog_name: main
        targets:
          dev:
            mode: development
            default: true
            workspace:
              host: https://workspace.example.com
            variables:
              retries: 1
            resources:
              jobs:
                nightly:
                  max_concurrent_runs: 1
        """,
    WORKFLOW: """
        name: deploy
        on:
          push:
            branches: [main]
        permissions:
          contents: read
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: make test
          deploy:
            needs: test
            runs-on: ubuntu-latest
            steps:
              - name: Deploy
                run: databricks bundle deploy
                env:
                  DATABRICKS_HOST: x
        """,
    'toml title="pyproject.toml"': """
        [project]
        name = "x"
        version = "1"
        dependencies = [
          "a",
        ]

        [tool.ruff]
        line-length = 1
        """,
    'ini title="~/.databrickscfg"': """
        [DEFAULT]
        host = https://workspace.example.com
        token = x

        [prod]
        host: https://h
        ; note
        """,
}


@pytest.mark.parametrize("words", RIGHT)
def test_what_is_right_passes(check: Check, words: str) -> None:
    outcome = only(check(f"```{words}\n{textwrap.dedent(RIGHT[words]).strip()}\n```\n"))
    assert outcome.passed, outcome.message


@pytest.mark.parametrize(
    ("words", "old", "new", "line", "cause"),
    [
        (JOB, '"name"', '"nmae"', 3, 'unknown field "nmae"'),
        (JOB, '"task_key": "load"', '"task_kay": "load"', 6, 'unknown field "task_kay"'),
        (JOB, '"task_key": "load",\n', "\n", 5, 'missing required field "tasks[0].task_key"'),
        (JOB, '"max_concurrent_runs": 1', '"max_concurrent_runs": "1"', 11, "expected an integer"),
        (JOB, "}\n  ],", "},\n  ],", 10, "not JSON"),
        (JOB, '"name": "nightly",', '"name": "nightly", "name": "x",', 3, "stands twice"),
        (JOB, "jobs.create", "jobs.craete", 1, "did you mean"),
        ('json response="secrets.list_scopes"', "DATABRICKS", "DATABRIKS", 2, "is not one of"),
        ('json response="secrets.list_scopes"', '"name"', '"nam"', 2, 'unknown field "nam"'),
        ("json", "-2.5e3", "NaN", 2, "NaN is no JSON value"),
        ("yaml", "d: [1, 2]", "d: [1, 2", 5, "not YAML"),
        ("yaml", "d: [1, 2]", "a: [1, 2]", 4, '"a" stands twice'),
        ("yaml", "second: true", "second: !!python/name:os.system x", 8, "not YAML"),
        ('yaml title="databricks.yml"', "variables:\n  retries", "varibles:\n  retries", 4, 'unknown key "varibles"'),
        ('yaml title="databricks.yml"', "bundle:\n  name: shop", "bundle: {}", 2, 'lacks "name"'),
        ('yaml title="databricks.yml"', "notebook_task:", "notebook_taks:", 18, 'unknown field "notebook_taks"'),
        ('yaml title="databricks.yml"', "task_key: load", "task_key: [load]", 17, "expected a string"),
        ('yaml title="databricks.yml"', "pipelines:", "pipeline:", 20, 'unknown key "pipeline"'),
        ('yaml title="databricks.yml"', "catalog_name: main\n", "\n", 29, 'missing required field "catalog_name"'),
        ('yaml title="databricks.yml"', "mode: development", "mode: dev", 34, 'mode "dev"'),
        ('yaml title="databricks.yml"', "    retries: 1", "    retry: 1", 39, "not declared"),
        (WORKFLOW, "runs-on: ubuntu", "runs_on: ubuntu", 10, "runs_on"),
        (WORKFLOW, "needs: test", "needs: tests", 15, "which is no job"),
        (WORKFLOW, "- run: make test", "- name: x", 13, "either run or uses"),
        (WORKFLOW, "contents: read", "contents: reed", 7, "neither read, write nor none"),
        (WORKFLOW, "checkout@v4", "checkout", 12, "uses"),
        ('toml title="pyproject.toml"', '"1"', "1.", 4, "not TOML"),
        ('toml title="pyproject.toml"', "dependencies", "dependancies", 5, 'unknown key "dependancies"'),
        ('toml title="pyproject.toml"', "version", "name", 4, "not TOML"),
        ('ini title="~/.databrickscfg"', "token", "tokn", 4, 'unknown key "tokn"'),
        ('ini title="~/.databrickscfg"', "[prod]", "[DEFAULT]", 6, "[DEFAULT] stands twice"),
        ('ini title="~/.databrickscfg"', "; note", "note", 8, "neither [section] nor"),
        ('ini title="~/.databrickscfg"', "host: https://h", "token = x", 6, "names no host"),
    ],
)  # fmt: skip
def test_what_is_wrong_fails_at_its_line(check: Check, words: str, old: str, new: str, line: int, cause: str) -> None:
    right = f"```{words}\n{textwrap.dedent(RIGHT[words]).strip()}\n```\n"
    assert old in right
    (outcome,) = check(right.replace(old, new, 1))
    assert not outcome.passed
    assert (outcome.line, True) == (line, cause in f"{outcome.message} {outcome.hint}"), outcome.message


def test_a_titled_file_means_the_local_workspace(check: Check) -> None:
    outcomes = check(
        '```ini title="~/.databrickscfg"\n[DEFAULT]\nhost = https://workspace.example.com\n```\n'
        "```bash\ncat ~/.databrickscfg; grep -c 127.0.0.1 ~/.databrickscfg\n```\n"
    )
    assert outcomes[1].output == "[DEFAULT]\nhost = https://workspace.example.com\n1\n"


def test_the_profile_keys_are_those_of_the_sdk() -> None:
    from databricks.sdk.core import Config

    assert {attribute.name for attribute in Config.attributes()} == PROFILE_KEYS


def test_every_checked_resource_has_its_operation(services: Services) -> None:
    named = {operation for operation in RESOURCES.values() if operation}
    assert len(named) >= 10
    assert not named - set(services.surface.operations)
