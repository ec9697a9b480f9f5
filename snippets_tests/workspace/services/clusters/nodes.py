"""What a cluster can be made of: node types and Databricks Runtime versions, as on AWS."""

from __future__ import annotations

from typing import Any, NamedTuple


class NodeType(NamedTuple):
    """A node type in short: name, category, memory, cores, GPUs, local NVMe disks and their size, Graviton."""

    id: str
    category: str
    memory_gb: int
    cores: int
    gpus: int = 0
    disks: int = 0
    disk_gb: int = 0
    graviton: bool = False


NODE_TYPES = (
    NodeType("m5.large", "General Purpose", 8, 2),
    NodeType("m5.xlarge", "General Purpose", 16, 4),
    NodeType("m5d.large", "General Purpose", 8, 2, disks=1, disk_gb=75),
    NodeType("m5d.xlarge", "General Purpose", 16, 4, disks=1, disk_gb=150),
    NodeType("m6gd.large", "General Purpose", 8, 2, disks=1, disk_gb=118, graviton=True),
    NodeType("m6gd.xlarge", "General Purpose", 16, 4, disks=1, disk_gb=237, graviton=True),
    NodeType("rd-fleet.xlarge", "Memory Optimized", 32, 4, disks=1, disk_gb=150),
    NodeType("r5d.xlarge", "Memory Optimized", 32, 4, disks=1, disk_gb=150),
    NodeType("r5d.2xlarge", "Memory Optimized", 64, 8, disks=1, disk_gb=300),
    NodeType("i3.xlarge", "Storage Optimized", 30, 4, disks=1, disk_gb=950),
    NodeType("i3.2xlarge", "Storage Optimized", 61, 8, disks=1, disk_gb=1900),
    NodeType("i3.4xlarge", "Storage Optimized", 122, 16, disks=2, disk_gb=1900),
    NodeType("i4i.xlarge", "Storage Optimized", 32, 4, disks=1, disk_gb=937),
    NodeType("c5d.xlarge", "Compute Optimized", 8, 4, disks=1, disk_gb=100),
    NodeType("c5d.4xlarge", "Compute Optimized", 32, 16, disks=1, disk_gb=400),
    NodeType("g4dn.xlarge", "GPU Accelerated", 16, 4, gpus=1, disks=1, disk_gb=125),
    NodeType("g5.xlarge", "GPU Accelerated", 16, 4, gpus=1, disks=1, disk_gb=250),
)
BY_ID = {node.id: node for node in NODE_TYPES}

# Runtime, Spark, Scala builds, long-term support.
RUNTIMES = (
    ("18.0", "4.0.0", ("2.13",), False),
    ("17.3", "4.0.0", ("2.13",), True),
    ("16.4", "3.5.2", ("2.13", "2.12"), True),
    ("15.4", "3.5.0", ("2.12",), True),
    ("14.3", "3.5.0", ("2.12",), True),
    ("13.3", "3.4.1", ("2.12",), True),
    ("12.2", "3.3.2", ("2.12",), True),
)
FLAVOURS = (("", ""), ("-cpu-ml", " ML"), ("-gpu-ml", " ML"), ("-photon", " Photon"), ("-aarch64", " aarch64"))


def spark_versions() -> list[dict[str, str]]:
    """Every version with its key (`15.4.x-scala2.12`) and name."""
    return [
        {"key": f"{dbr}.x{suffix}-scala{scala}", "name": _name(dbr, spark, scala, lts, suffix, label)}
        for dbr, spark, scalas, lts in RUNTIMES
        for scala in scalas
        for suffix, label in FLAVOURS
    ]


def _name(dbr: str, spark: str, scala: str, lts: bool, suffix: str, label: str) -> str:
    gpu = "GPU, " if "gpu" in suffix else ""
    return f"{dbr}{' LTS' if lts else ''}{label} (includes Apache Spark {spark}, {gpu}Scala {scala})"


# What serverless compute says that it is: the newest version with long-term support.
SERVERLESS = next(f"{dbr}.x-scala{scalas[0]}" for dbr, _, scalas, lts in RUNTIMES if lts)
SPARK_VERSIONS = frozenset(version["key"] for version in spark_versions())


def described(node: NodeType) -> dict[str, Any]:
    """A node type as the API shows it."""
    return {
        "node_type_id": node.id,
        "memory_mb": node.memory_gb * 1024,
        "num_cores": float(node.cores),
        "num_gpus": node.gpus,
        "description": node.id,
        "instance_type_id": node.id,
        "category": node.category,
        "is_deprecated": False,
        "is_hidden": False,
        "is_graviton": node.graviton,
        "is_io_cache_enabled": node.disks > 0 and node.gpus == 0,
        "support_ebs_volumes": True,
        "support_cluster_tags": True,
        "support_port_forwarding": True,
        "photon_driver_capable": node.gpus == 0,
        "photon_worker_capable": node.gpus == 0,
        "node_instance_type": {
            "instance_type_id": node.id,
            "local_disks": node.disks,
            "local_disk_size_gb": node.disk_gb,
            "local_nvme_disks": 0,
            "local_nvme_disk_size_gb": 0,
        },
        "node_info": {"status": []},
    }
