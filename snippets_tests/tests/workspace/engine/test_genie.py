"""Genie, answered from a space's examples: conversations, results, comments, evaluations."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, OperationFailed, PermissionDenied, ResourceConflict
from databricks.sdk.service.dashboards import GenieEvalAssessment, GenieFeedbackRating, MessageStatus

QUESTION = "How many orders are there?"


def example(question: str, sql: str, **more: Any) -> dict[str, Any]:
    return {"id": question[:8], "question": [question], "sql": [sql], **more}


def benchmark(question: str, sql: str) -> dict[str, Any]:
    return {"id": f"b-{question[:8]}", "question": [question], "answer": [{"format": "SQL", "content": [sql]}]}


@pytest.fixture
def space(w: WorkspaceClient) -> str:
    named = {"name": "city", "type_hint": "STRING", "default_value": {"values": ["Oslo"]}}
    content = {
        "version": 2,
        "data_sources": {"tables": [{"identifier": "main.default.orders"}]},
        "config": {"sample_questions": [{"id": "s1", "question": ["Which city sells most?"]}]},
        "instructions": {
            "example_question_sqls": [
                example(QUESTION, "SELECT 7 AS orders"),
                example("Where?", "SELECT :city AS city", parameters=[named]),
                example("What is broken?", "SELECT * FROM nowhere"),
            ]
        },
        "benchmarks": {
            "questions": [
                benchmark(QUESTION, "SELECT 7"),
                benchmark("Where?", "SELECT 'Bergen'"),
                benchmark("Who?", "SELECT 'Ada'"),
            ]
        },
    }
    warehouse = next(iter(w.warehouses.list())).id or ""
    made = w.genie.create_space(warehouse, json.dumps(content), title="Orders")
    return made.space_id


def test_an_example_answers_the_question_of_its_words(w: WorkspaceClient, space: str) -> None:
    message = w.genie.start_conversation_and_wait(space, "how many orders are there")
    assert message.status is MessageStatus.COMPLETED and message.attachments
    (attachment,) = message.attachments
    assert attachment.query is not None and attachment.query.query == "SELECT 7 AS orders"
    result = w.genie.get_message_attachment_query_result(
        space, message.conversation_id, message.message_id, attachment.attachment_id or ""
    ).statement_response
    assert result is not None and result.result is not None and result.result.data_array == [["7"]]
    assert attachment.query.statement_id == result.statement_id
    again = w.genie.execute_message_attachment_query(
        space, message.conversation_id, message.message_id, attachment.attachment_id or ""
    ).statement_response
    assert again is not None and again.statement_id != result.statement_id


def test_parameters_have_their_defaults(w: WorkspaceClient, space: str) -> None:
    message = w.genie.start_conversation_and_wait(space, "Where?")
    assert message.attachments and message.attachments[0].query and message.attachments[0].query.parameters
    assert message.attachments[0].query.parameters[0].value == "Oslo"
    found = w.genie.get_message_query_result(space, message.conversation_id, message.message_id).statement_response
    assert found is not None and found.result is not None and found.result.data_array == [["Oslo"]]


def test_an_unknown_question_is_asked_back(w: WorkspaceClient, space: str) -> None:
    message = w.genie.start_conversation_and_wait(space, "What is love?")
    text, suggested = message.attachments or []
    assert text.text is not None and "no language model" in (text.text.content or "")
    assert suggested.suggested_questions is not None
    assert suggested.suggested_questions.questions == ["Which city sells most?"]
    with pytest.raises(Exception, match="has no query"):
        w.genie.get_message_query_result(space, message.conversation_id, message.message_id)


def test_a_query_that_fails_fails_its_message(w: WorkspaceClient, space: str) -> None:
    with pytest.raises(OperationFailed):
        w.genie.start_conversation_and_wait(space, "What is broken?")
    conversation = (w.genie.list_conversations(space).conversations or [])[0].conversation_id
    (message,) = w.genie.list_conversation_messages(space, conversation).messages or []
    assert message.error is not None and "TABLE_OR_VIEW_NOT_FOUND" in (message.error.error or "")


def test_a_conversation_goes_on_is_commented_and_ends(w: WorkspaceClient, space: str) -> None:
    first = w.genie.start_conversation_and_wait(space, QUESTION)
    second = w.genie.create_message_and_wait(space, first.conversation_id, "Where?")
    messages = w.genie.list_conversation_messages(space, first.conversation_id).messages or []
    assert [each.content for each in messages] == ["Where?", QUESTION]
    w.genie.create_message_comment(space, first.conversation_id, second.message_id, "Oslo, really?")
    comments = w.genie.list_conversation_comments(space, first.conversation_id).comments or []
    assert [each.content for each in comments] == ["Oslo, really?"]
    assert not w.genie.list_message_comments(space, first.conversation_id, first.message_id).comments
    w.genie.send_message_feedback(space, first.conversation_id, first.message_id, GenieFeedbackRating.POSITIVE)
    rated = w.genie.get_message(space, first.conversation_id, first.message_id)
    assert rated.feedback is not None and rated.feedback.rating is GenieFeedbackRating.POSITIVE
    w.genie.delete_conversation_message(space, first.conversation_id, second.message_id)
    w.genie.delete_conversation(space, first.conversation_id)
    with pytest.raises(NotFound):
        w.genie.get_message(space, first.conversation_id, first.message_id)


def test_conversations_are_their_owners(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient], space: str
) -> None:
    message = w.genie.start_conversation_and_wait(space, "What is love?")
    bob = client_of("bob@example.com")
    assert not bob.genie.list_conversations(space).conversations
    with pytest.raises(PermissionDenied):
        bob.genie.get_message(space, message.conversation_id, message.message_id)
    with pytest.raises(PermissionDenied):
        bob.genie.trash_space(space)


def test_a_download_lies_behind_a_link(w: WorkspaceClient, space: str) -> None:
    message = w.genie.start_conversation_and_wait(space, QUESTION)
    attachment = (message.attachments or [])[0].attachment_id or ""
    place = (space, message.conversation_id, message.message_id, attachment)
    download = w.genie.generate_download_full_query_result(*place)
    with pytest.raises(NotFound):
        w.genie.get_download_full_query_result(*place, download.download_id or "", "forged")
    found = w.genie.get_download_full_query_result(
        *place, download.download_id or "", download.download_id_signature or ""
    ).statement_response
    assert found is not None and found.result is not None and found.result.external_links
    assert requests.get(found.result.external_links[0].external_link or "", timeout=10).text.split() == ["orders", "7"]


def test_benchmarks_are_judged_by_their_rows(w: WorkspaceClient, space: str) -> None:
    run = w.genie.genie_create_eval_run(space)
    done = w.genie.genie_get_eval_run(space, run.eval_run_id)
    assert (done.num_questions, done.num_done, done.num_correct, done.num_needs_review) == (3, 3, 1, 1)
    results = w.genie.genie_list_eval_results(space, run.eval_run_id).eval_results or []
    details = [w.genie.genie_get_eval_result_details(space, run.eval_run_id, each.result_id) for each in results]
    good, bad, review = GenieEvalAssessment.GOOD, GenieEvalAssessment.BAD, GenieEvalAssessment.NEEDS_REVIEW
    assert [each.assessment for each in details] == [good, bad, review]
    with pytest.raises(InvalidParameterValue, match="has no benchmark question"):
        w.genie.genie_create_eval_run(space, benchmark_question_ids=["no"])


def test_a_space_is_changed_by_its_last_etag(w: WorkspaceClient, space: str) -> None:
    found = w.genie.get_space(space)
    assert found.serialized_space is None and found.etag
    changed = w.genie.update_space(space, title="All orders", etag=found.etag)
    assert changed.title == "All orders"
    with pytest.raises(ResourceConflict):
        w.genie.update_space(space, title="Mine", etag=found.etag)
    text = w.genie.get_space(space, include_serialized_space=True).serialized_space
    assert json.loads(text or "{}")["version"] == 2
    assert [each.title for each in w.genie.list_spaces().spaces or []] == ["All orders"]
    w.genie.trash_space(space)
    assert not w.genie.list_spaces().spaces


def test_a_wrong_text_is_refused(w: WorkspaceClient) -> None:
    warehouse = next(iter(w.warehouses.list())).id or ""
    with pytest.raises(InvalidParameterValue, match="not a JSON text"):
        w.genie.create_space(warehouse, "{")
