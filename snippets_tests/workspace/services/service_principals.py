"""Service principals of the workspace and its account. Their OAuth secrets are in `service_principal_secrets_proxy`."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import scim
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

# The SDK's arguments, and the attributes of SCIM for which they stand.
ATTRIBUTES = {"display_name": "displayName", "external_id": "externalId", "application_id": "applicationId"}


@operation("account.service_principals.create")
@operation("service_principals.create")
def create(call: Call, **given: Any) -> Resource:
    """Take in a service principal."""
    resource = {ATTRIBUTES.get(k, k): v for k, v in given.items()}
    resource.setdefault("applicationId", call.tenant.ids.uuid("application"))
    resource.setdefault("displayName", resource["applicationId"])
    resource.setdefault("active", True)
    return scim.create(call, "service_principals", resource)


@operation("account.service_principals.get")
@operation("service_principals.get")
def get(call: Call, id: str) -> Resource:
    """One service principal."""
    return scim.one(call, "service_principals", id)


@operation("account.service_principals.list")
@operation("service_principals.list")
def list_(call: Call, **wanted: Any) -> dict[str, Any]:
    """The service principals that match a filter."""
    return scim.listed(call, "service_principals", wanted)


@operation("account.service_principals.update")
@operation("service_principals.update")
def update(call: Call, id: str, **given: Any) -> Response:
    """Replace a service principal."""
    scim.replace(call, "service_principals", id, {ATTRIBUTES.get(k, k): v for k, v in given.items()})
    return Response(204)


@operation("account.service_principals.patch")
@operation("service_principals.patch")
def patch(call: Call, id: str, operations: list[dict[str, Any]] | None = None, schemas: Any = None) -> Response:
    """Change parts of a service principal."""
    return scim.patch(call, "service_principals", id, operations or [])


@operation("account.service_principals.delete")
@operation("service_principals.delete")
def delete(call: Call, id: str) -> Response:
    """Forget a service principal."""
    return scim.remove(call, "service_principals", id)
