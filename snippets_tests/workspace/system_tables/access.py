"""system.access: audited requests and statements, lineage, and the account's workspaces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.actions import ACTIONS, UNITY
from snippets_tests.workspace.services.jobs.records import all_runs
from snippets_tests.workspace.system_tables import touched
from snippets_tests.workspace.system_tables.values import moment, row_id, sees_texts
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.trail import Entry

SYSTEM_USER = "System-User"
# Parameters that hold the text of SQL; left out for whoever may not see it.
SQL_TEXTS = ("function_info", "view_definition", "definition_json", "managed_definition")


def audit(tenant: Tenant, principal: str) -> Iterator[Row]:
    """What was asked of the workspace, and how its jobs ended, in the order of time."""
    found = [*_requests(tenant), *_job_runs(tenant), *touched.audited(tenant)]
    hidden = () if sees_texts(tenant, principal) else SQL_TEXTS
    for number, row in enumerate(sorted(found, key=lambda each: each["event_time"])):
        shown = {name: value for name, value in row["request_params"].items() if name not in hidden}
        yield row | {
            "version": "2.0",
            "event_date": row["event_time"].date(),
            "event_id": row_id(tenant, "audit", number),
            "request_params": shown,
        }


def table_lineage(tenant: Tenant, principal: str) -> Iterator[Row]:
    """What statements read and wrote."""
    return touched.tables(tenant)


def column_lineage(tenant: Tenant, principal: str) -> Iterator[Row]:
    """Which columns they read into which."""
    return touched.columns(tenant)


def workspaces_latest(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The account's workspaces."""
    from snippets_tests.workspace.services.account import workspaces

    for found in list(workspaces.all_of(tenant).values()):
        yield {
            "workspace_id": str(found["workspace_id"]),
            "workspace_name": found["workspace_name"],
            "workspace_url": f"https://{found['deployment_name']}.cloud.databricks.com",
            "create_time": moment(found["creation_time"]),
            "status": found["workspace_status"],
        }


def _requests(tenant: Tenant) -> Iterator[dict[str, Any]]:
    for entry in list(tenant.trail.entries):
        action = ACTIONS.get(entry.exchange.operation or "")
        if action is None:
            continue
        params = _parameters(entry)
        unity = action.service == UNITY
        if unity:
            # Events of the account, which name the workspace among their parameters.
            params |= {"workspace_id": str(tenant.workspace_id), "metastore_id": tenant.metastore.id}
        who = entry.principal
        yield {
            **({"workspace_id": "0"} if unity else {}),
            "event_time": moment(entry.at),
            "source_ip_address": "127.0.0.1",
            "user_agent": entry.exchange.headers.get("User-Agent"),
            "user_identity": {"email": who.name},
            "service_name": action.service,
            "action_name": action.name,
            "request_id": entry.request_id,
            "request_params": params,
            "response": _response(entry, action.name),
            "audit_level": "ACCOUNT_LEVEL" if unity else "WORKSPACE_LEVEL",
            "identity_metadata": {
                "run_by": who.name,
                "run_as": who.name,
                "run_by_display_name": who.display_name,
                "run_as_display_name": who.display_name,
            },
        }


def _parameters(entry: Entry) -> dict[str, str]:
    action = ACTIONS[entry.exchange.operation or ""]
    body = entry.exchange.body if isinstance(entry.exchange.body, dict) else {}
    # In a path the names are the URL's; in a body the same word may mean something else.
    renamed = dict(action.renamed)
    path = {renamed.get(name, name): value for name, value in entry.values.items()}
    given = {**entry.exchange.query, **body, **path}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


def _response(entry: Entry, action: str) -> dict[str, Any]:
    answer = entry.exchange.response
    told: dict[str, Any] = {"status_code": entry.exchange.status}
    if entry.exchange.status >= 400:
        told["error_message"] = answer.get("message") if isinstance(answer, dict) else str(answer)
    elif action.startswith(("create", "runNow", "submitRun")) and isinstance(answer, dict):
        told["result"] = json.dumps(answer)
    return told


def _job_runs(tenant: Tenant) -> Iterator[dict[str, Any]]:
    """Databricks itself says when a run of a task begins and how it ends."""
    for run in list(all_runs(tenant)):
        for task in run.tasks:
            if task.verdict is None or not task.started:
                continue
            shared = {
                "jobId": str(run.job_id),
                "runId": str(task.run_id),
                "taskKey": task.key,
                "jobTriggerType": run.trigger.lower().replace("one_time", "manual"),
                "runCreatorUserName": run.creator,
                "orgId": str(tenant.workspace_id),
            }
            good = not task.verdict.failed and not task.verdict.canceled
            for action, at in (("runStart", task.started), ("runSucceeded" if good else "runFailed", task.ended)):
                more = {} if action == "runStart" else {"jobTerminalState": task.verdict.result.capitalize()}
                yield {
                    "event_time": moment(at),
                    "user_identity": {"email": SYSTEM_USER},
                    "service_name": "jobs",
                    "action_name": action,
                    "request_params": shared | more,
                    "response": {"status_code": 200},
                    "audit_level": "WORKSPACE_LEVEL",
                    "identity_metadata": {"run_by": run.creator, "run_as": run.run_as},
                }
