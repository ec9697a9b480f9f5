"""What Genie keeps: conversations and their messages, found for the person who had them; and what a space says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from snippets_tests.workspace.errors import PermissionDenied, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

SPACES = "genie.space"
CONVERSATIONS = "genie conversations"
MESSAGES = "genie messages"


class Example(NamedTuple):
    """A question with its SQL, of a space's examples or benchmarks; parameters as the statements API takes them."""

    id: str
    question: str
    sql: str
    parameters: list[dict[str, Any]]


def space(call: Call, space_id: str) -> Resource:
    """A space; who has it may ask it, and sees of its data what Unity Catalog lets him see."""
    missing = ResourceDoesNotExist(f"Genie space {space_id} does not exist.")
    found = call.tenant.store[SPACES].require(space_id, missing)
    if found.get("_trashed"):
        raise missing
    return found


def require_manage(call: Call, found: Resource) -> None:
    """Refuse who neither made a space nor is an admin."""
    if not call.principal.admin and found["_creator"] != call.principal.name:
        raise PermissionDenied(f"{call.principal.name} does not have CAN MANAGE on Genie space {found['space_id']}.")


def conversation(call: Call, space_id: str, conversation_id: str) -> Resource:
    """A conversation of the caller's."""
    found_space = space(call, space_id)
    missing = ResourceDoesNotExist(f"Conversation {conversation_id} does not exist in space {space_id}.")
    found = call.tenant.store[CONVERSATIONS].require(conversation_id, missing)
    if found["space_id"] != space_id:
        raise missing
    if found["user_id"] != int(call.principal.id):
        require_manage(call, found_space)
    return found


def message(call: Call, space_id: str, conversation_id: str, message_id: str) -> Resource:
    """A message of a conversation."""
    conversation(call, space_id, conversation_id)
    missing = ResourceDoesNotExist(f"Message {message_id} does not exist in conversation {conversation_id}.")
    found = call.tenant.store[MESSAGES].require(message_id, missing)
    if found["conversation_id"] != conversation_id:
        raise missing
    return found


def new_message(call: Call, of: Resource, content: str) -> Resource:
    """Take in a question; it is answered when it is looked at."""
    now = call.tenant.clock.millis()
    message_id = call.tenant.ids.hex(32, "genie message")
    made: Resource = {
        "id": message_id,
        "message_id": message_id,
        "space_id": of["space_id"],
        "conversation_id": of["conversation_id"],
        "content": content,
        "user_id": int(call.principal.id),
        "status": "SUBMITTED",
        "created_timestamp": now,
        "last_updated_timestamp": now,
    }
    of["last_updated_timestamp"] = now
    call.tenant.store[MESSAGES][message_id] = made
    return made


def shown(kept: Resource) -> Resource:
    """What the API shows of something kept."""
    return {name: value for name, value in kept.items() if not name.startswith("_")}


def sample_questions(found: Resource) -> list[str]:
    """The questions that a space suggests."""
    entries = _content(found).get("config", {}).get("sample_questions", [])
    return [_text(entry.get("question")) for entry in entries]


def examples(found: Resource) -> Iterator[Example]:
    """The space's examples: what Genie is taught, and what is answered here."""
    for entry in _content(found).get("instructions", {}).get("example_question_sqls", []):
        yield Example(entry.get("id", ""), _text(entry["question"]), _text(entry["sql"]), list(_parameters(entry)))


def benchmarks(found: Resource) -> Iterator[Example]:
    """The space's benchmark questions, with the SQL that is held to be right; empty where the answer is a text."""
    for entry in _content(found).get("benchmarks", {}).get("questions", []):
        known = [_text(each["content"]) for each in entry.get("answer", []) if each.get("format") == "SQL"]
        yield Example(entry.get("id", ""), _text(entry["question"]), next(iter(known), ""), [])


def _parameters(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for parameter in entry.get("parameters", []):
        values = parameter.get("default_value", {}).get("values", [])
        typed = {"name": parameter["name"], "type": parameter.get("type_hint", "STRING")}
        yield typed | ({"value": values[0]} if values else {})


def _content(found: Resource) -> dict[str, Any]:
    try:
        content = json.loads(found.get("serialized_space") or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _text(value: Any) -> str:
    """Texts of a space are lists of pieces."""
    return "".join(value) if isinstance(value, list) else str(value or "")
