"""HTTP blocks: raw requests, shown answers, announced refusals."""

from __future__ import annotations

import pytest

from snippets_tests.tests.runners.conftest import Check, failure, only

CREATE = 'POST /api/2.0/secrets/scopes/create\n\n{\n  "scope": "team"\n}\n'


def test_the_answer_is_shown_as_status_and_body(check: Check) -> None:
    outcomes = check(f"```http\n{CREATE}```\n```http\nGET /api/2.0/secrets/scopes/list HTTP/1.1\nAccept: */*\n```\n")
    assert [outcome.passed for outcome in outcomes] == [True, True], outcomes[0].message
    status, _, body = outcomes[1].output.partition("\n\n")
    assert status == "HTTP/1.1 200 OK"
    assert body.startswith('{\n  "scopes": [{"name": "team", ')
    assert [sent.operation for sent in outcomes[0].requests] == ["secrets.create_scope"]


def test_an_announced_status_passes(check: Check) -> None:
    outcome = only(check('```http status="401"\nGET /api/2.0/secrets/scopes/list\nAuthorization:\n```\n'))
    assert outcome.passed, outcome.message
    assert outcome.output.startswith("HTTP/1.1 401 Unauthorized\n\n{")


def test_several_requests_are_sent_in_order(check: Check) -> None:
    get = "GET /api/2.0/secrets/acls/list?scope=team"
    outcome = only(check(f"```http\n{CREATE}\n### then\n{get}\nAuthorization: Bearer $DATABRICKS_TOKEN\n```\n"))
    assert outcome.passed, outcome.message
    assert outcome.output.count("HTTP/1.1 200 OK") == 2


JOB = '# @name job\nPOST /api/2.2/jobs/create\n\n{"name": "nightly", "tags": {"by": "{{job.id}}"}}\n'


def test_a_later_block_takes_a_value_from_a_named_answer(check: Check) -> None:
    get = "GET /api/2.2/jobs/get?job_id={{job.response.body.$.job_id}}\n"
    change = '{"job_id": {{job.response.body.$.job_id}}, "new_settings": {"name": "x"}}'
    outcomes = check(f"```http\n{JOB}\n### see\n{get}```\n```http\nPOST /api/2.2/jobs/update\n\n{change}\n```\n")
    assert [outcome.passed for outcome in outcomes] == [True, True], [outcome.message for outcome in outcomes]
    assert '"tags": {"by": "{{job.id}}"}' in outcomes[0].output


@pytest.mark.parametrize(
    ("target", "cause"),
    [
        ("/api/2.2/jobs/get?job_id={{run.response.body.$.job_id}}", "no request above is named run"),
        ("/api/2.2/jobs/get?job_id={{job.response.body.$.jobs[0].job_id}}", "has no jobs[0].job_id"),
    ],
)
def test_a_reference_to_nothing_fails_at_its_request(check: Check, target: str, cause: str) -> None:
    found, message = failure(check(f"```http\n{JOB}```\n```http\n\nGET {target}\n```\n"))
    assert (found, cause in message) == (9, True), message


@pytest.mark.parametrize(
    ("words", "code", "line", "cause"),
    [
        pytest.param("http", "GT /api/2.0/x", 2, "not a request line", id="method"),
        pytest.param("http", "GET api/2.0/x", 2, "not a request line", id="path"),
        pytest.param("http", "POST /api/2.0/x\n{}", 3, "not a header", id="no blank line"),
        pytest.param("http", CREATE.replace('"team"', "team"), 5, "not JSON", id="JSON"),
        pytest.param("http", CREATE.replace('"scope"', '"scop"'), 5, "was refused with 400", id="field"),
        pytest.param("http", "GET /api/2.0/secrets/nothing", 2, "was refused with 404", id="unknown path"),
        pytest.param(
            'http status="404"', "GET /api/2.0/secrets/scopes/list", 2, "was to be 404, and it is 200", id="status"
        ),
        pytest.param("http", "", 1, "without a request", id="empty"),
    ],
)
def test_a_mistake_fails_at_its_line(check: Check, words: str, code: str, line: int, cause: str) -> None:
    found, message = failure(check(f"```{words}\n{code}\n```\n"))
    assert (line, True) == (found, cause in message), message
