"""`databricks bundle run`: a deployed job, pipeline or app, or a script of the bundle, watched to its end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from snippets_tests.workspace.cli.bundle import programs, run_app, state
from snippets_tests.workspace.cli.bundle.config import BundleError
from snippets_tests.workspace.cli.bundle.project import Project
from snippets_tests.workspace.cli.command import CommandError

MISSING = "resource not found or not yet deployed. Did you forget to run 'databricks bundle deploy'?\n"
LISTS = {"python-params": "python_params"}
MAPS = {"params": "job_parameters", "job-params": "job_parameters", "notebook-params": "notebook_params"}
PAUSE = 1.0


def run(project: Project, key: str, arguments: list[str]) -> None:
    """Run a resource by its key.

    Raises:
        CommandError: when there is none, it is not deployed, or the run does not succeed.
    """
    group, name = _find(project, key)
    if group == "scripts":
        programs.script(project.invocation, project.config, name, arguments)
        return
    deployed = state.load(project.api, project.config.get("workspace", "state_path"))
    found = deployed.id(f"resources.{group}.{name}")
    if found is None:
        raise CommandError(MISSING)
    if group == "jobs":
        _job(project, name, int(found), arguments)
    elif arguments:
        raise CommandError(f"received {len(arguments)} unexpected positional arguments")
    elif group == "apps":
        run_app.run(project, found, deployed.resources[f"resources.{group}.{name}"]["body"])
    else:
        _pipeline(project, name, found)


def _find(project: Project, key: str) -> tuple[str, str]:
    wanted = key.removeprefix("resources.")
    found = [(group, name) for group, name, _ in project.config.resources() if wanted in (name, f"{group}.{name}")]
    found += [("scripts", name) for name in project.config.mapping("scripts") if wanted in (name, f"scripts.{name}")]
    if not found:
        raise CommandError(f'resource with key "{key}" not found')
    if len(found) > 1:
        keys = ", ".join(f"{group}.{name}" for group, name in found)
        raise CommandError(f'multiple resources match key "{key}": {keys}')
    if found[0][0] not in ("apps", "jobs", "pipelines", "scripts"):
        raise CommandError(f'resource "{key}" of kind {found[0][0]} cannot be run')
    return found[0]


def _job(project: Project, name: str, job_id: int, arguments: list[str]) -> None:
    invocation, flags = project.invocation, project.invocation.flags
    values: dict[str, Any] = {"job_id": job_id}
    for flag, field in MAPS.items():
        if flag in flags:
            values.setdefault(field, {}).update(_pairs(flags[flag], flag))
    for flag, field in LISTS.items():
        if flag in flags:
            values[field] = flags[flag]
    body = project.config.get("resources", "jobs", name)
    if "only" in flags:
        tasks = {task["task_key"] for task in body.get("tasks") or ()}
        for task in flags["only"]:
            if task.strip("+") not in tasks:
                raise CommandError(f'task "{task}" not found in job "{name}"')
        values["only"] = flags["only"]
    if arguments:
        declared = {parameter["name"] for parameter in body.get("parameters") or ()}
        given = _arguments(arguments)
        if unknown := sorted(set(given) - declared):
            raise CommandError(f"job {name} has no parameter {', '.join(unknown)}")
        values.setdefault("job_parameters", {}).update(given)
    run_id = project.api.call("jobs.run_now", values)["run_id"]
    shown = f"{project.api.invocation.credentials.values['host'].rstrip('/')}/jobs/{job_id}/runs/{run_id}"
    invocation.warn(f"Run URL: {shown}\n\n")
    if flags.get("no-wait"):
        return
    seen = ""
    while True:
        found, now = _observed(project, "/api/2.2/jobs/runs/get", {"run_id": run_id})
        status = found.get("state") or {}
        life, result = status.get("life_cycle_state", ""), status.get("result_state", "")
        if (text := f"{life} {result}".strip()) != seen:
            message = f" {status['state_message']}" if status.get("state_message") and result != "SUCCESS" else ""
            if not seen and result:
                invocation.warn(f'{now} "{found.get("run_name", name)}" RUNNING\n')
            invocation.warn(f'{now} "{found.get("run_name", name)}" {text}{message}\n')
            seen = text
        if life in ("TERMINATED", "SKIPPED", "INTERNAL_ERROR"):
            _told(project, found)
            return
        invocation.surroundings.pause(PAUSE)


def _told(project: Project, run: Mapping[str, Any]) -> None:
    """Print the run's output; a failure is an error."""
    invocation = project.invocation
    outputs = []
    for task in run.get("tasks") or ():
        answer = project.api.call("jobs.get_run_output", {"run_id": task["run_id"]})
        outputs.append((task["task_key"], task, answer))
    status = run.get("state") or {}
    failed = status.get("result_state") not in ("SUCCESS", None, "") or status.get("life_cycle_state") != "TERMINATED"
    if failed:
        for key, _, answer in outputs:
            if answer.get("error"):
                trace = f"\n\n{answer['error_trace']}" if answer.get("error_trace") else ""
                invocation.warn(f"Task {key} FAILED:\n{answer['error']}{trace}\n\n")
        message = status.get("state_message") or status.get("result_state")
        raise CommandError(f"failed to reach TERMINATED or SKIPPED, got {_reached(status)}: {message}")
    if invocation.json_output:
        shown = [{"TaskKey": key, "Output": {"result": _result(answer)}} for key, _, answer in outputs]
        invocation.write(json.dumps({"task_outputs": shown}, indent=2) + "\n")
        return
    texts = [(key, _result(answer)) for key, _, answer in outputs]
    texts = [(key, text) for key, text in texts if text]
    if len(outputs) == 1:
        invocation.write("".join(f"{text.rstrip()}\n" for _, text in texts))
    elif texts:
        parts = [f"=======\nTask {key}:\n{text.rstrip()}\n" for key, text in texts]
        invocation.write("Output:\n" + "\n".join(parts) + "\n")


def _reached(status: Mapping[str, Any]) -> str:
    life = str(status.get("life_cycle_state", ""))
    return life if life != "TERMINATED" else str(status.get("result_state", life))


def _result(answer: Mapping[str, Any]) -> str:
    notebook = (answer.get("notebook_output") or {}).get("result")
    return str(notebook or answer.get("logs") or "")


def _pipeline(project: Project, name: str, pipeline_id: str) -> None:
    invocation, flags = project.invocation, project.invocation.flags
    values: dict[str, Any] = {"pipeline_id": pipeline_id}
    if flags.get("full-refresh-all"):
        values["full_refresh"] = True
    if "refresh" in flags:
        values["refresh_selection"] = flags["refresh"]
    if "full-refresh" in flags:
        values["full_refresh_selection"] = flags["full-refresh"]
    if flags.get("validate-only"):
        values["validate_only"] = True
    update = project.api.call("pipelines.start_update", values)["update_id"]
    host = project.api.invocation.credentials.values["host"].rstrip("/")
    invocation.warn(f"Update URL: {host}/#joblist/pipelines/{pipeline_id}/updates/{update}\n\n")
    if flags.get("no-wait"):
        return
    while True:
        path = f"/api/2.0/pipelines/{pipeline_id}/updates/{update}"
        found, now = _observed(project, path, {})
        status = str((found.get("update") or {}).get("state", ""))
        if status in ("COMPLETED", "FAILED", "CANCELED"):
            invocation.warn(f'{now} update_progress INFO "Update {update[:6]} is {status}."\n')
            if status != "COMPLETED":
                raise CommandError(f"update {update} of pipeline {name} {status.lower()}")
            return
        invocation.surroundings.pause(PAUSE)


def _observed(project: Project, path: str, query: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """An answer, and the time at which the workspace gave it."""
    answer = project.api.invocation.connection.send("GET", path, query=query)
    date = answer.headers.get("date")
    now = f"{parsedate_to_datetime(date):%Y-%m-%d %H:%M:%S}" if date else ""
    found = answer.json()
    return found if isinstance(found, dict) else {}, now


def _pairs(texts: list[str], flag: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator:
            raise CommandError(f'invalid argument "{text}" for "--{flag}" flag: {text} must be formatted as key=value')
        pairs[name] = value
    return pairs


def _arguments(words: list[str]) -> dict[str, str]:
    """Job parameters as they follow the key: `--name=value` or `--name value`."""
    pairs: dict[str, str] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, separator, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or (not separator and not waiting):
            raise BundleError(f"unexpected argument {word}; parameters are --name=value")
        pairs[name] = value if separator else waiting.pop(0)
    return pairs
