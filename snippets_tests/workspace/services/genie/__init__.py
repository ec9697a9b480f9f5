"""Genie: conversations about the data of a space.

There is no model here. A question is answered by the space's example with the same words, whose SQL really runs; any
other question is answered by a text that says so, as Genie asks back when it does not understand.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.genie import answers, comments, evaluations, records, results, spaces
from snippets_tests.workspace.store import Resource

__all__ = ["comments", "evaluations", "results", "spaces"]

PAGE = 20


@operation("genie.start_conversation")
def start_conversation(call: Call, space_id: str, content: str, enable_visualization: bool = False) -> dict[str, Any]:
    """Ask the first question."""
    records.space(call, space_id)
    now = call.tenant.clock.millis()
    conversation_id = call.tenant.ids.hex(32, "genie conversation")
    conversation: Resource = {
        "id": conversation_id,
        "conversation_id": conversation_id,
        "space_id": space_id,
        "title": content,
        "user_id": int(call.principal.id),
        "created_timestamp": now,
        "last_updated_timestamp": now,
    }
    call.tenant.store[records.CONVERSATIONS][conversation_id] = conversation
    message = records.new_message(call, conversation, content)
    return {
        "conversation_id": conversation_id,
        "conversation": conversation,
        "message_id": message["message_id"],
        "message": records.shown(message),
    }


@operation("genie.create_message")
def create_message(
    call: Call, space_id: str, conversation_id: str, content: str, enable_visualization: bool = False
) -> Resource:
    """Ask the next question."""
    conversation = records.conversation(call, space_id, conversation_id)
    return records.shown(records.new_message(call, conversation, content))


@operation("genie.get_message")
def get_message(call: Call, space_id: str, conversation_id: str, message_id: str) -> Resource:
    """One question, answered by now."""
    message = records.message(call, space_id, conversation_id, message_id)
    answers.settle(call, message)
    return records.shown(message)


@operation("genie.list_conversations")
def list_conversations(
    call: Call, space_id: str, include_all: bool = False, page_size: int = PAGE, page_token: str | None = None
) -> dict[str, Any]:
    """The caller's conversations in a space, the latest first; all people's for those who may manage the space."""
    space = records.space(call, space_id)
    if include_all:
        records.require_manage(call, space)
    found = [
        {
            "conversation_id": each["conversation_id"],
            "title": each["title"],
            "created_timestamp": each["created_timestamp"],
            "agent_type": "GENIE_CONVERSATION_TYPE_CHAT",
        }
        for each in call.tenant.store[records.CONVERSATIONS].where(space_id=space_id)
        if include_all or each["user_id"] == int(call.principal.id)
    ]
    conversations, token = page(found[::-1], page_token, page_size)
    return {"conversations": conversations} | ({"next_page_token": token} if token else {})


@operation("genie.list_conversation_messages")
def list_conversation_messages(
    call: Call, space_id: str, conversation_id: str, page_size: int = PAGE, page_token: str | None = None
) -> dict[str, Any]:
    """The questions of a conversation with their answers, the latest first."""
    records.conversation(call, space_id, conversation_id)
    found = list(call.tenant.store[records.MESSAGES].where(conversation_id=conversation_id))
    for message in found:
        answers.settle(call, message)
    messages, token = page([records.shown(each) for each in found[::-1]], page_token, page_size)
    return {"messages": messages} | ({"next_page_token": token} if token else {})


@operation("genie.delete_conversation")
def delete_conversation(call: Call, space_id: str, conversation_id: str) -> None:
    """Forget a conversation with all that was said."""
    records.conversation(call, space_id, conversation_id)
    messages = call.tenant.store[records.MESSAGES]
    for message in list(messages.where(conversation_id=conversation_id)):
        del messages[message["message_id"]]
    del call.tenant.store[records.CONVERSATIONS][conversation_id]


@operation("genie.delete_conversation_message")
def delete_conversation_message(call: Call, space_id: str, conversation_id: str, message_id: str) -> None:
    """Forget one question and its answer."""
    records.message(call, space_id, conversation_id, message_id)
    del call.tenant.store[records.MESSAGES][message_id]
