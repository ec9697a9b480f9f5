"""Versions of the legacy registry: made from files, moved between stages, found and fetched."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    NotFound,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.filesystem import Tree
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.experiments.records import ARTIFACTS, as_map
from snippets_tests.workspace.services.experiments.search import body
from snippets_tests.workspace.services.model_registry import records
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

# Where the files of a run or of a logged model lie, from their URI.
SOURCE = re.compile(r"dbfs:/databricks/mlflow-tracking/(\d+)/(logged_models/)?([^/]+)(/artifacts.*)")


@operation("model_registry.create_model_version")
def create_model_version(
    call: Call,
    name: str,
    source: str,
    description: str | None = None,
    model_id: str | None = None,
    run_id: str | None = None,
    run_link: str | None = None,
    tags: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Make a version; its files stay where they were logged."""
    found = records.touched(call, records.model(call, name, "CAN_EDIT"))
    now, number = call.tenant.clock.millis(), str(max(map(int, found["_versions"]), default=0) + 1)
    made: Resource = {
        "name": name,
        "version": number,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "user_id": call.principal.name,
        "current_stage": "None",
        "description": description or "",
        "source": source,
        "run_id": run_id or "",
        "run_link": run_link or "",
        "status": "READY",
        "_model_id": model_id,
        "_tags": as_map(tags),
    }
    found["_versions"][number] = made
    return {"model_version": records.shown_version(found, made)}


@operation("model_registry.get_model_version")
def get_model_version(call: Call, name: str, version: str) -> dict[str, Any]:
    """One version."""
    found = records.model(call, name)
    return {"model_version": records.shown_version(found, records.version_of(found, version))}


@operation("model_registry.get_latest_versions")
def get_latest_versions(call: Call, name: str, stages: list[str] | None = None) -> dict[str, Any]:
    """The newest version of each stage."""
    found = records.model(call, name)
    return {"model_versions": records.latest(found, [records.stage_named(each) for each in stages or records.STAGES])}


@endpoint("GET", records.ROOT + "/registered-models/get-latest-versions")
def get_latest_versions_by_query(call: Call) -> Response:
    """The same for older clients, which ask with GET."""
    named = [value for key, value in call.request.query if key == "stages"]
    return Response.json(get_latest_versions(call, dict(call.request.query).get("name", ""), named or None))


@operation("model_registry.search_model_versions")
def search_model_versions(
    call: Call,
    filter: str | None = None,
    max_results: int = records.LARGEST_PAGE,
    order_by: list[str] | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """Versions by their model's name or their run, the newest first."""
    if order_by:
        raise InvalidParameterValue("order_by of model versions is not emulated; they come newest first.")
    kept = [
        records.shown_version(model, version)
        for model in records.models_of(call).values()
        if records.held(call, model, "CAN_READ")
        for version in reversed(model["_versions"].values())
        if records.fits(filter, {"name": model["name"], "run_id": version["run_id"]})
    ]
    found, token = page(kept, page_token, min(max_results, records.LARGEST_PAGE))
    return {"model_versions": found} | ({"next_page_token": token} if token else {})


@operation("model_registry.update_model_version")
def update_model_version(call: Call, name: str, version: str, description: str | None = None) -> dict[str, Any]:
    """Change a version's description."""
    found = records.model(call, name, "CAN_EDIT")
    known = records.touched(call, records.version_of(found, version))
    known["description"] = description or ""
    return {"model_version": records.shown_version(found, known)}


@operation("model_registry.delete_model_version")
def delete_model_version(call: Call, name: str, version: str) -> None:
    """Delete a version that is in no stage."""
    found = records.model(call, name, "CAN_MANAGE")
    records.require_idle(records.version_of(found, version))
    del found["_versions"][version]


@operation("model_registry.set_model_version_tag")
def set_model_version_tag(call: Call, name: str, version: str, key: str, value: str) -> None:
    """Set a tag of a version."""
    records.version_of(records.model(call, name, "CAN_EDIT"), version)["_tags"][key] = value


@operation("model_registry.delete_model_version_tag")
def delete_model_version_tag(call: Call, name: str, version: str, key: str) -> None:
    """Remove a tag of a version; one that is not there stays away."""
    records.version_of(records.model(call, name, "CAN_EDIT"), version)["_tags"].pop(key, None)


@operation("model_registry.transition_stage")
def transition_stage(
    call: Call, name: str, version: str, stage: str, archive_existing_versions: bool, comment: str | None = None
) -> dict[str, Any]:
    """Put a version into a stage, over the API that Databricks adds."""
    found, known = _transition(call, name, version, stage, archive_existing_versions)
    return {"model_version_databricks": records.shown_version(found, known) | {"permission_level": "CAN_MANAGE"}}


@endpoint("POST", records.ROOT + "/model-versions/transition-stage")
def transition_stage_for_client(call: Call) -> Response:
    """Put a version into a stage, as MLflow's client asks for it."""
    given = body(call)
    name, version, stage = (str(given.get(field, "")) for field in ("name", "version", "stage"))
    archive = str(given.get("archive_existing_versions", False)).lower() == "true"
    return Response.json({"model_version": records.shown_version(*_transition(call, name, version, stage, archive))})


@operation("model_registry.get_model_version_download_uri")
def get_model_version_download_uri(call: Call, name: str, version: str) -> dict[str, Any]:
    """Where a version's files lie."""
    return {"artifact_uri": records.version_of(records.model(call, name), version)["source"]}


@endpoint("GET", records.ROOT + "/model-versions/list-artifacts")
def list_artifacts(call: Call) -> Response:
    """What lies in a directory of a version's files."""
    files, home, path = _files(call)
    entry = files.entry(path)
    inside = list(files.children(path)) if entry and entry.is_directory else [entry] if entry else []
    listed = [
        {"path": each.path.removeprefix(f"{home}/"), "is_dir": each.is_directory, "file_size": each.size}
        for each in inside
    ]
    return Response.json({"files": listed})


@endpoint("GET", records.ROOT + "/model-versions/get-signed-download-uri")
def get_signed_download_uri(call: Call) -> Response:
    """A URL from which a file of a version can be read without a token."""
    files, _, path = _files(call)
    if files.entry(path) is None:
        raise NotFound(f"The file {path} is not found.")
    signature = call.tenant.ids.hex(32, "signature")
    call.tenant.store["signed_paths"][signature] = {"tree": ARTIFACTS, "path": path}
    return Response.json({"signed_uri": f"http://{call.request.headers.get('Host', '')}/storage/{signature}"})


def _files(call: Call) -> tuple[Tree, str, str]:
    given = body(call)
    source = records.version_of(records.model(call, str(given.get("name", ""))), str(given.get("version", "")))[
        "source"
    ]
    place = SOURCE.fullmatch(source)
    if place is None:
        raise ResourceDoesNotExist(f"The files of {source} are not in this workspace.")
    home = f"/{place[1]}/{'LoggedModels' if place[2] else 'Runs'}/{place[3]}{place[4].rstrip('/')}"
    return Tree(call.tenant.files / ARTIFACTS, call.tenant.clock), home, Tree.clean(f"{home}/{given.get('path', '')}")


def _transition(call: Call, name: str, version: str, stage: str, archive: bool) -> tuple[Resource, Resource]:
    wanted = records.stage_named(stage)
    records.require_move(call, name, version, wanted)
    found = records.model(call, name)
    known = records.version_of(found, version)
    if archive and wanted not in ("Staging", "Production"):
        raise InvalidParameterValue("archive_existing_versions is only for the stages Staging and Production.")
    for other in found["_versions"].values():
        if archive and other is not known and other["current_stage"] == wanted:
            records.touched(call, other)["current_stage"] = "Archived"
    records.touched(call, known)["current_stage"] = wanted
    return found, known
