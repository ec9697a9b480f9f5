"""Bundles made from what exists: configuration and files written, and the two tied together."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from snippets_tests.tests.workspace.cli.conftest import Shell

ROOT = "bundle:\n  name: shop\ninclude:\n  - resources/*.yml\n"
NOTEBOOK = "# Databricks notebook source\nprint(1)\n"


@pytest.fixture
def shop(databricks: Shell) -> Shell:
    (databricks.cwd / "databricks.yml").write_text(ROOT)
    return databricks


def put(shell: Shell, path: str, content: str = NOTEBOOK, language: str = "PYTHON") -> None:
    (shell.cwd / "upload").write_text(content)
    shell.out(f"workspace mkdirs {path.rpartition('/')[0]}")
    shell.out(f"workspace import {path} --file upload --language {language}")
    (shell.cwd / "upload").unlink()


def create_job(shell: Shell, **more: Any) -> int:
    tasks = [{"notebook_task": {"notebook_path": "/Shared/etl/load"}, "task_key": "load"}]
    (shell.cwd / "job.json").write_text(json.dumps({"name": "Nightly load", "tasks": tasks, **more}))
    number = int(shell.json("jobs create --json @job.json")["job_id"])
    (shell.cwd / "job.json").unlink()
    return number


def told(shell: Shell, line: str) -> str:
    """What a command that succeeds says on standard error."""
    reply = shell(line)
    assert (reply.exit_code, reply.stdout) == (0, b"")
    return reply.stderr.decode()


def test_a_job_is_generated_with_its_notebook(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    number = create_job(shop, tags={"cost": "1"}, parameters=[{"default": "", "name": "day"}], max_concurrent_runs=2)
    assert told(shop, f"bundle generate job --existing-job-id {number}") == (
        "File successfully saved to src/load.py\n"
        "Job configuration successfully saved to resources/nightly_load.job.yml\n"
    )
    assert (shop.cwd / "src/load.py").read_text().startswith(NOTEBOOK.rstrip("\n"))
    text = (shop.cwd / "resources/nightly_load.job.yml").read_text()
    assert text.startswith(
        "resources:\n  jobs:\n    nightly_load:\n      name: Nightly load\n      tasks:\n"
        "        - task_key: load\n          notebook_task:\n            notebook_path: ../src/load.py\n"
        "            source: WORKSPACE\n"
    )
    assert '      tags:\n        cost: "1"\n' in text
    assert '      parameters:\n        - name: day\n          default: ""\n' in text
    for word in ("format", "timeout_seconds", "webhook_notifications"):
        assert word not in text
    assert shop.out("bundle validate").endswith("Validation OK!\n")


def test_notebooks_of_several_folders_keep_them(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    put(shop, "/Shared/etl/sql/report", "-- Databricks notebook source\nSELECT 1\n", "SQL")
    paths = {"load": "/Shared/etl/load", "report": "/Shared/etl/sql/report"}
    tasks = [{"task_key": key, "notebook_task": {"notebook_path": path}} for key, path in paths.items()]
    number = create_job(shop, tasks=tasks)
    told(shop, f"bundle generate job --existing-job-id {number} --key etl -d conf -s code")
    found = yaml.safe_load((shop.cwd / "conf/etl.job.yml").read_text())["resources"]["jobs"]["etl"]
    assert [task["notebook_task"]["notebook_path"] for task in found["tasks"]] == [
        "../code/load.py",
        "../code/sql/report.sql",
    ]
    assert (shop.cwd / "code/sql/report.sql").is_file()


def test_what_the_bundle_does_not_include_is_warned_of(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    number = create_job(shop)
    said = told(shop, f"bundle generate job --existing-job-id {number} --key etl --config-dir conf")
    assert said.endswith(
        "Warning: Generated configuration is not included in the bundle\n\n"
        "The file conf/etl.job.yml is not matched by any pattern in the 'include' section of databricks.yml,\n"
        "so it will not be deployed. Add a matching entry to the 'include' section, for example:\n\n"
        "include:\n  - conf/*.yml\n\n"
    )


def test_nothing_is_replaced_without_force(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    line = f"bundle generate job --existing-job-id {create_job(shop)} --key etl"
    (shop.cwd / "src").mkdir()
    (shop.cwd / "src/load.py").write_text("mine")
    assert shop.error(line) == "Error: src/load.py already exists. Use --force to overwrite"
    assert (shop.cwd / "src/load.py").read_text() == "mine"
    assert not (shop.cwd / "resources").exists()
    told(shop, f"{line} --force")
    assert (shop.cwd / "src/load.py").read_text() != "mine"


def test_a_generated_job_is_bound_deployed_and_taken_down(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    number = create_job(shop)
    told(shop, f"bundle generate job --existing-job-id {number} --key etl")
    assert shop.error(f"bundle deployment bind etl {number}").startswith("Error: This bind operation requires user")
    assert told(shop, f"bundle deployment bind etl {number} --auto-approve") == (
        "Updating deployment state...\n"
        f"Successfully bound job with an id '{number}'. Run 'bundle deploy' to deploy changes to your workspace\n"
    )
    assert shop.out("bundle plan").startswith("update jobs.etl\n")
    told(shop, "bundle deploy")
    assert [row.split()[0] for row in shop.out("jobs list").splitlines()] == [str(number)]
    path = "/Workspace/Users/ada@example.com/.bundle/shop/default/files/src/load"
    (task,) = shop.json(f"jobs get {number}")["settings"]["tasks"]
    assert task["notebook_task"]["notebook_path"] == path
    assert told(shop, "bundle open etl") == (
        f"Open this URL in your browser:\n{shop.env['DATABRICKS_HOST']}/jobs/{number}\n"
    )
    told(shop, "bundle destroy --auto-approve")
    assert shop.error(f"jobs get {number}") == f"Error: Job {number} does not exist."


def test_bind_in_one_step(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    number = create_job(shop)
    said = told(shop, f"bundle generate job --existing-job-id {number} --key etl --bind")
    assert said.endswith(f"Updating deployment state...\nSuccessfully bound job with an id '{number}'\n")


def test_an_unbound_job_stays_and_the_next_deployment_makes_another(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    number = create_job(shop)
    told(shop, f"bundle generate job --existing-job-id {number} --key etl --bind")
    assert told(shop, "bundle deployment unbind etl") == "Updating deployment state...\n"
    assert shop.error("bundle open etl") == (
        "Error: resource does not have a URL associated with it (has it been deployed?)"
    )
    told(shop, "bundle deploy")
    found = {row.split()[0] for row in shop.out("jobs list").splitlines()}
    assert (len(found), str(number) in found) == (2, True)


def test_a_managed_resource_is_not_bound_twice(shop: Shell) -> None:
    put(shop, "/Shared/etl/load")
    number, other = create_job(shop), create_job(shop)
    told(shop, f"bundle generate job --existing-job-id {number} --key etl --bind")
    assert shop.error(f"bundle deployment bind etl {other} --auto-approve") == (
        "Error: Resource already managed\n\n"
        f"The bundle is already managing a resource for resources.jobs.etl with ID '{number}'.\n"
        f"To bind to a different resource with ID '{other}', you must first unbind the existing resource."
    )
    assert "is bound to the requested ID" in shop.error(f"bundle deployment bind etl {number}")


def test_a_schema_is_bound_and_recreated_only_when_its_name_differs(shop: Shell) -> None:
    shop.out("schemas create raw main")
    text = "resources:\n  schemas:\n    raw:\n      catalog_name: main\n      name: raw\n"
    (shop.cwd / "resources").mkdir()
    (shop.cwd / "resources/raw.yml").write_text(text)
    told(shop, "bundle deployment bind raw main.raw --auto-approve")
    assert shop.out("bundle plan").startswith("Plan: 0 to add, 0 to change, 0 to delete, 1 unchanged")
    (shop.cwd / "resources/raw.yml").write_text(text.replace("name: raw", "name: bronze"))
    assert shop.out("bundle plan").startswith("recreate schemas.raw\n")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("bundle generate job", 'required flag(s) "existing-job-id" not set'),
        ("bundle generate app", 'required flag(s) "existing-app-name" not set'),
        ("bundle generate job --existing-job-id 7", "Job 7 does not exist."),
        (
            "bundle generate dashboard",
            "at least one of the flags in the group [existing-path existing-id resource] is required",
        ),
        (
            "bundle generate dashboard --existing-id a --watch",
            "if any flags in the group [watch existing-id] are set none of the others can be; "
            "[existing-id watch] were all set",
        ),
        ("bundle generate dashboard --existing-id nope", "dashboard with ID nope not found"),
        ("bundle generate dashboard --existing-path /Shared/nope", 'dashboard "nope" not found'),
        ("bundle generate dashboard --resource sales", 'dashboard resource "sales" is not defined'),
        ("bundle deployment bind etl", "accepts 2 arg(s), received 1"),
        ("bundle deployment bind etl 7", "no such resource: etl"),
        ("bundle deployment unbind etl", "no such resource: etl"),
        ("bundle open", "expected a KEY of the resource to open"),
        ("bundle open etl", 'resource with key "etl" not found'),
    ],
)
def test_what_is_missing_is_named(shop: Shell, line: str, says: str) -> None:
    assert shop.error(line) == f"Error: {says}"


def test_an_id_that_nobody_has_is_not_bound(shop: Shell) -> None:
    (shop.cwd / "resources").mkdir()
    (shop.cwd / "resources/etl.yml").write_text("resources:\n  jobs:\n    etl:\n      name: etl\n")
    assert shop.error("bundle deployment bind etl 7") == "Error: job with an id '7' is not found"
    assert shop.error("bundle deployment bind etl x").startswith("Error: failed to fetch the resource, err: ")


def test_a_pipeline_is_generated_with_its_files(shop: Shell) -> None:
    put(shop, "/Shared/flow/bronze")
    (shop.cwd / "silver.sql").write_text("CREATE MATERIALIZED VIEW v AS SELECT 1\n")
    shop.out("workspace import /Shared/flow/silver.sql --file silver.sql --format AUTO")
    libraries = [{"notebook": {"path": "/Shared/flow/bronze"}}, {"file": {"path": "/Shared/flow/silver.sql"}}]
    body = {"name": "Flow", "catalog": "main", "schema": "flow", "serverless": True, "libraries": libraries,
            "configuration": {"on": "true"}}  # fmt: skip
    (shop.cwd / "p.json").write_text(json.dumps(body))
    identity = shop.json("pipelines create --json @p.json")["pipeline_id"]
    assert told(shop, f"bundle generate pipeline --existing-pipeline-id {identity}") == (
        "File successfully saved to src/bronze.py\nFile successfully saved to src/silver.sql\n"
        "Pipeline configuration successfully saved to resources/flow.pipeline.yml\n"
    )
    text = (shop.cwd / "resources/flow.pipeline.yml").read_text()
    assert '      configuration:\n        "on": "true"\n' in text
    found = yaml.safe_load(text)["resources"]["pipelines"]["flow"]
    assert found["libraries"] == [{"notebook": {"path": "../src/bronze.py"}}, {"file": {"path": "../src/silver.sql"}}]
    assert "id" not in found
    assert shop.out("bundle validate").endswith("Validation OK!\n")


def test_a_dashboard_is_generated_and_fetched_again(shop: Shell) -> None:
    pages = {"pages": [{"name": "p1", "displayName": "Sales & more"}]}
    warehouse = shop.json("warehouses list -o json")[0]["id"]
    body = {"display_name": "Sales 2026", "warehouse_id": warehouse, "serialized_dashboard": json.dumps(pages)}
    (shop.cwd / "d.json").write_text(json.dumps(body))
    created = shop.json("lakeview create --json @d.json")
    line = f"bundle generate dashboard --existing-id {created['dashboard_id']}"
    assert shop.out(line) == (
        'Writing dashboard to "src/sales_2026.lvdash.json"\n'
        'Writing configuration to "resources/sales_2026.dashboard.yml"\n'
    )
    text = (shop.cwd / "resources/sales_2026.dashboard.yml").read_text()
    assert yaml.safe_load(text)["resources"]["dashboards"]["sales_2026"] == {
        "display_name": "Sales 2026",
        "warehouse_id": warehouse,
        "file_path": "../src/sales_2026.lvdash.json",
    }
    assert (
        json.loads((shop.cwd / "src/sales_2026.lvdash.json").read_text())["pages"][0]["displayName"] == "Sales & more"
    )
    assert "already exists. Use --force to overwrite" in shop(line).stderr.decode()
    reply = shop("bundle deploy")
    assert reply.exit_code == 0, reply.stderr
    (shop.cwd / "src/sales_2026.lvdash.json").write_text("{}")
    shop.out("bundle generate dashboard --resource sales_2026 --force")
    assert json.loads((shop.cwd / "src/sales_2026.lvdash.json").read_text()) != {}


def test_an_app_is_generated_with_its_source(shop: Shell) -> None:
    (shop.cwd / "shop/pages").mkdir(parents=True)
    (shop.cwd / "shop/app.py").write_text("print(1)\n")
    (shop.cwd / "shop/pages/one.py").write_text("print(2)\n")
    shop.out("workspace import-dir shop /Shared/shop")
    shop("apps create shop --description 'A shop'")
    reply = shop("apps deploy shop --source-code-path /Workspace/Shared/shop")
    assert reply.exit_code == 0, reply.stderr
    said = told(shop, "bundle generate app --existing-app-name shop --key front")
    assert said == (
        "Loading app 'shop' configuration\n"
        "File successfully saved to src/app/app.py\nFile successfully saved to src/app/pages/one.py\n"
        "App configuration successfully saved to resources/front.app.yml\n"
    )
    text = (shop.cwd / "resources/front.app.yml").read_text()
    assert text.startswith(
        "resources:\n  apps:\n    front:\n      name: shop\n      description: A shop\n"
        "      source_code_path: ../src/app\n"
    )
