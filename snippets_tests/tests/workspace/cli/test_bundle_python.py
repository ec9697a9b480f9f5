"""Bundles whose resources, or changes to them, are written in Python."""

from __future__ import annotations

import json
import sys
import textwrap
from typing import Any

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell

CONFIG = """
bundle: {name: shop}
variables:
  tables: {default: "orders,customers"}
python:
  venv_path: env
  resources: ["resources:load_resources"]
  mutators: ["mutators:tell_someone"]
resources:
  jobs:
    report: {name: report}
"""
# Stands for the package `databricks-bundles`, whose licence ties it to Databricks' services: what it is called with and
# what it leaves behind.
BUILD = """\
#!{python}
import json, sys
assert sys.argv[1:3] == ["-m", "databricks.bundles.build"]
given = dict(zip(sys.argv[3::2], sys.argv[4::2]))
phase, bundle = given["--phase"], json.load(open(given["--input"]))
code = bundle["experimental"]["python"]
assert code["resources"] == ["resources:load_resources"] and code["mutators"] == ["mutators:tell_someone"]
found, locations, diagnostics = bundle["resources"]["jobs"], [], []
if phase == "load_resources":
    for table in bundle["variables"]["tables"]["value"].split(","):
        task = {{"task_key": "load", "notebook_task": {{"notebook_path": "load.py"}}}}
        found[table] = {{"name": "load " + table, "tasks": [task]}}
        locations.append({{"path": "resources.jobs." + table, "file": "resources/__init__.py", "line": 7, "column": 3}})
else:
    for key, job in found.items():
        job["email_notifications"] = {{"on_failure": ["ops@example.com"]}}
        locations.append({{"path": "resources.jobs." + key, "file": "mutators.py", "line": 4, "column": 1}})
{more}
json.dump(bundle, open(given["--output"], "w"))
for name, lines in (("--locations", locations), ("--diagnostics", diagnostics)):
    open(given[name], "w").writelines(json.dumps(line) + "\\n" for line in lines)
"""


@pytest.fixture
def shop(databricks: Shell) -> Shell:
    write(databricks, "databricks.yml", CONFIG)
    write(databricks, "resources/load.py", "# Databricks notebook source\n")
    package(databricks)
    return databricks


def package(shell: Shell, more: str = "") -> None:
    """Give the bundle's environment a package that does `more`."""
    file = shell.cwd / "env" / "bin" / "python3"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(BUILD.format(python=sys.executable, more=textwrap.dedent(more)))
    file.chmod(0o755)


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
    assert found["orders"]["name"] == "load orders"
    assert {job["email_notifications"]["on_failure"][0] for job in found.values()} == {"ops@example.com"}
    path = found["orders"]["tasks"][0]["notebook_task"]["notebook_path"]
    assert path.endswith("/files/resources/load")  # meant from the file that says it


def test_what_python_writes_is_deployed_and_summed_up(shop: Shell) -> None:
    assert shop("bundle deploy").exit_code == 0
    names = sorted(job["settings"]["name"] for job in shop.json("jobs list -o json"))
    assert names == ["load customers", "load orders", "report"]
    assert shop.out("bundle plan").endswith("3 unchanged\n")
    assert shop("bundle destroy --auto-approve").exit_code == 0
    assert shop.json("jobs list -o json") == []


def test_python_sees_variables_and_may_refer_to_them(shop: Shell) -> None:
    package(shop, """for job in found.values(): job["name"] = "${var.tables} " + job["name"]""")
    change(shop, "databricks.yml", "    report: {name: report}", "    {}")
    found = json.loads(shop.out('bundle validate -o json --var "tables=one"'))["resources"]["jobs"]
    assert found["one"]["name"] == "one one load one"


def test_the_older_place_of_the_section_is_as_good(shop: Shell) -> None:
    change(shop, "databricks.yml", "python:\n", "experimental:\n  python:\n  ")
    for name in ("mutators:", "resources: ["):
        change(shop, "databricks.yml", f"  {name}", f"    {name}")
    assert sorted(jobs(shop)) == ["customers", "orders", "report"]


def test_what_goes_wrong_in_python_is_told_with_its_place(shop: Shell) -> None:
    place = {"file": "mutators.py", "line": 9, "column": 5}
    problem = {"severity": "error", "summary": "Failed to apply", "detail": "1 / 0", "location": place}
    package(shop, f"if phase == 'apply_mutators': diagnostics.append({problem})")
    told = refusal(shop)
    assert "Error: Failed to apply" in told
    assert "in mutators.py:9:5" in told
    assert "1 / 0" in told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("mutators: [", "mutator: [", "Error: unknown field: mutator\n"),
        ("venv_path: env", "venv_path: none", "failed to get Python interpreter path"),
    ],
)
def test_a_wrong_section_is_refused(shop: Shell, old: str, new: str, says: str) -> None:
    change(shop, "databricks.yml", old, new)
    assert says in refusal(shop)


def test_an_environment_without_the_package_is_explained(shop: Shell) -> None:
    (shop.cwd / "env" / "bin" / "python3").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    told = refusal(shop)
    assert 'Error: python mutator process failed: "exit status 1", use --debug to enable logging' in told
    assert "Explanation: 'databricks-bundles' library is not installed in the Python environment." in told


@pytest.mark.parametrize(
    ("phase", "does", "says"),
    [
        ("load_resources", "found['report']['name'] = 'x'", "unexpected updated resources: [resources.jobs.report]"),
        ("load_resources", "del found['report']", "unexpected deleted resources: [resources.jobs.report]"),
        ("apply_mutators", "found['more'] = {}", "unexpected added resources: [resources.jobs.more]"),
    ],
)
def test_each_phase_may_do_its_own_only(shop: Shell, phase: str, does: str, says: str) -> None:
    package(shop, f"if phase == {phase!r}: {does}")
    assert f"Error: {says}" in refusal(shop)


def test_code_may_be_forbidden(shop: Shell) -> None:
    shop.env["DATABRICKS_BUNDLE_RESTRICTED_CODE_EXECUTION"] = "1"
    assert "Running Python code is not allowed when" in refusal(shop)
