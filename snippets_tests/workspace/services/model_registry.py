"""The legacy workspace model registry: models with one-part names, versions, stages.

New work belongs in Unity Catalog; what is here is what migrations meet.
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    InvalidState,
    NotFound,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.filesystem import Tree
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.experiments.records import ARTIFACTS, as_map, tags
from snippets_tests.workspace.services.experiments.search import body
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

ROOT = "/api/2.0/mlflow"
STAGES = ("None", "Staging", "Production", "Archived")
LARGEST_PAGE = 1000
FILTER = re.compile(r"\s*(name|run_id)\s*(=|ilike|like)\s*(?:'([^']*)'|\"([^\"]*)\")\s*", re.IGNORECASE)
# Where the files of a run or of a logged model lie, from their URI.
SOURCE = re.compile(r"dbfs:/databricks/mlflow-tracking/(\d+)/(logged_models/)?([^/]+)(/artifacts.*)")


@operation("model_registry.create_model")
def create_model(
    call: Call, name: str, description: str | None = None, tags: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Make a model without versions."""
    if not name or any(sign in name for sign in "/.:"):
        raise InvalidParameterValue(
            f"Invalid name '{name}'. A workspace registered model name must be a non-empty UTF-8 string and cannot "
            "contain forward slashes(/), periods(.), or colons(:). If trying to access models in the Unity Catalog, "
            "make sure to install version 2.4.1 or above of the MLflow Python client, then configure the MLflow client "
            "to access models in Unity Catalog via mlflow.set_registry_uri('databricks-uc') before accessing models."
        )
    if _models(call).get(name):
        raise ResourceAlreadyExists(f"Registered Model (name={name}) already exists.")
    now = call.tenant.clock.millis()
    made: Resource = {
        "name": name,
        "id": call.tenant.ids.hex(32, "workspace model"),
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "user_id": call.principal.name,
        "description": description or "",
        "_tags": as_map(tags),
        "_versions": {},
    }
    _models(call)[name] = made
    access.created(call.tenant, "registered-models", made["id"], call.principal.name)
    return {"registered_model": _shown(made)}


@operation("model_registry.get_model")
def get_model(call: Call, name: str) -> dict[str, Any]:
    """One model, with its id for permissions."""
    found = model(call, name)
    return {"registered_model_databricks": _shown(found) | {"id": found["id"], "permission_level": "CAN_MANAGE"}}


@endpoint("GET", ROOT + "/registered-models/get")
def get_model_for_client(call: Call) -> Response:
    """One model, as MLflow's client asks for it."""
    return Response.json({"registered_model": _shown(model(call, str(body(call).get("name", ""))))})


@operation("model_registry.list_models")
def list_models(call: Call, max_results: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """All models."""
    return search_models(call, max_results=max_results, page_token=page_token)


@operation("model_registry.search_models")
def search_models(
    call: Call,
    filter: str | None = None,
    max_results: int = 100,
    order_by: list[str] | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """Models by their name."""
    kept = [each for each in _models(call).values() if _held(call, each, "CAN_READ")]
    kept = [each for each in kept if _fits(filter, {"name": each["name"]})]
    kept.sort(key=lambda each: str(each["name"]), reverse=any("desc" in each.lower() for each in order_by or []))
    found, token = page([_shown(each) for each in kept], page_token, min(max_results, LARGEST_PAGE))
    return {"registered_models": found} | ({"next_page_token": token} if token else {})


@operation("model_registry.update_model")
def update_model(call: Call, name: str, description: str | None = None) -> dict[str, Any]:
    """Change a model's description."""
    found = _touched(call, model(call, name, "CAN_EDIT"))
    found["description"] = description or ""
    return {"registered_model": _shown(found)}


@operation("model_registry.rename_model")
def rename_model(call: Call, name: str, new_name: str | None = None) -> dict[str, Any]:
    """Give a model another name."""
    if not new_name:
        raise InvalidParameterValue("Missing required field: new_name")
    found = model(call, name, "CAN_MANAGE")
    if new_name in _models(call):
        raise ResourceAlreadyExists(f"Registered Model (name={new_name}) already exists.")
    _models(call)[new_name] = _models(call).pop(name)
    found["name"] = new_name
    return {"registered_model": _shown(_touched(call, found))}


@operation("model_registry.delete_model")
def delete_model(call: Call, name: str) -> None:
    """Delete a model with its versions; none may be in use."""
    found = model(call, name, "CAN_MANAGE")
    for version in found["_versions"].values():
        _require_idle(version)
    access.forget(call.tenant, "registered-models", found["id"])
    del _models(call)[name]


@operation("model_registry.set_model_tag")
def set_model_tag(call: Call, name: str, key: str, value: str) -> None:
    """Set a tag of a model."""
    model(call, name, "CAN_EDIT")["_tags"][key] = value


@operation("model_registry.delete_model_tag")
def delete_model_tag(call: Call, name: str, key: str) -> None:
    """Remove a tag of a model; one that is not there stays away."""
    model(call, name, "CAN_EDIT")["_tags"].pop(key, None)


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
    found = _touched(call, model(call, name, "CAN_EDIT"))
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
    return {"model_version": _shown_version(found, made)}


@operation("model_registry.get_model_version")
def get_model_version(call: Call, name: str, version: str) -> dict[str, Any]:
    """One version."""
    found = model(call, name)
    return {"model_version": _shown_version(found, _version(found, version))}


@operation("model_registry.get_latest_versions")
def get_latest_versions(call: Call, name: str, stages: list[str] | None = None) -> dict[str, Any]:
    """The newest version of each stage."""
    found = model(call, name)
    return {"model_versions": _latest(found, [stage_named(each) for each in stages or STAGES])}


@endpoint("GET", ROOT + "/registered-models/get-latest-versions")
def get_latest_versions_by_query(call: Call) -> Response:
    """The same for older clients, which ask with GET."""
    named = [value for key, value in call.request.query if key == "stages"]
    return Response.json(get_latest_versions(call, dict(call.request.query).get("name", ""), named or None))


@operation("model_registry.search_model_versions")
def search_model_versions(
    call: Call,
    filter: str | None = None,
    max_results: int = LARGEST_PAGE,
    order_by: list[str] | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """Versions by their model's name or their run, the newest first."""
    if order_by:
        raise InvalidParameterValue("order_by of model versions is not emulated; they come newest first.")
    kept = [
        _shown_version(model, version)
        for model in _models(call).values()
        if _held(call, model, "CAN_READ")
        for version in reversed(model["_versions"].values())
        if _fits(filter, {"name": model["name"], "run_id": version["run_id"]})
    ]
    found, token = page(kept, page_token, min(max_results, LARGEST_PAGE))
    return {"model_versions": found} | ({"next_page_token": token} if token else {})


@operation("model_registry.update_model_version")
def update_model_version(call: Call, name: str, version: str, description: str | None = None) -> dict[str, Any]:
    """Change a version's description."""
    found = model(call, name, "CAN_EDIT")
    known = _touched(call, _version(found, version))
    known["description"] = description or ""
    return {"model_version": _shown_version(found, known)}


@operation("model_registry.delete_model_version")
def delete_model_version(call: Call, name: str, version: str) -> None:
    """Delete a version that is in no stage."""
    found = model(call, name, "CAN_MANAGE")
    _require_idle(_version(found, version))
    del found["_versions"][version]


@operation("model_registry.set_model_version_tag")
def set_model_version_tag(call: Call, name: str, version: str, key: str, value: str) -> None:
    """Set a tag of a version."""
    _version(model(call, name, "CAN_EDIT"), version)["_tags"][key] = value


@operation("model_registry.delete_model_version_tag")
def delete_model_version_tag(call: Call, name: str, version: str, key: str) -> None:
    """Remove a tag of a version; one that is not there stays away."""
    _version(model(call, name, "CAN_EDIT"), version)["_tags"].pop(key, None)


@operation("model_registry.transition_stage")
def transition_stage(
    call: Call, name: str, version: str, stage: str, archive_existing_versions: bool, comment: str | None = None
) -> dict[str, Any]:
    """Put a version into a stage, over the API that Databricks adds."""
    found, known = _transition(call, name, version, stage, archive_existing_versions)
    return {"model_version_databricks": _shown_version(found, known) | {"permission_level": "CAN_MANAGE"}}


@endpoint("POST", ROOT + "/model-versions/transition-stage")
def transition_stage_for_client(call: Call) -> Response:
    """Put a version into a stage, as MLflow's client asks for it."""
    given = body(call)
    name, version, stage = (str(given.get(field, "")) for field in ("name", "version", "stage"))
    archive = str(given.get("archive_existing_versions", False)).lower() == "true"
    return Response.json({"model_version": _shown_version(*_transition(call, name, version, stage, archive))})


@operation("model_registry.get_model_version_download_uri")
def get_model_version_download_uri(call: Call, name: str, version: str) -> dict[str, Any]:
    """Where a version's files lie."""
    return {"artifact_uri": _version(model(call, name), version)["source"]}


@endpoint("GET", ROOT + "/model-versions/list-artifacts")
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


@endpoint("GET", ROOT + "/model-versions/get-signed-download-uri")
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
    source = _version(model(call, str(given.get("name", ""))), str(given.get("version", "")))["source"]
    place = SOURCE.fullmatch(source)
    if place is None:
        raise ResourceDoesNotExist(f"The files of {source} are not in this workspace.")
    home = f"/{place[1]}/{'LoggedModels' if place[2] else 'Runs'}/{place[3]}{place[4].rstrip('/')}"
    return Tree(call.tenant.files / ARTIFACTS, call.tenant.clock), home, Tree.clean(f"{home}/{given.get('path', '')}")


def _transition(call: Call, name: str, version: str, stage: str, archive: bool) -> tuple[Resource, Resource]:
    wanted = stage_named(stage)
    require_move(call, name, version, wanted)
    found = model(call, name)
    known = _version(found, version)
    if archive and wanted not in ("Staging", "Production"):
        raise InvalidParameterValue("archive_existing_versions is only for the stages Staging and Production.")
    for other in found["_versions"].values():
        if archive and other is not known and other["current_stage"] == wanted:
            _touched(call, other)["current_stage"] = "Archived"
    _touched(call, known)["current_stage"] = wanted
    return found, known


def require_move(call: Call, name: str, version: str, wanted: str) -> None:
    """Refuse who may not move a version to a stage: out of or into Production only some may."""
    known = _version(model(call, name), version)
    production = "Production" in (wanted, known["current_stage"])
    model(call, name, "CAN_MANAGE_PRODUCTION_VERSIONS" if production else "CAN_MANAGE_STAGING_VERSIONS")


def version(call: Call, name: str, version: str, level: str) -> Resource:
    """One version, for someone who holds a level of permission on its model."""
    return _version(model(call, name, level), version)


def _models(call: Call) -> Any:
    return call.tenant.store["model_registry.model"]


def model(call: Call, name: str, level: str = "CAN_READ") -> Resource:
    """A model, for someone who holds a level of permission on it."""
    found: Resource | None = _models(call).get(name)
    if found is None:
        raise ResourceDoesNotExist(f"Registered Model with name={name} not found")
    access.require(call.tenant, call.principal, "registered-models", found["id"], level)
    return found


def _held(call: Call, found: Resource, level: str) -> bool:
    return access.holds(call.tenant, call.principal, "registered-models", found["id"], level)


def _version(found: Resource, version: str) -> Resource:
    known: Resource | None = found["_versions"].get(version)
    if known is None:
        raise ResourceDoesNotExist(f"Model Version (name={found['name']}, version={version}) not found")
    return known


def stage_named(stage: str) -> str:
    """A stage in its proper spelling."""
    for known in STAGES:
        if stage.lower() == known.lower():
            return known
    raise InvalidParameterValue(f"Invalid Model Version stage: {stage}. Value must be one of {', '.join(STAGES)}.")


def _require_idle(version: Resource) -> None:
    if version["current_stage"] in ("Staging", "Production"):
        raise InvalidState(
            f"Version {version['version']} of '{version['name']}' is in stage {version['current_stage']}. "
            "Move it to Archived or None first."
        )


def _fits(filter: str | None, values: dict[str, str]) -> bool:
    if not filter:
        return True
    found = FILTER.fullmatch(filter)
    if found is None or found[1] not in values:
        raise InvalidParameterValue(f"Invalid filter: {filter}. Use name = 'x', name like '%x%' or run_id = 'x'.")
    text, held = found[3] or found[4] or "", values[found[1]]
    if found[2] == "=":
        return held == text
    pattern = re.escape(text).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, held, re.IGNORECASE if found[2].lower() == "ilike" else 0) is not None


def _touched(call: Call, kept: Resource) -> Resource:
    kept["last_updated_timestamp"] = call.tenant.clock.millis()
    return kept


def _latest(found: Resource, stages: list[str]) -> list[dict[str, Any]]:
    newest = {version["current_stage"]: version for version in found["_versions"].values()}
    return [_shown_version(found, newest[stage]) for stage in STAGES if stage in stages and stage in newest]


def _shown(found: Resource) -> dict[str, Any]:
    shown = {name: value for name, value in found.items() if not name.startswith("_") and name != "id"}
    more = {"tags": tags(found["_tags"]), "latest_versions": _latest(found, list(STAGES))}
    return shown | {name: value for name, value in more.items() if value}


def _shown_version(found: Resource, known: Resource) -> dict[str, Any]:
    shown = {name: value for name, value in known.items() if not name.startswith("_")} | {"name": found["name"]}
    return shown | ({"tags": tags(known["_tags"])} if known["_tags"] else {})
