"""Makes requests for any operation out of its types: as little as is valid, and with one thing wrong."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from snippets_tests import surface as api
from snippets_tests.surface import Operation, Parameter, Surface, Type
from snippets_tests.workspace import Request, Tenant
from snippets_tests.workspace.generic.names import patterns

PLAIN: dict[str, Any] = {
    "string": "x",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "any": "x",
    "bytes": "eA==",
    "timestamp": "2026-01-15T09:00:00Z",
    "duration": "60s",
    "fieldmask": "name",
}

# Fields whose text has a form that their type does not say.
TEXTS = {
    "quartz_cron_expression": "0 0 7 * * ?",
    "quartz_cron_schedule": "0 0 7 * * ?",
    "timezone_id": "UTC",
}


def sample(kind: Type, surface: Surface, depth: int = 0) -> Any:
    """The smallest value of a type."""
    match kind.kind:
        case "enum":
            return surface.enums[kind.name or ""].values[0]
        case "list":
            return [sample(kind.of or Type("any"), surface, depth + 1)] if depth < 4 else []
        case "map":
            return {}
        case "message":
            fields = surface.messages[kind.name or ""].fields
            return {f.name: TEXTS.get(f.name) or sample(f.type, surface, depth + 1) for f in fields if f.required}
    return PLAIN[kind.kind]


def wrong(kind: Type) -> Any:
    """A value that no type of this kind has, or None where every value is right."""
    if kind.kind == "any":
        return None
    return 7 if kind.kind in ("string", "enum", "bytes", "timestamp", "duration", "fieldmask", "message") else "seven"


def arguments(operation: Operation, surface: Surface) -> dict[str, Any]:
    """Values for the required parameters, by their names on the wire."""
    names = _names().get(operation.id, {})
    return {
        p.name: _example(names[p.name]) if p.where == "path" and p.name in names else sample(p.type, surface)
        for p in operation.parameters
        if p.required
    }


def request(
    operation: Operation, values: dict[str, Any], tenant: Tenant, extra: dict[str, Any] | None = None
) -> Request:
    """The request that carries these values; `extra` goes into the body, or the query where there is no body."""
    by_name = {parameter.name: parameter for parameter in operation.parameters}
    path, query, body = operation.path, {}, {}
    for name, value in values.items():
        parameter = by_name[name]
        if name == "account_id" and parameter.where == "path":
            path = path.replace("{account_id}", tenant.account_id)
        elif parameter.where == "path":
            path = path.replace("{" + name + "}", _path_value(operation, parameter, value))
        elif parameter.where == "query":
            query.update(_flat(name, value))
        elif parameter.argument == operation.body:
            body = value
        else:
            body[name] = value
    if extra and isinstance(body, dict) and any(p.where == "body" for p in operation.parameters):
        body = {**body, **extra}
    elif extra:
        query.update(extra)
    path = path.replace("/accounts/x/", f"/accounts/{tenant.account_id}/")
    target = path + ("?" + urlencode(query, doseq=True) if query else "")
    token = tenant.account_token if operation.level == "account" else tenant.token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    sent = json.dumps(body).encode() if body != {} or any(p.where == "body" for p in operation.parameters) else b""
    return Request.of(operation.verb, target, headers, b"x" if operation.raw == "request" else sent)


@cache
def _names() -> dict[str, dict[str, str]]:
    return patterns(api.load())


def _example(pattern: str) -> str:
    """A name that fits the pattern of names."""
    text = re.sub(r"\(\?:([^|)]+)[^)]*\)", r"\1", pattern).replace("[^/:]+", "x")
    return re.sub(r"\.[*+]", "x", text).replace("\\", "")


def _path_value(operation: Operation, parameter: Parameter, value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"/{text}" if not operation.path.partition("{" + parameter.name + "}")[0].endswith("/") else quote(text)


def _flat(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return {key: item for inner, each in value.items() for key, item in _flat(f"{name}.{inner}", each).items()}
    return {name: str(value).lower() if isinstance(value, bool) else value}
