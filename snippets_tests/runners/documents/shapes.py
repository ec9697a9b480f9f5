"""Holding a document against the Databricks API: as the body of an operation or as its answer, faults at their line."""

from __future__ import annotations

import difflib

from snippets_tests.runners.documents.document import Document, steps
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.surface import Operation, Problem, Surface, validate
from snippets_tests.surface.bodies import body_problem


def check_request(document: Document, operation_id: str, surface: Surface) -> None:
    """Hold a document against an operation's body.

    Raises:
        BlockFailure: at the line of the first wrong field.
    """
    _raise(document, body_problem(document.value, find(operation_id, surface), surface))


def check_response(document: Document, operation_id: str, surface: Surface) -> None:
    """Hold a document against an operation's answer.

    Raises:
        BlockFailure: at the line of the first wrong field.
    """
    operation = find(operation_id, surface)
    if operation.response is not None:
        _raise(document, validate(document.value, operation.response, surface))
    elif document.value:
        raise BlockFailure(f"{operation_id} answers with nothing, so its response is {{}}", document.line)


def find(operation_id: str, surface: Surface) -> Operation:
    """The operation of that id.

    Raises:
        BlockFailure: with the nearest ids when there is none.
    """
    operation = surface.operations.get(operation_id)
    if operation is None:
        near = difflib.get_close_matches(operation_id, surface.operations, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else "operations are named as in the SDK: service.method"
        raise BlockFailure(f'no operation "{operation_id}" in databricks-sdk {surface.sdk_version}', hint=hint)
    return operation


def _raise(document: Document, problem: Problem | None) -> None:
    if problem is not None:
        hint = f'did you mean "{problem.suggestion}"?' if problem.suggestion else ""
        raise BlockFailure(problem.detail, document.line_of(steps(problem.path)), hint=hint)
