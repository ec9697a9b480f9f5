"""`databricks bundle run` of an app: started when it is stopped, then its uploaded source is deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from snippets_tests.workspace.cli.bundle.project import Project
from snippets_tests.workspace.cli.command import CommandError

PAUSE = 1.0
LONGEST = 1200
"""Seconds that a start or a deployment may take."""

Fields = Mapping[str, Any]


def run(project: Project, name: str, body: Fields) -> None:
    """Start and deploy an app that the bundle has deployed, and tell where it is.

    Args:
        project: The bundle.
        name: The app's name.
        body: The resource as it was deployed, with the workspace's path of the source.
    """
    say = project.invocation.warn
    say(f"✓ Getting the status of the app {name}\n")
    app = project.api.call("apps.get", {"name": name})
    if status := _state(app, "app_status"):
        say(f"✓ App is in {status} state\n")
    compute = _state(app, "compute_status")
    if compute:
        say(f"✓ App compute is in {compute} state\n")
    if compute in ("", "STOPPED", "ERROR"):
        say(f"✓ Starting the app {name}\n")
        project.api.call("apps.start", {"name": name})
    if compute != "ACTIVE":
        _wait(project, lambda: project.api.call("apps.get", {"name": name}), "compute_status", "ACTIVE")
        say("✓ App is started!\n")
    deployment = {"source_code_path": body.get("source_code_path"), "mode": "SNAPSHOT"}
    config = body.get("config") or {}
    if config.get("command"):
        deployment["command"] = config["command"]
    if config.get("env"):
        deployment["env_vars"] = config["env"]
    made = project.api.call("apps.deploy", {"app_name": name, **deployment})
    given = {"app_name": name, "deployment_id": made["deployment_id"]}
    _wait(project, lambda: project.api.call("apps.get_deployment", given), "status", "SUCCEEDED")
    say("✓ Deployment succeeded\n")
    if app.get("url"):
        say(f"You can access the app at {app['url']}\n")


def _wait(project: Project, look: Callable[[], Fields], field: str, target: str) -> None:
    passed = 0.0
    while (state := _state(found := look(), field)) != target:
        if state in ("ERROR", "FAILED", "CANCELLED") or passed >= LONGEST:
            message = (found.get(field) or {}).get("message", "")
            raise CommandError(f"failed to reach {target}, got {state}: {message}")
        project.invocation.surroundings.pause(PAUSE)
        passed += PAUSE


def _state(found: Fields, field: str) -> str:
    return str((found.get(field) or {}).get("state") or "")
