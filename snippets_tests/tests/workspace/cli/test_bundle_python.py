"""Bundles whose resources, or changes to them, are written in Python."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell

CONFIG = """
bundle: {name: shop}
variables:
  tables: {default: "orders,customers"}
python:
  resources: ["resources:load_resources"]
  mutators: ["mutators:tell_someone"]
resources:
  jobs:
    report: {name: report}
"""
RESOURCES = """
from databricks.bundles.core import Bundle, Resources, Variable, variables
from databricks.bundles.jobs import Job


@variables
class Variables:
    tables: Variable[str]


def load_resources(bundle: Bundle) -> Resources:
    resources = Resources()
    for table in bundle.resolve_variable(Variables.tables).split(","):
        job = Job.from_dict({
            "name": f"load {table} in ${bundle.target}",
            "tasks": [{"task_key": "load", "notebook_task": {"notebook_path": "load.py"}}],
        })
        resources.add_resource(table, job)
    return resources
""".replace("in ${bundle.target}", "in {bundle.target}")
MUTATORS = """
from dataclasses import replace

from databricks.bundles.core import Bundle, job_mutator
from databricks.bundles.jobs import Job, JobEmailNotifications


@job_mutator
def tell_someone(bundle: Bundle, job: Job) -> Job:
    if job.email_notifications:
        return job
    return replace(job, email_notifications=JobEmailNotifications.from_dict({"on_failure": ["ops@example.com"]}))
"""


@pytest.fixture
def shop(databricks: Shell) -> Shell:
    databricks.env["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    write(databricks, "databricks.yml", CONFIG)
    write(databricks, "resources/__init__.py", RESOURCES)
    write(databricks, "mutators.py", MUTATORS)
    write(databricks, "resources/load.py", "# Databricks notebook source\n")
    return databricks


def write(shell: Shell, name: str, content: str) -> None:
    path = shell.cwd / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(content).lstrip("\n"))


def change(shell: Shell, name: str, old: str, new: str) -> None:
    path = shell.cwd / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def jobs(shell: Shell) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shell.out("bundle validate -o json"))["resources"]["jobs"]
    return found


def refusal(shell: Shell) -> str:
    reply = shell("bundle validate")
    assert reply.exit_code == 1
    return reply.stderr.decode()


def test_python_adds_resources_and_changes_all(shop: Shell) -> None:
    found = jobs(shop)
    assert sorted(found) == ["customers", "orders", "report"]
    assert found["orders"]["name"] == "load orders in default"
    assert {job["email_notifications"]["on_failure"][0] for job in found.values()} == {"ops@example.com"}
    path = found["orders"]["tasks"][0]["notebook_task"]["notebook_path"]
    assert path.endswith("/files/resources/load")  # meant from the file that says it


def test_what_python_writes_is_deployed_and_summed_up(shop: Shell) -> None:
    assert shop("bundle deploy").exit_code == 0
    assert sorted(job["settings"]["name"] for job in shop.json("jobs list -o json")) == [
        "load customers in default",
        "load orders in default",
        "report",
    ]
    assert shop.out("bundle plan").endswith("3 unchanged\n")
    assert shop("bundle destroy --auto-approve").exit_code == 0
    assert shop.json("jobs list -o json") == []


def test_python_sees_variables_and_may_refer_to_them(shop: Shell) -> None:
    change(shop, "resources/__init__.py", '"load {table}', '"${{var.tables}} {table}')
    found = json.loads(shop.out('bundle validate -o json --var "tables=one"'))["resources"]["jobs"]
    assert found["one"]["name"] == "one one in default"


def test_the_older_place_of_the_section_is_as_good(shop: Shell) -> None:
    change(shop, "databricks.yml", "python:\n", "experimental:\n  python:\n  ")
    change(shop, "databricks.yml", "  mutators:", "    mutators:")
    assert sorted(jobs(shop)) == ["customers", "orders", "report"]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "resources/__init__.py",
            "resources = Resources()",
            "1 / 0",
            "Error: Failed to load resources\n  in resources/",
        ),
        ("resources/__init__.py", "def load_resources", "def load", "Error: Can't find function 'load_resources' in"),
        (
            "resources/__init__.py",
            "add_resource(table",
            'add_resource("one"',
            "Duplicate resource name 'one' for a job.",
        ),
        ("mutators.py", "@job_mutator", "", "Error: 'tell_someone' in module 'mutators' is not instance of Resource"),
        (
            "mutators.py",
            "    if job",
            "    1 / 0\n    if job",
            "Error: Failed to apply 'tell_someone' mutator\n  at reso",
        ),
        ("databricks.yml", "mutators: [", "mutator: [", "Error: unknown field: mutator\n"),
        ("databricks.yml", "  mutators: [", "  venv_path: env\n  mutators: [", "failed to get Python interpreter path"),
    ],
    ids=["load", "name", "twice", "undecorated", "mutate", "field", "venv"],
)
def test_what_goes_wrong_in_python_is_told_with_its_place(
    shop: Shell, file: str, old: str, new: str, says: str
) -> None:
    change(shop, file, old, new)
    assert says in refusal(shop)


def test_an_environment_without_the_package_is_explained(shop: Shell) -> None:
    venv = shop.cwd / "env" / "bin"
    venv.mkdir(parents=True)
    (venv / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')  # without what is installed
    (venv / "python3").chmod(0o755)
    change(shop, "databricks.yml", "  mutators: [", "  venv_path: env\n  mutators: [")
    told = refusal(shop)
    assert 'Error: python mutator process failed: "exit status 1", use --debug to enable logging' in told
    assert "Explanation: 'databricks-bundles' library is not installed in the Python environment." in told


@pytest.mark.parametrize(
    ("phase", "does", "says"),
    [
        (
            "load_resources",
            "found['jobs']['report']['name'] = 'x'",
            "unexpected updated resources: [resources.jobs.report]",
        ),
        ("load_resources", "del found['jobs']['report']", "unexpected deleted resources: [resources.jobs.report]"),
        ("apply_mutators", "found['jobs']['more'] = {}", "unexpected added resources: [resources.jobs.more]"),
    ],
)
def test_each_phase_may_do_its_own_only(shop: Shell, phase: str, does: str, says: str) -> None:
    venv = shop.cwd / "env" / "bin"
    venv.mkdir(parents=True)
    build = f"""\
        #!{sys.executable}
        import json, sys
        given = dict(zip(sys.argv[3::2], sys.argv[4::2]))
        bundle = json.load(open(given["--input"]))
        found = bundle["resources"]
        if given["--phase"] == "{phase}":
            {does}
        json.dump(bundle, open(given["--output"], "w"))
    """
    write(shop, "env/bin/python3", build)
    (venv / "python3").chmod(0o755)
    change(shop, "databricks.yml", "  mutators: [", "  venv_path: env\n  mutators: [")
    assert f"Error: {says}" in refusal(shop)


def test_code_may_be_forbidden(shop: Shell) -> None:
    shop.env["DATABRICKS_BUNDLE_RESTRICTED_CODE_EXECUTION"] = "1"
    assert "Running Python code is not allowed when" in refusal(shop)
