"""Pictures of apps: one for each, kept as it was given."""

from __future__ import annotations

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

STORE = "app thumbnails"


@operation("apps.update_app_thumbnail")
def update_app_thumbnail(call: Call, name: str, app_thumbnail: Resource | None = None) -> Resource:
    """Give an app a picture, in base64."""
    _require_app(call, name)
    if not (app_thumbnail or {}).get("thumbnail"):
        raise InvalidParameterValue("Missing required field: app_thumbnail.thumbnail")
    call.tenant.store[STORE][name] = dict(app_thumbnail or {})
    return call.tenant.store[STORE][name]


@operation("apps.delete_app_thumbnail")
def delete_app_thumbnail(call: Call, name: str) -> None:
    """Take an app's picture away."""
    _require_app(call, name)
    if call.tenant.store[STORE].pop(name, None) is None:
        raise ResourceDoesNotExist(f"App {name} has no thumbnail.")


def _require_app(call: Call, name: str) -> None:
    call.tenant.store["apps"].require(name.lower(), f"App {name} does not exist.")
    access.require(call.tenant, call.principal, "apps", name, "CAN_MANAGE")
