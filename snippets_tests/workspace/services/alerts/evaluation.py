"""One evaluation of an alert: its query runs, its state changes, people are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from snippets_tests.workspace import outbox, results
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.services import warehouses
from snippets_tests.workspace.services.alerts.conditions import (
    OK,
    TRIGGERED,
    UNKNOWN,
    Condition,
    ConditionError,
    Operand,
    state,
)
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

ERROR = "ERROR"
# The older form's operators.
SIGNS = {
    ">": "GREATER_THAN", ">=": "GREATER_THAN_OR_EQUAL", "<": "LESS_THAN", "<=": "LESS_THAN_OR_EQUAL",
    "==": "EQUAL", "!=": "NOT_EQUAL",
}  # fmt: skip
# What an alert keeps beside what is shown: when it last told somebody, and its state then.
TOLD = "_told"


class Alert(NamedTuple):
    """An alert of any form, as an evaluation needs it; `show` puts the new state into what the API shows."""

    kept: Resource
    name: str
    owner: str
    warehouse_id: str | None
    query: str
    parameters: dict[str, Any]
    condition: Condition
    before: str
    subscribers: list[str]
    notify_on_ok: bool
    retrigger_seconds: int
    show: Callable[[Resource, str, str], None]


def find(tenant: Tenant, alert_id: str) -> Alert | None:
    """The alert of an id, whichever API made it."""
    for collection, read in (("alerts_v2.alert", _newest), ("alerts", _of_query), ("alerts_legacy", _legacy)):
        kept = tenant.store[collection].get(alert_id)
        if kept is not None and kept.get("lifecycle_state", "ACTIVE") == "ACTIVE":
            return read(tenant, kept)
    return None


def evaluate(
    tenant: Tenant, alert: Alert, warehouse_id: str | None = None, subscribers: list[str] | None = None
) -> tuple[str, str | None]:
    """Evaluate an alert now: its state, and the message of the error that stood in the way."""
    found, error = _state(tenant, alert, warehouse_id)
    alert.show(alert.kept, found, tenant.clock.iso())
    _tell(tenant, alert, found, subscribers if subscribers is not None else alert.subscribers)
    return found, error


def _state(tenant: Tenant, alert: Alert, warehouse_id: str | None) -> tuple[str, str | None]:
    owner, warehouse = tenant.principal(alert.owner), warehouse_id or alert.warehouse_id
    if owner is None:
        return ERROR, f"The owner {alert.owner} does not exist."
    if warehouse is None:
        return ERROR, "The alert's query has no warehouse."
    warehouses.awake(tenant, owner, warehouse)
    engine = tenant.engine("An alert")
    try:
        with tenant.guard.released():
            table = engine.sql(alert.query, parameters=alert.parameters or None, principal=owner.name)
        kinds = [results.column_type(column.type) for column in table.columns]
        rows = [[results.text(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows]
        return state(alert.condition, [column.name for column in table.columns], rows), None
    except SqlFailure as failure:
        return ERROR, failure.message
    except ConditionError as error:
        return ERROR, str(error)


def _tell(tenant: Tenant, alert: Alert, found: str, subscribers: list[str]) -> None:
    """Tell when the alert triggers, again after a while if it says so, and when all is well again if it says so."""
    told = alert.kept.get(TOLD, {})
    changed = found != alert.before
    again = alert.retrigger_seconds and tenant.clock.millis() - told.get("at", 0) >= alert.retrigger_seconds * 1000
    due = (found == TRIGGERED and (changed or again)) or (
        found == OK and changed and alert.before == TRIGGERED and alert.notify_on_ok
    )
    if due and subscribers:
        alert.kept[TOLD] = {"at": tenant.clock.millis()}
        outbox.put(tenant, subscribers, f"Alert {alert.name}: {found}")


def _newest(tenant: Tenant, kept: Resource) -> Alert:
    evaluation, notification = kept["evaluation"], kept["evaluation"].get("notification", {})
    threshold = evaluation.get("threshold", {})
    right = _operand(threshold["column"]) if "column" in threshold else _given(threshold.get("value", {}))
    empty = evaluation.get("empty_result_state", UNKNOWN)
    run_as = kept.get("run_as", {})
    return Alert(
        kept,
        kept["display_name"],
        next(iter(run_as.values()), None) or kept.get("run_as_user_name") or kept["owner_user_name"],
        kept["warehouse_id"],
        kept["query_text"],
        {each["name"]: each.get("value") for each in kept.get("parameters", [])},
        Condition(_operand(evaluation["source"]), evaluation["comparison_operator"], right, empty),
        evaluation.get("state", UNKNOWN),
        [each.get("user_email") or each.get("destination_id", "") for each in notification.get("subscriptions", [])],
        notification.get("notify_on_ok", False),
        notification.get("retrigger_seconds", 0),
        _show_newest,
    )


def _show_newest(kept: Resource, found: str, now: str) -> None:
    kept["evaluation"] = {**kept["evaluation"], "state": found, "last_evaluated_at": now}


def _of_query(tenant: Tenant, kept: Resource) -> Alert:
    query = tenant.store["queries"].get(kept.get("query_id", ""), {})
    condition = kept.get("condition", {})
    column = condition.get("operand", {}).get("column", {}).get("name", "")
    right = _given(condition.get("threshold", {}).get("value", {}))
    empty = condition.get("empty_result_state", UNKNOWN)
    return Alert(
        kept,
        kept.get("display_name", ""),
        kept.get("owner_user_name", ""),
        query.get("warehouse_id"),
        query.get("query_text", ""),
        {},
        Condition(Operand(column), condition.get("op", "EQUAL"), right, empty),
        kept.get("state", UNKNOWN),
        [],
        kept.get("notify_on_ok", False),
        kept.get("seconds_to_retrigger", 0),
        _show_of_query,
    )


def _show_of_query(kept: Resource, found: str, now: str) -> None:
    kept["state"] = UNKNOWN if found == ERROR else found
    if found == TRIGGERED:
        kept["trigger_time"] = now


def _legacy(tenant: Tenant, kept: Resource) -> Alert:
    query = tenant.store["queries"].get(kept["_query_id"], {})
    options = kept["options"]
    operator = SIGNS[options["op"]]
    return Alert(
        kept,
        kept["name"],
        kept["_owner"],
        query.get("warehouse_id"),
        query.get("query_text", ""),
        {},
        Condition(Operand(options["column"]), operator, options["value"], options.get("empty_result_state", UNKNOWN)),
        kept["state"].upper(),
        [] if options.get("muted") else [kept["_owner"]],
        False,
        kept.get("rearm") or 0,
        _show_legacy,
    )


def _show_legacy(kept: Resource, found: str, now: str) -> None:
    kept["state"] = "unknown" if found == ERROR else found.lower()
    if found == TRIGGERED:
        kept["last_triggered_at"] = now


def _operand(given: dict[str, Any]) -> Operand:
    return Operand(given["name"], given.get("aggregation"))


def _given(value: dict[str, Any]) -> Any:
    return next(iter(value.values()), None)
