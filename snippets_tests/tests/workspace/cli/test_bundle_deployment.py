"""What a deployment keeps, converts and starts: guarded resources, the API's types, scripts, apps."""

from __future__ import annotations

from snippets_tests.tests.workspace.cli.conftest import Shell, Write, resolved

GUARDED = """
    bundle: {name: shop}
    resources:
      schemas:
        raw: {catalog_name: main, name: raw, lifecycle: {prevent_destroy: true}}
    """


def test_what_must_not_be_destroyed_is_not(databricks: Shell, write: Write) -> None:
    write("databricks.yml", GUARDED)
    assert databricks("bundle deploy").exit_code == 0
    expected = "Error: resources.schemas.raw has lifecycle.prevent_destroy set, but the plan calls for this resource"
    assert databricks.error("bundle destroy --auto-approve").startswith(expected)
    write("databricks.yml", GUARDED.replace("name: raw", "name: bronze"))
    for command in ("plan", "deploy --auto-approve"):
        assert databricks.error(f"bundle {command}").startswith(expected)
    write("databricks.yml", GUARDED.replace("true", "false"))
    assert databricks("bundle destroy --auto-approve").exit_code == 0


def test_values_take_the_types_of_the_api(databricks: Shell, write: Write) -> None:
    write(
        "databricks.yml",
        """
        bundle: {name: shop}
        resources:
          jobs:
            etl:
              name: 2026
              max_concurrent_runs: "3"
              queue: {enabled: "yes"}
              tasks:
                - task_key: main
                  new_cluster:
                    spark_version: 15.4
                    num_workers: 2.0
                    spark_conf: {spark.speculation: true, spark.task.cpus: 2}
                  notebook_task: {notebook_path: /a}
        """,
    )
    job = resolved(databricks)["resources"]["jobs"]["etl"]
    assert (job["name"], job["max_concurrent_runs"], job["queue"]) == ("2026", 3, {"enabled": True})
    cluster = job["tasks"][0]["new_cluster"]
    assert (cluster["spark_version"], cluster["num_workers"]) == ("15.4", 2)
    assert cluster["spark_conf"] == {"spark.speculation": "true", "spark.task.cpus": "2"}
    text = (databricks.cwd / "databricks.yml").read_text()
    write("databricks.yml", text.replace('"3"', "three"))
    assert "max_concurrent_runs: expected an integer" in databricks.error("bundle deploy")


PROGRAMS = """
    bundle: {name: shop}
    scripts:
      check:
        content: |
          echo "$1 $DATABRICKS_BUNDLE_TARGET ${DATABRICKS_HOST%%:*}"
          pwd
          exit 3
      empty: {content: ""}
    targets: {dev: {default: true}, test: {}}
    """


def test_scripts_and_commands_run_with_the_bundles_login(databricks: Shell, write: Write) -> None:
    write("databricks.yml", PROGRAMS)
    databricks.env["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    reply = databricks("bundle run check -t test -- hello")
    assert reply.exit_code == 3
    assert reply.stdout.decode() == f"hello test http\n{databricks.cwd}\n"
    assert reply.stderr == b""
    (databricks.cwd / "below").mkdir()
    below = Shell(databricks.env, databricks.cwd / "below")
    assert below.out("bundle run -- sh -c 'pwd; echo $DATABRICKS_BUNDLE_TARGET'") == f"{below.cwd}\ndev\n"
    assert below("bundle run -- sh -c 'exit 5'").exit_code == 5
    assert databricks.error("bundle run -- nowhere --flag") == (
        'Error: looking up "nowhere" in PATH failed: exec: "nowhere": executable file not found in PATH'
    )
    assert databricks.error("bundle run empty").startswith("Error: Script empty has no content\n  at scripts.empty")


def test_an_app_is_started_and_deployed(databricks: Shell, write: Write) -> None:
    write(
        "databricks.yml",
        """
        bundle: {name: shop}
        resources: {apps: {front: {name: shop-front, description: A shop, source_code_path: ./app}}}
        """,
    )
    write("app/app.py", "print(1)\n")
    assert databricks("bundle deploy").exit_code == 0
    reply = databricks("bundle run front")
    said = reply.stderr.decode().splitlines()
    assert (reply.exit_code, said[0]) == (0, "✓ Getting the status of the app shop-front"), said
    assert "✓ Deployment succeeded" in said
    source = "/Workspace/Users/ada@example.com/.bundle/shop/default/files/app"
    assert databricks.json("apps get shop-front")["active_deployment"]["source_code_path"] == source
    assert databricks.error("bundle run front x") == "Error: received 1 unexpected positional arguments"


def test_the_bundles_folder_may_be_named(databricks: Shell, write: Write) -> None:
    write("deep/shop/databricks.yml", "bundle: {name: shop}\n")
    assert databricks.error("bundle deploy") == "Error: unable to locate bundle root: databricks.yml not found"
    databricks.env["DATABRICKS_BUNDLE_ROOT"] = "deep/shop"
    assert databricks.out("bundle validate").startswith("Name: shop\n")
    databricks.env["DATABRICKS_BUNDLE_ROOT"] = "nowhere"
    expected = 'Error: invalid bundle root DATABRICKS_BUNDLE_ROOT="nowhere": no such file or directory'
    assert databricks.error("bundle deploy") == expected
