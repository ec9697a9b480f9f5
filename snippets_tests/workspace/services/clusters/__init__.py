"""Clusters: made, started, resized, restarted, ended, each through the states in which Databricks shows them.

The first `get` after an action completes what it began, so that the SDK's waiters return at once. No machine
is started: code runs on the workspace's one engine.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access, changes, entitlements
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import InvalidParameterValue, InvalidState
from snippets_tests.workspace.paging import page, position, token_for
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.clusters import events, lifecycle, nodes, pools
from snippets_tests.workspace.services.clusters.shape import checked
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

MOST_PINNED = 100
# The access modes with Unity Catalog, which Databricks Connect needs: Standard, Dedicated, and the choice of the two.
CONNECTABLE = frozenset(
    {
        "USER_ISOLATION",
        "SINGLE_USER",
        "DATA_SECURITY_MODE_STANDARD",
        "DATA_SECURITY_MODE_DEDICATED",
        "DATA_SECURITY_MODE_AUTO",
    }
)


@operation("clusters.create")
def create(call: Call, spark_version: str, clone_from: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    """Make a cluster and begin to start it."""
    base: dict[str, Any] = {}
    if clone_from is not None:
        base = dict(_find(call, clone_from["source_cluster_id"], "CAN_ATTACH_TO")["spec"])
    entitlements.require_cluster(call.tenant, call.principal, {**base, **spec})
    spec = checked(call.tenant, {**base, **spec, "spark_version": spark_version})
    cluster = lifecycle.new(call.tenant, call.principal.name, spec)
    return {"cluster_id": cluster["cluster_id"]}


@operation("clusters.get")
def get(call: Call, cluster_id: str) -> Resource:
    """One cluster, with whatever it was doing done."""
    cluster = _find(call, cluster_id, "CAN_ATTACH_TO")
    lifecycle.settle(call.tenant, cluster)
    return lifecycle.shown(cluster)


@operation("clusters.list")
def list_(
    call: Call,
    filter_by: dict[str, Any] | None = None,
    sort_by: dict[str, Any] | None = None,
    page_size: int = 20,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The clusters that the caller may see, pinned ones first, then the newest."""
    clusters = [c for c in _all(call) if _wanted(c, filter_by or {})]
    clusters.reverse()
    by_name = (sort_by or {}).get("field") == "CLUSTER_NAME"
    clusters.sort(key=lambda c: c["cluster_name"] if by_name else not c["_pinned"])
    if by_name and (sort_by or {}).get("direction") == "DESC":
        clusters.reverse()
    if not 1 <= page_size <= 100:
        raise InvalidParameterValue("page_size must be between 1 and 100")
    found, token = page(clusters, page_token, page_size)
    answer: dict[str, Any] = {"clusters": [lifecycle.shown(cluster) for cluster in found]}
    return answer | ({"next_page_token": token} if token else {})


@operation("clusters.start")
def start(call: Call, cluster_id: str) -> None:
    """Start a terminated cluster."""
    cluster = _find(call, cluster_id, "CAN_RESTART")
    lifecycle.start(call.tenant, cluster, call.principal.name)


@operation("clusters.restart")
def restart(call: Call, cluster_id: str, restart_user: str | None = None) -> None:
    """Restart a running cluster."""
    cluster = _find(call, cluster_id, "CAN_RESTART")
    lifecycle.restart(call.tenant, cluster, restart_user or call.principal.name)


@operation("clusters.delete")
def delete(call: Call, cluster_id: str) -> None:
    """Terminate a cluster; it stays in the list and can be started again."""
    cluster = _find(call, cluster_id, "CAN_RESTART")
    lifecycle.terminate(call.tenant, cluster, call.principal.name)


@operation("clusters.permanent_delete")
def permanent_delete(call: Call, cluster_id: str) -> None:
    """Terminate a cluster and forget it."""
    cluster = _find(call, cluster_id, "CAN_MANAGE")
    if cluster["_pinned"]:
        raise lifecycle.refused(InvalidParameterValue, f"Cluster {cluster_id} is pinned. Unpin it before deleting it.")
    pools.take(call.tenant, cluster_id, {})
    del call.tenant.store["clusters"][cluster_id]
    changes.note(call.tenant, "cluster", cluster_id, None)
    access.forget(call.tenant, "clusters", cluster_id)


@operation("clusters.edit")
def edit(call: Call, cluster_id: str, **spec: Any) -> None:
    """Replace the configuration of a running or terminated cluster; a running one restarts."""
    cluster = _find(call, cluster_id, "CAN_MANAGE")
    lifecycle.edit(call.tenant, cluster, checked(call.tenant, spec), call.principal.name)


@operation("clusters.update")
def update(call: Call, cluster_id: str, update_mask: str, cluster: dict[str, Any] | None = None) -> None:
    """Change the fields that the mask names; one that is named and not given is unset."""
    found = _find(call, cluster_id, "CAN_MANAGE")
    spec, given = dict(found["spec"]), cluster or {}
    for path in given if update_mask == "*" else [name.strip() for name in update_mask.split(",")]:
        name = path.partition(".")[0]
        if name not in given:
            spec.pop(name, None)
        elif "." in path:
            spec[name] = {**spec.get(name, {}), path.partition(".")[2]: given[name].get(path.partition(".")[2])}
        else:
            spec[name] = given[name]
            for other in {"num_workers": ("autoscale",), "autoscale": ("num_workers",)}.get(name, ()):
                spec.pop(other, None)
    lifecycle.edit(call.tenant, found, checked(call.tenant, spec), call.principal.name)


@operation("clusters.resize")
def resize(
    call: Call, cluster_id: str, num_workers: int | None = None, autoscale: dict[str, Any] | None = None
) -> None:
    """Change the number of workers of a running cluster."""
    if (num_workers is None) == (autoscale is None):
        raise lifecycle.refused(InvalidParameterValue, "Missing required field: size")
    cluster = _find(call, cluster_id, "CAN_MANAGE")
    size = {"num_workers": num_workers} if autoscale is None else {"autoscale": autoscale}
    lifecycle.resize(call.tenant, cluster, size, call.principal.name)


@operation("clusters.pin")
def pin(call: Call, cluster_id: str) -> None:
    """Keep a cluster in the list however long it is terminated."""
    call.require_admin("Only workspace admins can pin clusters.")
    cluster = _find(call, cluster_id, "CAN_MANAGE")
    if not cluster["_pinned"] and sum(1 for _ in call.tenant.store["clusters"].where(_pinned=True)) >= MOST_PINNED:
        raise lifecycle.refused(InvalidParameterValue, f"At most {MOST_PINNED} clusters can be pinned.")
    if not cluster["_pinned"]:
        cluster["_pinned"] = True
        events.add(call.tenant, cluster, "PINNED", user=call.principal.name)


@operation("clusters.unpin")
def unpin(call: Call, cluster_id: str) -> None:
    """Let a cluster go 30 days after its end."""
    call.require_admin("Only workspace admins can unpin clusters.")
    cluster = _find(call, cluster_id, "CAN_MANAGE")
    if cluster["_pinned"]:
        cluster["_pinned"] = False
        events.add(call.tenant, cluster, "UNPINNED", user=call.principal.name)


@operation("clusters.change_owner")
def change_owner(call: Call, cluster_id: str, owner_username: str) -> None:
    """Give a terminated cluster to another user."""
    call.require_admin("Only workspace admins can change the owner of a cluster.")
    cluster = _find(call, cluster_id, "CAN_MANAGE")
    lifecycle.expect(cluster, "TERMINATED")
    if call.tenant.principal(owner_username) is None:
        raise lifecycle.refused(InvalidParameterValue, f"User {owner_username} does not exist.")
    cluster["creator_user_name"] = owner_username
    access.created(call.tenant, "clusters", cluster_id, owner_username)


@operation("clusters.events")
def list_events(
    call: Call,
    cluster_id: str,
    order: str = "DESC",
    event_types: list[str] | None = None,
    start_time: int | None = None,
    end_time: int | None = None,
    limit: int = 50,
    offset: int = 0,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What happened to a cluster, the latest first."""
    cluster = _find(call, cluster_id, "CAN_ATTACH_TO")
    found = events.select(cluster, order, event_types, start_time, end_time)
    size = page_size or limit
    if not 1 <= size <= 500:
        raise InvalidParameterValue("limit must be between 1 and 500")
    start = position(page_token) if page_token else offset
    end = start + size
    answer: dict[str, Any] = {"total_count": len(found), "events": found[start:end]}
    if end < len(found):
        asked = {"event_types": event_types, "start_time": start_time, "end_time": end_time}
        following = {"cluster_id": cluster_id, "order": order, "offset": end, "limit": size}
        answer["next_page"] = following | {name: value for name, value in asked.items() if value}
        answer["next_page_token"] = token_for(end)
    return answer


@operation("clusters.list_node_types")
def list_node_types(call: Call) -> dict[str, Any]:
    """The node types that a cluster can have."""
    return {"node_types": [nodes.described(node) for node in nodes.NODE_TYPES]}


@operation("clusters.spark_versions")
def spark_versions(call: Call) -> dict[str, Any]:
    """The Databricks Runtime versions that a cluster can have."""
    return {"versions": nodes.spark_versions()}


@operation("clusters.list_zones")
def list_zones(call: Call) -> dict[str, Any]:
    """The availability zones."""
    zones = ["us-west-2a", "us-west-2b", "us-west-2c"]
    return {"zones": zones, "default_zone": zones[0]}


def attached(tenant: Tenant, principal: Principal, cluster_id: str) -> Resource:
    """A cluster ready for a Databricks Connect client; one that is terminated begins to start, as on Databricks.

    Raises:
        ApiError: No such cluster; not allowed; an access mode without Unity Catalog; still starting (the client waits).
    """
    cluster = _found(tenant, principal, cluster_id, "CAN_ATTACH_TO")
    if cluster["spec"].get("data_security_mode") not in CONNECTABLE:
        raise lifecycle.refused(InvalidState, f"Cluster {cluster_id} is not Shared or Single User Cluster.")
    if cluster["state"] == "TERMINATED":
        access.require(tenant, principal, "clusters", cluster_id, "CAN_RESTART")
        lifecycle.start(tenant, cluster, principal.name)
    else:
        lifecycle.settle(tenant, cluster)
    lifecycle.expect(cluster, "RUNNING")
    return cluster


def _find(call: Call, cluster_id: str, level: str) -> Resource:
    return _found(call.tenant, call.principal, cluster_id, level)


def _found(tenant: Tenant, principal: Principal, cluster_id: str, level: str) -> Resource:
    missing = lifecycle.refused(InvalidParameterValue, f"Cluster {cluster_id} does not exist")
    cluster = tenant.store["clusters"].require(cluster_id, missing)
    access.require(tenant, principal, "clusters", cluster_id, level)
    return cluster


def _all(call: Call) -> list[Resource]:
    clusters = call.tenant.store["clusters"].values()
    return [
        c for c in clusters if access.holds(call.tenant, call.principal, "clusters", c["cluster_id"], "CAN_ATTACH_TO")
    ]


def _wanted(cluster: Resource, wanted: dict[str, Any]) -> bool:
    return (
        ("cluster_states" not in wanted or cluster["state"] in wanted["cluster_states"])
        and ("cluster_sources" not in wanted or cluster["cluster_source"] in wanted["cluster_sources"])
        and ("is_pinned" not in wanted or cluster["_pinned"] == wanted["is_pinned"])
        and ("policy_id" not in wanted or cluster.get("policy_id") == wanted["policy_id"])
    )
