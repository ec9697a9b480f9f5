"""Clusters and jobs that no longer obey their policies."""

from __future__ import annotations

import json

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import compute, jobs

VERSION, NODE = "17.3.x-scala2.13", "i3.xlarge"


def test_a_changed_policy_is_broken_and_enforced(w: WorkspaceClient) -> None:
    policy = w.cluster_policies.create(name="small", definition="{}").policy_id
    made = w.clusters.create(spark_version=VERSION, node_type_id=NODE, num_workers=8, policy_id=policy).result()
    assert w.policy_compliance_for_clusters.get_compliance(made.cluster_id or "").is_compliant
    rules = {
        "num_workers": {"type": "range", "maxValue": 4},
        "custom_tags.team": {"type": "fixed", "value": "data"},
    }
    w.cluster_policies.edit(policy, name="small", definition=json.dumps(rules))
    (listed,) = w.policy_compliance_for_clusters.list_compliance(policy)
    assert not listed.is_compliant and "num_workers" in (listed.violations or {})
    tried = w.policy_compliance_for_clusters.enforce_compliance(made.cluster_id or "", validate_only=True)
    assert {change.field for change in tried.changes or []} == {"num_workers", "custom_tags"}
    w.policy_compliance_for_clusters.enforce_compliance(made.cluster_id or "")
    changed = w.clusters.get(made.cluster_id or "")
    assert (changed.num_workers, changed.custom_tags) == (4, {"team": "data"})
    assert w.policy_compliance_for_clusters.get_compliance(made.cluster_id or "").is_compliant


def test_a_jobs_clusters_are_judged_too(w: WorkspaceClient) -> None:
    policy = w.cluster_policies.create(name="small", definition="{}").policy_id
    cluster = compute.ClusterSpec(spark_version=VERSION, node_type_id=NODE, num_workers=8, policy_id=policy)
    task = jobs.Task(task_key="etl", new_cluster=cluster, notebook_task=jobs.NotebookTask(notebook_path="/Shared/etl"))
    job = w.jobs.create(name="nightly", tasks=[task]).job_id or 0
    rules = {"num_workers": {"type": "range", "maxValue": 4}}
    w.cluster_policies.edit(policy, name="small", definition=json.dumps(rules))
    assert list(w.policy_compliance_for_jobs.get_compliance(job).violations or {}) == ["etl.num_workers"]
    w.policy_compliance_for_jobs.enforce_compliance(job)
    assert w.policy_compliance_for_jobs.get_compliance(job).is_compliant
