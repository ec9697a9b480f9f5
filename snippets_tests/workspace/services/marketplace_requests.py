"""Private exchanges' listings, and consumers' requests for data made for them."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import CLOUD, REGION
from snippets_tests.workspace.errors import ResourceAlreadyExists
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource


@operation("provider_exchanges.add_listing_to_exchange")
def add_listing(call: Call, listing_id: str, exchange_id: str) -> dict[str, Any]:
    """Offer a listing in an exchange, once."""
    listing = call.tenant.store["provider_listings"].require(listing_id, f"Listing '{listing_id}' does not exist.")
    exchange = call.tenant.store["provider_exchanges"].require(exchange_id, f"Exchange '{exchange_id}' does not exist.")
    stored = call.tenant.store["exchange listings"]
    if any(True for _ in stored.where(listing_id=listing_id, exchange_id=exchange_id)):
        raise ResourceAlreadyExists(f"Listing '{listing_id}' already is in exchange '{exchange_id}'.", status=409)
    made: Resource = {
        "id": call.tenant.ids.uuid("exchange listing"),
        "listing_id": listing_id,
        "listing_name": listing["summary"]["name"],
        "exchange_id": exchange_id,
        "exchange_name": exchange["name"],
        "created_at": call.tenant.clock.millis(),
        "created_by": call.principal.name,
    }
    stored[made["id"]] = made
    return {"exchange_for_listing": made}


@operation("provider_exchanges.delete_listing_from_exchange")
def delete_listing(call: Call, id: str) -> None:
    """Take a listing out of an exchange."""
    call.tenant.store["exchange listings"].require(id, f"Exchange listing '{id}' does not exist.")
    del call.tenant.store["exchange listings"][id]


@operation("provider_exchanges.list_exchanges_for_listing")
def exchanges_of(call: Call, listing_id: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """The exchanges that offer a listing."""
    found = list(call.tenant.store["exchange listings"].where(listing_id=listing_id))
    return _paged("exchange_listing", found, page_token, page_size)


@operation("provider_exchanges.list_listings_for_exchange")
def listings_of(call: Call, exchange_id: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """The listings that an exchange offers."""
    found = list(call.tenant.store["exchange listings"].where(exchange_id=exchange_id))
    return _paged("exchange_listings", found, page_token, page_size)


@operation("consumer_personalization_requests.create")
def create_request(
    call: Call, listing_id: str, intended_use: str, accepted_consumer_terms: dict[str, Any], **given: Any
) -> dict[str, Any]:
    """Ask the provider of a listing for data."""
    listing = call.tenant.store["provider_listings"].require(listing_id, f"Listing '{listing_id}' does not exist.")
    now = call.tenant.clock.millis()
    names = {name: given[name] for name in ("first_name", "last_name", "company") if name in given}
    made: Resource = {
        "id": call.tenant.ids.uuid("personalization request"),
        "listing_id": listing_id,
        "listing_name": listing["summary"]["name"],
        "intended_use": intended_use,
        "consumer_region": {"cloud": CLOUD, "region": REGION},
        "contact_info": {"email": call.principal.name, **names},
        "metastore_id": call.tenant.metastore.id,
        "status": "NEW",
        "created_at": now,
        "updated_at": now,
        **{name: given[name] for name in ("comment", "recipient_type", "is_from_lighthouse") if name in given},
    }
    call.tenant.store["personalization requests"][made["id"]] = made
    return {"id": made["id"]}


@operation("consumer_personalization_requests.get")
def get_requests(call: Call, listing_id: str) -> dict[str, Any]:
    """The requests for a listing."""
    return {
        "personalization_requests": list(call.tenant.store["personalization requests"].where(listing_id=listing_id))
    }


@operation("consumer_personalization_requests.list")
@operation("provider_personalization_requests.list")
def list_requests(call: Call, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """All requests; here consumer and provider are in one workspace."""
    found = list(call.tenant.store["personalization requests"].values())
    return _paged("personalization_requests", found, page_token, page_size)


@operation("provider_personalization_requests.update")
def answer_request(
    call: Call,
    listing_id: str,
    request_id: str,
    status: str,
    reason: str | None = None,
    share: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Say what becomes of a request."""
    stored = call.tenant.store["personalization requests"]
    found = stored.require(request_id, f"Personalization request '{request_id}' does not exist.")
    found |= {"status": status, "updated_at": call.tenant.clock.millis()}
    found |= ({"status_message": reason} if reason else {}) | ({"share": share} if share else {})
    return {"request": found}


def _paged(name: str, found: list[Resource], token: str | None, size: int) -> dict[str, Any]:
    shown, following = page(found, token, size)
    return {name: shown} | ({"next_page_token": following} if following else {})
