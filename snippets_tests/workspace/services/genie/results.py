"""The rows behind a message: of its query, run again when asked, and as a download behind links."""

from __future__ import annotations

from snippets_tests.workspace.errors import BadRequest, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import statement_execution
from snippets_tests.workspace.services.genie import answers, records
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

DOWNLOADS = "genie downloads"


@operation("genie.get_message_attachment_query_result")
@operation("genie.get_message_query_result_by_attachment")
def get_message_attachment_query_result(
    call: Call, space_id: str, conversation_id: str, message_id: str, attachment_id: str
) -> Response:
    """The result of a query, as it ran."""
    _, attachment = _attachment(call, space_id, conversation_id, message_id, attachment_id)
    return _answer(call, call.tenant.store["statements"][attachment["query"]["statement_id"]])


@operation("genie.get_message_query_result")
def get_message_query_result(call: Call, space_id: str, conversation_id: str, message_id: str) -> Response:
    """The result of the message's query, in the older form that knows one query a message."""
    _, attachment = _attachment(call, space_id, conversation_id, message_id, None)
    return _answer(call, call.tenant.store["statements"][attachment["query"]["statement_id"]])


@operation("genie.execute_message_attachment_query")
def execute_message_attachment_query(
    call: Call, space_id: str, conversation_id: str, message_id: str, attachment_id: str
) -> Response:
    """Run a query again."""
    return _again(call, *_attachment(call, space_id, conversation_id, message_id, attachment_id))


@operation("genie.execute_message_query")
def execute_message_query(call: Call, space_id: str, conversation_id: str, message_id: str) -> Response:
    """Run the message's query again, in the older form."""
    return _again(call, *_attachment(call, space_id, conversation_id, message_id, None))


@operation("genie.generate_download_full_query_result")
def generate_download_full_query_result(
    call: Call, space_id: str, conversation_id: str, message_id: str, attachment_id: str
) -> dict[str, str]:
    """Run a query again, for a download of all its rows."""
    message, attachment = _attachment(call, space_id, conversation_id, message_id, attachment_id)
    warehouse = records.space(call, message["space_id"])["warehouse_id"]
    taken = statement_execution.take(
        call,
        attachment["query"]["query"],
        warehouse,
        attachment["_parameters"],
        disposition="EXTERNAL_LINKS",
        format="CSV",
    )
    download: Resource = {
        "download_id": call.tenant.ids.hex(32, "genie download"),
        "download_id_signature": call.tenant.ids.hex(64, "genie download signature"),
    }
    call.tenant.store[DOWNLOADS][download["download_id"]] = {
        **download,
        "attachment_id": attachment_id,
        "statement_id": taken["statement_id"],
    }
    return download


@operation("genie.get_download_full_query_result")
def get_download_full_query_result(
    call: Call,
    space_id: str,
    conversation_id: str,
    message_id: str,
    attachment_id: str,
    download_id: str,
    download_id_signature: str,
) -> Response:
    """Where the rows lie, as CSV behind short-lived links."""
    _attachment(call, space_id, conversation_id, message_id, attachment_id)
    missing = ResourceDoesNotExist(f"Download {download_id} does not exist.")
    download = call.tenant.store[DOWNLOADS].require(download_id, missing)
    if (download["attachment_id"], download["download_id_signature"]) != (attachment_id, download_id_signature):
        raise missing
    ran = call.tenant.store["statements"][download["statement_id"]]
    statement_execution.run(call, ran)
    return _answer(call, ran)


def _attachment(
    call: Call, space_id: str, conversation_id: str, message_id: str, attachment_id: str | None
) -> tuple[Resource, Resource]:
    """A message and its attachment with this id, or its only query."""
    message = records.message(call, space_id, conversation_id, message_id)
    answers.settle(call, message)
    queries: list[Resource] = message["_attachments"]
    found = [each for each in queries if attachment_id in (None, each["attachment_id"])]
    if not found and attachment_id is None:
        raise BadRequest(f"Message {message_id} has no query.")
    if not found:
        raise ResourceDoesNotExist(
            f"Attachment {attachment_id} of message {message_id} does not exist or has no query."
        )
    return message, found[0]


def _again(call: Call, message: Resource, attachment: Resource) -> Response:
    ran = answers.statement(call, message, attachment)
    message["attachments"] = [records.shown(attachment)]
    return _answer(call, ran)


def _answer(call: Call, statement: Resource) -> Response:
    # Past the check of answers: among rows there may be nulls, which the SDK's type does not have.
    return Response.json({"statement_response": statement_execution.shown(call, statement)})
