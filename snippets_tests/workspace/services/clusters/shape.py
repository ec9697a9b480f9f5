"""Is a cluster's specification one that Databricks would accept? Its policy fills it in first."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import ERROR_INFO, ApiError, InvalidParameterValue
from snippets_tests.workspace.services import cluster_policies
from snippets_tests.workspace.services.clusters import nodes
from snippets_tests.workspace.tenant import Tenant

CALLER_ERROR = {"@type": ERROR_INFO, "reason": "CM_API_ERROR_SOURCE_CALLER_ERROR", "domain": ""}


def refused(error: type[ApiError], message: str) -> ApiError:
    """An error as the cluster service writes it, with its reason in the details."""
    return error(message, details=[CALLER_ERROR])


def checked(tenant: Tenant, spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with its policy's values, or the refusal of its first fault."""
    spec = cluster_policies.applied(tenant, {k: v for k, v in spec.items() if v is not None})
    spec.pop("apply_policy_default_values", None)
    version = spec.get("spark_version", "")
    if version not in nodes.SPARK_VERSIONS:
        raise refused(InvalidParameterValue, f"Invalid spark version {version}.")
    pool = spec.get("instance_pool_id")
    if pool is not None:
        found = tenant.store["instance_pools"].require(
            pool, refused(InvalidParameterValue, f"Can't find an instance pool with id: {pool}.")
        )
        spec.setdefault("node_type_id", found["node_type_id"])
    if "node_type_id" not in spec:
        raise refused(InvalidParameterValue, "Missing required field 'node_type_id'")
    for field in ("node_type_id", "driver_node_type_id"):
        if field in spec and spec[field] not in nodes.BY_ID:
            supported = ", ".join(nodes.BY_ID)
            message = f"Node type {spec[field]} is not supported. Supported node types: {supported}"
            raise refused(InvalidParameterValue, message)
    _check_size(spec)
    minutes = spec.get("autotermination_minutes", 0)
    if minutes and not 10 <= minutes <= 10_000:
        message = f"autotermination_minutes must be 0 or between 10 and 10000, but is {minutes}."
        raise refused(InvalidParameterValue, message)
    return spec


def _check_size(spec: dict[str, Any]) -> None:
    if spec.get("is_single_node"):
        return
    scale = spec.get("autoscale")
    if scale is None:
        if "num_workers" not in spec:
            raise refused(InvalidParameterValue, "Missing required field: size")
        if spec["num_workers"] < 0:
            raise refused(InvalidParameterValue, f"num_workers must not be negative, but is {spec['num_workers']}.")
        return
    if "num_workers" in spec:
        raise refused(InvalidParameterValue, "Only one of num_workers and autoscale can be given.")
    lowest, highest = scale.get("min_workers", 0), scale.get("max_workers", 0)
    if not 0 <= lowest <= highest or highest == 0:
        message = f"autoscale.max_workers ({highest}) must be greater than autoscale.min_workers ({lowest})."
        raise refused(InvalidParameterValue, message)
