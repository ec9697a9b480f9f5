"""The parts of a trace filter that MLflow evaluates in a database: of spans, and of assessments.

Conditions on spans hold when one span fulfils them all; one on an assessment when a valid assessment of the name does.
Source: https://mlflow.org/docs/latest/genai/tracing/search-traces/.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.store import Resource

SPAN, ASSESSMENTS, ISSUE = "span", ("feedback", "expectation"), "issue"
TYPE = "mlflow.spanType"

Clause = dict[str, Any]


def matching(clauses: list[Clause], trace: Resource, spans: Callable[[], list[dict[str, Any]]]) -> bool:
    """Whether a trace fulfils these clauses, of those that are of spans and assessments; `spans` reads its spans."""
    if not all(_assessed(trace, clause) for clause in clauses if clause["type"] in ASSESSMENTS):
        return False
    wanted = [clause for clause in clauses if clause["type"] == SPAN]
    return not wanted or any(all(_spans(span, clause) for clause in wanted) for span in spans())


def split(clauses: list[Clause]) -> tuple[list[Clause], list[Clause]]:
    """The clauses that MLflow evaluates by itself, and those of spans and assessments."""
    if any(clause["type"] == ISSUE for clause in clauses):
        raise InvalidParameterValue("Issues are not emulated: a model finds them.")
    ours = [clause for clause in clauses if clause["type"] in (SPAN, *ASSESSMENTS)]
    return [clause for clause in clauses if clause not in ours], ours


def _assessed(trace: Resource, clause: Clause) -> bool:
    comparator, wanted = clause["comparator"].upper(), clause["value"]
    named = list(_values(trace, clause))
    if comparator in ("IS NULL", "IS NOT NULL"):
        return bool(named) is (comparator == "IS NOT NULL")
    if comparator in (">", ">=", "<", "<="):
        named, wanted = [value for value in named if _is_number(value)], float(wanted)
    else:
        named = [value if isinstance(value, str) else json.dumps(value) for value in named]
    return any(bool(_compare(comparator, value, wanted)) for value in named)


def _values(trace: Resource, clause: Clause) -> Iterator[Any]:
    for each in trace["assessments"]:
        held = each.get(clause["type"])
        if held is not None and each["assessment_name"] == clause["key"] and each.get("valid", True):
            yield json.loads(held["serialized_value"]["value"]) if "serialized_value" in held else held.get("value")


def _spans(span: dict[str, Any], clause: Clause) -> bool:
    key, attributes = clause["key"], span.get("attributes", {})
    if key == "content":
        found: Any = json.dumps(span, ensure_ascii=False)
    elif key == "type":
        found = _text(attributes.get(TYPE))
    elif key == "status":
        found = str(span.get("status", {}).get("code", "")).removeprefix("STATUS_CODE_")
    elif key == "name":
        found = span["name"]
    else:
        found = _text(attributes.get(key.removeprefix("attributes.")))
    return found is not None and bool(_compare(clause["comparator"].upper(), found, clause["value"]))


def _text(value: Any) -> str | None:
    """An attribute as text; the client keeps them as JSON."""
    if not isinstance(value, str):
        return None if value is None else json.dumps(value)
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, str) else value


def _compare(comparator: str, found: Any, wanted: Any) -> Any:
    return import_module("mlflow.utils.search_utils").SearchUtils.get_comparison_func(comparator)(found, wanted)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
