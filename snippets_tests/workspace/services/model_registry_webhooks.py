"""Webhooks of the legacy model registry: kept, changed and listed. Nothing is sent to anybody."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import model_registry
from snippets_tests.workspace.store import Resource

WEBHOOKS = "model registry webhooks"
# Where an event goes, and what of it is never shown again.
TARGETS = {"http_url_spec": ("secret", "authorization"), "job_spec": ("access_token",)}


@operation("model_registry.create_webhook")
def create_webhook(
    call: Call, events: list[str], status: str = "ACTIVE", model_name: str | None = None, **given: Any
) -> dict[str, Any]:
    """Keep a webhook for one model, or for the whole registry (admins only)."""
    if sum(target in given for target in TARGETS) != 1:
        raise InvalidParameterValue(f"Exactly one of {' and '.join(TARGETS)} must be given.")
    if not events:
        raise InvalidParameterValue("At least one event must be given.")
    _require(call, model_name)
    now = call.tenant.clock.millis()
    made: Resource = {
        "id": call.tenant.ids.hex(32, "model registry webhook"),
        "events": events,
        "status": status,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        **_public(given),
    } | ({"model_name": model_name} if model_name else {})
    call.tenant.store[WEBHOOKS][made["id"]] = made
    return {"webhook": made}


@operation("model_registry.list_webhooks")
def list_webhooks(
    call: Call,
    events: list[str] | None = None,
    max_results: int = 100,
    model_name: str | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The webhooks of a model, or of the whole registry."""
    _require(call, model_name)
    found = [
        each
        for each in call.tenant.store[WEBHOOKS].values()
        if each.get("model_name") == model_name and (not events or set(events) & set(each["events"]))
    ]
    webhooks, token = page(found, page_token, max_results)
    return {"webhooks": webhooks} | ({"next_page_token": token} if token else {})


@operation("model_registry.update_webhook")
def update_webhook(call: Call, id: str, **given: Any) -> dict[str, Any]:
    """Change what is given; where it goes to changes whole."""
    found = _find(call, id)
    if any(target in given for target in TARGETS):
        for target in TARGETS:
            found.pop(target, None)
    found |= _public(given) | {"last_updated_timestamp": call.tenant.clock.millis()}
    return {"webhook": found}


@operation("model_registry.delete_webhook")
def delete_webhook(call: Call, id: str) -> None:
    """Forget a webhook."""
    _find(call, id)
    del call.tenant.store[WEBHOOKS][id]


def _find(call: Call, identity: str) -> Resource:
    found = call.tenant.store[WEBHOOKS].require(identity, f"Webhook {identity} does not exist.")
    _require(call, found.get("model_name"))
    return found


def _require(call: Call, model_name: str | None) -> None:
    if model_name is None:
        call.require_admin("Only workspace admins can use webhooks of the whole registry.")
    else:
        model_registry.model(call, model_name, "CAN_MANAGE")


def _public(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, without what must not be read again."""
    return {
        name: {key: item for key, item in value.items() if key not in TARGETS[name]} if name in TARGETS else value
        for name, value in given.items()
    }
