"""Do clusters and jobs still obey the cluster policies that they name? Policies change; what was made before stays.

Violations are found by the same rules that `cluster_policies` applies to new clusters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import cluster_policies
from snippets_tests.workspace.services.clusters import lifecycle
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

BROKEN = re.compile(r"Validation failed for (?P<path>[^,]+), (?P<demand>.*)", re.DOTALL)


@operation("policy_compliance_for_clusters.get_compliance")
def get_cluster(call: Call, cluster_id: str) -> dict[str, Any]:
    """Whether a cluster obeys its policy, and where not."""
    return _compliance(call.tenant, _cluster(call, cluster_id, "CAN_ATTACH_TO")["spec"])


@operation("policy_compliance_for_clusters.list_compliance")
def list_clusters(call: Call, policy_id: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """Which clusters of a policy obey it."""
    cluster_policies.get(call, policy_id)
    found = [
        {"cluster_id": cluster["cluster_id"], **_compliance(call.tenant, cluster["spec"])}
        for cluster in call.tenant.store["clusters"].values()
        if cluster["spec"].get("policy_id") == policy_id
    ]
    clusters, token = page(found, page_token, page_size)
    return {"clusters": clusters} | ({"next_page_token": token} if token else {})


@operation("policy_compliance_for_clusters.enforce_compliance")
def enforce_cluster(
    call: Call, cluster_id: str, validate_only: bool = False, enforce_mode: str | None = None
) -> dict[str, Any]:
    """Change a running or terminated cluster so that it obeys its policy; a running one restarts."""
    cluster = _cluster(call, cluster_id, "CAN_MANAGE")
    if "policy_id" not in cluster["spec"]:
        raise InvalidParameterValue(f"Cluster {cluster_id} has no policy.")
    enforced = _enforced(call.tenant, cluster["spec"])
    changes = list(_changes(cluster["spec"], enforced))
    if changes and not validate_only:
        lifecycle.edit(call.tenant, cluster, enforced, call.principal.name)
    result = "APPLIED" if changes else "NO_CHANGES"
    return {"has_changes": bool(changes), "changes": changes} | ({} if validate_only else {"enforce_result": result})


@operation("policy_compliance_for_clusters.cancel_pending_cluster_enforcement")
def cancel_pending(call: Call, cluster_id: str, allow_missing: bool = False) -> dict[str, Any]:
    """Take back an enforcement that waits for the cluster's restart: here every one is done at once."""
    _cluster(call, cluster_id, "CAN_MANAGE")
    if not allow_missing:
        raise ResourceDoesNotExist(f"Cluster {cluster_id} has no pending enforcement.")
    return {}


@operation("policy_compliance_for_jobs.get_compliance")
def get_job(call: Call, job_id: int) -> dict[str, Any]:
    """Whether a job's clusters obey their policies; violations name the cluster before the field."""
    return _job_compliance(call.tenant, _job(call, job_id, "CAN_VIEW"))


@operation("policy_compliance_for_jobs.list_compliance")
def list_jobs(call: Call, policy_id: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """Which jobs with clusters of a policy obey it."""
    cluster_policies.get(call, policy_id)
    found = [
        {"job_id": job["job_id"], **_job_compliance(call.tenant, job)}
        for job in call.tenant.store["jobs"].values()
        if any(spec.get("policy_id") == policy_id for _, spec in _clusters(job["settings"]))
    ]
    jobs, token = page(found, page_token, page_size)
    return {"jobs": jobs} | ({"next_page_token": token} if token else {})


@operation("policy_compliance_for_jobs.enforce_compliance")
def enforce_job(call: Call, job_id: int, validate_only: bool = False) -> dict[str, Any]:
    """Change a job's clusters so that they obey their policies."""
    job = _job(call, job_id, "CAN_MANAGE")
    settings = job["settings"] if not validate_only else json.loads(json.dumps(job["settings"]))
    changes = []
    for place, spec in list(_clusters(settings)):
        enforced = _enforced(call.tenant, spec) if "policy_id" in spec else spec
        changes += [{**each, "field": f"{place}.{each['field']}"} for each in _changes(spec, enforced)]
        spec.clear()
        spec.update(enforced)
    return {"has_changes": bool(changes), "job_cluster_changes": changes, "settings": settings}


def _compliance(tenant: Tenant, spec: dict[str, Any]) -> dict[str, Any]:
    violations = dict(_violations(tenant, spec))
    return {"is_compliant": not violations, "violations": violations}


def _job_compliance(tenant: Tenant, job: Resource) -> dict[str, Any]:
    violations = {
        f"{place}.{path}": demand
        for place, spec in _clusters(job["settings"])
        for path, demand in _violations(tenant, spec)
    }
    return {"is_compliant": not violations, "violations": violations}


def _violations(tenant: Tenant, spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field that breaks the policy: the rules are applied one at a time, so that every one is found."""
    policy = tenant.store["cluster_policies"].get(spec.get("policy_id", ""))
    for path, rule in json.loads(policy["definition"]).items() if policy else ():
        try:
            cluster_policies.obeying({path: rule}, spec)
        except InvalidParameterValue as error:
            found = BROKEN.search(error.message)
            if found is not None:
                yield path, found["demand"]


def _enforced(tenant: Tenant, spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with fixed values set, and with defaults where a value breaks its rule."""
    policy = tenant.store["cluster_policies"].require(spec["policy_id"], f"Policy {spec['policy_id']} does not exist.")
    definition = json.loads(policy["definition"])
    spec = json.loads(json.dumps(spec))
    for path, _ in list(_violations(tenant, spec)):
        rule = definition[path]
        holder, name = cluster_policies.place(spec, path)
        if rule["type"] == "forbidden":
            holder.pop(name, None)
        elif rule["type"] == "range":
            low, high = rule.get("minValue", holder.get(name)), rule.get("maxValue", holder.get(name))
            holder[name] = min(max(holder.get(name, rule.get("defaultValue", low)), low), high)
        elif "value" in rule or "defaultValue" in rule:
            holder[name] = rule.get("value", rule.get("defaultValue"))
        else:
            raise InvalidParameterValue(f"{path} breaks its policy, which gives no value for it; change it yourself.")
    return cluster_policies.obeying(definition, spec)


def _changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[dict[str, str]]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            texts = {"previous_value": _text(old.get(name)), "new_value": _text(new.get(name))}
            yield {"field": name, **{key: text for key, text in texts.items() if text is not None}}


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _clusters(settings: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for cluster in settings.get("job_clusters", []):
        if cluster.get("new_cluster"):
            yield cluster["job_cluster_key"], cluster["new_cluster"]
    for task in settings.get("tasks", []):
        if task.get("new_cluster"):
            yield task["task_key"], task["new_cluster"]


def _cluster(call: Call, cluster_id: str, level: str) -> Resource:
    missing = InvalidParameterValue(f"Cluster {cluster_id} does not exist")
    cluster = call.tenant.store["clusters"].require(cluster_id, missing)
    access.require(call.tenant, call.principal, "clusters", cluster_id, level)
    return cluster


def _job(call: Call, job_id: int, level: str) -> Resource:
    job = call.tenant.store["jobs"].require(job_id, ResourceDoesNotExist(f"Job {job_id} does not exist."))
    access.require(call.tenant, call.principal, "jobs", job_id, level)
    return job
