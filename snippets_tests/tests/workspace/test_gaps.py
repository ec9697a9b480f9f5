"""What is answered 501: each with a reason, and no reason without something to explain."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError

from snippets_tests import surface
from snippets_tests.workspace import coverage, gaps

MISSING = coverage.missing(surface.load())


def test_every_gap_has_its_reason() -> None:
    assert "no reason given" not in MISSING


def test_no_reason_is_left_over() -> None:
    names = {name for operations in MISSING.values() for name in operations}
    places = names | {name.rpartition(".")[0] for name in names}
    assert sorted(set(gaps.REASONS) - places) == []


def test_the_gaps_are_few() -> None:
    counts = coverage.counts(surface.load())
    for level, least in (("workspace", 0.93), ("account", 0.97)):
        of = [count for name, count in counts.items() if name.startswith("account.") == (level == "account")]
        assert sum(c["own"] + c["generic"] for c in of) / sum(c.total() for c in of) > least


def test_the_refusal_gives_the_reason(w: WorkspaceClient) -> None:
    with pytest.raises(DatabricksError, match="is not emulated: a model is trained") as caught:
        w.agent_bricks.get_custom_llm("x")
    assert caught.value.error_code == "NOT_IMPLEMENTED"
