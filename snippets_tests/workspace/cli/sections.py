"""Where a command stands in the help of the official program: its sections, and what it does not show.

Read off `databricks --help` and `databricks account --help` as https://github.com/databricks/cli keeps them in
acceptance/help/output.txt and acceptance/cmd/account/account-help/output.txt.
"""

from __future__ import annotations

from collections.abc import Iterable

Sections = tuple[tuple[str, tuple[str, ...]], ...]
"""Titles in their order, each with the names of the commands below it."""

#: Services of the API that the official program has no commands for.
NOT_COMMANDS = {
    "account-access-control-proxy",  # the account has `access-control` instead
    "command-execution",  # runs code for a client that keeps a context
    "dbfs",  # `fs` instead
    "dbsql-permissions",  # `permissions` instead
    "files",  # `fs` instead
    "serving-endpoints-data-plane",  # spoken to by the SDK alone
    "statement-execution",  # `api` instead
}

#: Services whose hand-written commands come first, and those of the API below as management.
MAIN: dict[str, tuple[str, ...]] = {
    "apps": ("dev-remote", "import", "init", "logs", "run-local", "validate"),
    "pipelines": (
        "deploy", "destroy", "dry-run", "generate", "history", "init", "logs", "open", "run", "stop",
    ),
}  # fmt: skip

ROOT: Sections = (
    ("Databricks Workspace", ("fs", "git-credentials", "repos", "secrets", "workspace")),
    (
        "Compute",
        (
            "cluster-policies", "clusters", "global-init-scripts", "instance-pools", "instance-profiles", "libraries",
            "policy-compliance-for-clusters", "policy-families",
        ),
    ),
    ("Lakeflow", ("jobs", "pipelines", "policy-compliance-for-jobs")),
    ("Machine Learning", ("experiments", "model-registry")),
    ("Real-time Serving", ("serving-endpoints",)),
    ("Apps", ("apps",)),
    ("Vector Search", ("vector-search-endpoints", "vector-search-indexes")),
    ("AI Search", ("ai-search",)),
    (
        "Identity and Access Management",
        (
            "current-user", "groups", "groups-v2", "permissions", "service-principals", "service-principals-v2",
            "users", "users-v2", "workspace-iam-v2",
        ),
    ),
    (
        "Databricks SQL",
        (
            "alerts", "alerts-legacy", "alerts-v2", "dashboards", "data-sources", "queries", "queries-legacy",
            "query-history", "warehouses",
        ),
    ),
    ("AI/BI", ("genie", "lakeview", "lakeview-embedded")),
    (
        "Unity Catalog",
        (
            "ai-gateway", "artifact-allowlists", "catalogs", "connections", "credentials", "entity-tag-assignments",
            "external-lineage", "external-locations", "external-metadata", "functions", "grants", "metastores",
            "model-versions", "online-tables", "policies", "quality-monitors", "registered-models", "resource-quotas",
            "rfa", "schemas", "secrets-uc", "storage-credentials", "system-schemas", "table-constraints", "tables",
            "temporary-path-credentials", "temporary-table-credentials", "temporary-volume-credentials", "volumes",
            "workspace-bindings",
        ),
    ),
    (
        "Delta Sharing",
        ("providers", "recipient-activation", "recipient-federation-policies", "recipients", "shares"),
    ),
    (
        "Settings",
        (
            "ip-access-lists", "notification-destinations", "settings", "token-management", "tokens",
            "workspace-conf", "workspace-settings-v2",
        ),
    ),
    ("OAuth", ("service-principal-secrets-proxy",)),
    (
        "Marketplace",
        (
            "consumer-fulfillments", "consumer-installations", "consumer-listings",
            "consumer-personalization-requests", "consumer-providers", "provider-exchange-filters",
            "provider-exchanges", "provider-files", "provider-listings", "provider-personalization-requests",
            "provider-provider-analytics-dashboards", "provider-providers",
        ),
    ),
    (
        "Clean Rooms",
        (
            "clean-room-asset-revisions", "clean-room-assets", "clean-room-auto-approval-rules",
            "clean-room-task-runs", "clean-rooms",
        ),
    ),
    ("Quality Monitor", ("quality-monitor-v2",)),
    ("Data Classification", ("data-classification",)),
    ("Data Quality Monitoring", ("data-quality",)),
    ("Database Instances", ("database", "psql")),
    ("Agent Bricks", ("knowledge-assistants", "supervisor-agents")),
    ("Tags", ("tag-policies", "workspace-entity-tag-assignments")),
    ("Postgres", ("postgres",)),
    ("Environments", ("environments",)),
    ("Developer Tools", ("bundle", "sync")),
)  # fmt: skip

ACCOUNT: Sections = (
    (
        "Identity and Access Management",
        (
            "access-control", "groups", "groups-v2", "iam-v2", "service-principals", "service-principals-v2", "users",
            "users-v2", "workspace-assignment",
        ),
    ),
    ("Unity Catalog", ("metastore-assignments", "metastores", "storage-credentials")),
    (
        "Settings",
        (
            "ip-access-lists", "network-connectivity", "network-policies", "settings", "settings-v2",
            "workspace-network-configuration",
        ),
    ),
    (
        "Provisioning",
        (
            "credentials", "encryption-keys", "endpoints", "networks", "private-access", "storage", "vpc-endpoints",
            "workspaces",
        ),
    ),
    ("Billing", ("billable-usage", "budget-policy", "budgets", "log-delivery", "usage-dashboards")),
    (
        "OAuth",
        (
            "custom-app-integration", "federation-policy", "o-auth-published-apps", "published-app-integration",
            "service-principal-federation-policy", "service-principal-secrets",
        ),
    ),
)  # fmt: skip


def shown(sections: Sections) -> frozenset[str]:
    """All names of some sections; a group that is in none is a preview, which works but is not shown."""
    return frozenset(name for _, names in sections for name in names)


def of_service(names: Iterable[str], by_hand: Iterable[str] = ()) -> Sections:
    """The sections of a service's own help: its commands, those of the API beside hand-written ones, permissions."""
    rest, own = list(names), set(by_hand)
    permissions = tuple(name for name in rest if name.endswith(("-permissions", "-permission-levels")))
    main = tuple(name for name in rest if name not in permissions and (not own or name in own))
    management = tuple(name for name in rest if name not in permissions and name not in main)
    found = (("Main Commands", main), ("Management Commands", management), ("Permission Commands", permissions))
    return tuple((title, below) for title, below in found if below)
