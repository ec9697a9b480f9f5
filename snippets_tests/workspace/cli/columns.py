"""The tables that the official command prints for lists in text mode, as data; other answers are printed as JSON.

From the public sources of its list templates: heads and columns by command; several have no head. Values are paths
into an item; a function makes the odd ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Column = str | Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Table:
    """A list's columns. `items` is the field that holds the rows where the operation is not a paged list."""

    columns: tuple[Column, ...]
    heads: tuple[str, ...] = ()
    items: str | None = None

    def rows(self, items: list[Mapping[str, Any]]) -> list[tuple[str, ...]]:
        """The texts to print, heads first."""
        body = [tuple(_cell(item, column) for column in self.columns) for item in items]
        return [self.heads, *body] if self.heads else body


def _cell(item: Mapping[str, Any], column: Column) -> str:
    if not isinstance(column, str):
        return column(item)
    value: Any = item
    for part in column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _active(item: Mapping[str, Any]) -> str:
    return "ACTIVE" if item.get("active") else "DISABLED"


def _groups(item: Mapping[str, Any]) -> str:
    return "".join(f"{group.get('display', '')} " for group in item.get("groups") or ())


def _addresses(item: Mapping[str, Any]) -> str:
    return ",".join(item.get("ip_addresses") or ())


def _enabled(item: Mapping[str, Any]) -> str:
    return "ENABLED" if item.get("enabled") else "DISABLED"


def _credential(item: Mapping[str, Any]) -> str:
    parts = (("aws_iam_role", "role_arn"), ("azure_service_principal", "application_id"))
    return "".join((item.get(part) or {}).get(field, "") for part, field in parts)


TABLES: dict[str, Table] = {
    "alerts.list": Table(("id", "display_name", "state")),
    "apps.list": Table(
        ("name", "url", "compute_status.state", "active_deployment.status.state"),
        ("Name", "Url", "ComputeStatus", "DeploymentStatus"),
    ),
    "apps.list_deployments": Table(
        ("deployment_id", "status.state", "create_time"), ("DeploymentId", "State", "CreatedAt")
    ),
    "catalogs.list": Table(("name", "catalog_type", "comment"), ("Name", "Type", "Comment")),
    "cluster_policies.list": Table(("policy_id", "name")),
    "clusters.list": Table(("cluster_id", "cluster_name", "state"), ("ID", "Name", "State")),
    "clusters.list_node_types": Table(("node_type_id", "num_cores", "memory_mb", "category"), items="node_types"),
    "clusters.spark_versions": Table(("key", "name"), items="versions"),
    "external_locations.list": Table(("name", "credential_name", "url"), ("Name", "Credential", "URL")),
    "groups.list": Table(("id", "displayName")),
    "instance_pools.list": Table(("instance_pool_id", "instance_pool_name", "node_type_id", "state")),
    "ip_access_lists.list": Table(("list_id", "label", _addresses, "list_type", _enabled)),
    "jobs.list": Table(("job_id", "settings.name")),
    "jobs.list_runs": Table(
        ("job_id", "run_id", "state.result_state", "run_page_url"), ("Job ID", "Run ID", "Result State", "URL")
    ),
    "metastores.list": Table(("metastore_id", "name", "region"), ("ID", "Name", "Region")),
    "pipelines.list_pipelines": Table(("pipeline_id", "name", "state")),
    "pipelines.list_pipeline_events": Table(
        ("timestamp", "level", "event_type", "message"), ("Timestamp", "Level", "Event Type", "Message")
    ),
    "queries.list": Table(("id", "display_name", "owner_user_name"), ("ID", "Name", "Author")),
    "repos.list": Table(("id", "path", "branch", "url")),
    "schemas.list": Table(("full_name", "owner", "comment"), ("Full Name", "Owner", "Comment")),
    "secrets.list_scopes": Table(("name", "backend_type"), ("Scope", "Backend Type")),
    "secrets.list_secrets": Table(("key", "last_updated_timestamp"), ("Key", "Last Updated Timestamp")),
    "service_principals.list": Table(("id", "applicationId", "displayName", _groups, _active)),
    "serving_endpoints.list": Table(("name", "state.ready", "creator")),
    "storage_credentials.list": Table(("id", "name", _credential), ("ID", "Name", "Credentials")),
    "tables.list": Table(("full_name", "table_type"), ("Full Name", "Table Type")),
    "token_management.list": Table(("token_id", "created_by_username", "comment"), ("ID", "Created By", "Comment")),
    "tokens.list": Table(("token_id", "expiry_time", "comment"), ("ID", "Expiry time", "Comment")),
    "users.list": Table(("id", "userName", _groups, _active)),
    "volumes.list": Table(("name", "volume_type", "full_name")),
    "warehouses.list": Table(("id", "name", "cluster_size", "state"), ("ID", "Name", "Size", "State")),
    "workspace.list": Table(("object_id", "object_type", "language", "path"), ("ID", "Type", "Language", "Path")),
}
