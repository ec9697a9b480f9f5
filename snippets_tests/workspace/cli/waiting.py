"""Waits for long-running operations, as the SDK's own waiters do: poll until a state is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snippets_tests.surface import Operation
from snippets_tests.workspace.cli.arguments import seconds
from snippets_tests.workspace.cli.command import CommandError, Invocation
from snippets_tests.workspace.cli.request import Request, by_arguments

LONGEST_PAUSE = 10
TIMEOUT = "20m0s"


def wait_for(invocation: Invocation, operation: Operation, request: Request, answer: Any) -> Any:
    """Poll until the wait's target is reached: what was polled last, or the result of an operation that has one.

    Raises CommandError when a failure state comes first, or the time of `--timeout` is over.
    """
    wait = operation.wait
    assert wait is not None
    response = answer if isinstance(answer, Mapping) else {}
    given = {argument: response.get(field, request.given.get(field)) for argument, field in wait.bind}
    poll = invocation.surroundings.surface.operations[wait.poll]
    question = by_arguments(poll, given, invocation.credentials)
    limit = invocation.flags.get("timeout") or seconds(TIMEOUT) or 0.0
    passed, attempt = 0.0, 1
    while True:
        polled = question.send(invocation.connection).json() or {}
        status = _at(polled, wait.path)
        text = str(status).lower() if isinstance(status, bool) else str(status)
        if text in wait.target:
            return _result(polled) if wait.path == ("done",) else polled
        reason = str(_at(polled, wait.message) or "")
        if text in wait.failure:
            raise CommandError(f"failed to reach {' or '.join(wait.target)}, got {text}: {reason}")
        if passed >= limit:
            raise CommandError(f"timed out: {reason or 'polling...'}")
        pause = min(attempt, LONGEST_PAUSE)
        invocation.surroundings.pause(pause)
        passed, attempt = passed + pause, attempt + 1


def _result(polled: Mapping[str, Any]) -> Any:
    error = polled.get("error")
    if error:
        code = f"[{error['error_code']}] " if error.get("error_code") else ""
        raise CommandError(f"operation failed: {code}{error.get('message') or 'unknown error'}")
    return polled.get("response") or None


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
