"""OAuth secrets of service principals, for which `signin` hands out tokens. A secret is shown once, when it is made."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from snippets_tests.workspace.errors import BadRequest, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import scim
from snippets_tests.workspace.store import Resource

MOST = 5
LONGEST = 730 * 86_400


@operation("account.service_principal_secrets.create")
@operation("service_principal_secrets_proxy.create")
def create(
    call: Call, service_principal_id: str, lifetime: str = f"{LONGEST}s", scopes: list[str] | None = None
) -> dict[str, Any]:
    """Make a secret; a service principal has at most five."""
    secrets = _secrets(call, service_principal_id)
    if len(secrets) >= MOST:
        raise BadRequest(f"Service principal {service_principal_id} already has {MOST} secrets, the maximum.")
    if not lifetime.removesuffix("s").isdigit() or not 0 < int(lifetime.removesuffix("s")) <= LONGEST:
        raise BadRequest(f"lifetime must be between 1s and {LONGEST}s, but is {lifetime}.")
    tenant = call.tenant
    now, expiry = tenant.clock.now(), tenant.clock.now() + timedelta(seconds=int(lifetime.removesuffix("s")))
    value = "dose" + tenant.ids.hex(32, "oauth secret")
    secret = {
        "id": tenant.ids.uuid("oauth secret id"),
        "secret_hash": hashlib.sha256(value.encode()).hexdigest(),
        "status": "ACTIVE",
        "create_time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "update_time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "expire_time": expiry.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "scopes": scopes or ["all-apis"],
    }
    secrets[str(secret["id"])] = secret
    return {**secret, "secret": value}


@operation("account.service_principal_secrets.list")
@operation("service_principal_secrets_proxy.list")
def list_(
    call: Call, service_principal_id: str, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The secrets of a service principal, without their values."""
    found, token = page(list(_secrets(call, service_principal_id).values()), page_token, page_size or 100)
    return {"secrets": found} | ({"next_page_token": token} if token else {})


@operation("account.service_principal_secrets.delete")
@operation("service_principal_secrets_proxy.delete")
def delete(call: Call, service_principal_id: str, secret_id: str) -> None:
    """Make a secret useless."""
    if _secrets(call, service_principal_id).pop(secret_id, None) is None:
        raise NotFound(f"Secret with id {secret_id} not found.")


def _secrets(call: Call, service_principal_id: str) -> dict[str, Resource]:
    if call.principal.id != service_principal_id:
        scim.require_admin(call)
    scim.find(call, "service_principals", service_principal_id)
    secrets: dict[str, Resource] = call.tenant.store["oauth_secrets"].setdefault(service_principal_id, {})
    return secrets
