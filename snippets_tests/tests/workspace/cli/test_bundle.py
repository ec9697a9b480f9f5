"""Bundles: what is refused and where, what a target resolves to, and what a deployment leaves in the workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell, Write, resolved

SHOP = """
    bundle:
      name: shop
    include:
      - resources/*.yml
    variables:
      catalog:
        default: main
      size:
        description: How large
    targets:
      dev:
        mode: development
        default: true
        variables:
          size: small
      prod:
        mode: production
        workspace:
          root_path: /Workspace/Shared/.bundle/${bundle.name}
        variables:
          size: large
    """
JOBS = """
    resources:
      schemas:
        raw:
          catalog_name: ${var.catalog}
          name: raw
      jobs:
        etl:
          name: etl ${var.size}
          schedule: {quartz_cron_expression: 0 0 6 * * ?, timezone_id: UTC}
          parameters:
            - {name: schema, default: "${resources.schemas.raw.id}"}
          tasks:
            - task_key: main
              notebook_task: {notebook_path: ../src/main.py}
    """
FILES = """
    resources:
      volumes:
        files:
          catalog_name: main
          schema_name: nope
          name: files
    """
NOTEBOOK = "# Databricks notebook source\nprint(1)\n"


@pytest.fixture
def shop(write: Write, databricks: Shell) -> Shell:
    write("databricks.yml", SHOP)
    write("resources/jobs.yml", JOBS)
    write("src/main.py", NOTEBOOK)
    return databricks


def test_validate_says_who_deploys_what_to_where(shop: Shell) -> None:
    assert shop.out("bundle validate") == (
        "Name: shop\nTarget: dev\nWorkspace:\n  User: ada@example.com\n"
        "  Path: /Workspace/Users/ada@example.com/.bundle/shop/dev\n\nValidation OK!\n"
    )


def test_development_renames_and_pauses_and_production_does_not(shop: Shell) -> None:
    dev, prod = (resolved(shop, f"-t {name}")["resources"]["jobs"]["etl"] for name in ("dev", "prod"))
    assert (dev["name"], prod["name"]) == ("[dev ada] etl small", "etl large")
    assert (dev["max_concurrent_runs"], prod["max_concurrent_runs"]) == (4, 1)
    assert dev["tags"] == {"dev": "ada"}
    statuses = [job["schedule"]["pause_status"] for job in (dev, prod)]  # type: ignore[index]
    assert statuses == ["PAUSED", "UNPAUSED"]
    assert resolved(shop)["resources"]["schemas"]["raw"]["name"] == "dev_ada_raw"


def test_notebooks_become_workspace_paths_without_their_extension(shop: Shell) -> None:
    task = resolved(shop)["resources"]["jobs"]["etl"]["tasks"][0]  # type: ignore[index]
    path = "/Workspace/Users/ada@example.com/.bundle/shop/dev/files/src/main"
    assert task["notebook_task"]["notebook_path"] == path


def test_variables_come_from_flag_then_environment_then_file_then_target(shop: Shell, write: Write) -> None:
    def name(flags: str = "") -> object:
        return resolved(shop, flags)["resources"]["jobs"]["etl"]["name"]

    assert name() == "[dev ada] etl small"
    write(".databricks/bundle/dev/variable-overrides.json", '{"size": "file"}')
    assert name() == "[dev ada] etl file"
    shop.env["BUNDLE_VAR_size"] = "environment"
    assert name() == "[dev ada] etl environment"
    assert name("--var size=flag") == "[dev ada] etl flag"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("databricks.yml", "name: shop", "nme: shop", "unknown field: nme\n  at bundle.nme\n  in databricks.yml:2:8"),
        ("databricks.yml", "mode: dev", "mood: dev", "unknown field: mood\n  at targets.dev.mood"),
        ("databricks.yml", "mode: development", "mode: test", "unsupported value 'test' specified for 'mode'"),
        ("databricks.yml", "size: small", "sise: small", "variable sise is not defined but is assigned a value\n  in"),
        ("databricks.yml", "      size: small", "", "no value assigned to required variable size. Assignment can"),
        ("resources/jobs.yml", "schedule:", "scedule:", "unknown field: scedule\n  at resources.jobs.etl.scedule"),
        ("resources/jobs.yml", "var.size", "var.sise", 'reference does not exist: ${var.sise}, did you mean "size"?'),
        ("resources/jobs.yml", "main.py", "main", "notebook src/main not found. Did you mean src/main.py?\nLocal"),
        ("resources/jobs.yml", "main.py", "gone.py", "notebook src/gone.py not found\n  in resources/jobs.yml:14:42"),
        ("resources/jobs.yml", "task_key: main", "task_key: [5]", "resources.jobs.etl.tasks[0].task_key"),
        ("resources/jobs.yml", "raw.id", "row.id", "reference does not exist: ${resources.schemas.row.id}"),
        ("src/main.py", "# Databricks notebook source", "#", "file at src/main.py is not a notebook"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(shop: Shell, file: str, old: str, new: str, says: str) -> None:
    path = shop.cwd / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    reply = shop("bundle validate")
    assert reply.exit_code == 1
    assert says in reply.stderr.decode()


def test_other_targets_and_places_are_refused(shop: Shell, tmp_path: Path) -> None:
    assert shop.error("bundle deploy -t test") == "Error: test: no such target. Available targets: dev, prod"
    (tmp_path / "elsewhere").mkdir()
    outside = Shell(shop.env, tmp_path / "elsewhere")
    (shop.cwd / "databricks.yml").unlink()
    assert outside.error("bundle deploy") == "Error: unable to locate bundle root: databricks.yml not found"


def test_a_deployment_makes_what_the_plan_says_and_a_second_nothing(shop: Shell) -> None:
    assert shop.out("bundle plan") == (
        "create schemas.raw\ncreate jobs.etl\n\nPlan: 2 to add, 0 to change, 0 to delete, 0 unchanged\n"
    )
    reply = shop("bundle deploy")
    assert (reply.exit_code, reply.stdout) == (0, b"")
    root = "/Workspace/Users/ada@example.com/.bundle/shop/dev"
    assert reply.stderr.decode() == (
        f"Uploading bundle files to {root}/files...\n"
        "Deploying resources...\nUpdating deployment state...\nDeployment complete!\n"
    )
    (job,) = json.loads(shop.out("jobs list -o json"))
    settings = json.loads(shop.out(f"jobs get {job['job_id']} -o json"))["settings"]
    assert settings["parameters"] == [{"default": "main.dev_ada_raw", "name": "schema"}]
    assert settings["deployment"] == {"kind": "BUNDLE", "metadata_file_path": f"{root}/state/metadata.json"}
    assert json.loads(shop.out(f"workspace get-status {root}/files/src/main -o json"))["object_type"] == "NOTEBOOK"
    assert shop.out("bundle plan") == "Plan: 0 to add, 0 to change, 0 to delete, 2 unchanged\n"


def test_changes_recreations_and_removals_are_planned_and_carried_out(shop: Shell, write: Write) -> None:
    assert shop("bundle deploy").exit_code == 0
    write("resources/jobs.yml", JOBS.replace("name: etl ", "name: nightly ").replace("name: raw", "name: bronze"))
    assert shop.out("bundle plan").splitlines()[:2] == ["recreate schemas.raw", "update jobs.etl"]
    assert "Please specify --auto-approve" in shop("bundle deploy").stderr.decode()
    assert shop("bundle deploy --auto-approve").exit_code == 0
    assert "dev_ada_bronze" in shop.out("schemas list main")
    assert "dev_ada_raw" not in shop.out("schemas list main")
    assert "[dev ada] nightly small" in shop.out("jobs list")
    write("resources/jobs.yml", "resources: {}\n")
    assert shop.out("bundle plan").splitlines()[:2] == ["delete jobs.etl", "delete schemas.raw"]
    assert shop("bundle deploy --auto-approve").exit_code == 0
    assert json.loads(shop.out("jobs list -o json")) == []


def test_summary_tells_what_is_deployed_and_where(shop: Shell) -> None:
    assert "      URL:  (not deployed)" in shop.out("bundle summary")
    assert shop("bundle deploy").exit_code == 0
    (job,) = json.loads(shop.out("jobs list -o json"))
    url = f"{shop.env['DATABRICKS_HOST']}/jobs/{job['job_id']}"
    assert f"  Jobs:\n    etl:\n      Name: [dev ada] etl small\n      URL:  {url}\n" in shop.out("bundle summary")


def test_destroy_takes_everything_down(shop: Shell) -> None:
    assert shop("bundle deploy").exit_code == 0
    assert shop.error("bundle destroy").startswith("Error: please specify --auto-approve")
    reply = shop("bundle destroy --auto-approve")
    assert reply.exit_code == 0
    assert "  delete resources.jobs.etl\n  delete resources.schemas.raw\n" in reply.stderr.decode()
    assert json.loads(shop.out("jobs list -o json")) == []
    assert ".bundle/shop" not in shop.out("workspace list /Workspace/Users/ada@example.com")
    assert shop("bundle destroy --auto-approve").stderr == b"No active deployment found to destroy!\n"


def test_a_failed_creation_is_told_with_its_place_and_keeps_what_was_made(shop: Shell, write: Write) -> None:
    write("resources/files.yml", FILES)
    reply = shop("bundle deploy")
    assert reply.exit_code == 1
    message = reply.stderr.decode()
    assert "Error: cannot create resources.volumes.files: creating: Schema 'main.nope' does not exist." in message
    assert "in resources/files.yml:3:5" in message
    assert shop.out("bundle plan").splitlines() == [
        "create volumes.files",
        "create jobs.etl",
        "",
        "Plan: 2 to add, 0 to change, 0 to delete, 1 unchanged",
    ]


def test_run_wants_a_key_that_is_deployed(shop: Shell) -> None:
    assert shop.error("bundle run") == "Error: expected a KEY of the resource to run"
    assert shop.error("bundle run nope") == 'Error: resource with key "nope" not found'
    assert shop.error("bundle run etl").startswith("Error: resource not found or not yet deployed. Did you forget")


def test_init_makes_a_project_that_validates(databricks: Shell, write: Write) -> None:
    write("answers.json", '{"project_name": "nightly_report"}')
    assert databricks("bundle init default-python --config-file answers.json").exit_code == 0
    project = Shell(databricks.env, databricks.cwd / "nightly_report")
    assert project.out("bundle validate").endswith("Validation OK!\n")
    again = databricks("bundle init default-python --config-file answers.json")
    assert "one or more files already exist" in again.stderr.decode()


def test_sync_uploads_what_git_does_not_ignore(databricks: Shell, write: Write) -> None:
    write("src/a.py", "x = 1\n")
    write("src/b.log", "noise\n")
    write("src/.gitignore", "*.log\n")
    assert databricks.out("sync src /Shared/src") == (
        "Action: PUT: .gitignore, a.py\nUploaded .gitignore\nUploaded a.py\nInitial Sync Complete\n"
    )
    assert databricks.out("workspace export /Shared/src/a.py") == "x = 1\n"
