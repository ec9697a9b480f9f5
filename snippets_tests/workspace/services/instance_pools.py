"""Instance pools. Which instances are idle and which are in use is kept in `clusters.pools`."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access, entitlements
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.clusters import nodes, pools
from snippets_tests.workspace.store import Resource


@operation("instance_pools.create")
def create(call: Call, instance_pool_name: str, node_type_id: str, **more: Any) -> dict[str, Any]:
    """Keep a pool."""
    entitlements.require_pools(call.tenant, call.principal)
    _check(call, None, instance_pool_name, node_type_id, more)
    number = call.tenant.clock.now().strftime("%m%d-%H%M%S")
    pool_id = f"{number}-{call.tenant.ids.word(8, 'pool word')}-pool-{call.tenant.ids.word(8, 'pool')}"
    pool: Resource = {
        "instance_pool_id": pool_id,
        "instance_pool_name": instance_pool_name,
        "node_type_id": node_type_id,
        "state": "ACTIVE",
        "default_tags": {
            "Vendor": "Databricks",
            "DatabricksInstancePoolCreatorId": call.principal.id,
            "DatabricksInstancePoolId": pool_id,
        },
        **more,
        "_used": {},
        "_idle": [],
    }
    pools.settle(call.tenant, pool)
    call.tenant.store["instance_pools"][pool_id] = pool
    access.created(call.tenant, "instance-pools", pool_id, call.principal.name)
    return {"instance_pool_id": pool_id}


@operation("instance_pools.get")
def get(call: Call, instance_pool_id: str) -> Resource:
    """One pool."""
    return _shown(call, _find(call, instance_pool_id, "CAN_ATTACH_TO"))


@operation("instance_pools.list")
def list_(call: Call) -> dict[str, Any]:
    """The pools that the caller may use."""
    allowed = [
        _shown(call, pool)
        for pool in call.tenant.store["instance_pools"].values()
        if access.holds(call.tenant, call.principal, "instance-pools", pool["instance_pool_id"], "CAN_ATTACH_TO")
    ]
    return {"instance_pools": allowed}


@operation("instance_pools.edit")
def edit(call: Call, instance_pool_id: str, instance_pool_name: str, node_type_id: str, **more: Any) -> None:
    """Change a pool; its node type stays."""
    pool = _find(call, instance_pool_id, "CAN_MANAGE")
    _check(call, instance_pool_id, instance_pool_name, node_type_id, more)
    if node_type_id != pool["node_type_id"]:
        raise InvalidParameterValue("The node type of an instance pool cannot be changed.")
    pool.update(instance_pool_name=instance_pool_name, **more)
    pools.settle(call.tenant, pool)


@operation("instance_pools.delete")
def delete(call: Call, instance_pool_id: str) -> None:
    """Forget a pool: clusters that run on it go on, and can neither grow nor start again."""
    _find(call, instance_pool_id, "CAN_MANAGE")
    del call.tenant.store["instance_pools"][instance_pool_id]
    access.forget(call.tenant, "instance-pools", instance_pool_id)


def _shown(call: Call, pool: Resource) -> Resource:
    pools.settle(call.tenant, pool)
    return {name: value for name, value in pool.items() if not name.startswith("_")} | {"stats": pools.stats(pool)}


def _find(call: Call, pool_id: str, level: str) -> Resource:
    missing = InvalidParameterValue(f"Can't find an instance pool with id: {pool_id}.")
    pool = call.tenant.store["instance_pools"].require(pool_id, missing)
    access.require(call.tenant, call.principal, "instance-pools", pool_id, level)
    return pool


def _check(call: Call, pool_id: str | None, name: str, node_type_id: str, more: dict[str, Any]) -> None:
    if node_type_id not in nodes.BY_ID:
        supported = ", ".join(nodes.BY_ID)
        raise InvalidParameterValue(f"Node type {node_type_id} is not supported. Supported node types: {supported}")
    for version in more.get("preloaded_spark_versions", []):
        if version not in nodes.SPARK_VERSIONS:
            raise InvalidParameterValue(f"Invalid spark version {version}.")
    same = call.tenant.store["instance_pools"].find(
        lambda pool: pool["instance_pool_name"] == name and pool["instance_pool_id"] != pool_id
    )
    if same:
        raise InvalidParameterValue(f"An instance pool with the name {name} already exists.")
    if more.get("min_idle_instances", 0) > more.get("max_capacity", 1 << 31):
        raise InvalidParameterValue("min_idle_instances must not be larger than max_capacity.")
