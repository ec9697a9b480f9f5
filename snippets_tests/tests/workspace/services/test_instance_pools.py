"""Instance pools: their settings, and the instances that clusters take from them and give back."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, OperationFailed
from databricks.sdk.service.compute import EventType, State, TerminationReasonCode

from snippets_tests.workspace import Tenant

RUNTIME = "16.4.x-scala2.12"


def counts(w: WorkspaceClient, pool: str) -> tuple[int | None, int | None]:
    """The used and the idle instances of a pool."""
    stats = w.instance_pools.get(pool).stats
    assert stats is not None
    return stats.used_count, stats.idle_count


def test_a_pool_gives_its_clusters_their_node_type(w: WorkspaceClient) -> None:
    pool = w.instance_pools.create("warm", "i3.2xlarge", min_idle_instances=1).instance_pool_id or ""
    made = w.clusters.create_and_wait(spark_version="16.4.x-scala2.12", instance_pool_id=pool, num_workers=1)
    assert (made.instance_pool_id, made.node_type_id) == (pool, "i3.2xlarge")


def test_a_pool_is_edited_listed_and_deleted(w: WorkspaceClient) -> None:
    pool = w.instance_pools.create("warm", "i3.xlarge", max_capacity=4).instance_pool_id or ""
    w.instance_pools.edit(pool, "hot", "i3.xlarge", max_capacity=8)
    assert [(p.instance_pool_name, p.max_capacity) for p in w.instance_pools.list()] == [("hot", 8)]
    with pytest.raises(InvalidParameterValue, match="The node type of an instance pool cannot be changed"):
        w.instance_pools.edit(pool, "hot", "i3.2xlarge")
    w.instance_pools.delete(pool)
    with pytest.raises(InvalidParameterValue, match="Can't find an instance pool with id"):
        w.instance_pools.get(pool)


def test_a_wrong_pool_is_refused(w: WorkspaceClient) -> None:
    w.instance_pools.create("warm", "i3.xlarge")
    for name, node, message in (("warm", "i3.xlarge", "already exists"), ("x", "i9.huge", "is not supported")):
        with pytest.raises(InvalidParameterValue, match=message):
            w.instance_pools.create(name, node)


def test_a_cluster_takes_idle_instances_and_gives_them_back(w: WorkspaceClient, tenant: Tenant) -> None:
    pool = (
        w.instance_pools.create(
            "warm", "i3.xlarge", min_idle_instances=2, max_capacity=5, idle_instance_autotermination_minutes=30
        ).instance_pool_id
        or ""
    )
    assert counts(w, pool) == (0, 2)
    made = w.clusters.create_and_wait(spark_version=RUNTIME, instance_pool_id=pool, num_workers=2)
    assert counts(w, pool) == (3, 2)
    w.clusters.resize_and_wait(made.cluster_id or "", num_workers=3)
    assert counts(w, pool) == (4, 1)
    w.clusters.delete_and_wait(made.cluster_id or "")
    assert counts(w, pool) == (0, 5)
    tenant.clock.advance(31 * 60)
    assert counts(w, pool) == (0, 2)


def test_instances_that_are_ready_make_clusters_start_sooner(w: WorkspaceClient) -> None:
    pool = w.instance_pools.create("warm", "i3.xlarge", min_idle_instances=2).instance_pool_id or ""
    waited = []
    for workers in (1, 5):
        made = w.clusters.create_and_wait(spark_version=RUNTIME, instance_pool_id=pool, num_workers=workers)
        waited.append((made.last_restarted_time or 0) - (made.start_time or 0))
    assert waited == [60_000, 180_000]


def test_a_pool_never_holds_more_than_its_capacity(w: WorkspaceClient) -> None:
    pool = w.instance_pools.create("small", "i3.xlarge", max_capacity=3).instance_pool_id or ""
    first = w.clusters.create_and_wait(spark_version=RUNTIME, instance_pool_id=pool, num_workers=1)
    with pytest.raises(OperationFailed, match="holds at most 3 instances; 2 are in use and 2 are needed"):
        w.clusters.create_and_wait(cluster_name="late", spark_version=RUNTIME, instance_pool_id=pool, num_workers=1)
    late = next(each for each in w.clusters.list() if each.cluster_name == "late")
    assert late.state is State.TERMINATED and late.termination_reason is not None
    assert late.termination_reason.code is TerminationReasonCode.INSTANCE_POOL_MAX_CAPACITY_REACHED
    grown = w.clusters.resize_and_wait(first.cluster_id or "", num_workers=4)
    assert (grown.num_workers, len(grown.executors or [])) == (4, 1)
    kinds = [event.type for event in w.clusters.events(first.cluster_id or "")]
    assert EventType.ADD_NODES_FAILED in kinds
    assert counts(w, pool) == (2, 0)


def test_a_cluster_outlives_its_pool_and_cannot_start_again(w: WorkspaceClient) -> None:
    pool = w.instance_pools.create("gone", "i3.xlarge").instance_pool_id or ""
    made = w.clusters.create_and_wait(spark_version=RUNTIME, instance_pool_id=pool, num_workers=1)
    w.instance_pools.delete(pool)
    assert w.clusters.get(made.cluster_id or "").state is State.RUNNING
    w.clusters.delete_and_wait(made.cluster_id or "")
    with pytest.raises(OperationFailed, match="Can't find an instance pool with id"):
        w.clusters.start_and_wait(made.cluster_id or "")
