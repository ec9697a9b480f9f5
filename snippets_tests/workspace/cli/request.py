"""Builds an operation's request from positional arguments, flags and `--json`, and sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snippets_tests.surface import Operation, Problem, Surface, validate
from snippets_tests.surface.validate import validate_fields
from snippets_tests.workspace.cli.auth import Credentials
from snippets_tests.workspace.cli.command import CommandError
from snippets_tests.workspace.cli.connection import Answer, Connection, escape
from snippets_tests.workspace.cli.parameters import Shape, Slot


@dataclass
class Request:
    """An operation's request in parts; `given` has every argument by its name, for waits that poll with them."""

    operation: Operation
    path: str
    query: dict[str, Any]
    body: Any
    given: dict[str, Any]

    def send(self, connection: Connection) -> Answer:
        """Send it."""
        return connection.send(self.operation.verb, self.path, query=self.query, body=self.body)


def build(
    operation: Operation,
    form: Shape,
    surface: Surface,
    credentials: Credentials,
    arguments: list[str],
    flags: Mapping[str, Any],
    body: Any,
) -> Request:
    """The request that a command line means.

    Raises CommandError where an argument cannot be read or the JSON holds what the operation does not know; missing
    fields and unknown enum values are left to the workspace, which says it in its own words.
    """
    slots = form.outside_json if body is not None else form.positional
    values = {slot: _word(slot, text) for slot, text in zip(slots, arguments, strict=True)}
    values.update({slot: flags[slot.flag] for slot in form.flags if slot.flag in flags})
    _check_body(body, form, surface)
    entity: dict[str, Any] = {slot.wire: value for slot, value in values.items() if slot.where in ("body", "entity")}
    if isinstance(body, Mapping):
        entity.update(body)
    elif body is not None:
        raise CommandError(f"expected JSON object, received {'sequence' if isinstance(body, list) else 'scalar'}")
    given = {slot.argument: value for slot, value in values.items()}
    given.update(
        {parameter.argument: entity[parameter.name] for parameter in operation.parameters if parameter.name in entity}
    )
    query = {slot.wire: value for slot, value in values.items() if slot.where == "query"}
    sends_body = form.has_body and operation.verb not in ("GET", "HEAD")
    in_path = {slot.wire: value for slot, value in values.items() if slot.where == "path"}
    return Request(operation, path(operation, in_path, credentials), query, entity if sends_body else None, given)


def by_arguments(operation: Operation, given: Mapping[str, Any], credentials: Credentials) -> Request:
    """The request of an operation whose arguments are known by name, as waits poll."""
    values = {parameter: given[parameter.argument] for parameter in operation.parameters if parameter.argument in given}
    places: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "body": {}}
    for parameter, value in values.items():
        places[parameter.where][parameter.name] = value
    body = places["body"] if operation.verb not in ("GET", "HEAD") and places["body"] else None
    return Request(operation, path(operation, places["path"], credentials), places["query"], body, dict(given))


def path(operation: Operation, values: Mapping[str, Any], credentials: Credentials) -> str:
    """The operation's path with its values; the account's id comes from the configuration."""
    text = operation.path
    for parameter in operation.parameters:
        if parameter.where != "path":
            continue
        value = values.get(parameter.name)
        if value is None and parameter.name == "account_id":
            value = credentials.values.get("account_id")
            if not value:
                raise CommandError("account_id is not set: set DATABRICKS_ACCOUNT_ID, or account_id in a profile")
        text = text.replace("{" + parameter.name + "}", escape(str(value)))
    return text


def _word(slot: Slot, text: str) -> Any:
    match slot.type.kind:
        case "integer":
            try:
                return int(text)
            except ValueError:
                raise CommandError(f"invalid {slot.capitals}: {text}") from None
        case "number":
            try:
                return float(text)
            except ValueError:
                raise CommandError(f"invalid {slot.capitals}: {text}") from None
        case "boolean":
            if text not in ("true", "false"):
                raise CommandError(f"invalid {slot.capitals}: {text}")
            return text == "true"
    return text


def _check_body(body: Any, form: Shape, surface: Surface) -> None:
    if not isinstance(body, Mapping):
        return
    if form.body_type is not None:
        problem = validate(body, form.body_type, surface)
    else:
        problem = validate_fields(body, form.body_fields, surface)
    if problem and problem.fault in ("unknown field", "wrong type"):
        raise CommandError(_said(problem))


def _said(problem: Problem) -> str:
    if problem.fault != "unknown field":
        return problem.message
    hint = f'; did you mean "{problem.suggestion}"?' if problem.suggestion else ""
    return f"unknown field: {problem.path}{hint}"
