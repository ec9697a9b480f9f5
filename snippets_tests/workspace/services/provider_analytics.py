"""The analytics dashboard of a marketplace provider: one, by the id of an AI/BI dashboard, and its version."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

LATEST = 1
STORE = "provider analytics dashboard"


@operation("provider_provider_analytics_dashboards.create")
def create(call: Call) -> Resource:
    """Make the dashboard."""
    call.require_admin("Only marketplace admins can make the analytics dashboard.")
    if call.tenant.store[STORE]:
        raise ResourceAlreadyExists("The provider has an analytics dashboard already.", status=409)
    identity = call.tenant.ids.uuid("provider analytics")
    made: Resource = {
        "id": identity,
        "dashboard_id": call.tenant.ids.hex(32, "provider analytics dashboard"),
        "version": LATEST,
    }
    call.tenant.store[STORE][identity] = made
    return {"id": identity}


@operation("provider_provider_analytics_dashboards.get")
def get(call: Call) -> Resource:
    """The dashboard, if there is one."""
    for found in call.tenant.store[STORE].values():
        return found
    raise ResourceDoesNotExist("The provider has no analytics dashboard.")


@operation("provider_provider_analytics_dashboards.get_latest_version")
def get_latest_version(call: Call) -> dict[str, Any]:
    """The version that dashboards can be brought to."""
    return {"version": LATEST}


@operation("provider_provider_analytics_dashboards.update")
def update(call: Call, id: str, version: int = LATEST) -> Resource:
    """Bring the dashboard to a version."""
    call.require_admin("Only marketplace admins can change the analytics dashboard.")
    found = call.tenant.store[STORE].require(id, f"Analytics dashboard {id} does not exist.")
    found["version"] = version
    return found
