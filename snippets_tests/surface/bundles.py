"""The words of a bundle's configuration around the resources, as the published reference lists them.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/reference
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """A set of names, written as text."""
    return frozenset(text.split())


TOP = words(
    """
    artifacts bundle environments experimental include permissions presets python resources run_as scripts
    sync targets variables workspace
    """
)
BUNDLE = words("cluster_id compute_id databricks_cli_version deployment engine git name uuid")
TARGET = words(
    """
    artifacts bundle cluster_id compute_id default git mode permissions presets resources run_as sync
    variables workspace
    """
)
WORKSPACE = words(
    """
    account_id artifact_path auth_type azure_client_id azure_environment azure_login_app_id azure_tenant_id
    azure_use_msi azure_workspace_resource_id client_id experimental_is_unified_host file_path
    google_service_account host profile resource_path root_path state_path workspace_id
    """
)
VARIABLE = words("default description lookup type")
SYNC = words("exclude include paths")
PRESETS = words(
    """
    artifacts_dynamic_version jobs_max_concurrent_runs name_prefix pipelines_development
    source_linked_deployment tags trigger_pause_status
    """
)
ARTIFACT = words("build dynamic_version executable files path type")
PYTHON = words("mutators resources venv_path")
RUN_AS = words("service_principal_name user_name")
PERMISSION = words("group_name level service_principal_name user_name")
MODES = ("development", "production")

RESOURCES: dict[str, str | None] = {
    "alerts": "alerts_v2.create_alert",
    "apps": "apps.create",
    "catalogs": "catalogs.create",
    "cluster_policies": "cluster_policies.create",
    "clusters": "clusters.create",
    "dashboards": "lakeview.create",
    "database_catalogs": "database.create_database_catalog",
    "database_instances": "database.create_database_instance",
    "experiments": "experiments.create_experiment",
    "external_locations": "external_locations.create",
    "genie_spaces": "genie.create_space",
    "instance_pools": "instance_pools.create",
    "jobs": "jobs.create",
    "model_serving_endpoints": "serving_endpoints.create",
    "models": "model_registry.create_model",
    "pipelines": "pipelines.create",
    "quality_monitors": "quality_monitors.create",
    "registered_models": "registered_models.create",
    "schemas": "schemas.create",
    "secret_scopes": None,
    "sql_warehouses": "warehouses.create",
    "synced_database_tables": "database.create_synced_database_table",
    "vector_search_endpoints": "vector_search_endpoints.create_endpoint",
    "vector_search_indexes": "vector_search_indexes.create_index",
    "volumes": "volumes.create",
}
"""Kinds of resources, and the operation whose body describes one; None where bundles have a form of their own."""

REFUSED = words(
    """
    job_runs postgres_branches postgres_catalogs postgres_databases postgres_endpoints postgres_projects postgres_roles
    postgres_snapshot_schedules postgres_synced_tables secrets
    """
)
"""Kinds of the official command that have no operation of their form in this SDK, or none that is confirmed."""

OWN = frozenset({"permissions", "grants", "lifecycle"})
"""Keys that a bundle adds to resources."""

OWN_KINDS = {
    "permissions": words(
        """
        alerts apps cluster_policies clusters dashboards database_instances experiments instance_pools jobs
        model_serving_endpoints models pipelines secret_scopes sql_warehouses vector_search_endpoints
        """
    ),
    "grants": words("catalogs external_locations registered_models schemas volumes"),
}
"""The kinds to which it adds them; `lifecycle` is for all."""

ALSO = {
    "alerts": words("file_path"),
    "apps": words("config"),
    "dashboards": words("dataset_catalog dataset_schema embed_credentials file_path serialized_dashboard"),
    "pipelines": words("run_as"),
}
"""Not in the creating call, or there in another form, but a bundle's resource may say it."""

ELSE = {"secret_scopes": words("backend_type keyvault_metadata name")}
"""All keys of the kinds that no operation describes."""
