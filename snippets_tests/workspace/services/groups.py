"""Groups of the workspace and of its account; they may hold users, service principals and other groups."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import scim
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

# The SDK's arguments, and the attributes of SCIM for which they stand.
ATTRIBUTES = {"display_name": "displayName", "external_id": "externalId"}


@operation("account.groups.create")
@operation("groups.create")
def create(call: Call, **given: Any) -> Resource:
    """Take in a group."""
    resource = {ATTRIBUTES.get(k, k): v for k, v in given.items()}
    resource.setdefault("members", [])
    return scim.create(call, "groups", resource)


@operation("account.groups.get")
@operation("groups.get")
def get(call: Call, id: str) -> Resource:
    """One group."""
    return scim.one(call, "groups", id)


@operation("account.groups.list")
@operation("groups.list")
def list_(call: Call, **wanted: Any) -> dict[str, Any]:
    """The groups that match a filter."""
    return scim.listed(call, "groups", wanted)


@operation("account.groups.update")
@operation("groups.update")
def update(call: Call, id: str, **given: Any) -> Response:
    """Replace a group."""
    scim.replace(call, "groups", id, {ATTRIBUTES.get(k, k): v for k, v in given.items()})
    return Response(204)


@operation("account.groups.patch")
@operation("groups.patch")
def patch(call: Call, id: str, operations: list[dict[str, Any]] | None = None, schemas: Any = None) -> Response:
    """Change parts of a group."""
    return scim.patch(call, "groups", id, operations or [])


@operation("account.groups.delete")
@operation("groups.delete")
def delete(call: Call, id: str) -> Response:
    """Forget a group."""
    return scim.remove(call, "groups", id)
