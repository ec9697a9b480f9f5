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
    assert body.startswith('{\n  "scopes": [\n    {\n      "name": "team"')
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
