"""OAuth applications of others that sign users in to this account, as `workspace.authorization` does."""

from __future__ import annotations

import hashlib
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Collection, Resource


@operation("account.custom_app_integration.create")
def create(call: Call, **given: Any) -> dict[str, Any]:
    """Register an application; a confidential one gets a secret, which is shown once."""
    for name in ("name", "redirect_urls"):
        if not given.get(name):
            raise InvalidParameterValue(f"Missing required field: {name}")
    made: Resource = {
        "scopes": ["all-apis"],
        "confidential": False,
        **given,
        "integration_id": call.tenant.ids.uuid("app integration"),
        "client_id": call.tenant.ids.uuid("app client"),
        "create_time": call.tenant.clock.iso(),
        "created_by": int(call.principal.id),
        "_creator": call.principal.name,
    }
    _stored(call)[str(made["integration_id"])] = made
    answer = {name: made[name] for name in ("integration_id", "client_id")}
    if made["confidential"]:
        answer["client_secret"] = "dose" + call.tenant.ids.hex(32, "app secret")
        made["_secret_hash"] = hashlib.sha256(answer["client_secret"].encode()).hexdigest()
    return answer


@operation("account.custom_app_integration.get")
def get(call: Call, integration_id: str) -> Resource:
    """One application."""
    return _shown(_find(call, integration_id))


@operation("account.custom_app_integration.list")
def list_(
    call: Call, include_creator_username: bool = False, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """All applications."""
    found, token = page(list(_stored(call).values()), page_token, page_size)
    shown = [
        _shown(each) | ({"creator_username": each["_creator"]} if include_creator_username else {}) for each in found
    ]
    return {"apps": shown} | ({"next_page_token": token} if token else {})


@operation("account.custom_app_integration.update")
def update(call: Call, integration_id: str, **given: Any) -> None:
    """Change what is given."""
    _find(call, integration_id).update(given)


@operation("account.custom_app_integration.delete")
def delete(call: Call, integration_id: str) -> None:
    """Forget an application."""
    _find(call, integration_id)
    del _stored(call)[integration_id]


def _stored(call: Call) -> Collection:
    return call.tenant.store["account.custom_app_integration"]


def _find(call: Call, integration_id: str) -> Resource:
    return _stored(call).require(integration_id, f"Custom app integration {integration_id} does not exist.")


def _shown(entry: Resource) -> Resource:
    return {name: value for name, value in entry.items() if not name.startswith("_")}
