"""What is published of AI/BI dashboards."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import BadRequest, NotFound, ResourceConflict
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import warehouses
from snippets_tests.workspace.services.lakeview import drafts
from snippets_tests.workspace.store import Resource

# What a draft has in common with what was published of it.
CONTENT = ("display_name", "serialized_dashboard", "warehouse_id")


@operation("lakeview.publish")
def publish(
    call: Call, dashboard_id: str, embed_credentials: bool = False, warehouse_id: str | None = None
) -> Resource:
    """Publish the draft as it is now."""
    draft = drafts.find(call, dashboard_id, "CAN_EDIT")
    warehouse = warehouse_id or draft.get("warehouse_id")
    if warehouse is None:
        raise BadRequest("A warehouse is needed to publish a dashboard: give warehouse_id.")
    warehouses.find(call.tenant, call.principal, warehouse, "CAN_USE")
    published: Resource = {
        "display_name": draft.get("display_name", ""),
        "embed_credentials": embed_credentials,
        "revision_create_time": call.tenant.clock.iso(),
        "warehouse_id": warehouse,
    }
    kept = {name: draft[name] for name in CONTENT if name in draft}
    call.tenant.store["published dashboards"][dashboard_id] = {**published, "_content": kept}
    return published


@operation("lakeview.get_published")
def get_published(call: Call, dashboard_id: str) -> Resource:
    """What was published last."""
    drafts.find(call, dashboard_id, "CAN_READ")
    return {name: value for name, value in _published(call, dashboard_id).items() if name != "_content"}


@operation("lakeview.unpublish")
def unpublish(call: Call, dashboard_id: str) -> None:
    """Take the published dashboard away; the draft stays."""
    drafts.find(call, dashboard_id, "CAN_EDIT")
    _published(call, dashboard_id)
    del call.tenant.store["published dashboards"][dashboard_id]


@operation("lakeview.revert")
def revert(call: Call, dashboard_id: str, etag: str | None = None) -> dict[str, Any]:
    """Give the draft the content that was published last."""
    draft = drafts.find(call, dashboard_id, "CAN_EDIT")
    if etag is not None and etag != draft.get("etag"):
        raise ResourceConflict("The etag is not that of the dashboard's last change.", error_code="ABORTED")
    drafts.change(call, draft, dict(_published(call, dashboard_id)["_content"]))
    return {"dashboard": drafts.shown(draft)}


def _published(call: Call, dashboard_id: str) -> Resource:
    missing = NotFound(f"Dashboard '{dashboard_id}' is not published.")
    return call.tenant.store["published dashboards"].require(dashboard_id, missing)
