"""Scorers in the registry of an experiment, and traces found by their spans and assessments."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from snippets_tests.tests.workspace.services.mlflow_client import mlflow

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow"]
PATH = "/Users/ada@example.com/judged"


@pytest.fixture
def made(mlflow: ModuleType) -> list[Any]:
    """Two versions of one scorer."""
    from mlflow.genai.scorers import scorer

    mlflow.set_experiment(PATH)

    @scorer(name="short")
    def lenient(outputs: str) -> bool:
        return len(outputs) < 9

    @scorer(name="short")
    def strict(outputs: str) -> bool:
        return len(outputs) < 5

    return [lenient.register(), strict.register()]


def test_a_scorer_is_registered_in_versions(mlflow: ModuleType, made: list[Any]) -> None:
    from mlflow.genai.scorers import delete_scorer, get_scorer, list_scorers
    from mlflow.genai.scorers.registry import list_scorer_versions

    assert [(each.name, each.sample_rate) for each in list_scorers()] == [("short", 0.0)]
    assert get_scorer(name="short")(outputs="1234567") is False
    assert get_scorer(name="short", version=1)(outputs="1234567") is True
    assert [version for _, version in list_scorer_versions(name="short")] == [1, 2]
    delete_scorer(name="short", version=1)
    assert [version for _, version in list_scorer_versions(name="short")] == [2]
    with pytest.raises(mlflow.MlflowException, match="not found"):
        get_scorer(name="long")


def test_a_scorers_sampling_is_kept(mlflow: ModuleType, made: list[Any]) -> None:
    from mlflow.genai.scorers import ScorerSamplingConfig, get_scorer

    config = ScorerSamplingConfig(sample_rate=0.5, filter_string="trace.status = 'OK'")
    started = made[1].start(sampling_config=config)
    assert (started.sample_rate, started.filter_string) == (0.5, "trace.status = 'OK'")
    assert get_scorer(name="short").stop().sample_rate == 0


def test_traces_are_found_by_spans_and_assessments(mlflow: ModuleType) -> None:
    mlflow.set_experiment(PATH)

    @mlflow.trace(name="answer", span_type="CHAIN", attributes={"model": "small"})
    def answer(question: str) -> str:
        with mlflow.start_span("look up", span_type="RETRIEVER"):
            return question.upper()

    for question in ("refund", "invoice"):
        answer(question)
        mlflow.flush_trace_async_logging()
        identity = mlflow.get_last_active_trace_id()
        mlflow.log_feedback(trace_id=identity, name="good", value=question == "refund")
        mlflow.log_feedback(trace_id=identity, name="score", value=len(question))
        mlflow.log_expectation(trace_id=identity, name="topic", value=question)

    def found(filter_string: str) -> int:
        return len(mlflow.search_traces(filter_string=filter_string, return_type="list"))

    counts = {
        "span.name = 'look up'": 2,
        "span.type = 'RETRIEVER' AND span.name = 'answer'": 0,
        "span.type = 'CHAIN' AND span.attributes.model = 'small'": 2,
        "trace.text LIKE '%REFUND%'": 1,
        "feedback.good = 'true'": 1,
        "feedback.score > 6": 1,
        "feedback.good = 'false' AND expectation.topic LIKE 'inv%'": 1,
        "feedback.other IS NULL": 2,
        "feedback.good IS NOT NULL AND attributes.name = 'answer'": 2,
    }
    assert {text: found(text) for text in counts} == counts
