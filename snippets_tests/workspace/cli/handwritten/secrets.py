"""`databricks secrets put-secret`: the value as a flag, as JSON, or from standard input."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Invocation
from snippets_tests.workspace.cli.generated import JSON, call
from snippets_tests.workspace.cli.parameters import shape

OPERATION = "secrets.put_secret"


def put_secret(invocation: Invocation) -> None:
    """Store a secret."""
    flags = invocation.flags
    if "bytes-value" in flags and "string-value" in flags:
        raise CommandError("cannot specify both --bytes-value and --string-value")
    surface = invocation.surroundings.surface
    operation = surface.operations[OPERATION]
    body = invocation.body_flag()
    if body is None:
        scope, key = invocation.arguments
        body = {"scope": scope, "key": key, **_value(invocation)}
        given = {"bytes-value", "string-value"}
        invocation.arguments = []
        invocation.flags = {name: value for name, value in flags.items() if name not in given}
    call(invocation, operation, shape(operation, surface), body)


def _value(invocation: Invocation) -> dict[str, str]:
    if "string-value" in invocation.flags:
        return {"string_value": invocation.flags["string-value"]}
    value = invocation.flags.get("bytes-value")
    content = invocation.surroundings.stdin() if value is None else value.encode()
    if content is None:
        raise CommandError("no secret value: pass it with --string-value, or on standard input")
    return {"bytes_value": base64.b64encode(content).decode()}


def _check(arguments: list[str], flags: Mapping[str, Any]) -> None:
    exactly(0 if "json" in flags else 2)(arguments, flags)


COMMAND = Command(
    "put-secret",
    "SCOPE KEY",
    "Add a secret.",
    put_secret,
    (
        Flag("bytes-value", "string", "If specified, value will be stored as bytes."),
        JSON,
        Flag("string-value", "string", "If specified, note that the value will be stored in UTF-8 (MB4) form."),
    ),
    "Add a secret.\n\n"
    "  Writes the secret KEY of the scope SCOPE, replacing what is there. The value comes from\n"
    "  --string-value, --bytes-value, --json, or else from standard input.",
    _check,
)
