"""Users of the workspace and of its account. Passwords are not emulated."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import scim
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

# The SDK's arguments, and the attributes of SCIM for which they stand.
ATTRIBUTES = {"display_name": "displayName", "external_id": "externalId", "user_name": "userName"}


@operation("account.users.create")
@operation("users.create")
def create(call: Call, **given: Any) -> Resource:
    """Take in a user."""
    resource = {ATTRIBUTES.get(k, k): v for k, v in given.items()}
    name = resource.get("userName", "")
    resource.setdefault("displayName", name.partition("@")[0])
    resource.setdefault("emails", [{"type": "work", "value": name, "primary": True}])
    resource.setdefault("active", True)
    made = scim.create(call, "users", resource)
    if not call.account:
        call.tenant.directory.group("users")["members"].append({"value": made["id"]})
    return made


@operation("account.users.get")
@operation("users.get")
def get(call: Call, id: str, **wanted: Any) -> Resource:
    """One user."""
    found = scim.one(call, "users", id)
    return scim.projected(found, wanted.get("attributes"), wanted.get("excluded_attributes"))


@operation("account.users.list")
@operation("users.list")
def list_(call: Call, **wanted: Any) -> dict[str, Any]:
    """The users that match a filter."""
    return scim.listed(call, "users", wanted)


@operation("account.users.update")
@operation("users.update")
def update(call: Call, id: str, **given: Any) -> Response:
    """Replace a user."""
    scim.replace(call, "users", id, {ATTRIBUTES.get(k, k): v for k, v in given.items()})
    return Response(204)


@operation("account.users.patch")
@operation("users.patch")
def patch(call: Call, id: str, operations: list[dict[str, Any]] | None = None, schemas: Any = None) -> Response:
    """Change parts of a user."""
    return scim.patch(call, "users", id, operations or [])


@operation("account.users.delete")
@operation("users.delete")
def delete(call: Call, id: str) -> Response:
    """Forget a user."""
    return scim.remove(call, "users", id)
