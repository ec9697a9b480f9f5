"""A cluster's states: which action is allowed in which, what it begins, and how it ends at the next look."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access, changes
from snippets_tests.workspace.errors import InvalidState
from snippets_tests.workspace.services.clusters import events, nodes, pools
from snippets_tests.workspace.services.clusters.shape import refused
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

__all__ = ["edit", "expect", "new", "refused", "resize", "restart", "settle", "shown", "start", "terminate"]

# State in transition: the state it leads to, and the seconds that it takes.
TRANSITIONS = {
    "PENDING": ("RUNNING", 180),
    "RESTARTING": ("RUNNING", 120),
    "RESIZING": ("RUNNING", 60),
    "TERMINATING": ("TERMINATED", 20),
}
# How long a cluster takes whose instances its pools had ready.
READY_SECONDS = 60
MESSAGE = "databricks_error_message"
ALIVE = ("driver", "executors", "spark_context_id", "jdbc_port", "cluster_cores", "cluster_memory_mb")


def new(tenant: Tenant, owner: str, spec: dict[str, Any], source: str = "API") -> Resource:
    """Take in a cluster that is starting."""
    stamp = tenant.clock.now().strftime("%m%d-%H%M%S")
    cluster: Resource = {
        "cluster_id": f"{stamp}-{tenant.ids.word(8, 'cluster')}",
        "creator_user_name": owner,
        "cluster_source": source,
        "start_time": tenant.clock.millis(),
        "_pinned": False,
        "_events": [],
    }
    _configure(cluster, spec)
    tenant.store["clusters"][cluster["cluster_id"]] = cluster
    access.created(tenant, "clusters", cluster["cluster_id"], owner)
    _changed(tenant, cluster)
    _begin(tenant, cluster, "PENDING", "Finding instances for new nodes, acquiring more instances if necessary")
    events.add(tenant, cluster, "CREATING", attributes=_attributes(spec), cluster_size=_size(spec), user=owner)
    _take_instances(tenant, cluster)
    return cluster


def start(tenant: Tenant, cluster: Resource, user: str) -> None:
    """Begin to start a terminated cluster."""
    expect(cluster, "TERMINATED")
    for field in ("termination_reason", "terminated_time"):
        cluster.pop(field, None)
    cluster["start_time"] = tenant.clock.millis()
    _begin(tenant, cluster, "PENDING", "Starting Spark")
    events.add(tenant, cluster, "STARTING", user=user)
    _take_instances(tenant, cluster)


def restart(tenant: Tenant, cluster: Resource, user: str) -> None:
    """Begin to restart a running cluster."""
    expect(cluster, "RUNNING", "RESIZING")
    _begin(tenant, cluster, "RESTARTING", "Restarting cluster")
    events.add(tenant, cluster, "RESTARTING", user=user)


def terminate(tenant: Tenant, cluster: Resource, user: str) -> None:
    """Begin to end a cluster; one that ends or has ended stays so."""
    if cluster["state"] in ("TERMINATING", "TERMINATED"):
        return
    reason = {"code": "USER_REQUEST", "type": "SUCCESS", "parameters": {"username": user}}
    cluster["termination_reason"] = reason
    _begin(tenant, cluster, "TERMINATING", "Terminating cluster")
    events.add(tenant, cluster, "TERMINATING", reason=reason)


def resize(tenant: Tenant, cluster: Resource, size: dict[str, Any], user: str) -> None:
    """Begin to give a running cluster another size."""
    expect(cluster, "RUNNING")
    before = _size(cluster["spec"])
    spec = {k: v for k, v in cluster["spec"].items() if k not in ("num_workers", "autoscale")} | size
    _configure(cluster, spec)
    _changed(tenant, cluster)
    _begin(tenant, cluster, "RESIZING", "Resizing cluster")
    events.add(tenant, cluster, "RESIZING", cluster_size=_size(spec), previous_cluster_size=before, user=user)
    try:
        pools.take(tenant, cluster["cluster_id"], pools.needed(spec, workers_of(spec)))
    except pools.NoInstances as failure:
        cluster["_workers"] = len(cluster["executors"])
        events.add(tenant, cluster, "ADD_NODES_FAILED", reason=_reason(failure))


def edit(tenant: Tenant, cluster: Resource, spec: dict[str, Any], user: str) -> None:
    """Configure a cluster anew; a running one restarts."""
    expect(cluster, "RUNNING", "TERMINATED")
    before = cluster["spec"]
    _configure(cluster, spec)
    _changed(tenant, cluster)
    events.add(
        tenant,
        cluster,
        "EDITED",
        attributes=_attributes(spec),
        previous_attributes=_attributes(before),
        cluster_size=_size(spec),
        previous_cluster_size=_size(before),
        user=user,
    )
    if cluster["state"] == "RUNNING":
        _begin(tenant, cluster, "RESTARTING", "Restarting cluster to apply its new configuration")
        _take_instances(tenant, cluster)


def settle(tenant: Tenant, cluster: Resource) -> None:
    """Complete what the cluster is doing."""
    if cluster["state"] not in TRANSITIONS:
        return
    from_state, (state, seconds) = cluster["state"], TRANSITIONS[cluster["state"]]
    tenant.clock.advance(cluster.pop("_seconds", seconds))
    cluster["state"], cluster["state_message"] = state, ""
    if state == "TERMINATED":
        cluster["terminated_time"] = tenant.clock.millis()
        told = cluster["termination_reason"]["parameters"]
        cluster["state_message"] = told.get(MESSAGE) or f"Cluster terminated by user {told['username']}"
        pools.take(tenant, cluster["cluster_id"], {})
        for field in ALIVE:
            cluster.pop(field, None)
        return
    _come_alive(tenant, cluster, from_state)
    workers, wanted = len(cluster["executors"]), workers_of(cluster["spec"])
    if workers == wanted:
        kind = "UPSIZE_COMPLETED" if from_state == "RESIZING" else "RUNNING"
        events.add(tenant, cluster, kind, current_num_workers=workers, target_num_workers=wanted)


def expect(cluster: Resource, *states: str) -> None:
    """Refuse unless the cluster is in one of these states."""
    if cluster["state"] not in states:
        message = f"Cluster {cluster['cluster_id']} is in unexpected state {cluster['state'].capitalize()}."
        raise refused(InvalidState, message)


def shown(cluster: Resource) -> Resource:
    """A cluster as the API shows it."""
    return {name: value for name, value in cluster.items() if not name.startswith("_")}


def _begin(tenant: Tenant, cluster: Resource, state: str, message: str) -> None:
    cluster["state"], cluster["state_message"] = state, message


def _changed(tenant: Tenant, cluster: Resource) -> None:
    kept = {name: cluster[name] for name in ("spec", "creator_user_name", "cluster_source")}
    changes.note(tenant, "cluster", cluster["cluster_id"], kept)


def _take_instances(tenant: Tenant, cluster: Resource) -> None:
    """Get a starting cluster its pools' instances, or begin to end it."""
    wanted = pools.needed(cluster["spec"], workers_of(cluster["spec"]))
    try:
        fresh = pools.take(tenant, cluster["cluster_id"], wanted)
    except pools.NoInstances as failure:
        cluster["termination_reason"] = _reason(failure)
        _begin(tenant, cluster, "TERMINATING", str(failure))
        events.add(tenant, cluster, "TERMINATING", reason=_reason(failure))
        return
    if wanted and not fresh:
        cluster["_seconds"] = READY_SECONDS


def _reason(failure: pools.NoInstances) -> dict[str, Any]:
    parameters = {"instance_pool_id": failure.pool_id, MESSAGE: str(failure)}
    return {"code": failure.code, "type": "CLIENT_ERROR", "parameters": parameters}


def _configure(cluster: Resource, spec: dict[str, Any]) -> None:
    for old in cluster.get("spec", {}):
        cluster.pop(old, None)
    spec = {"cluster_name": "", **spec}
    cluster.update(spec)
    cluster.setdefault("driver_node_type_id", spec["node_type_id"])
    cluster["spec"] = spec
    cluster["default_tags"] = {
        "Vendor": "Databricks",
        "Creator": cluster["creator_user_name"],
        "ClusterName": spec["cluster_name"],
        "ClusterId": cluster["cluster_id"],
    }


def _come_alive(tenant: Tenant, cluster: Resource, from_state: str) -> None:
    now, workers = tenant.clock.millis(), cluster.pop("_workers", workers_of(cluster["spec"]))
    driver, node = nodes.BY_ID[cluster["driver_node_type_id"]], nodes.BY_ID[cluster["node_type_id"]]
    if from_state != "RESIZING" or "driver" not in cluster:
        cluster["driver"] = _machine(tenant, now, 0)
        cluster["spark_context_id"] = tenant.ids.number(18, "spark context")
        cluster["jdbc_port"] = 10000
        cluster["last_state_loss_time"] = cluster["last_restarted_time"] = now
    cluster["executors"] = [_machine(tenant, now, index + 1) for index in range(workers)]
    cluster["cluster_cores"] = float(driver.cores + workers * node.cores)
    cluster["cluster_memory_mb"] = (driver.memory_gb + workers * node.memory_gb) * 1024


def _machine(tenant: Tenant, now: int, index: int) -> dict[str, Any]:
    address = f"10.0.{index // 250}.{10 + index % 250}"
    return {
        "node_id": tenant.ids.hex(32, "node"),
        "instance_id": f"i-{tenant.ids.hex(17, 'instance')}",
        "private_ip": address,
        "host_private_ip": address,
        "start_timestamp": now,
    }


def workers_of(spec: dict[str, Any]) -> int:
    """The workers that a cluster of this specification starts with."""
    if spec.get("is_single_node"):
        return 0
    return int(spec["autoscale"]["min_workers"] if "autoscale" in spec else spec["num_workers"])


def _size(spec: dict[str, Any]) -> dict[str, Any]:
    return {"autoscale": spec["autoscale"]} if "autoscale" in spec else {"num_workers": workers_of(spec)}


def _attributes(spec: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in spec.items() if k not in ("num_workers", "autoscale")}
