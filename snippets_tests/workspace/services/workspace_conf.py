"""The workspace's switches.

`enableIpAccessLists` acts (`workspace.addresses`), `maxTokenLifetimeDays` and `enableTokensConfig` limit new tokens
(`tokens`; those that exist go on, as nobody could switch them on again); the others are kept and shown.
"""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.errors import BadRequest
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.wire import Response

KEYS = frozenset(
    {
        "enable-X-Content-Type-Options",
        "enable-X-Frame-Options",
        "enable-X-XSS-Protection",
        "enableDatabricksAutologgingAdminConf",
        "enableDbfsFileBrowser",
        "enableDcs",
        "enableDeprecatedClusterNamedInitScripts",
        "enableDeprecatedGlobalInitScripts",
        "enableEnforceImdsV2",
        "enableExportNotebook",
        "enableFileStoreEndpoint",
        "enableGp3",
        "enableHlsRuntime",
        "enableIpAccessLists",
        "enableJobsEmailsV2",
        "enableJobViewAcls",
        "enableLibraryAndInitScriptOnSharedCluster",
        "enableNotebookGitVersioning",
        "enableNotebookTableClipboard",
        "enableProjectsAllowList",
        "enableProjectTypeInWorkspace",
        "enableResultsDownloading",
        "enableTokensConfig",
        "enableUploadDataUis",
        "enableVerboseAuditLogs",
        "enableWebTerminal",
        "enableWorkspaceFilesystem",
        "enforceClusterViewAcls",
        "enforceUserIsolation",
        "enforceWorkspaceViewAcls",
        "heapAnalyticsAdminConsent",
        "intercomAdminConsent",
        "jobsListBackendPaginationEnabled",
        "maxTokenLifetimeDays",
        "mlflowModelRegistryEmailNotificationsEnabled",
        "mlflowModelServingEndpointCreationEnabled",
        "mlflowRunArtifactDownloadEnabled",
        "storeInteractiveNotebookResultsInCustomerAccount",
    }
)


@operation("workspace_conf.get_status")
def get_status(call: Call, keys: str) -> Response:
    """The switches named, with commas between; null for one that was never set."""
    call.require_admin("Only workspace admins can read the workspace's configuration.")
    names = [name.strip() for name in keys.split(",")]
    _check(names)
    stored = call.tenant.store["workspace_conf"]
    # Past the check of answers: the SDK's type has no null, which Databricks answers for what was never set.
    return Response.json({name: stored.get(name, {}).get("value") for name in names})


@operation("workspace_conf.set_status")
def set_status(call: Call, contents: dict[str, Any]) -> Response:
    """Set switches; every value is a text."""
    call.require_admin("Only workspace admins can change the workspace's configuration.")
    _check(list(contents))
    for name, value in contents.items():
        if not isinstance(value, str):
            raise BadRequest(f"The value of {name} must be a string, but is {json.dumps(value)}.")
        if name == "maxTokenLifetimeDays" and not value.isdecimal():
            raise BadRequest(f"The value of {name} must be a number of days, but is {value}.")
    for name, value in contents.items():
        call.tenant.store["workspace_conf"][name] = {"value": value}
    return Response(204)


def _check(names: list[str]) -> None:
    unknown = [name for name in names if name not in KEYS]
    if unknown:
        raise BadRequest(f"Invalid keys: {json.dumps(unknown)}")
