"""`databricks bundle init`: a small project of our own for the names of the two templates that most people choose.

The official templates come with the official command and hold more; these have the same layout: `databricks.yml`, a job
under `resources/`, its code under `src/`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.command import CommandError, Invocation

ROOT = """\
bundle:
  name: {name}

include:
  - resources/*.yml

variables:
  catalog:
    description: The catalog that the jobs write to
    default: main

targets:
  dev:
    mode: development
    default: true
    workspace:
      host: {host}
  prod:
    mode: production
    workspace:
      host: {host}
      root_path: /Workspace/Users/${{workspace.current_user.userName}}/.bundle/${{bundle.name}}/${{bundle.target}}
"""
PYTHON = {
    "resources/{name}.job.yml": """\
resources:
  jobs:
    {name}_job:
      name: {name}_job
      parameters:
        - name: catalog
          default: ${{var.catalog}}
      tasks:
        - task_key: main
          notebook_task:
            notebook_path: ../src/main.py
""",
    "src/main.py": """\
# Databricks notebook source
dbutils.widgets.text("catalog", "main")
catalog = dbutils.widgets.get("catalog")
trips = spark.table("samples.nyctaxi.trips").count()
dbutils.notebook.exit(f"{{trips}} trips, results go to {{catalog}}")
""",
}
SQL = {
    "resources/{name}.job.yml": """\
resources:
  jobs:
    {name}_job:
      name: {name}_job
      tasks:
        - task_key: main
          sql_task:
            warehouse_id: ${{var.warehouse_id}}
            file:
              path: ../src/trips.sql
""",
    "src/trips.sql": "SELECT count(*) AS trips FROM samples.nyctaxi.trips\n",
}
TEMPLATES = {"default-python": PYTHON, "default-sql": SQL}
NAME = re.compile(r"[A-Za-z0-9_]{3,}")


def init(invocation: Invocation) -> None:
    """Write the project.

    Raises:
        CommandError: for a template that is not here, a name that is none, a folder that exists.
    """
    template = invocation.arguments[0] if invocation.arguments else "default-python"
    if template not in TEMPLATES:
        known = ", ".join(TEMPLATES)
        raise CommandError(f"template {template} is not emulated by this stand-in; it has {known}")
    name = str(_settings(invocation).get("project_name", "my_project"))
    if not NAME.fullmatch(name):
        raise CommandError(
            f'invalid value for "project_name": "{name}". Name must be at least 3 characters long and can only '
            "contain letters, numbers, and underscores."
        )
    folder = invocation.file(str(invocation.flags.get("output-dir", "."))) / name
    if folder.exists() and any(folder.iterdir()):
        raise CommandError(f"failed to initialize template, one or more files already exist: {name}")
    root = ROOT
    if template == "default-sql":
        root = root.replace("\ntargets:", "  warehouse_id:\n    description: The SQL warehouse\n\ntargets:")
    host = str(invocation.credentials.values.get("host", "")).rstrip("/")
    for path, content in {"databricks.yml": root, ".gitignore": ".databricks/\n", **TEMPLATES[template]}.items():
        _write(folder / path.format(name=name), content.format(name=name, host=host) if "{" in content else content)
    invocation.warn(f"\n✨ Your new project has been created in the '{name}' directory!\n")


def _settings(invocation: Invocation) -> dict[str, Any]:
    if "config-file" not in invocation.flags:
        return {}
    path = invocation.file(invocation.flags["config-file"])
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"failed to load config from file {invocation.flags['config-file']}: {error}") from error
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
