"""From a request to the arguments of an operation: read, converted, and refused when they do not fit."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from snippets_tests.surface import Problem, query_value, validate
from snippets_tests.surface.model import Operation, Parameter, Surface, Type
from snippets_tests.surface.validate import validate_fields
from snippets_tests.workspace.errors import ApiError, BadRequest, InvalidParameterValue, MalformedRequest
from snippets_tests.workspace.wire import Request

# Databricks refuses larger JSON bodies; bytes travel through operations whose body is raw.
LARGEST_JSON = 16 << 20
# A page's size, and how the documentation of such a parameter gives the most that it may be. Where a larger one is
# taken and cut down, it says so in other words.
SIZES = frozenset({"page_size", "max_results", "limit"})
MOST = re.compile(
    r"(?:maximum (?:allowed )?value is|max threshold is|maximum limit is|less than or equal to|less or equal to"
    r"|cannot be greater than)\s+(\d[\d,]*)(K?)(?![^.]*(?:coerced|clamped))",
    re.IGNORECASE,
)
BOOLEANS = {"true": True, "false": False}


def read(operation: Operation, values: Mapping[str, str], request: Request, surface: Surface) -> dict[str, Any]:
    """The arguments of a call under their names in the SDK's method, or the refusal of the first fault found."""
    by_place: dict[str, list[Parameter]] = {"path": [], "query": [], "body": []}
    for parameter in operation.parameters:
        by_place[parameter.where].append(parameter)
    arguments = {}
    for parameter in by_place["path"]:
        text = values.get(parameter.name, values.get(parameter.argument, ""))
        arguments[parameter.argument] = _checked(query_value(text, parameter.type), parameter, surface)
    body = {} if operation.raw == "request" else _body(request)
    if isinstance(body, dict) and operation.body is None:
        # Clients that write messages as they are, such as MLflow's, repeat in the body what stands in the path.
        fields = {parameter.name for parameter in by_place["body"]}
        repeated = {name for name, text in values.items() if name not in fields and str(body.get(name)) == text}
        body = {name: value for name, value in body.items() if name not in repeated}
    query = _nested(request.query, by_place["query"], surface)
    if request.method in ("GET", "HEAD", "DELETE") and isinstance(body, dict) and not by_place["body"]:
        # Databricks reads the parameters of a GET from a JSON body too, as many published curl examples send them.
        query, body = {**body, **query}, {}
    refuse(validate_fields(query, tuple(by_place["query"]), surface))
    arguments |= _by_argument(query, by_place["query"])
    if operation.raw == "request":
        arguments[operation.body or "contents"] = request.body
    elif operation.body is not None:
        whole = next(p for p in by_place["body"] if p.argument == operation.body)
        if body or whole.required:
            refuse(validate(body, whole.type, surface))
        arguments[operation.body] = body
    else:
        if not isinstance(body, dict):
            raise MalformedRequest("Invalid JSON given in the body of the request - expected a map")
        refuse(validate_fields(body, tuple(by_place["body"]), surface))
        arguments |= _by_argument(body, by_place["body"])
    _check_sizes(operation, arguments)
    return {name: value for name, value in arguments.items() if name}


def _check_sizes(operation: Operation, arguments: Mapping[str, Any]) -> None:
    """Refuse a page that is larger than the documentation of its size allows."""
    for parameter in operation.parameters:
        given = arguments.get(parameter.argument)
        if parameter.name not in SIZES or not isinstance(given, int):
            continue
        found = MOST.search(" ".join(parameter.doc.split()))
        most = int(found[1].replace(",", "")) * (1000 if found[2] else 1) if found else None
        if most is not None and given > most:
            raise InvalidParameterValue(f"Invalid value for {parameter.name}: {given}. The maximum is {most}.")


def _by_argument(given: Mapping[str, Any], parameters: list[Parameter]) -> dict[str, Any]:
    return {p.argument: given[p.name] for p in parameters if given.get(p.name) is not None}


def _body(request: Request) -> Any:
    if not request.body.strip():
        return {}
    if request.content_type == "application/x-www-form-urlencoded" and not request.body.lstrip().startswith(
        (b"{", b"[")
    ):
        # curl's default type: databricks reads such a body as JSON when it is JSON, as a form otherwise.
        return _typed_form(dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)))
    if request.content_type.startswith("multipart/"):
        return _typed_form(dict(_parts(request)))
    if len(request.body) > LARGEST_JSON:
        raise ApiError(
            f"The request's body is larger than {LARGEST_JSON} bytes.",
            status=413,
            error_code="REQUEST_ENTITY_TOO_LARGE",
        )
    try:
        body = json.loads(request.body)
        # A half of a surrogate pair is JSON but no text: neither a file's name nor an answer could hold it.
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        message = "Invalid JSON given in the body of the request - failed to parse given JSON"
        raise MalformedRequest(message) from error
    return body


def _parts(request: Request) -> Iterator[tuple[str, str]]:
    """The fields of a multipart form; a part with a file name is a file, and files travel as base64 as in JSON."""
    head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    form = BytesParser().parsebytes(head + request.body)
    if not form.is_multipart():
        raise BadRequest("The multipart body has no part; its boundary may be wrong.")
    for part in form.get_payload():
        name = part.get_param("name", header="content-disposition")  # type: ignore[union-attr]
        content = part.get_payload(decode=True) or b""  # type: ignore[union-attr]
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise BadRequest("A part of the multipart body has no name.")
        is_file = part.get_filename() is not None  # type: ignore[union-attr]
        yield name, base64.b64encode(content).decode() if is_file else content.decode("utf-8", "replace")


def _typed_form(fields: dict[str, str]) -> dict[str, Any]:
    return {name: BOOLEANS.get(value.lower(), value) for name, value in fields.items()}


def _nested(query: list[tuple[str, str]], parameters: list[Parameter], surface: Surface) -> dict[str, Any]:
    """Query text as values: repeated names become lists, dotted ones objects, each converted by its type."""
    kinds = {parameter.name: parameter.type for parameter in parameters}
    result: dict[str, Any] = {}
    for name, text in query:
        steps = [name] if name in kinds or name.partition(".")[0] not in kinds else name.split(".")
        place = result
        for step in steps[:-1]:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise InvalidParameterValue(f"The query gives both '{step}' and '{name}'.")
            place = inner
        last = steps[-1]
        place[last] = [*_as_list(place[last]), text] if last in place else text
    return {name: _converted(value, kinds.get(name, Type("any")), surface) for name, value in result.items()}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _converted(value: Any, kind: Type, surface: Surface) -> Any:
    """Give text its type; what does not convert stays as it is, so that the check names it."""
    if kind.kind == "list":
        return [_converted(item, kind.of or Type("any"), surface) for item in _as_list(value)]
    if kind.kind == "message" and isinstance(value, dict):
        kinds = {field.name: field.type for field in surface.messages[kind.name or ""].fields}
        return {name: _converted(item, kinds.get(name, Type("any")), surface) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    # Inside of objects the SDK leaves Python's own `True` in the query.
    return BOOLEANS.get(value.lower(), value) if kind.kind == "boolean" else query_value(value, kind)


def _checked(value: Any, parameter: Parameter, surface: Surface) -> Any:
    if parameter.type.kind != "message":  # one operation of the SDK puts a message into its path; it is text there
        refuse(validate(value, parameter.type, surface, parameter.name))
    return value


def refuse(problem: Problem | None) -> None:
    """Put a fault into Databricks' words."""
    if problem is None:
        return
    if problem.fault == "missing field":
        raise InvalidParameterValue(f"Missing required field: {problem.path}")
    if problem.fault == "wrong type":
        raise MalformedRequest(f"Could not parse request object: {problem.message}")
    if problem.fault == "bad value":
        raise InvalidParameterValue(f"Invalid value for field {problem.message}")
    raise InvalidParameterValue(problem.message[0].upper() + problem.message[1:])
