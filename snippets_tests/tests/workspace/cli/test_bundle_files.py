"""What a bundle builds and uploads: wheels, files by the patterns of git, a folder without a bundle."""

from __future__ import annotations

import json
import zipfile

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell, Write

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
