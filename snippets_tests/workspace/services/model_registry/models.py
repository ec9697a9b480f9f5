"""Models of the legacy registry: their names, tags and searches."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    ResourceAlreadyExists,
)
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.experiments.records import as_map
from snippets_tests.workspace.services.experiments.search import body
from snippets_tests.workspace.services.model_registry import records
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response


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
    if records.models_of(call).get(name):
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
    records.models_of(call)[name] = made
    access.created(call.tenant, "registered-models", made["id"], call.principal.name)
    return {"registered_model": records.shown(made)}


@operation("model_registry.get_model")
def get_model(call: Call, name: str) -> dict[str, Any]:
    """One model, with its id for permissions."""
    found = records.model(call, name)
    return {"registered_model_databricks": records.shown(found) | {"id": found["id"], "permission_level": "CAN_MANAGE"}}


@endpoint("GET", records.ROOT + "/registered-models/get")
def get_model_for_client(call: Call) -> Response:
    """One model, as MLflow's client asks for it."""
    return Response.json({"registered_model": records.shown(records.model(call, str(body(call).get("name", ""))))})


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
    kept = [each for each in records.models_of(call).values() if records.held(call, each, "CAN_READ")]
    kept = [each for each in kept if records.fits(filter, {"name": each["name"]})]
    kept.sort(key=lambda each: str(each["name"]), reverse=any("desc" in each.lower() for each in order_by or []))
    found, token = page([records.shown(each) for each in kept], page_token, min(max_results, records.LARGEST_PAGE))
    return {"registered_models": found} | ({"next_page_token": token} if token else {})


@operation("model_registry.update_model")
def update_model(call: Call, name: str, description: str | None = None) -> dict[str, Any]:
    """Change a model's description."""
    found = records.touched(call, records.model(call, name, "CAN_EDIT"))
    found["description"] = description or ""
    return {"registered_model": records.shown(found)}


@operation("model_registry.rename_model")
def rename_model(call: Call, name: str, new_name: str | None = None) -> dict[str, Any]:
    """Give a model another name."""
    if not new_name:
        raise InvalidParameterValue("Missing required field: new_name")
    found = records.model(call, name, "CAN_MANAGE")
    if new_name in records.models_of(call):
        raise ResourceAlreadyExists(f"Registered Model (name={new_name}) already exists.")
    records.models_of(call)[new_name] = records.models_of(call).pop(name)
    found["name"] = new_name
    return {"registered_model": records.shown(records.touched(call, found))}


@operation("model_registry.delete_model")
def delete_model(call: Call, name: str) -> None:
    """Delete a model with its versions; none may be in use."""
    found = records.model(call, name, "CAN_MANAGE")
    for version in found["_versions"].values():
        records.require_idle(version)
    access.forget(call.tenant, "registered-models", found["id"])
    del records.models_of(call)[name]


@operation("model_registry.set_model_tag")
def set_model_tag(call: Call, name: str, key: str, value: str) -> None:
    """Set a tag of a model."""
    records.model(call, name, "CAN_EDIT")["_tags"][key] = value


@operation("model_registry.delete_model_tag")
def delete_model_tag(call: Call, name: str, key: str) -> None:
    """Remove a tag of a model; one that is not there stays away."""
    records.model(call, name, "CAN_EDIT")["_tags"].pop(key, None)
