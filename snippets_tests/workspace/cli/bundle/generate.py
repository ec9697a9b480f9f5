"""`databricks bundle generate`: an existing resource becomes configuration, and its files come along.

What is left out of each kind, and which fields come first, is the official command's choice. Source:
https://docs.databricks.com/aws/en/dev-tools/cli/bundle-commands
"""

from __future__ import annotations

import json
import os.path
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.bundle import bind, writing
from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.config import Config
from snippets_tests.workspace.cli.bundle.download import Download, common_folder
from snippets_tests.workspace.cli.bundle.project import open_, start
from snippets_tests.workspace.cli.bundle.state import load
from snippets_tests.workspace.cli.command import CommandError, Invocation
from snippets_tests.workspace.cli.connection import ApiError

JOB_FIRST = ("name", "job_clusters", "compute", "tasks")
TASK_FIRST = ("task_key", "depends_on", "existing_cluster_id", "new_cluster", "job_cluster_key")
PIPELINE_FIRST = ("name", "clusters", "configuration", "libraries")


def job(invocation: Invocation) -> None:
    """Write the configuration of a job, and its notebooks."""
    found, api = start(invocation)
    number = invocation.flags["existing-job-id"]
    settings = api.call("jobs.get", {"job_id": number})["settings"]
    files = _download(api)
    tasks = settings.get("tasks") or []
    if settings.get("git_source"):
        invocation.warn("Job is using Git source, skipping downloading files\n")
    else:
        notebooks = [task["notebook_task"] for task in tasks if task.get("notebook_task")]
        files.base = common_folder([notebook["notebook_path"] for notebook in notebooks])
        for notebook in notebooks:
            notebook["notebook_path"] = files.notebook(notebook["notebook_path"])
    body = writing.ordered(settings, JOB_FIRST, ("format", "new_cluster", "existing_cluster_id"))
    if tasks:
        body["tasks"] = [writing.ordered(task, TASK_FIRST, ("format",)) for task in tasks]
    if body.get("parameters"):
        # A parameter's default may be empty, and must still be said.
        body["parameters"] = [{"name": p["name"], "default": p.get("default", "")} for p in body["parameters"]]
    _save(invocation, found, files, "job", _key(invocation, settings.get("name", "")), body, str(number))


def pipeline(invocation: Invocation) -> None:
    """Write the configuration of a pipeline, and its notebooks and files."""
    found, api = start(invocation)
    identity = invocation.flags["existing-pipeline-id"]
    answer = api.call("pipelines.get", {"pipeline_id": identity})
    spec, files = answer.get("spec") or {}, _download(api)
    remote = spec.get("root_path")
    files.base = remote or ""
    for library in spec.get("libraries") or ():
        if library.get("notebook"):
            library["notebook"]["path"] = files.notebook(library["notebook"]["path"])
        elif library.get("file"):
            library["file"]["path"] = files.file(library["file"]["path"])
        elif library.get("glob") and remote:
            library["glob"]["include"] = str(library["glob"]["include"]).replace(remote, files.local())
    if remote:
        spec["root_path"] = files.folder(remote)
    body = writing.ordered(spec, PIPELINE_FIRST, ("id", "storage", "edition"))
    name = answer.get("name") or spec.get("name", "")
    _save(invocation, found, files, "pipeline", _key(invocation, name), body, identity)


def app(invocation: Invocation) -> None:
    """Write the configuration of an app, and its source."""
    found, api = start(invocation)
    name = invocation.flags["existing-app-name"]
    invocation.warn(f"Loading app '{name}' configuration\n")
    answer, files = api.call("apps.get", {"name": name}), _download(api, "src/app")
    body: dict[str, Any] = {"name": answer["name"], "description": answer.get("description", "")}
    if answer.get("default_source_code_path"):
        body["source_code_path"] = files.folder(answer["default_source_code_path"])
    else:
        body["source_code_path"] = files.local()
    if answer.get("resources"):
        body["resources"] = answer["resources"]
    _save(invocation, found, files, "app", _key(invocation, name), body, name)


def dashboard(invocation: Invocation) -> None:
    """Write the configuration of a dashboard, and its definition; or only the definition of one that is deployed."""
    flags = invocation.flags
    if "resource" in flags:
        _refresh(invocation, str(flags["resource"]))
        return
    found, api = start(invocation)
    identity = _dashboard_id(api, flags)
    answer = api.call("lakeview.get", {"dashboard_id": identity})
    key = _key(invocation, answer.get("display_name", ""))
    root, file = found.root, f"{key}.lvdash.json"
    resources = root / str(flags.get("resource-dir", "resources"))
    definitions = root / str(flags.get("dashboard-dir", "src"))
    _definition(invocation, answer, definitions / file, root)
    body = {
        "display_name": answer.get("display_name", ""),
        "warehouse_id": answer.get("warehouse_id", ""),
        "file_path": Path(os.path.relpath(definitions / file, resources)).as_posix(),
    }
    target = resources / f"{key}.dashboard.yml"
    shown = Path(os.path.relpath(target, root)).as_posix()
    invocation.write(f'Writing configuration to "{shown}"\n')
    configuration = {"resources": {"dashboards": {key: body}}}
    writing.save(configuration, target, shown, force=bool(flags.get("force")))
    _included(invocation, found, target)
    if flags.get("bind"):
        bind.bind(invocation, key, identity, approved=True)
        invocation.warn(f"Successfully bound dashboard with an id '{identity}'\n")


def _refresh(invocation: Invocation, key: str) -> None:
    if invocation.flags.get("watch"):
        raise CommandError("--watch is not emulated by this stand-in: it has no end")
    project = open_(invocation)
    if key not in project.config.mapping("resources", "dashboards"):
        raise CommandError(f'dashboard resource "{key}" is not defined')
    source = project.local_paths.get(("resources", "dashboards", key, "file_path"))
    if source is None:
        raise CommandError(f'dashboard resource "{key}" has no file path defined')
    identity = load(project.api, project.config.get("workspace", "state_path")).id(f"resources.dashboards.{key}")
    if identity is None:
        raise CommandError(f'dashboard resource "{key}" is not deployed yet')
    answer = project.api.call("lakeview.get", {"dashboard_id": identity})
    _definition(invocation, answer, source, project.config.root)


def _definition(invocation: Invocation, answer: Mapping[str, Any], file: Path, root: Path) -> None:
    shown = Path(os.path.relpath(file, root)).as_posix()
    writing.check(file, shown, force=bool(invocation.flags.get("force")))
    file.parent.mkdir(parents=True, exist_ok=True)
    value = json.loads(answer.get("serialized_dashboard") or "{}")
    invocation.write(f'Writing dashboard to "{shown}"\n')
    file.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def _dashboard_id(api: Api, flags: Mapping[str, Any]) -> str:
    path = flags.get("existing-path") or flags.get("existing-dashboard-path")
    if path:
        name = str(path).rpartition("/")[2]
        if not api.exists("workspace.get_status", {"path": path}):
            raise CommandError(f'dashboard "{name}" not found')
        found = api.call("workspace.get_status", {"path": path})
        if found["object_type"] != "DASHBOARD":
            raise CommandError(f"expected a dashboard, found a {found['object_type'].lower()}")
        return str(found["resource_id"])
    identity = str(flags.get("existing-id") or flags.get("existing-dashboard-id"))
    try:
        return str(api.call("lakeview.get", {"dashboard_id": identity})["dashboard_id"])
    except ApiError as error:
        missing = error.status == 404 or "DOES_NOT_EXIST" in error.error_code
        raise (CommandError(f"dashboard with ID {identity} not found") if missing else error) from error


def _download(api: Api, source: str = "src") -> Download:
    flags = api.invocation.flags
    return Download(api, str(flags.get("source-dir", source)), str(flags.get("config-dir", "resources")))


def _save(
    invocation: Invocation, found: Config, files: Download, kind: str, key: str, body: dict[str, Any], identity: str
) -> None:
    force = bool(invocation.flags.get("force"))
    name = Path(files.config, f"{key}.{kind}.yml").as_posix()
    writing.check(invocation.file(name), name, force=force)
    files.save(force=force)
    older = invocation.file(str(Path(files.config, f"{key}.yml")))
    if kind != "app" and older.is_file():
        older.replace(invocation.file(name))  # written by an older release; two files would define the resource twice
        force = True
    writing.save({"resources": {f"{kind}s": {key: body}}}, invocation.file(name), name, force=force)
    invocation.warn(f"{kind.capitalize()} configuration successfully saved to {name}\n")
    _included(invocation, found, invocation.file(name))
    if invocation.flags.get("bind"):
        bind.bind(invocation, key, identity, approved=True)
        invocation.warn(f"Successfully bound {kind} with an id '{identity}'\n")


def _included(invocation: Invocation, found: Config, file: Path) -> None:
    """Warn of a file that the bundle does not read."""
    if any(file.resolve() in {path.resolve() for path in found.root.glob(str(p))} for p in found.get("include") or ()):
        return
    shown = Path(os.path.relpath(file, found.root))
    invocation.warn(
        "Warning: Generated configuration is not included in the bundle\n\n"
        f"The file {shown.as_posix()} is not matched by any pattern in the 'include' section of databricks.yml,\n"
        "so it will not be deployed. Add a matching entry to the 'include' section, for example:\n\n"
        f"include:\n  - {(shown.parent / '*.yml').as_posix()}\n\n"
    )


def _key(invocation: Invocation, name: str) -> str:
    return str(invocation.flags.get("key") or re.sub(r"[\W_]", "_", name.lower()))
