"""Carrying a plan out: files up, resources made, changed and deleted, the state kept after each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from snippets_tests.workspace.cli.bundle import permissions, references, selection, state
from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.kinds import KINDS, request_body
from snippets_tests.workspace.cli.bundle.paths import Uploads
from snippets_tests.workspace.cli.bundle.plan import Step, identifier, known
from snippets_tests.workspace.cli.bundle.state import State
from snippets_tests.workspace.cli.command import CommandError
from snippets_tests.workspace.cli.connection import ApiError

Say = Callable[[str], None]
VOLUMES = "/Volumes/"


def upload(config: Config, uploads: Uploads, api: Api, say: Say) -> None:
    """Upload the bundle's files and packages."""
    internal = f"{config.get('workspace', 'artifact_path')}/.internal"
    if uploads.artifacts and not internal.startswith(VOLUMES):
        api.delete(internal)
        api.call("workspace.mkdirs", {"path": internal})
    for remote, file in uploads.artifacts.items():
        say(f"Uploading {file.relative_to(config.root).as_posix()}...\n")
        api.write_file(remote, file.read_bytes())
    target = config.get("workspace", "file_path")
    say(f"Uploading bundle files to {target}...\n")
    api.call("workspace.mkdirs", {"path": target})
    for file in selection.files(config):
        api.write_file(f"{target}/{file.relative_to(config.root).as_posix()}", file.read_bytes())


def run(steps: list[Step], config: Config, deployed: State, api: Api) -> None:
    """Carry the steps out; the state is written after each, so that nothing that was made is forgotten."""
    folder = config.get("workspace", "state_path")
    for step in steps:
        key = f"resources.{step.group}.{step.name}"
        if step.action in ("delete", "recreate"):
            remove(step, deployed, api)
        if step.action in ("create", "recreate", "update"):
            body = references.fill(config.get("resources", step.group, step.name), lambda name: known(deployed, name))
            if left := references.names(body):
                raise BundleError(f"cannot resolve ${{{min(left)}}}", f"{key}")
            try:
                found = _update(step, body, deployed, api) if step.action == "update" else _create(step, body, api)
            except ApiError as error:
                doing = {"create": "creating", "recreate": "recreating", "update": "updating"}[step.action]
                place = config.place(("resources", step.group, step.name))
                raise BundleError(f"cannot {step.action} {key}: {doing}: {error}", place=place) from error
            deployed.resources[key] = {"id": found, "body": body}
            state.save(api, folder, deployed)
            permissions.apply(step.group, found, body, config, api)
        elif step.action == "delete":
            state.save(api, folder, deployed)


def remove(step: Step, deployed: State, api: Api) -> None:
    """Delete a resource, which may be gone already."""
    kind = KINDS[step.group]
    entry = deployed.resources.pop(f"resources.{step.group}.{step.name}")
    try:
        api.call(kind.delete, {**kind.deleting, kind.key: identifier(step.group, entry["id"])})
    except ApiError as error:
        if error.status != 404 and "DOES_NOT_EXIST" not in error.error_code:
            raise CommandError(f"cannot delete resources.{step.key}: deleting id={entry['id']}: {error}") from error


def metadata(config: Config, deployed: State) -> bytes:
    """The file that tells the workspace's pages which bundle a job belongs to."""
    jobs = {
        key.split(".", 2)[2]: {"id": entry["id"], "relative_path": _file(config, key)}
        for key, entry in deployed.resources.items()
        if key.startswith("resources.jobs.")
    }
    content = {
        "version": 1,
        "config": {
            "bundle": {"git": {"bundle_root_path": "."}},
            "workspace": {"file_path": config.get("workspace", "file_path")},
            "resources": {"jobs": jobs},
            "presets": {"source_linked_deployment": False},
        },
        "extra": {},
    }
    return json.dumps(content, indent=2).encode()


def _file(config: Config, key: str) -> str:
    _, group, name = key.split(".", 2)
    return config.place(("resources", group, name)).partition(":")[0]


def _create(step: Step, body: dict[str, Any], api: Api) -> str:
    kind = KINDS[step.group]
    sent = request_body(step.group, body)
    if step.group == "dashboards" and body.get("parent_path"):
        api.call("workspace.mkdirs", {"path": body["parent_path"]})
    answer = api.call(kind.create, sent)
    found = kind.id(answer, body)
    if step.group == "dashboards":
        api.call("lakeview.publish", {"dashboard_id": found, "embed_credentials": body.get("embed_credentials", False)})
    return found


def _update(step: Step, body: dict[str, Any], deployed: State, api: Api) -> str:
    kind = KINDS[step.group]
    found = str(deployed.id(f"resources.{step.key}"))
    sent = request_body(step.group, body)
    if kind.only is not None:
        sent = {name: value for name, value in sent.items() if name in kind.only}
    if kind.update is not None:
        key = {kind.key: identifier(step.group, found)}
        api.call(kind.update, {**kind.wrap(sent), **key}, again=key if kind.repeats else None)
    return found
