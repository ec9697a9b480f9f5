"""The marketplace as consumers see it: what providers of this workspace have published, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource


@operation("consumer_listings.list")
def list_(call: Call, page_size: int = 100, page_token: str | None = None, **wanted: Any) -> dict[str, Any]:
    """The published listings that fit."""
    return _paged("listings", [each for each in _listings(call) if _fits(each, wanted)], page_token, page_size)


@operation("consumer_listings.search")
def search(
    call: Call, query: str, page_size: int = 100, page_token: str | None = None, **wanted: Any
) -> dict[str, Any]:
    """The published listings with a word in their name or subtitle."""
    found = [
        each
        for each in _listings(call)
        if _fits(each, wanted)
        and query.lower() in f"{each['summary']['name']} {each['summary'].get('subtitle', '')}".lower()
    ]
    return _paged("listings", found, page_token, page_size)


@operation("consumer_listings.get")
def get(call: Call, id: str) -> dict[str, Any]:
    """One published listing."""
    published = {each["id"]: each for each in _listings(call)}
    call.tenant.store["provider_listings"].require(id if id in published else "", f"Listing '{id}' does not exist.")
    return {"listing": published[id]}


@operation("consumer_listings.batch_get")
def batch_get(call: Call, ids: list[str] | None = None) -> dict[str, Any]:
    """Several listings; the ids that are none are left out."""
    _require_ids(ids)
    return {"listings": [each for each in _listings(call) if each["id"] in (ids or [])]}


@operation("consumer_providers.list")
def list_providers(
    call: Call, is_featured: bool | None = None, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """The providers."""
    found = [each for each in _providers(call) if is_featured in (None, each.get("is_featured", False))]
    return _paged("providers", found, page_token, page_size)


@operation("consumer_providers.get")
def get_provider(call: Call, id: str) -> dict[str, Any]:
    """One provider."""
    call.tenant.store["provider_providers"].require(id, f"Provider '{id}' does not exist.")
    return {"provider": next(each for each in _providers(call) if each["id"] == id)}


@operation("consumer_providers.batch_get")
def batch_get_providers(call: Call, ids: list[str] | None = None) -> dict[str, Any]:
    """Several providers; the ids that are none are left out."""
    _require_ids(ids)
    return {"providers": [each for each in _providers(call) if each["id"] in (ids or [])]}


def _listings(call: Call) -> list[Resource]:
    stored = call.tenant.store["provider_listings"].values()
    published = (each for each in stored if each["summary"].get("status") == "PUBLISHED")
    return [{name: each[name] for name in ("id", "summary", "detail") if name in each} for each in published]


def _providers(call: Call) -> list[Resource]:
    fields = call.surface.messages["marketplace.ProviderInfo"].fields
    stored = call.tenant.store["provider_providers"].values()
    return [{field.name: each[field.name] for field in fields if field.name in each} for each in stored]


def _fits(listing: Resource, wanted: dict[str, Any]) -> bool:
    summary, detail = listing["summary"], listing.get("detail", {})
    checks: dict[str, Callable[[Any], bool]] = {
        "categories": lambda given: bool(set(given) & set(summary.get("categories", []))),
        "provider_ids": lambda given: summary.get("provider_id") in given,
        "assets": lambda given: bool(set(given) & set(detail.get("assets", []))),
        "is_free": lambda given: (detail.get("cost") == "FREE") == given,
        "is_private_exchange": lambda given: bool(summary.get("exchange_ids")) == given,
    }
    for name, given in wanted.items():
        if name not in checks:
            raise InvalidParameterValue(f"Listings cannot be filtered by {name} here.")
        if not checks[name](given):
            return False
    return True


def _require_ids(ids: list[str] | None) -> None:
    if not ids:
        raise InvalidParameterValue("Missing required field: ids")


def _paged(name: str, found: list[Resource], token: str | None, size: int) -> dict[str, Any]:
    shown, following = page(found, token, size)
    return {name: shown} | ({"next_page_token": following} if following else {})
