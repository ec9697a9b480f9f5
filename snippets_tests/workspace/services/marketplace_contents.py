"""What a listing of the marketplace offers, and what was installed: nothing, as the data would come from a provider."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import marketplace


@operation("consumer_fulfillments.list")
def list_fulfillments(
    call: Call, listing_id: str, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """The ways in which a listing can be had: by its share, by its repository."""
    summary = marketplace.get(call, listing_id)["listing"]["summary"]
    found = []
    if "share" in summary:
        databricks = "DELTA_SHARING_RECIPIENT_TYPE_DATABRICKS"
        found.append({"share_info": summary["share"], "recipient_type": databricks})
    if "git_repo" in summary:
        found.append({"repo_info": summary["git_repo"]})
    offered = [{"listing_id": listing_id, "fulfillment_type": "INSTALL", **each} for each in found]
    shown, token = page(offered, page_token, page_size)
    return {"fulfillments": shown} | ({"next_page_token": token} if token else {})


@operation("consumer_fulfillments.get")
def get_content(call: Call, listing_id: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """The objects of a listing's share."""
    share = marketplace.get(call, listing_id)["listing"]["summary"].get("share", {}).get("name", "")
    objects = call.tenant.store["shares"].get(share.lower(), {}).get("objects", [])
    found = [{"name": each["name"], "data_object_type": each.get("data_object_type", "TABLE")} for each in objects]
    shown, token = page(found, page_token, page_size)
    return {"shared_data_objects": shown} | ({"next_page_token": token} if token else {})


@operation("consumer_installations.list")
def list_installations(call: Call, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """What was installed: nothing."""
    return {"installations": page([], page_token, page_size)[0]}


@operation("consumer_installations.list_listing_installations")
def list_of_listing(call: Call, listing_id: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """What was installed of a listing: nothing."""
    marketplace.get(call, listing_id)
    return {"installations": page([], page_token, page_size)[0]}


@operation("consumer_installations.delete")
@operation("consumer_installations.update")
def no_installation(call: Call, listing_id: str, installation_id: str, **_: Any) -> None:
    """There is none to change."""
    marketplace.get(call, listing_id)
    raise ResourceDoesNotExist(f"Installation '{installation_id}' does not exist.")
