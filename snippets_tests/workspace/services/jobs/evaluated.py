"""Tasks that evaluate alerts: `alert_task`, and `sql_task` with an alert. They succeed whatever the state is."""

from __future__ import annotations

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import ApiError
from snippets_tests.workspace.services import alerts
from snippets_tests.workspace.services.jobs.records import SUCCEEDED, WORKLOAD_FAILED, Verdict, broken
from snippets_tests.workspace.services.jobs.work import Work


def alert(work: Work) -> Verdict:
    """Evaluate an alert; its state is the task's output."""
    spec = work.spec["alert_task"]
    if "workspace_path" in spec and "alert_id" not in spec:
        return broken("alert_task with workspace_path is not emulated; give alert_id.", "FEATURE_DISABLED")
    told = [each.get("user_name") or each.get("destination_id", "") for each in spec.get("subscribers", [])]
    ended = _evaluated(work, spec.get("alert_id", ""), spec.get("warehouse_id"), told or None)
    if isinstance(ended, Verdict):
        return ended
    work.task.output |= {"alert_output": {"alert_state": ended}}
    return WORKLOAD_FAILED if ended == "ERROR" else SUCCEEDED


def sql_alert(work: Work) -> Verdict:
    """Evaluate an alert of a query on the task's warehouse."""
    spec = work.spec["sql_task"]
    given = spec["alert"]
    told = [each.get("user_name") or each.get("destination_id", "") for each in given.get("subscriptions", [])]
    if given.get("pause_subscriptions"):
        told = []
    ended = _evaluated(work, given["alert_id"], spec["warehouse_id"], told)
    if isinstance(ended, Verdict):
        return ended
    if ended == "ERROR":
        return WORKLOAD_FAILED
    found = alerts.find(work.tenant, given["alert_id"])
    shown = {"alert_state": ended, "warehouse_id": spec["warehouse_id"], "query_text": found.query if found else ""}
    work.task.output |= {"sql_output": {"alert_output": shown}}
    return SUCCEEDED


def _evaluated(work: Work, alert_id: str, warehouse_id: str | None, told: list[str] | None) -> str | Verdict:
    found = alerts.find(work.tenant, alert_id)
    if found is None:
        return broken(f"Alert {alert_id} does not exist.", "RESOURCE_NOT_FOUND")
    if "display_name" in found.kept and found.kept.get("query_text") is not None:
        held = access.holds(work.tenant, work.principal, "alertsv2", alert_id, "CAN_RUN")
    else:
        held = work.principal.admin or found.owner == work.principal.name
    if not held:
        return broken(f"{work.principal.name} does not have CAN_RUN on alert {alert_id}.", "UNAUTHORIZED_ERROR")
    try:
        state, error = alerts.evaluate(work.tenant, found, warehouse_id, told)
    except ApiError as refusal:
        return broken(refusal.message, "INVALID_RUN_CONFIGURATION")
    if error is not None:
        work.task.output = {"error": error.partition("\n")[0], "error_trace": error}
    return state
