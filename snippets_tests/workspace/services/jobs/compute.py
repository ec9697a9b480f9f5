"""The compute of a task: the cluster that it says it ran on, ready after a while. No machine is started."""

from __future__ import annotations

from snippets_tests.workspace import access, entitlements
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.services.clusters import lifecycle, pools
from snippets_tests.workspace.services.jobs.records import Run, Spec, Verdict, broken
from snippets_tests.workspace.tenant import Tenant

NEW_CLUSTER_SECONDS = 120
SERVERLESS_SECONDS = 5


class NoCompute(Exception):
    """The task cannot get the compute that it asks for."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.message)
        self.verdict = verdict


def place(tenant: Tenant, run: Run, task: Spec, principal: Principal) -> Spec | None:
    """Get a task's compute ready: its cluster's ids, or None on serverless compute. A stopped cluster starts."""
    if "existing_cluster_id" in task:
        return _existing(tenant, task["existing_cluster_id"], principal)
    if "job_cluster_key" in task:
        key = task["job_cluster_key"]
        if key not in run.clusters:
            job_cluster = next(each for each in run.settings["job_clusters"] if each["job_cluster_key"] == key)
            run.clusters[key] = _new(tenant, job_cluster["new_cluster"], principal)
        return run.clusters[key]
    if "new_cluster" in task:
        return _new(tenant, task["new_cluster"], principal)
    tenant.clock.advance(SERVERLESS_SECONDS)
    return None


def _existing(tenant: Tenant, cluster_id: str, principal: Principal) -> Spec:
    cluster = tenant.store["clusters"].get(cluster_id)
    if cluster is None:
        raise NoCompute(broken(f"Cluster '{cluster_id}' does not exist", "CLUSTER_ERROR"))
    if not access.holds(tenant, principal, "clusters", cluster_id, "CAN_ATTACH_TO"):
        message = f"{principal.name} does not have permission to attach to cluster '{cluster_id}'"
        raise NoCompute(broken(message, "UNAUTHORIZED_ERROR"))
    lifecycle.settle(tenant, cluster)
    if cluster["state"] == "TERMINATED":
        lifecycle.start(tenant, cluster, principal.name)
        lifecycle.settle(tenant, cluster)
    if cluster["state"] == "TERMINATED":
        raise NoCompute(
            broken(f"Cluster '{cluster_id}' was terminated. Reason: {cluster['state_message']}", "CLUSTER_ERROR")
        )
    tenant.clock.advance()
    return {"cluster_id": cluster_id, "spark_context_id": str(cluster["spark_context_id"])}


def _new(tenant: Tenant, spec: Spec, principal: Principal) -> Spec:
    """A job's own cluster. It ends with its task, so what it takes of a pool is back before anyone looks."""
    if not entitlements.may_create_cluster(tenant, principal, spec):
        message = "Unexpected user error while preparing the cluster for the job. Cause: PERMISSION_DENIED: "
        raise NoCompute(broken(message + entitlements.NO_CLUSTERS, "CLUSTER_ERROR"))
    stamp = tenant.clock.now().strftime("%m%d-%H%M%S")
    cluster_id = f"{stamp}-{tenant.ids.word(8, 'job cluster')}"
    wanted = pools.needed(spec, lifecycle.workers_of(spec))
    try:
        fresh = pools.take(tenant, cluster_id, wanted)
    except pools.NoInstances as failure:
        raise NoCompute(broken(f"Cluster '{cluster_id}' was terminated. Reason: {failure}", "CLUSTER_ERROR")) from None
    tenant.clock.advance(lifecycle.READY_SECONDS if wanted and not fresh else NEW_CLUSTER_SECONDS)
    pools.take(tenant, cluster_id, {})
    return {"cluster_id": cluster_id, "spark_context_id": str(tenant.ids.number(18, "job cluster"))}
