"""Who is calling."""

from __future__ import annotations

from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import scim
from snippets_tests.workspace.store import Resource


@operation("current_user.me")
def me(call: Call, attributes: str | None = None, excluded_attributes: str | None = None) -> Resource:
    """The caller as a SCIM user; a service principal shows its application id as `userName`."""
    kind = call.principal.kind
    found = scim.shown(call.tenant.directory, kind, scim.find(call, kind, call.principal.id))
    if kind == "service_principals":
        found = {k: v for k, v in found.items() if k != "applicationId"} | {"userName": call.principal.name}
        found["schemas"] = ["urn:ietf:params:scim:schemas:core:2.0:User"]
    return scim.projected(found, attributes, excluded_attributes)
