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
    object_id: tuple[str, ...] = ()
    """Where the reading call's answer has the id by which permissions know the resource, where that is another."""
    repeats: bool = False
    """Whether an update's body says the id again."""
    deleting: Mapping[str, Any] = field(default_factory=dict)
    """What the deleting call takes beside the id."""


def _answer(name: str) -> Callable[[Mapping[str, Any], Body], str]:
    return lambda answer, body: str(answer[name])


def _masked(body: Body) -> Body:
    return {**body, "update_mask": "*"}


def _body(name: str) -> Callable[[Mapping[str, Any], Body], str]:
    return lambda answer, body: str(body[name])


KINDS: dict[str, Kind] = {
    "catalogs": Kind(
        "Catalogs", "catalogs.create", "catalogs.get", "catalogs.update", "catalogs.delete", "name", _body("name"),
        "/explore/data/{id}", ("name", "storage_root", "connection_name", "share_name", "provider_name"),
        securable="catalog", only=("comment", "options", "properties"), deleting={"force": True},
    ),
    "external_locations": Kind(
        "External Locations", "external_locations.create", "external_locations.get", "external_locations.update",
        "external_locations.delete", "name", _body("name"), "/explore/locations/{id}", ("name",),
        securable="external_location",
    ),
    "schemas": Kind(
        "Schemas", "schemas.create", "schemas.get", "schemas.update", "schemas.delete", "full_name",
        _answer("full_name"), "/explore/data/{path}", ("name", "catalog_name", "storage_root"), securable="schema",
        only=("comment", "properties"), deleting={"force": True},
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
    "instance_pools": Kind(
        "Instance Pools", "instance_pools.create", "instance_pools.get", "instance_pools.edit",
        "instance_pools.delete", "instance_pool_id", _answer("instance_pool_id"), "/compute/instance-pools/{id}",
        ("aws_attributes", "azure_attributes", "disk_spec", "enable_elastic_disk", "gcp_attributes",
         "node_type_flexibility", "node_type_id", "preloaded_docker_images", "preloaded_spark_versions"),
        permissions="instance-pools",
    ),
    "cluster_policies": Kind(
        "Cluster Policies", "cluster_policies.create", "cluster_policies.get", "cluster_policies.edit",
        "cluster_policies.delete", "policy_id", _answer("policy_id"), "/compute/policies/{id}",
        permissions="cluster-policies",
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
        permissions="registered-models", object_id=("registered_model_databricks", "id"),
    ),
    "model_serving_endpoints": Kind(
        "Model Serving Endpoints", "serving_endpoints.create", "serving_endpoints.get",
        "serving_endpoints.update_config", "serving_endpoints.delete", "name", _body("name"), "/ml/endpoints/{id}",
        ("name", "route_optimized"), lambda body: dict(body.get("config") or {}), permissions="serving-endpoints",
        object_id=("id",),
    ),
    "vector_search_endpoints": Kind(
        "Vector Search Endpoints", "vector_search_endpoints.create_endpoint", "vector_search_endpoints.get_endpoint",
        None, "vector_search_endpoints.delete_endpoint", "endpoint_name", _body("name"), "/compute/vector-search/{id}",
        ("name", "endpoint_type", "budget_policy_id", "target_qps", "usage_policy_id"),
        permissions="vector-search-endpoints", object_id=("id",),
    ),
    "vector_search_indexes": Kind(
        "Vector Search Indexes", "vector_search_indexes.create_index", "vector_search_indexes.get_index", None,
        "vector_search_indexes.delete_index", "index_name", _body("name"), "/explore/data/{path}",
        ("name", "endpoint_name", "primary_key", "index_type", "index_subtype", "delta_sync_index_spec",
         "direct_access_index_spec"),
    ),
    "database_instances": Kind(
        "Database Instances", "database.create_database_instance", "database.get_database_instance",
        "database.update_database_instance", "database.delete_database_instance", "name", _body("name"),
        "/compute/database-instances/{id}", ("name", "parent_instance_ref"), _masked, permissions="database-instances",
        repeats=True, deleting={"purge": True},
    ),
    "database_catalogs": Kind(
        "Database Catalogs", "database.create_database_catalog", "database.get_database_catalog", None,
        "database.delete_database_catalog", "name", _body("name"), "/explore/data/{id}",
        ("name", "database_instance_name", "database_name", "create_database_if_not_exists"),
    ),
    "synced_database_tables": Kind(
        "Synced Database Tables", "database.create_synced_database_table", "database.get_synced_database_table", None,
        "database.delete_synced_database_table", "name", _body("name"), "/explore/data/{path}",
        ("name", "database_instance_name", "logical_database_name", "spec"),
    ),
    "quality_monitors": Kind(
        "Quality Monitors", "quality_monitors.create", "quality_monitors.get", "quality_monitors.update",
        "quality_monitors.delete", "table_name", _body("table_name"), "/explore/data/{path}",
        ("table_name", "assets_dir"),
        only=("baseline_table_name", "custom_metrics", "data_classification_config", "inference_log", "notifications",
              "output_schema_name", "schedule", "slicing_exprs", "snapshot", "time_series"),
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
    "alerts": Kind(
        "Alerts", "alerts_v2.create_alert", "alerts_v2.get_alert", "alerts_v2.update_alert", "alerts_v2.trash_alert",
        "id", _answer("id"), "/sql/alerts-v2/{id}", ("parent_path",), _masked, permissions="alertsv2",
    ),
    "genie_spaces": Kind(
        "Genie Spaces", "genie.create_space", "genie.get_space", "genie.update_space", "genie.trash_space", "space_id",
        _answer("space_id"), "/genie/rooms/{id}", ("parent_path",),
    ),
    "apps": Kind(
        "Apps", "apps.create", "apps.get", "apps.update", "apps.delete", "name", _body("name"), "/apps/{id}", ("name",),
        permissions="apps", only=("description", "resources", "user_api_scopes"),
    ),
}  # fmt: skip
"""The kinds that are deployed, in an order in which the earlier rarely need the later."""

BESIDE = frozenset({"permissions", "grants", "lifecycle", "config", "source_code_path", "dataset_catalog"})
"""What a bundle says of a resource that its creating call does not take, but for those kinds where it does."""


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
