"""Libraries of clusters: kept and shown through their states. Nothing is installed: code runs with what is there."""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.clusters import lifecycle
from snippets_tests.workspace.store import Resource

Library = dict[str, Any]


@operation("libraries.install")
def install(call: Call, cluster_id: str, libraries: list[Library]) -> None:
    """Add libraries to a cluster; they wait until it runs."""
    _cluster(call, cluster_id, "CAN_MANAGE")
    known = _libraries(call, cluster_id)
    for library in libraries:
        if len(library) != 1:
            raise InvalidParameterValue("Each library must be one of: cran, egg, jar, maven, pypi, requirements, whl")
        known[_key(library)] = {"library": library, "status": "PENDING", "is_library_for_all_clusters": False}


@operation("libraries.uninstall")
def uninstall(call: Call, cluster_id: str, libraries: list[Library]) -> None:
    """Mark libraries; they go when the cluster restarts."""
    cluster = _cluster(call, cluster_id, "CAN_MANAGE")
    known = _libraries(call, cluster_id)
    for library in libraries:
        if _key(library) not in known:
            raise InvalidParameterValue(f"Library {json.dumps(library)} is not installed on cluster {cluster_id}")
        if cluster["state"] == "TERMINATED":
            del known[_key(library)]
        else:
            known[_key(library)]["status"] = "UNINSTALL_ON_RESTART"


@operation("libraries.cluster_status")
def cluster_status(call: Call, cluster_id: str) -> dict[str, Any]:
    """The libraries of a cluster; what waited for it to run is there now."""
    cluster = _cluster(call, cluster_id, "CAN_ATTACH_TO")
    lifecycle.settle(call.tenant, cluster)
    known = _libraries(call, cluster_id)
    restarted = cluster.get("last_restarted_time", 0)
    for key, entry in list(known.items()):
        if entry["status"] == "UNINSTALL_ON_RESTART" and restarted > entry.setdefault("_since", restarted):
            del known[key]
        elif entry["status"] == "PENDING" and cluster["state"] == "RUNNING":
            entry["status"] = "INSTALLED"
    return _shown(call, cluster_id)


@operation("libraries.all_cluster_statuses")
def all_cluster_statuses(call: Call) -> dict[str, Any]:
    """The libraries of all clusters that have some, as they stand."""
    clusters = [c for c in call.tenant.store["clusters"] if call.tenant.store["cluster_libraries"].get(c)]
    allowed = [c for c in clusters if access.holds(call.tenant, call.principal, "clusters", c, "CAN_ATTACH_TO")]
    return {"statuses": [_shown(call, cluster_id) for cluster_id in allowed]}


def _cluster(call: Call, cluster_id: str, level: str) -> Resource:
    missing = lifecycle.refused(InvalidParameterValue, f"Cluster {cluster_id} does not exist")
    cluster = call.tenant.store["clusters"].require(cluster_id, missing)
    access.require(call.tenant, call.principal, "clusters", cluster_id, level)
    return cluster


def _libraries(call: Call, cluster_id: str) -> dict[str, Resource]:
    libraries: dict[str, Resource] = call.tenant.store["cluster_libraries"].setdefault(cluster_id, {})
    return libraries


def _shown(call: Call, cluster_id: str) -> dict[str, Any]:
    statuses = [
        {name: value for name, value in entry.items() if not name.startswith("_")}
        for entry in _libraries(call, cluster_id).values()
    ]
    return {"cluster_id": cluster_id, "library_statuses": statuses} if statuses else {"cluster_id": cluster_id}


def _key(library: Library) -> str:
    return json.dumps(library, sort_keys=True)
