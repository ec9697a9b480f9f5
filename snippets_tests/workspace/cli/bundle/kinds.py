"""How each kind of resource is created, changed and deleted, and where people find it in the workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    `create`, `read`, `update` and `delete` are operations; `id` reads the resource's id from the creating call's answer
    and body; `key` is the parameter that carries the id. `fixed` are fields that only a new resource can have.
    `wrap` builds an update's arguments from the body where they are not the body itself.
    """

    title: str
    create: str
    read: str
    update: str | None
    delete: str
    key: str
    id: Callable[[Mapping[str, Any], Body], str]
    url: str
    fixed: tuple[str, ...] = ()
    wrap: Callable[[Body], Body] = field(default=lambda body: dict(body))
    permissions: str | None = None
    securable: str | None = None
    number: bool = False
    only: tuple[str, ...] | None = None
    """The fields that an update takes, where they are fewer."""


def _answer(name: str) -> Callable[[Mapping[str, Any], Body], str]:
    return lambda answer, body: str(answer[name])


def _body(name: str) -> Callable[[Mapping[str, Any], Body], str]:
    return lambda answer, body: str(body[name])


KINDS: dict[str, Kind] = {
    "catalogs": Kind(
        "Catalogs", "catalogs.create", "catalogs.get", "catalogs.update", "catalogs.delete", "name", _body("name"),
        "/explore/data/{id}", ("name", "storage_root", "connection_name", "share_name", "provider_name"),
        securable="catalog", only=("comment", "options", "properties"),
    ),
    "schemas": Kind(
        "Schemas", "schemas.create", "schemas.get", "schemas.update", "schemas.delete", "full_name",
        _answer("full_name"), "/explore/data/{path}", ("name", "catalog_name", "storage_root"), securable="schema",
        only=("comment", "properties"),
    ),
    "volumes": Kind(
        "Volumes", "volumes.create", "volumes.read", "volumes.update", "volumes.delete", "name", _answer("full_name"),
        "/explore/data/volumes/{path}", ("name", "catalog_name", "schema_name", "volume_type", "storage_location"),
        securable="volume", only=("comment",),
    ),
    "registered_models": Kind(
        "Registered Models", "registered_models.create", "registered_models.get", "registered_models.update",
        "registered_models.delete", "full_name", _answer("full_name"), "/explore/data/models/{path}",
        ("name", "catalog_name", "schema_name", "storage_location"), securable="function", only=("comment",),
    ),
    "sql_warehouses": Kind(
        "SQL Warehouses", "warehouses.create", "warehouses.get", "warehouses.edit", "warehouses.delete", "id",
        _answer("id"), "/sql/warehouses/{id}", permissions="warehouses",
    ),
    "clusters": Kind(
        "Clusters", "clusters.create", "clusters.get", "clusters.edit", "clusters.permanent_delete", "cluster_id",
        _answer("cluster_id"), "/compute/clusters/{id}", permissions="clusters",
    ),
    "secret_scopes": Kind(
        "Secret Scopes", "secrets.create_scope", "secrets.list_acls", None, "secrets.delete_scope", "scope",
        _body("name"), "", ("name", "backend_type", "keyvault_metadata"),
    ),
    "experiments": Kind(
        "Experiments", "experiments.create_experiment", "experiments.get_experiment", "experiments.update_experiment",
        "experiments.delete_experiment", "experiment_id", _answer("experiment_id"), "/ml/experiments/{id}",
        ("artifact_location",), lambda body: {"new_name": body["name"]}, permissions="experiments",
    ),
    "models": Kind(
        "Models", "model_registry.create_model", "model_registry.get_model", "model_registry.update_model",
        "model_registry.delete_model", "name", _body("name"), "/ml/models/{id}", ("name",),
    ),
    "model_serving_endpoints": Kind(
        "Model Serving Endpoints", "serving_endpoints.create", "serving_endpoints.get",
        "serving_endpoints.update_config", "serving_endpoints.delete", "name", _body("name"), "/ml/endpoints/{id}",
        ("name", "route_optimized"), lambda body: dict(body.get("config") or {}),
    ),
    "pipelines": Kind(
        "Pipelines", "pipelines.create", "pipelines.get", "pipelines.update", "pipelines.delete", "pipeline_id",
        _answer("pipeline_id"), "/pipelines/{id}", permissions="pipelines",
    ),
    "jobs": Kind(
        "Jobs", "jobs.create", "jobs.get", "jobs.reset", "jobs.delete", "job_id", _answer("job_id"), "/jobs/{id}",
        wrap=lambda body: {"new_settings": body}, permissions="jobs", number=True,
    ),
    "dashboards": Kind(
        "Dashboards", "lakeview.create", "lakeview.get", "lakeview.update", "lakeview.trash", "dashboard_id",
        _answer("dashboard_id"), "/dashboardsv3/{id}/published", ("parent_path",), permissions="dashboards",
    ),
    "apps": Kind(
        "Apps", "apps.create", "apps.get", "apps.update", "apps.delete", "name", _body("name"), "/apps/{id}", ("name",),
        permissions="apps", only=("description", "resources", "user_api_scopes"),
    ),
}  # fmt: skip
"""The kinds that are deployed, in an order in which the earlier rarely need the later."""

BESIDE = frozenset({"permissions", "grants", "lifecycle", "config", "source_code_path", "dataset_catalog"})
"""What a bundle says of a resource that its creating call does not take, but for those kinds where it does."""

LEVELS: dict[str, dict[str, str]] = {
    "clusters": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_RESTART", "CAN_VIEW": "CAN_ATTACH_TO"},
    "dashboards": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_RUN", "CAN_VIEW": "CAN_READ"},
    "experiments": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_READ", "CAN_VIEW": "CAN_READ"},
    "jobs": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_MANAGE_RUN", "CAN_VIEW": "CAN_VIEW"},
    "pipelines": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_RUN", "CAN_VIEW": "CAN_VIEW"},
    "warehouses": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_USE", "CAN_VIEW": "CAN_VIEW"},
    "apps": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_USE", "CAN_VIEW": "CAN_USE"},
}
"""What the bundle's own three levels mean for a type of object."""


def url(host: str, group: str, found: str) -> str:
    """Where people find a resource in the workspace; the workspace itself for kinds without a page."""
    if group not in KINDS or not KINDS[group].url:
        return host
    return host + KINDS[group].url.format(id=found, path=found.replace(".", "/"))


def request_body(group: str, body: Body) -> Body:
    """A resource's body as its creating call takes it."""
    kept = {"config"} if group == "model_serving_endpoints" else set()
    plain = {name: value for name, value in body.items() if name not in BESIDE - kept}
    if group == "secret_scopes":
        plain["scope"] = plain.pop("name")
    if group == "dashboards":
        plain.pop("embed_credentials", None)
    return plain
