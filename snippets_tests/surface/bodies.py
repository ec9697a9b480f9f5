"""A whole value held against an operation that takes it as its body, with `${…}` of configurations left aside."""

from __future__ import annotations

import copy
import re
from typing import Any

from snippets_tests.surface.model import Operation, Surface
from snippets_tests.surface.validate import Problem, validate, validate_fields

STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def misfit(body: dict[str, Any], operation: Operation, surface: Surface) -> Problem | None:
    """The first fault of a resource's body that is not a `${…}` in a place where another type belongs.

    Args:
        body: As written.
        operation: The one that creates such a resource.
        surface: The API.
    """
    body = copy.deepcopy(body)
    while problem := body_problem(body, operation, surface):
        if not _filled_in(body, steps(problem.path), problem, operation, surface):
            return problem
    return None


def body_problem(value: object, operation: Operation, surface: Surface) -> Problem | None:
    """The first fault of a value as an operation's body; the path's parameters may stand in it, as in the CLI."""
    if operation.body is not None:
        whole = next(parameter for parameter in operation.parameters if parameter.name == operation.body)
        return validate(value, whole.type, surface)
    if not isinstance(value, dict):
        return Problem("", "wrong type", f"the body of {operation.id} must be an object")
    taken = tuple(p for p in operation.parameters if p.where == "body" or p.name in value)
    return validate_fields(value, taken, surface)


def steps(name: str) -> tuple[str | int, ...]:
    """`a.b[0].c` as a path."""
    return tuple(int(index) if index else key for index, key in STEP.findall(name))


def _filled_in(
    body: dict[str, Any], field: tuple[str | int, ...], problem: Problem, operation: Operation, surface: Surface
) -> bool:
    """Put a fitting value in the place of a `${…}`, so that the rest can be checked; False when there is none there."""
    around: Any = body
    for step in field[:-1]:
        around = around[step]
    if not field:
        return False
    value = around.get(field[-1]) if isinstance(around, dict) else around[field[-1]]
    if not (isinstance(value, str) and "${" in value):
        return False
    for stand_in in (0, True, [], {}, *problem.known):
        around[field[-1]] = stand_in
        after = body_problem(body, operation, surface)
        if after is None or steps(after.path)[: len(field)] != field:
            return True
    around[field[-1]] = None
    return True
