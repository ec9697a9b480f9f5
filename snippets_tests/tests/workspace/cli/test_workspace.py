"""Whole stories against the real local workspace."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell
from snippets_tests.workspace.cli import install, listen


def test_a_cluster_is_created_listed_and_terminated(databricks: Shell) -> None:
    created = databricks.json(
        "clusters create 15.4.x-scala2.12 --cluster-name etl --num-workers 1 --node-type-id i3.xlarge"
    )
    assert (created["state"], created["cluster_name"]) == ("RUNNING", "etl")
    cluster = created["cluster_id"]
    assert databricks.out("clusters list") == f"{'ID':<{len(cluster)}}  Name  State\n{cluster}  etl   RUNNING\n"
    assert databricks.json(f"clusters start {cluster}")["state"] == "RUNNING"
    assert databricks.json(f"clusters delete {cluster}")["state"] == "TERMINATED"
    assert databricks.error("clusters get 0000-nope") == "Error: Cluster 0000-nope does not exist"


def test_a_secret_comes_from_a_flag_or_from_standard_input(databricks: Shell) -> None:
    assert databricks.out("secrets create-scope keys") == ""
    databricks.out("secrets put-secret keys flag --string-value s3cret")
    databricks.stdin = b"two\nlines"
    databricks.out("secrets put-secret keys piped")
    databricks.out("""secrets put-secret --json '{"scope": "keys", "key": "json", "string_value": "x"}'""")
    assert databricks.json("secrets get-secret keys flag") == {"key": "flag", "value": "czNjcmV0"}
    assert databricks.json("secrets get-secret keys piped") == {"key": "piped", "value": "dHdvCmxpbmVz"}
    assert databricks.out("secrets list-scopes") == "Scope  Backend Type\nkeys   DATABRICKS\n"
    listed = databricks.out("secrets list-secrets keys").splitlines()
    assert [line.split()[0] for line in listed] == ["Key", "flag", "json", "piped"]


def test_a_notebook_goes_to_the_workspace_and_back(databricks: Shell) -> None:
    source = "# Databricks notebook source\nprint(1)\n"
    (databricks.cwd / "report.py").write_text(source)
    databricks.out("workspace mkdirs /Shared/reports")
    databricks.out("workspace import /Shared/reports/daily --file report.py --language PYTHON")
    heads, row = databricks.out("workspace list /Shared/reports").splitlines()
    assert heads.split() == ["ID", "Type", "Language", "Path"]
    assert row.split()[1:] == ["NOTEBOOK", "PYTHON", "/Shared/reports/daily"]
    assert databricks.out("workspace export /Shared/reports/daily").rstrip() == source.rstrip()
    assert databricks.out("workspace export /Shared/reports/daily --file copy.py") == ""
    assert (databricks.cwd / "copy.py").read_text().rstrip() == source.rstrip()
    assert databricks("workspace import /Shared/reports/daily --file report.py --language PYTHON").exit_code == 1


def test_a_directory_goes_to_the_workspace_and_back(databricks: Shell) -> None:
    local = databricks.cwd / "src"
    (local / "below").mkdir(parents=True)
    (local / "notebook.py").write_text("# Databricks notebook source\nprint(1)\n")
    (local / "below" / "module.py").write_text("def one():\n    return 1\n")
    assert databricks.out("workspace import-dir src /Shared/app").splitlines() == [
        "Importing files from src",
        "src/below/module.py -> /Shared/app/below/module.py",
        "src/notebook.py -> /Shared/app/notebook",
        "Import complete",
    ]
    assert "(skipped; already exists)" in databricks.out("workspace import-dir src /Shared/app")
    assert "skipped" not in databricks.out("workspace import-dir src /Shared/app --overwrite")
    assert databricks.out("workspace export-dir /Shared/app out").splitlines() == [
        "Exporting files from /Shared/app",
        "/Shared/app/below/module.py -> out/below/module.py",
        "/Shared/app/notebook -> out/notebook.py",
        "Export complete",
    ]
    assert (databricks.cwd / "out/below/module.py").read_text() == (local / "below/module.py").read_text()
    prefixed = databricks.out("workspace export-dir /Workspace/Shared/app again").splitlines()
    assert prefixed[1] == "/Workspace/Shared/app/below/module.py -> again/below/module.py"


def test_files_are_copied_to_volumes_and_dbfs(databricks: Shell) -> None:
    databricks.out("volumes create main default data MANAGED")
    assert databricks.out("volumes list main default") == "data  MANAGED  main.default.data\n"
    volume = "dbfs:/Volumes/main/default/data"
    (databricks.cwd / "a.txt").write_bytes(b"\x00bytes")
    assert databricks.out(f"fs cp a.txt {volume}/") == f"a.txt -> {volume}/a.txt\n"
    assert databricks.out(f"fs cp a.txt {volume}/a.txt") == f"a.txt -> {volume}/a.txt (skipped; already exists)\n"
    assert databricks(f"fs cat {volume}/a.txt").stdout == b"\x00bytes"
    databricks.out(f"fs mkdir {volume}/deep/er")
    assert databricks.out(f"fs ls {volume}") == "a.txt\ndeep\n"
    assert databricks.error(f"fs cat {volume}/deep") == "Error: not a file: /Volumes/main/default/data/deep"
    assert databricks.error(f"fs rm {volume}/deep") == "Error: directory not empty: /Volumes/main/default/data/deep"
    assert (
        databricks.error(f"fs cp a.txt {volume}/no/a.txt") == "Error: no such directory: /Volumes/main/default/data/no"
    )
    assert databricks.out(f"fs rm -r {volume}/deep") == ""
    databricks.out("fs mkdirs dbfs:/landing")
    assert databricks.out(f"fs cp -r {volume} dbfs:/landing/copy") == f"{volume}/a.txt -> dbfs:/landing/copy/a.txt\n"
    assert databricks.out("fs cp dbfs:/landing/copy/a.txt back.txt") == "dbfs:/landing/copy/a.txt -> back.txt\n"
    assert (databricks.cwd / "back.txt").read_bytes() == b"\x00bytes"
    entry = databricks.json("fs ls dbfs:/landing/copy --absolute -o json")[0]
    assert (entry["name"], entry["is_directory"], entry["size"]) == ("dbfs:/landing/copy/a.txt", False, 6)
    assert databricks.out("fs ls -l dbfs:/landing").startswith("DIRECTORY 0 2026-01-15T09:")


def test_a_catalog_and_its_grants(databricks: Shell) -> None:
    databricks.out("catalogs create sales --comment 'All sales'")
    databricks.out("schemas create eu sales")
    assert "sales    MANAGED_CATALOG  All sales\n" in databricks.out("catalogs list")
    assert [line.split()[0] for line in databricks.out("schemas list sales").splitlines()[1:]][:1] == ["sales.default"]
    changes = {"changes": [{"principal": "ada@example.com", "add": ["USE_CATALOG"]}]}
    (databricks.cwd / "grant.json").write_text(json.dumps(changes))
    databricks.out("grants update catalog sales --json @grant.json")
    granted = databricks.json("grants get catalog sales")["privilege_assignments"]
    assert granted == [{"principal": "ada@example.com", "privileges": ["USE_CATALOG"]}]


def test_a_job_is_created_changed_and_deleted(databricks: Shell) -> None:
    task = {"task_key": "report", "notebook_task": {"notebook_path": "/Shared/report"}}
    (databricks.cwd / "job.json").write_text(json.dumps({"name": "nightly", "tasks": [task]}))
    job = databricks.json("jobs create --json @job.json")["job_id"]
    assert databricks.out("jobs list") == f"{job}  nightly\n"
    databricks.out(f"""jobs update --json '{{"job_id": {job}, "new_settings": {{"name": "weekly"}}}}'""")
    settings = databricks.json(f"jobs get {job}")["settings"]
    assert (settings["name"], settings["tasks"][0]["task_key"]) == ("weekly", "report")
    assert databricks.out(f"jobs delete {job}") == ""
    assert databricks.error(f"jobs get {job}") == f"Error: Job {job} does not exist."


def test_any_path_of_the_api_can_be_called(databricks: Shell) -> None:
    databricks.out("""api post /api/2.0/secrets/scopes/create --json '{"scope": "raw"}'""")
    assert databricks.json("api get /api/2.0/secrets/scopes/list")["scopes"][0]["name"] == "raw"
    assert databricks.error("api get /api/9.9/nope").startswith("Error: No API found for")


def test_help_and_version_are_answered_without_a_workspace(databricks: Shell) -> None:
    databricks.env.clear()
    assert databricks.out("version").startswith("Databricks CLI v1.13.0 (Lakeproof stand-in, databricks-sdk ")
    assert databricks.out("--version") == databricks.out("version")
    assert "  clusters " in databricks.out("--help")
    assert "  run-now " in databricks.out("jobs")
    assert databricks.out("help jobs get") == databricks.out("jobs get --help")


def test_a_shell_calls_the_command_through_the_socket(databricks: Shell, tmp_path: Path) -> None:
    executable = install(tmp_path / "bin")
    with listen(tmp_path / "cli.sock") as listener:
        assert stat.S_IMODE(listener.path.stat().st_mode) == 0o600
        env = databricks.env | {
            "LAKEPROOF_CLI": str(listener.path),
            "PATH": f"{executable.parent}:{os.environ['PATH']}",
        }
        script = """
            databricks secrets create-scope keys
            printf 'two\\nlines' | databricks secrets put-secret keys piped
            databricks secrets get-secret keys piped
            printf 'one\\ntwo\\n' | while read line; do databricks secrets list-scopes; echo "$line"; done
            databricks secrets get-secret keys nope
        """
        ran = subprocess.run(
            ["sh", "-c", script], env=env, cwd=databricks.cwd, capture_output=True, text=True, check=False
        )
    listed = "Scope  Backend Type\nkeys   DATABRICKS\n"
    assert ran.stdout == '{\n  "key": "piped",\n  "value": "dHdvCmxpbmVz"\n}\n' + f"{listed}one\n{listed}two\n"
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: ")
    assert not listener.path.exists()


def test_the_installed_command_works_without_a_listener(databricks: Shell, tmp_path: Path) -> None:
    executable = install(tmp_path / "bin")
    command = [str(executable), "secrets", "list-scopes"]
    ran = subprocess.run(command, env=databricks.env, cwd=databricks.cwd, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "Scope  Backend Type\n", "")


def test_a_listener_that_is_gone_is_named(databricks: Shell, tmp_path: Path) -> None:
    executable = install(tmp_path / "bin")
    env = databricks.env | {"LAKEPROOF_CLI": str(tmp_path / "gone")}
    ran = subprocess.run([str(executable), "version"], env=env, capture_output=True, text=True, check=False)
    message = f"Error: the local workspace does not answer at {tmp_path / 'gone'}: No such file or directory\n"
    assert (1, message) == (ran.returncode, ran.stderr)


def test_relative_paths_start_at_the_caller_and_nothing_appears_where_the_workspace_runs(
    databricks: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = tmp_path / "server"
    server.mkdir()
    monkeypatch.chdir(server)
    caller = databricks.cwd
    (caller / "a.py").write_text("# Databricks notebook source\nprint(1)\n")
    (caller / "vars.json").write_text('{"size": "s"}')
    (caller / "answers.json").write_text('{"project_name": "shop"}')
    (caller / "databricks.yml").write_text("bundle: {name: b}\nvariables: {size: {}}\n")
    databricks.out("workspace import /Shared/a --file a.py --language PYTHON")
    databricks.out("workspace export /Shared/a --file back.py --log-level debug --log-file calls.log")
    databricks.out("workspace export-dir /Shared exported")
    databricks.out("fs mkdir dbfs:/landing")
    databricks.out("fs cp a.py dbfs:/landing/a.py")
    databricks.out("fs cp dbfs:/landing/a.py fetched.py")
    databricks.out("bundle validate --var-file vars.json")
    databricks("bundle init default-python --config-file answers.json --output-dir projects")
    databricks.env["DATABRICKS_CONFIG_FILE"] = "project.cfg"
    databricks.stdin = b"dapi-new"
    databricks.out("configure --profile other")
    made = {"back.py", "calls.log", "exported/a.py", "fetched.py", "projects/shop/databricks.yml", "project.cfg"}
    assert made <= {path.relative_to(caller).as_posix() for path in caller.rglob("*")}
    assert list(server.iterdir()) == []


def test_a_file_is_not_copied_onto_itself(databricks: Shell) -> None:
    (databricks.cwd / "a.txt").write_text("kept")
    (databricks.cwd / "alias.txt").symlink_to("a.txt")
    for other in ("a.txt", "alias.txt"):
        expected = "Error: source and destination refer to the same file: a.txt"
        assert databricks.error(f"fs cp --overwrite a.txt {other}") == expected
    assert (databricks.cwd / "a.txt").read_text() == "kept"
