"""The instances of pools: taken by clusters that start or grow, given back by those that shrink or end.

A pool keeps `min_idle_instances` ready as far as `max_capacity` lets it. What is given back stays ready until it was
idle for `idle_instance_autotermination_minutes` by the tenant's clock.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

# Databricks' own time for surplus idle instances, where a pool says none.
IDLE_MINUTES = 60
UNLIMITED = 1 << 31
POOLS = ("instance_pool_id", "driver_instance_pool_id")


class NoInstances(Exception):
    """A pool cannot give what a cluster needs; `code` is the cluster's termination reason."""

    def __init__(self, code: str, pool_id: str, message: str) -> None:
        super().__init__(message)
        self.code, self.pool_id = code, pool_id


def needed(spec: dict[str, Any], workers: int) -> dict[str, int]:
    """How many instances of which pool a cluster needs: one for its driver, one for each worker."""
    pool = spec.get("instance_pool_id")
    if pool is None:
        return {}
    found = {pool: workers}
    driver = spec.get("driver_instance_pool_id", pool)
    return found | {driver: found.get(driver, 0) + 1}


def take(tenant: Tenant, cluster_id: str, wanted: dict[str, int]) -> int:
    """Let a cluster hold this many instances of each pool, in place of what it held; how many were not ready.

    Raises:
        NoInstances: A pool is gone, or would hold more than its capacity; nothing is taken then.
    """
    held = {key: pool["_used"].get(cluster_id, 0) for key, pool in tenant.store["instance_pools"].items()}
    for pool_id, count in wanted.items():
        pool = tenant.store["instance_pools"].get(pool_id)
        if count <= held.get(pool_id, 0):
            continue
        if pool is None:
            raise NoInstances("INSTANCE_POOL_NOT_FOUND", pool_id, f"Can't find an instance pool with id: {pool_id}.")
        most, used = pool.get("max_capacity", UNLIMITED), sum(pool["_used"].values()) - held[pool_id]
        if used + count > most:
            message = (
                f"Instance pool {pool_id} holds at most {most} instances; {used} are in use and {count} are needed."
            )
            raise NoInstances("INSTANCE_POOL_MAX_CAPACITY_REACHED", pool_id, message)
    fresh = 0
    for pool_id, pool in tenant.store["instance_pools"].items():
        more = wanted.get(pool_id, 0) - held[pool_id]
        settle(tenant, pool)
        if more > 0:
            fresh += max(0, more - len(pool["_idle"]))
            pool["_idle"] = pool["_idle"][more:]
        elif more < 0:
            pool["_idle"] += [tenant.clock.millis()] * -more
        pool["_used"][cluster_id] = wanted.get(pool_id, 0)
        if not pool["_used"][cluster_id]:
            del pool["_used"][cluster_id]
        settle(tenant, pool)
    return fresh


def settle(tenant: Tenant, pool: Resource) -> None:
    """Let go what was idle for too long, and get ready what is missing."""
    now, least = tenant.clock.millis(), pool.get("min_idle_instances", 0)
    patience = pool.get("idle_instance_autotermination_minutes", IDLE_MINUTES) * 60_000
    room = max(0, pool.get("max_capacity", UNLIMITED) - sum(pool["_used"].values()))
    surplus = [since for since in pool["_idle"][least:] if now - since < patience]
    idle = (pool["_idle"][:least] + surplus)[:room]
    pool["_idle"] = idle + [now] * (min(least, room) - len(idle))


def stats(pool: Resource) -> dict[str, int]:
    """What the API says of a pool's instances; here none is ever on its way."""
    used, idle = sum(pool["_used"].values()), len(pool["_idle"])
    return {"used_count": used, "idle_count": idle, "pending_used_count": 0, "pending_idle_count": 0}
