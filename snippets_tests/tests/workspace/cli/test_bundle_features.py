"""What a bundle's configuration can say: overrides, presets, identities, variables, artifacts, files."""

from __future__ import annotations

import json
import textwrap
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell

Write = Callable[..., None]


@pytest.fixture
def write(databricks: Shell) -> Write:
    def put(name: str, content: str) -> None:
        path = databricks.cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content).lstrip("\n"))

    return put


def resolved(shell: Shell, flags: str = "") -> Any:
    return json.loads(shell.out(f"bundle validate -o json {flags}"))


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


TAGGED = """
    bundle: {name: shop}
    presets: {name_prefix: "team ", tags: {cost: shop}, trigger_pause_status: PAUSED, jobs_max_concurrent_runs: 3}
    resources:
      jobs: {etl: {name: etl, tags: {cost: own}, schedule: {quartz_cron_expression: 0 0 6 * * ?, timezone_id: UTC}}}
      pipelines: {flow: {name: flow, continuous: true}}
      clusters: {c: {cluster_name: c, spark_version: "15.4", num_workers: 1}}
      experiments: {e: {name: /Shared/e}}
      sql_warehouses: {w: {name: w, tags: {custom_tags: [{key: a, value: b}]}}}
      schemas: {raw: {catalog_name: main, name: raw}}
    targets: {dev: {default: true}, test: {mode: development, presets: {name_prefix: "ada "}}}
    """


def test_presets_reach_every_kind_in_its_form(databricks: Shell, write: Write) -> None:
    write("databricks.yml", TAGGED)
    found = resolved(databricks)["resources"]
    assert found["jobs"]["etl"]["name"] == "team etl"
    assert found["jobs"]["etl"]["tags"] == {"cost": "own"}
    assert found["jobs"]["etl"]["max_concurrent_runs"] == 3
    assert found["jobs"]["etl"]["schedule"]["pause_status"] == "PAUSED"
    assert found["pipelines"]["flow"]["tags"] == {"cost": "shop"}
    assert found["pipelines"]["flow"]["continuous"] is False
    assert "development" not in found["pipelines"]["flow"]
    assert found["clusters"]["c"]["custom_tags"] == {"cost": "shop"}
    assert found["experiments"]["e"]["tags"] == [{"key": "cost", "value": "shop"}]
    assert found["experiments"]["e"]["name"] == "/Shared/team e"
    assert found["sql_warehouses"]["w"]["tags"]["custom_tags"] == [
        {"key": "a", "value": "b"},
        {"key": "cost", "value": "shop"},
    ]
    assert found["schemas"]["raw"]["name"] == "team_raw"
    own = resolved(databricks, "-t test")["resources"]
    assert own["jobs"]["etl"]["name"] == "ada etl"
    assert own["pipelines"]["flow"]["development"] is True


@pytest.mark.parametrize(
    ("target", "old", "new", "says"),
    [
        ("dev", "PAUSED", "HALTED", "Invalid value for trigger_pause_status, should be PAUSED or UNPAUSED"),
        (
            "test",
            "PAUSED",
            "UNPAUSED",
            "target with 'mode: development' cannot set trigger pause status to UNPAUSED by default",
        ),
        ("test", '"ada "', '"bob "', "prefix should contain the current username"),
    ],
)
def test_presets_that_a_mode_forbids(
    databricks: Shell, write: Write, target: str, old: str, new: str, says: str
) -> None:
    write("databricks.yml", TAGGED.replace(old, new))
    assert databricks.error(f"bundle deploy -t {target}").startswith(f"Error: {says}")


RUNS = """
    bundle: {name: shop}
    run_as: {service_principal_name: robot}
    resources:
      jobs: {etl: {name: etl}, own: {name: own, run_as: {user_name: bob@example.com}}}
      pipelines: {flow: {name: flow}}
    """


def test_jobs_and_pipelines_run_as_the_bundle_says(databricks: Shell, write: Write) -> None:
    write("databricks.yml", RUNS)
    found = resolved(databricks)["resources"]
    assert found["jobs"]["etl"]["run_as"] == {"service_principal_name": "robot"}
    assert found["jobs"]["own"]["run_as"] == {"user_name": "bob@example.com"}
    assert found["pipelines"]["flow"]["run_as"] == {"service_principal_name": "robot"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{service_principal_name: robot}", "{}", "run_as section must specify exactly one non-empty identity"),
        ("robot}", "r, user_name: u}", "run_as section cannot specify both user_name and service_principal_name\n  in"),
        (
            "pipelines: {flow: {name: flow}}",
            "apps: {front: {name: front}}",
            "apps do not support a setting a run_as user that is different from the owner.\n"
            "Current identity: ada@example.com. Run as identity: robot.\nSee https://",
        ),
    ],
)
def test_an_identity_that_cannot_be(databricks: Shell, write: Write, old: str, new: str, says: str) -> None:
    write("databricks.yml", RUNS.replace(old, new))
    assert databricks.error("bundle deploy").startswith(f"Error: {says}")


def test_an_app_may_run_as_its_owner(databricks: Shell, write: Write) -> None:
    apps = "apps: {front: {name: front, source_code_path: .}}"
    own = RUNS.replace("service_principal_name: robot", "user_name: ada@example.com")
    write("databricks.yml", own.replace("pipelines: {flow: {name: flow}}", apps))
    assert "run_as" not in resolved(databricks)["resources"]["apps"]["front"]


WRONG = """
    bundle:
      name: shop
    permissions:
      - level: CAN_VIEW
        group_name: users
    resources:
      jobs:
        etl:
          name: etl
      schemas:
        raw:
          catalog_name: main
          name: raw
          grants:
            - principal: users
              privileges: [USE_SCHEMA]
    """


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        raw:", "        etl:",
         "multiple resources or scripts have been defined with the same key: etl\n  at resources.jobs.etl\n"
         "     resources.schemas.etl\n  in databricks.yml:8:5\n     databricks.yml:11:5"),
        ("        etl:\n          name: etl", "        etl:",
         "job etl is not defined\n  at resources.jobs.etl\n  in databricks.yml:8:9"),
        ("- principal: users\n              privileges", "- privileges",
         "grant principal is required\n  at resources.schemas.raw.grants[0]\n  in databricks.yml:15:11"),
        ("CAN_VIEW", "CAN_FLY", "invalid permission: CAN_FLY, allowed values are CAN_MANAGE, CAN_VIEW, CAN_RUN\n  at"),
        ("        group_name: users", "        group: users",
         "unknown field: group\n  at permissions[0].group\n  in databricks.yml:5:12"),
        ("        group_name: users", "        group_name: users\n        user_name: bob",
         "a permission names exactly one of group_name, service_principal_name, user_name\n  at permissions[0]"),
        ("- level: CAN_VIEW\n        group_name", "- group_name", "permission level is required\n  at permissions[0]"),
        ("      name: shop", "      name: shop\n      databricks_cli_version: '>= 99'",
         "Databricks CLI version constraint not satisfied. Required: >= 99, current: 1.13.0\n"),
        ("      name: shop", "      name: shop\n      databricks_cli_version: soon",
         'invalid version constraint "soon" specified\n'),
        ("    resources:", "    variables: {a: {type: list, default: 1}}\n    resources:",
         'invalid value "list" for enum field. Valid values are [complex]\n  at variables.a.type\n'),
        ("    resources:", "    artifacts: {w: {type: whl, dynamic_version: true}}\n    resources:",
         "dynamic_version is not emulated by this stand-in\n"),
        ("    resources:", "    sync: {paths: [nowhere]}\n    resources:", "path nowhere does not exist\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_around_resources_is_refused(
    databricks: Shell, write: Write, old: str, new: str, says: str
) -> None:
    assert old in WRONG
    write("databricks.yml", WRONG.replace(old, new))
    said = databricks("bundle deploy").stderr.decode()
    assert said.partition("Error: ")[2].startswith(says), said


def test_right_version_constraints_pass(databricks: Shell, write: Write) -> None:
    for constraint in (">= 0.218", "1.*", "1.13.0", ">= 1.0.0, < 2"):
        write(
            "databricks.yml", WRONG.replace("name: shop", f"name: shop\n      databricks_cli_version: '{constraint}'")
        )
        assert databricks.out("bundle validate").endswith("Validation OK!\n")


WHEEL = """
    bundle: {name: shop}
    artifacts:
      tools:
        type: whl
        path: lib
        build: python3 make.py
    resources:
      jobs:
        etl:
          name: etl
          tasks:
            - task_key: main
              environment_key: default
              python_wheel_task: {package_name: tools, entry_point: main}
          environments:
            - environment_key: default
              spec: {client: "1", dependencies: [./lib/dist/*.whl]}
    """
MAKE = """
    import pathlib, zipfile
    pathlib.Path("dist").mkdir(exist_ok=True)
    with zipfile.ZipFile("dist/tools-0.1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tools.py", "def main(): print('hello')")
    """


def test_a_wheel_is_built_uploaded_and_referred_to(databricks: Shell, write: Write) -> None:
    write("databricks.yml", WHEEL)
    write("lib/make.py", MAKE)
    databricks.env["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    assert databricks.out("bundle validate").endswith("Validation OK!\n")
    assert not (databricks.cwd / "lib/dist").exists()
    reply = databricks("bundle deploy")
    said = reply.stderr.decode()
    assert (reply.exit_code, said.splitlines()[:2]) == (
        0,
        ["Building tools...", "Uploading lib/dist/tools-0.1-py3-none-any.whl..."],
    ), said
    remote = "/Workspace/Users/ada@example.com/.bundle/shop/default/artifacts/.internal/tools-0.1-py3-none-any.whl"
    (job,) = databricks.json("jobs list -o json")
    settings = databricks.json(f"jobs get {job['job_id']}")["settings"]
    assert settings["environments"][0]["spec"]["dependencies"] == [remote]
    databricks.out(f"workspace export {remote} --format AUTO --file back.whl")
    assert zipfile.ZipFile(databricks.cwd / "back.whl").namelist() == ["tools.py"]
    assert databricks("bundle plan").stdout.decode().endswith("0 to delete, 1 unchanged\n")


def test_a_wheel_may_go_to_a_volume(databricks: Shell, write: Write) -> None:
    databricks.out("volumes create main default lib MANAGED")
    write("databricks.yml", WHEEL + "\n    workspace: {artifact_path: /Volumes/main/default/lib}\n")
    write("lib/make.py", MAKE)
    databricks.env["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    reply = databricks("bundle deploy")
    assert reply.exit_code == 0, reply.stderr
    assert databricks.out("fs ls dbfs:/Volumes/main/default/lib/.internal") == "tools-0.1-py3-none-any.whl\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("python3 make.py", "echo no; exit 3", "build failed tools, error: exit status 3, output: no"),
        ("./lib/dist/*.whl", "./lib/out/*.whl", "file doesn't exist ./lib/out/*.whl\n  in databricks.yml:17:"),
        ("type: whl", "{type: whl, files: [{source: out/*.whl}]}", ""),
        ("build:", "executable: fish\n        build:", "fish is not supported as an artifact executable here"),
    ],
)
def test_a_build_that_fails_is_told(databricks: Shell, write: Write, old: str, new: str, says: str) -> None:
    if not says:
        says = "out/*.whl: no matching files\n  at artifacts.tools.files[0].source"
        new = "type: whl\n        files: [{source: out/*.whl}]"
    write("databricks.yml", WHEEL.replace(old, new))
    write("lib/make.py", MAKE)
    databricks.env["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    assert databricks("bundle deploy").stderr.decode().partition("Error: ")[2].startswith(says)
    assert databricks.json("jobs list -o json") == []


def test_files_are_chosen_by_the_patterns_of_git(databricks: Shell, write: Write) -> None:
    write(
        "databricks.yml",
        """
        bundle: {name: shop}
        sync: {include: [build/keep.txt], exclude: ["docs/**", "!docs/index.md"]}
        """,
    )
    for name in ("build/keep.txt", "build/drop.txt", "docs/a.md", "docs/index.md", "src/a.py", "src/data/b.csv",
                 "src/data/c.csv", "a.log", "src/keep.log"):  # fmt: skip
        write(name, "x")
    write(".gitignore", "build/\n*.log\n!keep.log\n")
    write("src/.gitignore", "/data/*\n!data/b.csv\n")
    assert told(databricks, "bundle sync --dry-run").splitlines()[0] == (
        "Action: PUT: .gitignore, build/keep.txt, databricks.yml, docs/index.md, src/.gitignore, src/a.py, "
        "src/data/b.csv, src/keep.log"
    )
    write("databricks.yml", "bundle: {name: shop}\nsync: {paths: [src/data, docs]}\n")
    assert told(databricks, "bundle sync --dry-run").splitlines()[0] == (
        "Action: PUT: docs/a.md, docs/index.md, src/data/b.csv"
    )


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


def told(shell: Shell, line: str) -> str:
    """What a dry run would do."""
    reply = shell(line)
    assert (reply.exit_code, reply.stderr) == (0, b"Warn: Running in dry-run mode. No actual changes will be made.\n")
    return reply.stdout.decode()


def test_sync_sends_what_changed_and_deletes_what_is_gone(databricks: Shell, write: Write) -> None:
    write("src/a.py", "x = 1\n")
    write("src/deep/report.py", "# Databricks notebook source\n")
    assert databricks.out("sync src /Shared/src") == (
        "Action: PUT: a.py, deep/report.py\nUploaded deep\nUploaded a.py\nUploaded deep/report.py\n"
        "Initial Sync Complete\n"
    )
    assert databricks.out("sync src /Shared/src") == "Initial Sync Complete\n"
    assert told(databricks, "sync src /Shared/other --dry-run").startswith("Action: PUT: a.py, deep/report.py\n")
    write("src/b.py", "y = 2\n")
    (databricks.cwd / "src/deep/report.py").unlink()
    changes = (
        "Action: PUT: b.py, DELETE: deep/report.py\nDeleted deep/report.py\nDeleted deep\nUploaded b.py\n"
        "Initial Sync Complete\n"
    )
    assert told(databricks, "sync src /Shared/src --dry-run") == changes
    assert databricks.out("sync src /Shared/src") == changes
    listed = databricks.json("workspace list /Shared/src -o json")
    assert [item["path"] for item in listed] == ["/Shared/src/a.py", "/Shared/src/b.py"]
    assert databricks.out("sync src /Shared/src --full").startswith("Action: PUT: a.py, b.py\n")
    assert (databricks.cwd / "src/.databricks/.gitignore").read_text() == "*\n"
    events = databricks.out("sync src /Shared/src --full -o json")
    assert [event["type"] for event in json.loads(f"[{events.replace('}' + chr(10) + '{', '},{')}]")] == [
        "start",
        "progress",
        "progress",
        "complete",
    ]
