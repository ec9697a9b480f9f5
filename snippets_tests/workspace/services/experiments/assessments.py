"""Assessments of traces: feedback and expectations, by people, code or models."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services.experiments import search, traces
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

PATH = traces.V3 + "/{trace_id}/assessments"
CHANGEABLE = ("assessment_name", "expectation", "feedback", "rationale", "metadata", "valid")


@endpoint("POST", PATH)
def create_assessment(call: Call, trace_id: str) -> Response:
    """Add an assessment to a trace; one that overrides another makes that one invalid."""
    given = search.body(call).get("assessment")
    if not isinstance(given, dict) or not given.get("assessment_name"):
        raise InvalidParameterValue("Missing required field: assessment.assessment_name")
    trace = traces.require(call, trace_id, "CAN_EDIT")
    if given.get("overrides"):
        _assessment(trace, given["overrides"])["valid"] = False
    made = {"valid": True, **given, "trace_id": trace_id}
    made["assessment_id"] = f"a-{call.tenant.ids.hex(32, 'assessment')}"
    trace["assessments"].append(made)
    return _shown(made)


@endpoint("GET", PATH + "/{assessment_id}")
def get_assessment(call: Call, trace_id: str, assessment_id: str) -> Response:
    """An assessment of a trace."""
    return _shown(_assessment(traces.require(call, trace_id), assessment_id))


@endpoint("PATCH", PATH + "/{assessment_id}")
def update_assessment(call: Call, trace_id: str, assessment_id: str) -> Response:
    """Change the fields that the mask names."""
    body = search.body(call)
    found = _assessment(traces.require(call, trace_id, "CAN_EDIT"), assessment_id)
    named = [name for name in str(body.get("update_mask", "")).split(",") if name]
    if unknown := [name for name in named if _snake(name) not in CHANGEABLE]:
        raise InvalidParameterValue(f"Cannot update {', '.join(unknown)} of an assessment.")
    found |= {_snake(name): body["assessment"][_snake(name)] for name in named}
    found["last_update_time"] = call.tenant.clock.iso()
    return _shown(found)


@endpoint("DELETE", PATH + "/{assessment_id}")
def delete_assessment(call: Call, trace_id: str, assessment_id: str) -> Response:
    """Remove an assessment; one that it overrode is valid again."""
    trace = traces.require(call, trace_id, "CAN_EDIT")
    gone = _assessment(trace, assessment_id)
    trace["assessments"].remove(gone)
    for each in trace["assessments"]:
        if each["assessment_id"] == gone.get("overrides"):
            each["valid"] = True
    return Response.json({})


def _assessment(trace: Resource, assessment_id: str) -> dict[str, Any]:
    for each in trace["assessments"]:
        if each["assessment_id"] == assessment_id:
            found: dict[str, Any] = each
            return found
    raise ResourceDoesNotExist(f"Assessment with ID '{assessment_id}' not found for trace '{trace['trace_id']}'")


def _snake(name: str) -> str:
    """A field's name in a mask, which JSON writes in camel case."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _shown(found: dict[str, Any]) -> Response:
    return Response.json({"assessment": found})
