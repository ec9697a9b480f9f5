"""The calls of MLflow's client with `databricks-uc` as its registry. The SDK has no methods for them."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.lakehouse.securables import Securable
from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services.experiments.search import body
from snippets_tests.workspace.services.registered_models import records
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

MODELS, VERSIONS = "/api/2.0/mlflow/unity-catalog/registered-models", "/api/2.0/mlflow/unity-catalog/model-versions"
FILTER = re.compile(r"\s*(name|run_id)\s*=\s*(?:'([^']*)'|\"([^\"]*)\")\s*")
LARGEST_PAGE = 100


@endpoint("POST", MODELS + "/create")
def create_model(call: Call) -> Response:
    """Make a model."""
    given = body(call)
    tags = {tag["key"]: tag.get("value", "") for tag in given.get("tags", [])}
    return _model(call, records.create(call, _name(given), given.get("description"), tags))


@endpoint("PATCH", MODELS + "/update")
def update_model(call: Call) -> Response:
    """Change a model's description or name."""
    given = body(call)
    found = records.manage(call, _name(given))
    if given.get("new_name"):
        found = records.rename(call, found, str(given["new_name"]).rpartition(".")[2])
    if given.get("description") is not None:
        unity.update(call, "MODEL", found.full_name, {"comment": given["description"]})
    return _model(call, found)


@endpoint("DELETE", MODELS + "/delete")
def delete_model(call: Call) -> Response:
    """Drop a model with its versions."""
    records.delete(call, _name(body(call)))
    return Response.json({})


@endpoint("GET", MODELS + "/get")
def get_model(call: Call) -> Response:
    """One model."""
    return _model(call, records.find(call, _name(body(call))))


@endpoint("GET", MODELS + "/search")
def search_models(call: Call) -> Response:
    """All models that the caller may execute; the real service takes no filter."""
    given = body(call)
    size = min(int(given.get("max_results") or LARGEST_PAGE), LARGEST_PAGE)
    found, token = page(records.listed(call), given.get("page_token"), size)
    answer: dict[str, Any] = {"registered_models": [_shown(call, each) for each in found]}
    return Response.json(answer | ({"next_page_token": token} if token else {}))


@endpoint("POST", MODELS + "/alias")
def set_alias(call: Call) -> Response:
    """Let an alias mean a version."""
    given = body(call)
    records.set_alias(call, _name(given), _field(given, "alias"), int(_field(given, "version")))
    return Response.json({})


@endpoint("DELETE", MODELS + "/alias")
def delete_alias(call: Call) -> Response:
    """Forget an alias."""
    given = body(call)
    records.delete_alias(call, _name(given), _field(given, "alias"))
    return Response.json({})


@endpoint("GET", MODELS + "/alias")
def get_version_by_alias(call: Call) -> Response:
    """The version that an alias means."""
    given = body(call)
    known = records.by_alias(call, _name(given), _field(given, "alias"))
    return _version(call, records.find(call, _name(given)), known)


@endpoint("POST", MODELS + "/set-tag")
def set_model_tag(call: Call) -> Response:
    """Set a tag of a model."""
    given = body(call)
    _taggable(call, given).tags[_field(given, "key")] = str(given.get("value", ""))
    return Response.json({})


@endpoint("DELETE", MODELS + "/delete-tag")
def delete_model_tag(call: Call) -> Response:
    """Remove a tag of a model."""
    given = body(call)
    _removed(_taggable(call, given).tags, _field(given, "key"))
    return Response.json({})


@endpoint("GET", MODELS + ":is-databricks-sdk-models-artifact-repository-enabled")
def uploads_through_files_api(call: Call) -> Response:
    """Whether the client moves model files through the Files API, not with credentials of the cloud. It does here."""
    return Response.json({"is_databricks_sdk_models_artifact_repository_enabled": True})


@endpoint("POST", VERSIONS + "/create")
def create_version(call: Call) -> Response:
    """Make a version whose files come next."""
    given = body(call)
    found = records.find(call, _name(given))
    fields = {
        "source": given.get("source"),
        "run_id": given.get("run_id"),
        "run_workspace_id": int(given["run_tracking_server_id"]) if given.get("run_tracking_server_id") else None,
        "comment": given.get("description"),
        "model_id": given.get("model_id"),
        "tags": {tag["key"]: tag.get("value", "") for tag in given.get("tags", [])},
    }
    return _version(call, found, records.create_version(call, found, fields))


@endpoint("POST", VERSIONS + "/finalize")
def finalize_version(call: Call) -> Response:
    """Say that a version's files are all there."""
    given = body(call)
    known = records.finalize(call, _name(given), _field(given, "version"))
    return _version(call, records.find(call, _name(given)), known)


@endpoint("GET", VERSIONS + "/get")
def get_version(call: Call) -> Response:
    """One version."""
    given = body(call)
    found = records.find(call, _name(given))
    return _version(call, found, records.require_version(call, found, _field(given, "version")))


@endpoint("PATCH", VERSIONS + "/update")
def update_version(call: Call) -> Response:
    """Change a version's description."""
    given = body(call)
    found = records.manage(call, _name(given))
    known = records.touch(call, records.require_version(call, found, _field(given, "version")))
    known["comment"] = given.get("description", "")
    return _version(call, found, known)


@endpoint("DELETE", VERSIONS + "/delete")
def delete_version(call: Call) -> Response:
    """Delete a version with its files and aliases."""
    given = body(call)
    records.delete_version(call, _name(given), _field(given, "version"))
    return Response.json({})


@endpoint("GET", VERSIONS + "/get-download-uri")
def get_download_uri(call: Call) -> Response:
    """Where a version's files lie."""
    given = body(call)
    found = records.find(call, _name(given))
    known = records.require_version(call, found, _field(given, "version"))
    return Response.json({"artifact_uri": records.location(call, found, known["version"])})


@endpoint("GET", VERSIONS + "/search")
def search_versions(call: Call) -> Response:
    """The versions of one model; the real service knows this filter alone."""
    given = body(call)
    wanted = FILTER.fullmatch(str(given.get("filter", "")))
    if wanted is None or wanted[1] != "name":
        raise InvalidParameterValue(
            f"Invalid filter: {given.get('filter')!r}. Versions in Unity Catalog are searched by name = 'model_name'."
        )
    try:
        found = records.find(call, wanted[2] or wanted[3] or "")
    except ResourceDoesNotExist:
        return Response.json({})
    size = min(int(given.get("max_results") or LARGEST_PAGE), LARGEST_PAGE)
    chosen, token = page(records.versions(call, found), given.get("page_token"), size)
    answer: dict[str, Any] = {"model_versions": [_shown_version(call, found, known) for known in chosen]}
    return Response.json(answer | ({"next_page_token": token} if token else {}))


@endpoint("POST", VERSIONS + "/set-tag")
def set_version_tag(call: Call) -> Response:
    """Set a tag of a version."""
    given = body(call)
    known = records.require_version(call, _taggable(call, given), _field(given, "version"))
    known["tags"][_field(given, "key")] = str(given.get("value", ""))
    return Response.json({})


@endpoint("DELETE", VERSIONS + "/delete-tag")
def delete_version_tag(call: Call) -> Response:
    """Remove a tag of a version."""
    given = body(call)
    known = records.require_version(call, _taggable(call, given), _field(given, "version"))
    _removed(known["tags"], _field(given, "key"))
    return Response.json({})


@endpoint("POST", VERSIONS + "/emit-lineage")
def emit_lineage(call: Call) -> Response:
    """Take note that a version was read or made; lineage is not emulated, and nobody can ask for it."""
    given = body(call)
    records.require_version(call, records.find(call, _name(given)), _field(given, "version"))
    return Response.json({})


def _taggable(call: Call, given: dict[str, Any]) -> Securable:
    found = records.find(call, _name(given))
    if not call.tenant.metastore.grants.manages(call.principal.name, "MODEL", found.full_name):
        call.tenant.metastore.require(call.principal.name, "APPLY_TAG", "MODEL", found.full_name)
    return found


def _removed(tags: dict[str, str], key: str) -> None:
    if tags.pop(key, None) is None:
        raise ResourceDoesNotExist(f"Tag '{key}' does not exist.")


def _name(given: dict[str, Any]) -> str:
    return _field(given, "name")


def _field(given: dict[str, Any], name: str) -> str:
    if given.get(name) in (None, ""):
        raise InvalidParameterValue(f"Missing required field: {name}")
    return str(given[name])


def _model(call: Call, found: Securable) -> Response:
    aliases = records.extras(call, found)["aliases"]
    more = {
        "aliases": [{"alias": alias, "version": str(number)} for alias, number in sorted(aliases.items())],
        "tags": [{"key": key, "value": value} for key, value in found.tags.items()],
    }
    return Response.json({"registered_model": _shown(call, found) | {k: v for k, v in more.items() if v}})


def _shown(call: Call, found: Securable) -> dict[str, Any]:
    shown = {
        "name": found.full_name,
        "creation_timestamp": found.created_at,
        "last_updated_timestamp": found.updated_at,
        "user_id": found.owner,
        "description": found.comment,
    }
    return unity.filled(shown)


def _version(call: Call, found: Securable, known: Resource) -> Response:
    return Response.json({"model_version": _shown_version(call, found, known)})


def _shown_version(call: Call, found: Securable, known: Resource) -> dict[str, Any]:
    aliases = records.aliases_of(call, found, known["version"])
    shown = {
        "name": found.full_name,
        "version": str(known["version"]),
        "creation_timestamp": known["created_at"],
        "last_updated_timestamp": known["updated_at"],
        "user_id": known["created_by"],
        "description": known.get("comment"),
        "source": known.get("source"),
        "run_id": known.get("run_id"),
        "run_tracking_server_id": str(known["run_workspace_id"]) if "run_workspace_id" in known else None,
        "status": known["status"],
        "storage_location": records.location(call, found, known["version"]),
        "model_id": known.get("model_id"),
        "aliases": [{"alias": alias, "version": str(known["version"])} for alias in aliases] or None,
        "tags": [{"key": key, "value": value} for key, value in known["tags"].items()] or None,
    }
    return unity.filled(shown)
