"""Items of agents' sessions: a list that grows at its end, and from whose end is taken."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource


@operation("agent_kit.append_session_items")
def append(call: Call, parent: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Put items at the end of a session."""
    kept = _items(call, parent)
    made = [
        {**item, "item_id": call.tenant.ids.uuid("session item"), "create_time": call.tenant.clock.iso()}
        for item in items
    ]
    kept.extend(made)
    return {"session_items": made}


@operation("agent_kit.list_session_items")
def list_(
    call: Call, parent: str, order_by: str | None = None, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """A session's items, oldest first or, with `create_time desc`, newest first."""
    found = list(_items(call, parent))
    match (order_by or "create_time asc").split():
        case ["create_time"] | ["create_time", "asc"]:
            pass
        case ["create_time", "desc"]:
            found.reverse()
        case _:
            raise InvalidParameterValue(f"Invalid order_by: {order_by}. Supported is create_time, with asc or desc.")
    shown, token = page(found, page_token, page_size)
    return {"session_items": shown} | ({"next_page_token": token} if token else {})


@operation("agent_kit.pop_session_item")
def pop(call: Call, parent: str) -> dict[str, Any]:
    """Take the last item away and hand it out."""
    kept = _items(call, parent)
    if not kept:
        raise NotFound(f"Session '{parent}' has no items.")
    return {"item": kept.pop()}


@operation("agent_kit.clear_session_items")
def clear(call: Call, parent: str) -> dict[str, Any]:
    """Take all items away."""
    _items(call, parent).clear()
    return {}


def _items(call: Call, parent: str) -> list[Resource]:
    sessions = call.tenant.store["agent_kit.session"]
    sessions.require(parent.lower(), f"Session '{parent}' does not exist.")
    kept: list[Resource] = call.tenant.store["session items"].setdefault(parent.lower(), {"items": []})["items"]
    return kept
