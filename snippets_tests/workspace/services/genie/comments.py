"""What people say about Genie's answers: comments, and whether an answer was good."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.genie import answers, records
from snippets_tests.workspace.store import Resource

COMMENTS = "genie comments"
PAGE = 20


@operation("genie.create_message_comment")
def create_message_comment(call: Call, space_id: str, conversation_id: str, message_id: str, content: str) -> Resource:
    """Comment on a message."""
    records.message(call, space_id, conversation_id, message_id)
    made: Resource = {
        "message_comment_id": call.tenant.ids.hex(32, "genie comment"),
        "space_id": space_id,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "content": content,
        "user_id": int(call.principal.id),
        "created_timestamp": call.tenant.clock.millis(),
    }
    call.tenant.store[COMMENTS][made["message_comment_id"]] = made
    return made


@operation("genie.list_message_comments")
def list_message_comments(
    call: Call,
    space_id: str,
    conversation_id: str,
    message_id: str,
    page_size: int = PAGE,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The comments on a message, oldest first."""
    records.message(call, space_id, conversation_id, message_id)
    return _listed(call, page_size, page_token, conversation_id=conversation_id, message_id=message_id)


@operation("genie.list_conversation_comments")
def list_conversation_comments(
    call: Call, space_id: str, conversation_id: str, page_size: int = PAGE, page_token: str | None = None
) -> dict[str, Any]:
    """The comments on all messages of a conversation, oldest first."""
    records.conversation(call, space_id, conversation_id)
    return _listed(call, page_size, page_token, conversation_id=conversation_id)


@operation("genie.send_message_feedback")
def send_message_feedback(
    call: Call, space_id: str, conversation_id: str, message_id: str, rating: str, comment: str | None = None
) -> None:
    """Say whether an answer was good; NONE takes it back."""
    message = records.message(call, space_id, conversation_id, message_id)
    answers.settle(call, message)
    message.pop("feedback", None)
    if rating != "NONE":
        message["feedback"] = {"rating": rating} | ({"comment": comment} if comment else {})


def _listed(call: Call, size: int, token: str | None, **fields: str) -> dict[str, Any]:
    found, following = page(list(call.tenant.store[COMMENTS].where(**fields)), token, size)
    return {"comments": found} | ({"next_page_token": following} if following else {})
