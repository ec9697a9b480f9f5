"""Permissions on workspace objects (clusters, jobs, directories, warehouses …): who holds which level on which object.

Unity Catalog's grants are another thing and live in the metastore.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from snippets_tests.workspace.directory import ADMINS, Principal
from snippets_tests.workspace.errors import PermissionDenied
from snippets_tests.workspace.tenant import Tenant

# Object types as in /api/2.0/permissions/<type>/<id>, with their levels from the weakest to the strongest.
LEVELS: dict[str, tuple[str, ...]] = {
    "alertsv2": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "apps": ("CAN_USE", "CAN_MANAGE"),
    "authorization": ("CAN_USE",),
    "clusters": ("CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"),
    "cluster-policies": ("CAN_USE",),
    "dashboards": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "database-instances": ("CAN_CREATE", "CAN_USE", "CAN_MANAGE"),
    "directories": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "experiments": ("CAN_READ", "CAN_EDIT", "CAN_MANAGE"),
    "files": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "instance-pools": ("CAN_ATTACH_TO", "CAN_MANAGE"),
    "jobs": ("CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE", "IS_OWNER"),
    "knowledge-assistants": ("CAN_QUERY", "CAN_MANAGE"),
    "notebooks": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "pipelines": ("CAN_VIEW", "CAN_RUN", "CAN_MANAGE", "IS_OWNER"),
    "queries": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "registered-models": (
        "CAN_READ",
        "CAN_EDIT",
        "CAN_MANAGE_STAGING_VERSIONS",
        "CAN_MANAGE_PRODUCTION_VERSIONS",
        "CAN_MANAGE",
    ),
    "repos": ("CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "serving-endpoints": ("CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"),
    "sql/alerts": ("CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "sql/dashboards": ("CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "sql/queries": ("CAN_RUN", "CAN_EDIT", "CAN_MANAGE"),
    "supervisor-agents": ("CAN_QUERY", "CAN_MANAGE"),
    "vector-search-endpoints": ("CAN_CREATE", "CAN_USE", "CAN_MANAGE"),
    "warehouses": ("CAN_VIEW", "CAN_MONITOR", "CAN_USE", "CAN_MANAGE", "IS_OWNER"),
}
# What the creator of an object gets; where there is no owner, the right to manage.
OWNED = frozenset(kind for kind, levels in LEVELS.items() if "IS_OWNER" in levels)
# Objects that admins manage without being named: the API shows them as inherited.
ROOTS = {
    "clusters": "/clusters/",
    "jobs": "/jobs/",
    "pipelines": "/pipelines/",
    "warehouses": "/sql/warehouses/",
    "instance-pools": "/instance-pools/",
    "cluster-policies": "/cluster-policies/",
    "serving-endpoints": "/serving-endpoints/",
    "registered-models": "/registered-models/",
}

# Object types to the collection that holds the objects; workspace objects are found by their ids instead.
COLLECTIONS = {
    "alertsv2": "alerts_v2.alert",
    "apps": "apps",
    "clusters": "clusters",
    "cluster-policies": "cluster_policies",
    "dashboards": "lakeview",
    "database-instances": "database.database_instance",
    "experiments": "experiments",
    "instance-pools": "instance_pools",
    "jobs": "jobs",
    "knowledge-assistants": "knowledge_assistants",
    "pipelines": "pipelines",
    "queries": "queries",
    "registered-models": "model_registry.model",
    "repos": "repos",
    "serving-endpoints": "serving_endpoints",
    "supervisor-agents": "supervisor_agents",
    "vector-search-endpoints": "vector_search_endpoints.endpoint",
    "warehouses": "warehouses",
}

Entries = dict[str, str]


def created(tenant: Tenant, kind: str, identity: object, owner: str) -> None:
    """Let the creator of an object own or manage it."""
    strongest = LEVELS[kind][-1]
    _entries(tenant, kind, identity)[owner] = strongest


def forget(tenant: Tenant, kind: str, identity: object) -> None:
    """Drop the permissions of an object that is gone."""
    tenant.store["permissions"].pop(f"{kind}/{identity}", None)


def entries(tenant: Tenant, kind: str, identity: object) -> Entries:
    """Names and levels as they were granted on the object itself."""
    return dict(_entries(tenant, kind, identity))


def replace(tenant: Tenant, kind: str, identity: object, new: Entries) -> None:
    """Set the permissions of an object."""
    tenant.store["permissions"][f"{kind}/{identity}"] = dict(new)


def holds(tenant: Tenant, principal: Principal, kind: str, identity: object, level: str) -> bool:
    """Whether someone has at least this level on an object, in person, through a group, or as an admin."""
    if principal.admin:
        return True
    levels = LEVELS[kind]
    wanted = levels.index(level)
    return any(levels.index(held) >= wanted for held in _held(tenant, principal, kind, identity))


def require(tenant: Tenant, principal: Principal, kind: str, identity: object, level: str) -> None:
    """Refuse who has not at least this level on an object."""
    if not holds(tenant, principal, kind, identity, level):
        raise PermissionDenied(
            f"{principal.name} does not have {level} permission on {kind.rstrip('s')} {identity}. "
            "Please contact the owner or an administrator for access."
        )


def inherited(kind: str) -> list[dict[str, Any]]:
    """What holds on every object of a kind without being granted."""
    if kind not in ROOTS:
        return []
    permission = {"permission_level": "CAN_MANAGE", "inherited": True, "inherited_from_object": [ROOTS[kind]]}
    return [{"group_name": ADMINS, "all_permissions": [permission]}] if "CAN_MANAGE" in LEVELS[kind] else []


def _entries(tenant: Tenant, kind: str, identity: object) -> Entries:
    return tenant.store["permissions"].setdefault(f"{kind}/{identity}", {})


def _held(tenant: Tenant, principal: Principal, kind: str, identity: object) -> Iterable[str]:
    return (level for who, level in _entries(tenant, kind, identity).items() if who in principal.names)
