"""How a question is answered: by the example of the same words, whose SQL runs as the asker; or by asking back."""

from __future__ import annotations

import re

from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services import statement_execution
from snippets_tests.workspace.services.genie import records
from snippets_tests.workspace.store import Resource

WORD = re.compile(r"\w+")
NO_EXAMPLE = (
    "This workspace runs no language model: it answers questions for which the space has an example query. "
    "Add one with the words of this question, or ask one of those that exist."
)
DONE = ("COMPLETED", "FAILED", "CANCELLED")


def settle(call: Call, message: Resource) -> None:
    """Answer a question that was not answered yet."""
    if message["status"] in DONE:
        return
    space = records.space(call, message["space_id"])
    example = known(space, message["content"])
    if example is None:
        _ask_back(call, message, space)
    else:
        _query(call, message, space, example)
    message["last_updated_timestamp"] = call.tenant.clock.millis()


def known(space: Resource, question: str) -> records.Example | None:
    """The space's example for a question, whatever its case and punctuation."""
    words = WORD.findall(question.casefold())
    return next((each for each in records.examples(space) if WORD.findall(each.question.casefold()) == words), None)


def statement(call: Call, message: Resource, attachment: Resource) -> Resource:
    """Run an attachment's query; the statement that ran is the attachment's from now on."""
    space = records.space(call, message["space_id"])
    query = attachment["query"]
    ran = statement_execution.take(call, query["query"], space["warehouse_id"], attachment["_parameters"])
    statement_execution.run(call, ran)
    query["statement_id"] = ran["statement_id"]
    rows = sum(ran.get("counts", []))
    query["query_result_metadata"] = {"row_count": rows, "is_truncated": False}
    message["query_result"] = {"statement_id": ran["statement_id"], "row_count": rows, "is_truncated": False}
    return ran


def _query(call: Call, message: Resource, space: Resource, example: records.Example) -> None:
    shown = [
        {"keyword": each["name"], "sql_type": each["type"], "value": each.get("value", "")}
        for each in example.parameters
    ]
    attachment: Resource = {
        "attachment_id": call.tenant.ids.hex(32, "genie attachment"),
        "query": {
            "title": example.question,
            "description": f"The example query of the space for: {example.question}",
            "query": example.sql,
            "last_updated_timestamp": call.tenant.clock.millis(),
        },
        "_parameters": example.parameters,
    }
    if shown:
        attachment["query"]["parameters"] = shown
    message["_attachments"] = [attachment]
    ran = statement(call, message, attachment)
    message["attachments"] = [records.shown(attachment)]
    if ran["state"] == "FAILED":
        message |= {"status": "FAILED", "error": {"type": "SQL_EXECUTION_EXCEPTION", "error": ran["error"]}}
        del message["query_result"]
    else:
        message["status"] = "COMPLETED"


def _ask_back(call: Call, message: Resource, space: Resource) -> None:
    text = {"id": call.tenant.ids.hex(32, "genie attachment"), "content": NO_EXAMPLE, "purpose": "FOLLOW_UP_QUESTION"}
    attachments: list[Resource] = [{"attachment_id": text["id"], "text": text}]
    questions = records.sample_questions(space) or [each.question for each in records.examples(space)]
    if questions:
        identity = call.tenant.ids.hex(32, "genie attachment")
        attachments.append({"attachment_id": identity, "suggested_questions": {"questions": questions}})
    message |= {"status": "COMPLETED", "attachments": attachments, "_attachments": []}
