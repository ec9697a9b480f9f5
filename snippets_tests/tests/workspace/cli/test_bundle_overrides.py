"""What targets, variables and lookups make of a bundle's configuration."""

from __future__ import annotations

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell, Write, resolved

OVERRIDES = """
    bundle: {name: shop}
    resources:
      jobs:
        etl:
          name: etl
          tags: {team: data, cost: low}
          job_clusters:
            - job_cluster_key: main
              new_cluster: {spark_version: 15.4.x-scala2.12, num_workers: 1, node_type_id: i3.xlarge}
          tasks:
            - {task_key: load, job_cluster_key: main, max_retries: 1, notebook_task: {notebook_path: /load}}
            - {task_key: report, job_cluster_key: main, notebook_task: {notebook_path: /report}}
      pipelines:
        flow:
          name: flow
          clusters: [{num_workers: 1}]
    targets:
      dev: {default: true}
      prod:
        resources:
          jobs:
            etl:
              tags: {cost: high}
              job_clusters:
                - job_cluster_key: main
                  new_cluster: {num_workers: 8}
              tasks:
                - {task_key: load, max_retries: 5}
                - {task_key: check, job_cluster_key: main, notebook_task: {notebook_path: /check}}
          pipelines:
            flow:
              clusters: [{label: default, num_workers: 4}]
    """


def test_a_target_merges_tasks_and_clusters_by_their_keys(databricks: Shell, write: Write) -> None:
    write("databricks.yml", OVERRIDES)
    dev, prod = (resolved(databricks, f"-t {name}")["resources"] for name in ("dev", "prod"))
    job = prod["jobs"]["etl"]
    assert [(task["task_key"], task.get("max_retries")) for task in job["tasks"]] == [
        ("load", 5),
        ("report", None),
        ("check", None),
    ]
    assert job["tasks"][0]["notebook_task"] == {"notebook_path": "/load"}
    assert job["job_clusters"][0]["new_cluster"] == {
        "spark_version": "15.4.x-scala2.12",
        "num_workers": 8,
        "node_type_id": "i3.xlarge",
    }
    assert job["tags"] == {"team": "data", "cost": "high"}
    assert [cluster["num_workers"] for cluster in prod["pipelines"]["flow"]["clusters"]] == [4]
    assert len(dev["jobs"]["etl"]["tasks"]) == 2


def test_a_fault_in_a_merged_task_has_the_place_where_it_stands(databricks: Shell, write: Write) -> None:
    write("databricks.yml", OVERRIDES.replace("max_retries: 5", "max_retrys: 5"))
    said = databricks("bundle validate -t prod").stderr.decode()
    assert "Error: unknown field: max_retrys\n  at resources.jobs.etl.tasks[0].max_retrys\n" in said
    assert "  in databricks.yml:28:44\n" in said
    assert databricks.out("bundle validate -t dev").endswith("Validation OK!\n")


def test_paths_are_meant_from_the_file_that_writes_them(databricks: Shell, write: Write) -> None:
    write(
        "databricks.yml",
        """
        bundle: {name: shop}
        include: [resources/*.yml]
        targets:
          prod:
            resources:
              jobs:
                etl:
                  tasks: [{task_key: main, notebook_task: {notebook_path: src/other.py}}]
        """,
    )
    task = "{task_key: main, notebook_task: {notebook_path: ../src/main.py}}"
    write("resources/etl.yml", f"resources: {{jobs: {{etl: {{name: etl, tasks: [{task}]}}}}}}\n")
    write("src/other.py", "# Databricks notebook source\n")
    write("src/main.py", "# Databricks notebook source\n")
    found = resolved(databricks)["resources"]["jobs"]["etl"]["tasks"][0]["notebook_task"]["notebook_path"]
    assert found.endswith("/.bundle/shop/prod/files/src/other")


VARIABLES = """
    bundle: {name: shop}
    variables:
      size: {default: 2}
      cluster:
        type: complex
        default:
          spark_version: 15.4.x-scala2.12
          num_workers: ${var.size}
          node_type_id: i3.xlarge
      job: {lookup: {job: nightly}}
    resources:
      jobs:
        etl:
          name: etl ${var.cluster.spark_version}
          job_clusters: [{job_cluster_key: main, new_cluster: "${var.cluster}"}]
          tasks: [{task_key: again, run_job_task: {job_id: "${var.job}"}}]
    targets:
      dev: {default: true}
      prod: {variables: {job: 7, cluster: {spark_version: 16.4.x-scala2.12, num_workers: 9}}}
    """


def test_complex_variables_keep_their_types_and_are_replaced_whole(databricks: Shell, write: Write) -> None:
    (number,) = (databricks.json("""jobs create --json '{"name": "nightly"}'""")["job_id"],)
    for other in range(30):
        databricks.json(f"""jobs create --json '{{"name": "other {other}"}}'""")
    write("databricks.yml", VARIABLES)
    dev, prod = (resolved(databricks, f"-t {name}")["resources"]["jobs"]["etl"] for name in ("dev", "prod"))
    assert dev["name"] == "etl 15.4.x-scala2.12"
    assert dev["job_clusters"][0]["new_cluster"]["num_workers"] == 2
    assert dev["tasks"][0]["run_job_task"]["job_id"] == number
    assert prod["job_clusters"][0]["new_cluster"] == {"spark_version": "16.4.x-scala2.12", "num_workers": 9}
    assert prod["tasks"][0]["run_job_task"]["job_id"] == 7


def test_complex_variables_come_from_a_file_and_not_from_words(databricks: Shell, write: Write) -> None:
    write("databricks.yml", VARIABLES.replace("{lookup: {job: nightly}}", "{default: 7}"))
    assert databricks.error("bundle deploy --var cluster=x") == (
        "Error: setting variables for complex variables via --var flag is not supported: cluster"
    )
    overrides = ".databricks/bundle/dev/variable-overrides.json"
    write(overrides, '{"cluster": {"spark_version": "1"}}')
    assert resolved(databricks)["variables"]["cluster"]["value"] == {"spark_version": "1"}
    write(overrides, '{"cluster": "x"}')
    assert "variable cluster is of type complex, but the value in the variable file is not" in databricks.error(
        "bundle deploy"
    )
    write(overrides, '{"size": {}}')
    assert "variable size is not of type complex, but the value" in databricks.error("bundle deploy")
    write(overrides, "{}")
    databricks.env["BUNDLE_VAR_cluster"] = "x"
    assert "(BUNDLE_VAR_cluster) is not supported for complex variable cluster" in databricks.error("bundle deploy")


@pytest.mark.parametrize(
    ("lookup", "says"),
    [
        ("{job: nope}", "failed to resolve job: nope, err: no job has this name"),
        ("{job: a, cluster: b}", "exactly one lookup field must be provided"),
        ("{jobs: a}", "unknown field: jobs"),
        ("{job: '${var.size}'}", "lookup fields cannot contain variable references"),
    ],
)
def test_a_lookup_that_finds_nothing_says_where_it_stands(
    databricks: Shell, write: Write, lookup: str, says: str
) -> None:
    write("databricks.yml", VARIABLES.replace("{job: nightly}", lookup))
    said = databricks.error("bundle deploy")
    assert said.startswith(f"Error: {says}\n  at variables.job.lookup")
    assert "\n  in databricks.yml:10:" in said
