"""Finding serving endpoints, and letting them finish what they began."""

from __future__ import annotations

from snippets_tests.workspace import access, changes
from snippets_tests.workspace.errors import NotImplementedYet, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.serving_endpoints import foundation
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant


def find(call: Call, name: str, level: str) -> Resource:
    """The endpoint of a name, when the caller may do with it what the level says."""
    if foundation.endpoint(name) is not None:
        raise NotImplementedYet(
            f"The foundation model behind '{name}' runs on Databricks alone: it is listed here, not called or changed."
        )
    missing = ResourceDoesNotExist(f"Endpoint with name '{name}' does not exist.")
    found = call.tenant.store["serving_endpoints"].require(name, missing)
    access.require(call.tenant, call.principal, "serving-endpoints", found["id"], level)
    return found


def settle(tenant: Tenant, found: Resource, seconds: int) -> None:
    """Finish what the endpoint began; it took that long."""
    if "pending_config" in found:
        tenant.clock.advance(seconds)
        found["config"] = {k: v for k, v in found.pop("pending_config").items() if k != "start_time"}
        found["last_updated_timestamp"] = tenant.clock.millis()
        kept = {name: found[name] for name in ("config", "creator", "id", "ai_gateway")}
        changes.note(tenant, "serving endpoint", found["name"], kept)
