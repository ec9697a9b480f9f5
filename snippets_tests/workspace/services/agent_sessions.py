"""Items of agents' sessions: a list that grows at its end, and from whose end is taken; copies of sessions; memories.

Memories are ranked by the small embedding of `vector_search`, where Databricks ranks with a model.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import AlreadyExists, InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.vector_search.embedding import embed
from snippets_tests.workspace.store import Resource

SESSIONS = "agent_kit.session"
FULL = "MANAGED_MEMORY_ENTRY_VIEW_FULL"
MOST_MEMORIES = 100


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


@operation("agent_kit.fork_session")
def fork_session(
    call: Call,
    parent: str,
    source_session_id: str,
    actor_id: str,
    metadata: dict[str, str] | None = None,
    session_id: str | None = None,
    up_to_item_id: str | None = None,
) -> dict[str, Any]:
    """Copy a session with its items, all or up to one of them."""
    sessions = call.tenant.store[SESSIONS]
    source_name = f"{parent}/sessions/{source_session_id}"
    items = _items(call, source_name)
    if up_to_item_id is not None:
        known = [item["item_id"] for item in items]
        if up_to_item_id not in known:
            raise NotFound(f"Session '{source_name}' has no item {up_to_item_id}.")
        items = items[: known.index(up_to_item_id) + 1]
    identity = session_id or call.tenant.ids.uuid("forked session")
    name = f"{parent}/sessions/{identity}"
    if name.lower() in sessions:
        raise AlreadyExists(f"Session '{name}' already exists.")
    now, source = call.tenant.clock.iso(), sessions[source_name.lower()]
    made: Resource = {
        "name": name,
        "session_id": identity,
        "actor_id": actor_id,
        "metadata": metadata or {},
        "parent_session_id": source_session_id,
        "root_session_id": source.get("root_session_id", source_session_id),
        "create_time": now,
        "update_time": now,
        "last_activity_time": now,
    }
    sessions[name.lower()] = made
    call.tenant.store["session items"][name.lower()] = {"items": [dict(item) for item in items]}
    return {"session": made}


@operation("agent_kit.search_memories")
def search_memories(
    call: Call,
    parent: str,
    actor_id: str,
    query: str,
    limit: int | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
    path_prefix: str = "",
    session_id: str | None = None,
    view: str = FULL,
) -> dict[str, Any]:
    """An actor's memories that are nearest to a text, the best first."""
    call.tenant.store["agent_kit.memory_store"].require(parent.lower(), f"Memory store '{parent}' does not exist.")
    if limit is not None and page_size not in (None, limit):
        raise InvalidParameterValue("limit and page_size must be equal when both are given.")
    size = page_size or limit or 10
    if not 1 <= size <= MOST_MEMORIES:
        raise InvalidParameterValue(f"page_size must be between 1 and {MOST_MEMORIES}, but is {size}.")
    found = [
        each
        for each in call.tenant.store["agent_kit.memory"].values()
        if str(each.get("name", "")).startswith(f"{parent}/entries/")
        and each["actor_id"] == actor_id
        and each["path"].startswith(path_prefix)
        and session_id in (None, each.get("session_id"))
    ]
    texts = [f"{each.get('description', '')} {each.get('content', '')}" for each in found]
    wanted = embed(query)
    scores = [sum(a * b for a, b in zip(wanted, embed(text), strict=True)) for text in texts]
    ranked = sorted(zip(scores, found, strict=True), key=lambda pair: -pair[0])[:size]
    hidden = () if view == FULL else ("content",)
    results = [
        {
            "score": round(score, 6),
            "managed_memory_entry": {k: v for k, v in each.items() if not k.startswith("_") and k not in hidden},
        }
        for score, each in ranked
    ]
    return {"results": results}


def _items(call: Call, parent: str) -> list[Resource]:
    sessions = call.tenant.store[SESSIONS]
    sessions.require(parent.lower(), f"Session '{parent}' does not exist.")
    kept: list[Resource] = call.tenant.store["session items"].setdefault(parent.lower(), {"items": []})["items"]
    return kept
