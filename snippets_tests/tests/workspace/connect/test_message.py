"""Messages are read and extended as their own types would: compared with pyspark's."""

from __future__ import annotations

import pytest
from pyspark.sql.connect.proto import base_pb2 as pb2

from snippets_tests.workspace.connect import message

DEEP = 400


def plan() -> pb2.ExecutePlanRequest:
    request = pb2.ExecutePlanRequest(session_id="s-1", operation_id="o-1", tags=["a", "b"])
    request.user_context.user_id = "mallory"
    request.user_context.user_name = "Mallory"
    relation = request.plan.root
    for _ in range(DEEP):
        relation = relation.limit.input
    relation.sql.query = "SELECT 1"
    return request


def test_the_session_is_read_from_any_request() -> None:
    assert message.session(plan().SerializeToString()) == "s-1"
    assert message.session(pb2.ReleaseSessionRequest(session_id="s-2").SerializeToString()) == "s-2"
    assert message.session(b"") == ""


def test_the_user_is_the_tokens_whoever_the_client_says_that_it_is() -> None:
    request = pb2.ConfigRequest.FromString(message.with_user(b"", "t1:ada"))
    assert (request.user_context.user_id, request.user_context.user_name) == ("t1:ada", "t1:ada")
    given = pb2.ReleaseSessionRequest(session_id="s", user_context=pb2.UserContext(user_id="mallory", user_name="M"))
    said = pb2.ReleaseSessionRequest.FromString(message.with_user(given.SerializeToString(), "t1:ada"))
    assert (said.session_id, said.user_context.user_id) == ("s", "t1:ada")


def test_a_deep_plan_stays_as_it_is() -> None:
    before = plan().SerializeToString()
    assert message.with_user(before, "t1:ada").startswith(before)


def test_the_runtime_is_added_to_the_version_only() -> None:
    asked = pb2.AnalyzePlanRequest(session_id="s", spark_version=pb2.AnalyzePlanRequest.SparkVersion())
    assert message.asks_for_version(asked.SerializeToString())
    other = pb2.AnalyzePlanRequest(session_id="s", ddl_parse=pb2.AnalyzePlanRequest.DDLParse(ddl_string="a INT"))
    assert not message.asks_for_version(other.SerializeToString())
    answer = pb2.AnalyzePlanResponse(spark_version=pb2.AnalyzePlanResponse.SparkVersion(version="4.2.0"))
    extended = message.with_runtime(answer.SerializeToString(), "16.4.x-scala2.12")
    assert b"16.4.x-scala2.12" in extended
    assert pb2.AnalyzePlanResponse.FromString(extended).spark_version.version == "4.2.0"


@pytest.mark.parametrize("data", [b"\x0a\xff", b"\x0b", b"\xff" * 12, b"GET / HTTP/1.1"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(message.NoMessage):
        message.session(data)
