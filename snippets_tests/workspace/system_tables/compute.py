"""system.compute: clusters and SQL warehouses over time. The load of machines is a sample, for nothing is measured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.changes import of, versions
from snippets_tests.workspace.services.clusters import nodes
from snippets_tests.workspace.services.jobs.records import all_runs
from snippets_tests.workspace.system_tables.values import moment, texts
from snippets_tests.workspace.tenant import Tenant

AWS = (
    "instance_profile_arn", "zone_id", "first_on_demand", "availability", "spot_bid_price_percent", "ebs_volume_type",
    "ebs_volume_count", "ebs_volume_size", "ebs_volume_iops", "ebs_volume_throughput",
)  # fmt: skip
# As many minutes of each machine as the sample has.
MINUTES = 10


def clusters(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each version of each cluster, those that runs of jobs made among them."""
    for key, cluster, at, gone, came in versions(tenant, "cluster"):
        yield _cluster(key, cluster["spec"], cluster["creator_user_name"], cluster["cluster_source"]) | {
            "create_time": moment(came),
            "change_time": moment(at),
            "change_date": datetime.fromtimestamp(at / 1000, UTC).date(),
            "delete_time": moment(gone),
        }
    seen = set()
    for run in list(all_runs(tenant)):
        shared = {each["job_cluster_key"]: each["new_cluster"] for each in run.settings.get("job_clusters", [])}
        for task in run.tasks:
            spec = task.spec.get("new_cluster") or shared.get(task.spec.get("job_cluster_key", ""))
            if spec is None or task.cluster is None or task.cluster["cluster_id"] in seen:
                continue
            seen.add(task.cluster["cluster_id"])
            name = f"job-{run.job_id}-run-{run.run_id}-{task.spec.get('job_cluster_key', task.key)}"
            ended = run.ended or task.ended
            yield _cluster(task.cluster["cluster_id"], {**spec, "cluster_name": name}, run.creator, "JOB") | {
                "create_time": moment(task.started),
                "change_time": moment(ended),
                "change_date": datetime.fromtimestamp(ended / 1000, UTC).date(),
                "delete_time": moment(ended),
            }


def node_types(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The node types of this workspace."""
    for node in nodes.NODE_TYPES:
        yield {
            "node_type": node.id,
            "core_count": float(node.cores),
            "memory_mb": node.memory_gb * 1024,
            "gpu_count": node.gpus,
        }


def node_timeline(tenant: Tenant, principal: str) -> Iterator[Row]:
    """A sample: the first minutes of each machine that runs, with a load that follows from the cluster's name."""
    for cluster in list(tenant.store["clusters"].values()):
        machines = [machine for machine in (cluster.get("driver"), *cluster.get("executors", ())) if machine]
        for index, machine in enumerate(machines):
            start = datetime.fromtimestamp(machine["start_timestamp"] / 1000, UTC).replace(second=0)
            for minute in range(MINUTES):
                load = _load(cluster["cluster_name"], index, minute)
                yield {
                    "cluster_id": cluster["cluster_id"],
                    "instance_id": machine["instance_id"],
                    "start_time": start + timedelta(minutes=minute),
                    "end_time": start + timedelta(minutes=minute + 1),
                    "driver": index == 0,
                    "cpu_user_percent": load,
                    "cpu_system_percent": round(load / 10, 1),
                    "cpu_wait_percent": 0.5,
                    "mem_used_percent": round(20 + load / 2, 1),
                    "mem_swap_percent": 0.0,
                    "network_sent_bytes": int(load * 10_000),
                    "network_received_bytes": int(load * 25_000),
                    "node_type": cluster["driver_node_type_id" if index == 0 else "node_type_id"],
                    "private_ip": machine["private_ip"],
                }


def warehouses(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each version of each warehouse."""
    for key, warehouse, at, gone, _ in versions(tenant, "warehouse"):
        spec = warehouse["spec"]
        tags = spec.get("tags", {}).get("custom_tags", [])
        yield {
            "warehouse_id": key,
            "warehouse_name": spec["name"],
            "warehouse_type": "SERVERLESS" if spec["enable_serverless_compute"] else spec["warehouse_type"],
            "warehouse_channel": spec["channel"]["name"].removeprefix("CHANNEL_NAME_"),
            "warehouse_size": spec["cluster_size"].upper().replace("-", "_"),
            "min_clusters": spec["min_num_clusters"],
            "max_clusters": spec["max_num_clusters"],
            "auto_stop_minutes": spec["auto_stop_mins"],
            "tags": {tag["key"]: tag["value"] for tag in tags},
            "change_time": moment(at),
            "delete_time": moment(gone),
            "created_by": warehouse["creator_name"],
        }


def warehouse_events(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Each start and stop."""
    for change in of(tenant, "warehouse event"):
        assert change.value is not None  # an event does not go
        yield {
            "warehouse_id": change.key,
            "event_type": change.value["state"],
            "cluster_count": change.value["clusters"],
            "event_time": moment(change.at),
        }


def _cluster(key: str, spec: dict[str, Any], owner: str, source: str) -> dict[str, Any]:
    scale = spec.get("autoscale")
    scripts = [place["destination"] for each in spec.get("init_scripts", []) for place in each.values()]
    aws = spec.get("aws_attributes", {})
    return {
        "cluster_id": key,
        "cluster_name": spec.get("cluster_name", ""),
        "owned_by": owner,
        "driver_node_type": spec.get("driver_node_type_id", spec.get("node_type_id")),
        "worker_node_type": spec.get("node_type_id"),
        "worker_count": None if scale else spec.get("num_workers", 0),
        "min_autoscale_workers": scale and scale["min_workers"],
        "max_autoscale_workers": scale and scale["max_workers"],
        "auto_termination_minutes": spec.get("autotermination_minutes"),
        "enable_elastic_disk": spec.get("enable_elastic_disk"),
        "tags": texts(spec.get("custom_tags")),
        "cluster_source": source,
        "init_scripts": scripts,
        "aws_attributes": {name: aws[name] for name in AWS if name in aws} or None,
        "driver_instance_pool_id": spec.get("driver_instance_pool_id"),
        "worker_instance_pool_id": spec.get("instance_pool_id"),
        "dbr_version": spec.get("spark_version"),
        "data_security_mode": spec.get("data_security_mode"),
        "policy_id": spec.get("policy_id"),
    }


def _load(name: str, index: int, minute: int) -> float:
    """A share of CPU time between 0 and 100: busy or idle by the name, a little different each minute."""
    busy = hashlib.sha256(name.encode()).digest()[0] % 90
    wave = hashlib.sha256(f"{name}/{index}/{minute}".encode()).digest()[0] % 10
    return float(busy + wave) if "idle" not in name else float(wave) / 5
