from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue


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
