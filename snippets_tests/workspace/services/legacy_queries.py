"""Queries, alerts and data sources in the older form (`/api/2.0/preview/sql/…`): queries are those of `queries`.

Alerts of this form are evaluated by jobs (`alerts`). Dashboards of this form can no longer be made.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import queries, warehouses
from snippets_tests.workspace.services.alerts import evaluation
from snippets_tests.workspace.store import Resource

PAGE = 25
# Fields of the older form to those of the newer.
FIELDS = {"name": "display_name", "query": "query_text", "description": "description", "tags": "tags"}


@operation("data_sources.list")
def list_data_sources(call: Call) -> list[Resource]:
    """A data source for each warehouse that the caller may use."""
    found = warehouses.all_of(call.tenant).values()
    return [
        {
            "id": _source(each["id"]),
            "name": each["spec"]["name"],
            "type": "databricks_internal",
            "syntax": "sql",
            "paused": 0,
            "supports_auto_limit": True,
            "view_only": False,
            "warehouse_id": each["id"],
        }
        for each in found
        if access.holds(call.tenant, call.principal, "warehouses", each["id"], "CAN_USE")
    ]


@operation("queries_legacy.create")
def create(call: Call, **given: Any) -> Resource:
    """Keep a query."""
    _refuse_unused(given, "options", "run_as_role")
    new = {FIELDS[name]: given[name] for name in FIELDS if name in given}
    if "data_source_id" in given:
        new["warehouse_id"] = _warehouse(call, given["data_source_id"])
    return _shown(call, queries.create(call, new, auto_resolve_display_name=True))


@operation("queries_legacy.get")
def get(call: Call, query_id: str) -> Resource:
    """One query."""
    return _shown(call, queries.get(call, query_id))


@operation("queries_legacy.list")
def list_(
    call: Call, order: str | None = None, page: int = 1, page_size: int = PAGE, q: str | None = None
) -> dict[str, Any]:
    """A page of the queries, by name or time."""
    found = [_shown(call, each) for each in call.tenant.store["queries"].where(lifecycle_state="ACTIVE")]
    found = [each for each in found if access.holds(call.tenant, call.principal, "queries", each["id"], "CAN_READ")]
    if q:
        found = [each for each in found if q.lower() in each["name"].lower()]
    field = (order or "created_at").lstrip("-")
    if field not in ("name", "created_at"):
        raise InvalidParameterValue(f"Queries can be ordered by name and created_at here, not by {field}.")
    found.sort(key=lambda each: str(each[field]), reverse=(order or "").startswith("-"))
    start = (page - 1) * page_size
    return {"count": len(found), "page": page, "page_size": page_size, "results": found[start : start + page_size]}


@operation("queries_legacy.update")
def update(call: Call, query_id: str, **given: Any) -> Resource:
    """Change what is given."""
    _refuse_unused(given, "options", "run_as_role")
    new = {FIELDS[name]: given[name] for name in FIELDS if name in given}
    if "data_source_id" in given:
        new["warehouse_id"] = _warehouse(call, given["data_source_id"])
    return _shown(call, queries.update(call, query_id, "*", new))


@operation("queries_legacy.delete")
def delete(call: Call, query_id: str) -> None:
    """Throw a query into the trash."""
    queries.delete(call, query_id)


@operation("queries_legacy.restore")
def restore(call: Call, query_id: str) -> None:
    """Take a query out of the trash."""
    found = queries.get(call, query_id)
    access.require(call.tenant, call.principal, queries.KIND, query_id, "CAN_MANAGE")
    found["lifecycle_state"] = "ACTIVE"


@operation("alerts_legacy.create")
def create_alert(
    call: Call, name: str, options: dict[str, Any], query_id: str, parent: str | None = None, rearm: int | None = None
) -> Resource:
    """Keep an alert on a query."""
    queries.get(call, query_id)
    _check_options(options)
    now = call.tenant.clock.iso()
    made: Resource = {
        "id": call.tenant.ids.uuid("legacy alert"),
        "name": name,
        "options": options,
        "parent": parent or f"folders/{call.principal.id}",
        "rearm": rearm,
        "state": "unknown",
        "created_at": now,
        "updated_at": now,
        "_query_id": query_id,
        "_owner": call.principal.name,
    }
    call.tenant.store["alerts_legacy"][made["id"]] = made
    return _alert_shown(call, made)


@operation("alerts_legacy.get")
def get_alert(call: Call, alert_id: str) -> Resource:
    """One alert."""
    return _alert_shown(call, _alert(call, alert_id))


@operation("alerts_legacy.list")
def list_alerts(call: Call) -> list[Resource]:
    """The alerts of the caller; an admin sees all."""
    found = call.tenant.store["alerts_legacy"].values()
    return [_alert_shown(call, each) for each in found if call.principal.admin or each["_owner"] == call.principal.name]


@operation("alerts_legacy.update")
def update_alert(
    call: Call, alert_id: str, name: str, options: dict[str, Any], query_id: str, rearm: int | None = None
) -> None:
    """Replace an alert."""
    found = _alert(call, alert_id)
    queries.get(call, query_id)
    _check_options(options)
    found.update(name=name, options=options, _query_id=query_id, rearm=rearm, updated_at=call.tenant.clock.iso())


@operation("alerts_legacy.delete")
def delete_alert(call: Call, alert_id: str) -> None:
    """Forget an alert."""
    _alert(call, alert_id)
    del call.tenant.store["alerts_legacy"][alert_id]


@operation("dashboards.list")
def list_dashboards(
    call: Call, order: str | None = None, page: int = 1, page_size: int = PAGE, q: str | None = None
) -> dict[str, Any]:
    """No dashboard of the older form: `lakeview` has today's."""
    return {"count": 0, "page": page, "page_size": page_size, "results": []}


@operation("dashboards.get")
@operation("dashboards.delete")
@operation("dashboards.restore")
@operation("dashboards.update")
def no_dashboard(call: Call, dashboard_id: str, **_: Any) -> None:
    """There is none to read or change."""
    raise ResourceDoesNotExist(f"Dashboard {dashboard_id} does not exist.")


@operation("lakeview.migrate")
def no_dashboard_to_migrate(call: Call, source_dashboard_id: str, **_: Any) -> None:
    """There is none to make an AI/BI dashboard of."""
    no_dashboard(call, source_dashboard_id)


@operation("dashboard_widgets.create")
def create_widget(call: Call, dashboard_id: str, **_: Any) -> None:
    """There is no dashboard to put it on."""
    no_dashboard(call, dashboard_id)


@operation("dashboard_widgets.update")
@operation("dashboard_widgets.delete")
def no_widget(call: Call, id: str, **_: Any) -> None:
    """There is none to change."""
    raise ResourceDoesNotExist(f"Widget {id} does not exist.")


def _shown(call: Call, query: Resource) -> Resource:
    owner = call.tenant.directory.named(query["owner_user_name"])
    text = query.get("query_text", "")
    shown = {
        "id": query["id"],
        "name": query["display_name"],
        "description": query.get("description"),
        "query": text,
        "query_hash": hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
        "tags": query.get("tags", []),
        "data_source_id": _source(query["warehouse_id"]) if query.get("warehouse_id") else None,
        "created_at": query["create_time"],
        "updated_at": query["update_time"],
        "is_archived": query["lifecycle_state"] == "TRASHED",
        "is_draft": False,
        "is_safe": True,
        "run_as_role": "viewer" if query.get("run_as_mode") == "VIEWER" else "owner",
        "user_id": int(owner[1]["id"]) if owner else None,
        "options": {"parameters": []},
        "visualizations": [],
    }
    return {name: value for name, value in shown.items() if value is not None}


def _alert(call: Call, alert_id: str) -> Resource:
    missing = ResourceDoesNotExist(f"Alert {alert_id} does not exist.")
    found = call.tenant.store["alerts_legacy"].require(alert_id, missing)
    if found["_owner"] != call.principal.name:
        call.require_admin("You do not have permission to use this alert.")
    return found


def _check_options(options: dict[str, Any]) -> None:
    if options["op"] not in evaluation.SIGNS:
        known = ", ".join(evaluation.SIGNS)
        raise InvalidParameterValue(f"Invalid operator {options['op']!r} of an alert; known are: {known}")


def _alert_shown(call: Call, alert: Resource) -> Resource:
    query = call.tenant.store["queries"].get(alert["_query_id"])
    fields = {field.name for field in call.surface.messages["sql.AlertQuery"].fields}
    shown = {name: value for name, value in alert.items() if not name.startswith("_") and value is not None}
    if query is not None:
        shown["query"] = {name: value for name, value in _shown(call, query).items() if name in fields}
    return shown


def _source(warehouse_id: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, warehouse_id))


def _warehouse(call: Call, source: str) -> str:
    found = warehouses.all_of(call.tenant).find(lambda each: _source(each["id"]) == source)
    if found is None:
        raise NotFound(f"Data source {source} does not exist.")
    warehouses.find(call.tenant, call.principal, found["id"], "CAN_USE")
    return str(found["id"])


def _refuse_unused(given: dict[str, Any], *names: str) -> None:
    for name in names:
        if given.get(name):
            raise InvalidParameterValue(f"{name} is not supported here; use the newer API (`queries`).")
