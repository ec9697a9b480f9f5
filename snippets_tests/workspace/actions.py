"""What the audit log calls an operation: the service, its action, and parameters that have another name there.

From the audit log reference (admin/account-settings/audit-logs): a section for each service, a row for each action. An
operation that is not here is not audited, or only by verbose audit logs.
"""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    """One action; `renamed` maps fields of the request to the log's words."""

    service: str
    name: str
    renamed: tuple[tuple[str, str], ...] = ()


UNITY = "unityCatalog"
_FULL = (("full_name", "full_name_arg"),)
_NAME = (("name", "name_arg"),)
_GRANT = (("full_name", "securable_full_name"),)
# Operations of Unity Catalog that follow one pattern: the kind's name in the log, and what its path's field is called.
_KINDS = {
    "catalogs": ("Catalog", _NAME),
    "schemas": ("Schema", _FULL),
    "tables": ("Table", _FULL),
    "functions": ("Function", (("name", "full_name_arg"),)),
    "registered_models": ("RegisteredModel", _FULL),
    "external_locations": ("ExternalLocation", _NAME),
    "storage_credentials": ("StorageCredential", _NAME),
    "connections": ("Connection", _NAME),
}


def _unity() -> dict[str, Action]:
    found = {}
    for accessor, (kind, renamed) in _KINDS.items():
        found[f"{accessor}.create"] = Action(UNITY, f"create{kind}")
        for verb in ("get", "update", "delete"):
            action = "updateTables" if (accessor, verb) == ("tables", "update") else f"{verb}{kind}"
            found[f"{accessor}.{verb}"] = Action(UNITY, action, renamed)
        plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
        found[f"{accessor}.list"] = Action(UNITY, f"list{plural}")
    return found


ACTIONS: dict[str, Action] = {
    **_unity(),
    "volumes.create": Action(UNITY, "createVolume"),
    "volumes.read": Action(UNITY, "getVolume", (("name", "volume_full_name"),)),
    "volumes.update": Action(UNITY, "updateVolume", (("name", "volume_full_name"),)),
    "volumes.delete": Action(UNITY, "deleteVolume", (("name", "volume_full_name"),)),
    "volumes.list": Action(UNITY, "listVolumes"),
    "grants.get": Action(UNITY, "getPermissions", _GRANT),
    "grants.update": Action(UNITY, "updatePermissions", _GRANT),
    "system_schemas.enable": Action(UNITY, "enableSystemSchema"),
    "system_schemas.disable": Action(UNITY, "disableSystemSchema"),
    "system_schemas.list": Action(UNITY, "listSystemSchemas"),
    "metastores.summary": Action(UNITY, "getMetastoreSummary"),
    "clusters.create": Action("clusters", "create"),
    "clusters.start": Action("clusters", "start"),
    "clusters.restart": Action("clusters", "restart"),
    "clusters.resize": Action("clusters", "resize"),
    "clusters.edit": Action("clusters", "edit"),
    "clusters.delete": Action("clusters", "delete"),
    "clusters.permanent_delete": Action("clusters", "permanentDelete"),
    "jobs.create": Action("jobs", "create"),
    "jobs.update": Action("jobs", "update"),
    "jobs.reset": Action("jobs", "reset"),
    "jobs.delete": Action("jobs", "delete"),
    "jobs.run_now": Action("jobs", "runNow"),
    "jobs.submit": Action("jobs", "submitRun"),
    "jobs.repair_run": Action("jobs", "repairRun"),
    "jobs.cancel_run": Action("jobs", "cancel"),
    "jobs.cancel_all_runs": Action("jobs", "cancelAllRuns"),
    "jobs.delete_run": Action("jobs", "deleteRun"),
    "jobs.get_run_output": Action("jobs", "getRunOutput"),
    "pipelines.create": Action("deltaPipelines", "create"),
    "pipelines.update": Action("deltaPipelines", "edit"),
    "pipelines.delete": Action("deltaPipelines", "delete"),
    "pipelines.start_update": Action("deltaPipelines", "startUpdate"),
    "pipelines.stop": Action("deltaPipelines", "stop"),
    "warehouses.create": Action("databrickssql", "createWarehouse"),
    "warehouses.edit": Action("databrickssql", "editWarehouse"),
    "warehouses.start": Action("databrickssql", "startWarehouse"),
    "warehouses.stop": Action("databrickssql", "stopWarehouse"),
    "warehouses.delete": Action("databrickssql", "deleteWarehouse"),
    "statement_execution.cancel_execution": Action("databrickssql", "cancelQueryExecution"),
    "queries.create": Action("databrickssql", "createQuery"),
    "queries.update": Action("databrickssql", "updateQuery"),
    "queries.delete": Action("databrickssql", "moveQueryToTrash"),
    "alerts.create": Action("databrickssql", "createAlert"),
    "alerts.update": Action("databrickssql", "updateAlert"),
    "alerts.delete": Action("databrickssql", "moveAlertToTrash"),
    "secrets.create_scope": Action("secrets", "createScope"),
    "secrets.delete_scope": Action("secrets", "deleteScope"),
    "secrets.list_scopes": Action("secrets", "listScopes"),
    "secrets.put_secret": Action("secrets", "putSecret"),
    "secrets.get_secret": Action("secrets", "getSecret"),
    "secrets.delete_secret": Action("secrets", "deleteSecret"),
    "secrets.list_secrets": Action("secrets", "listSecrets"),
    "secrets.put_acl": Action("secrets", "putAcl"),
    "secrets.get_acl": Action("secrets", "getAcl"),
    "secrets.delete_acl": Action("secrets", "deleteAcl"),
    "secrets.list_acls": Action("secrets", "listAcls"),
    "cluster_policies.create": Action("clusterPolicies", "create"),
    "cluster_policies.edit": Action("clusterPolicies", "edit"),
    "cluster_policies.delete": Action("clusterPolicies", "delete"),
    "instance_pools.create": Action("instancePools", "create"),
    "instance_pools.edit": Action("instancePools", "edit"),
    "instance_pools.delete": Action("instancePools", "delete"),
    "serving_endpoints.create": Action("serverlessRealTimeInference", "createServingEndpoint"),
    "serving_endpoints.update_config": Action("serverlessRealTimeInference", "updateServingEndpoint"),
    "serving_endpoints.delete": Action("serverlessRealTimeInference", "deleteServingEndpoint"),
    "experiments.create_experiment": Action("mlflowExperiment", "createMlflowExperiment"),
    "experiments.delete_experiment": Action("mlflowExperiment", "deleteMlflowExperiment"),
    "experiments.restore_experiment": Action("mlflowExperiment", "restoreMlflowExperiment"),
    "tokens.create": Action("accounts", "generateDbToken"),
    "tokens.delete": Action("accounts", "revokeDbToken"),
    "users.create": Action("accounts", "add"),
    "users.delete": Action("accounts", "delete"),
    "users_v2.create": Action("accounts", "add"),
    "users_v2.delete": Action("accounts", "delete"),
    "groups.create": Action("accounts", "createGroup"),
    "groups.delete": Action("accounts", "removeGroup"),
    "groups_v2.create": Action("accounts", "createGroup"),
    "groups_v2.delete": Action("accounts", "removeGroup"),
    "ip_access_lists.create": Action("accounts", "createIpAccessList"),
    "ip_access_lists.delete": Action("accounts", "deleteIpAccessList"),
    "repos.create": Action("repos", "createRepo"),
    "repos.update": Action("repos", "updateRepo"),
    "repos.delete": Action("repos", "deleteRepo"),
    "git_credentials.create": Action("gitCredentials", "createGitCredential"),
    "git_credentials.delete": Action("gitCredentials", "deleteGitCredential"),
    "vector_search_endpoints.create_endpoint": Action("vectorSearch", "createEndpoint"),
    "vector_search_endpoints.delete_endpoint": Action("vectorSearch", "deleteEndpoint"),
    "vector_search_indexes.create_index": Action("vectorSearch", "createVectorIndex"),
    "vector_search_indexes.delete_index": Action("vectorSearch", "deleteVectorIndex"),
    "workspace.export": Action("workspace", "workspaceExport"),
    "workspace.delete": Action("workspace", "workspaceDelete"),
}
