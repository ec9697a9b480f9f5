"""What the workspace as a whole lets somebody do: entitlements of a person or of a group, as SCIM keeps them."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import PermissionDenied
from snippets_tests.workspace.tenant import Tenant

CREATE_CLUSTERS = "allow-cluster-create"
CREATE_POOLS = "allow-instance-pool-create"
NO_CLUSTERS = "You are not authorized to create clusters. Please contact your administrator for access."
NO_POOLS = "You are not authorized to create instance pools. Please contact your administrator for access."


def holds(tenant: Tenant, principal: Principal, entitlement: str) -> bool:
    """Whether somebody has an entitlement: in person, through a group, or as an admin."""
    found = tenant.directory.find(principal.id)
    holders = [*([found[1]] if found else []), *tenant.directory.memberships(principal.id)]
    return principal.admin or any(
        entry.get("value") == entitlement for holder in holders for entry in holder.get("entitlements") or []
    )


def may_create_cluster(tenant: Tenant, principal: Principal, spec: dict[str, Any]) -> bool:
    """Whether somebody may make this cluster: any, with the entitlement; else those of the policies that he may use."""
    policy = spec.get("policy_id")
    by_policy = policy is not None and access.holds(tenant, principal, "cluster-policies", policy, "CAN_USE")
    return by_policy or holds(tenant, principal, CREATE_CLUSTERS)


def require_cluster(tenant: Tenant, principal: Principal, spec: dict[str, Any]) -> None:
    """Refuse who may not make this cluster."""
    if not may_create_cluster(tenant, principal, spec):
        raise PermissionDenied(NO_CLUSTERS)


def require_pools(tenant: Tenant, principal: Principal) -> None:
    """Refuse who may not make instance pools."""
    if not holds(tenant, principal, CREATE_POOLS):
        raise PermissionDenied(NO_POOLS)
