"""Holds a JSON value against a type of the surface, strictly.

Strict beyond Databricks where Databricks ignores a mistake: an unknown field is a mistake here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Literal

from snippets_tests.surface.model import Field, Surface, Type

Fault = Literal["unknown field", "missing field", "wrong type", "bad value"]

# Fields that the SDK's dataclass cannot do without, and the service can: this name stands beside the config already.
NOT_REQUIRED = {"serving.EndpointCoreConfigInput": frozenset({"name"})}
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
DURATION = re.compile(r"-?\d+(\.\d{1,9})?s")

PLAIN: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "string": ("a string", lambda value: isinstance(value, str)),
    "bytes": ("a string", lambda value: isinstance(value, str)),
    "fieldmask": ("a string of comma-separated fields", lambda value: isinstance(value, str)),
    # 64 bits: Databricks' services refuse what does not fit into a long.
    "integer": (
        "an integer",
        lambda value: isinstance(value, int) and type(value) is not bool and -(2**63) <= value < 2**63,
    ),
    "number": ("a number", lambda value: isinstance(value, int | float) and not isinstance(value, bool)),
    "boolean": ("a boolean", lambda value: isinstance(value, bool)),
    "timestamp": ('a timestamp such as "2026-01-15T09:00:00Z"', lambda value: _matches(TIMESTAMP, value)),
    "duration": ('a duration such as "300s"', lambda value: _matches(DURATION, value)),
}


@dataclass(frozen=True)
class Problem:
    """The first place where a value departs from its type.

    `path` leads there (`tasks[0].notebook_task.notebook_path`; empty is the value itself); `known` lists what would do;
    `suggestion` is the nearest of them.
    """

    path: str
    fault: Fault
    detail: str
    known: tuple[str, ...] = ()
    suggestion: str | None = None

    @property
    def message(self) -> str:
        """One sentence: the place, the fault, the remedy."""
        hint = f"; did you mean {json.dumps(self.suggestion)}?" if self.suggestion else ""
        return f"{self.detail}{hint}"


def validate(value: Any, type_: Type, surface: Surface, path: str = "") -> Problem | None:
    """Find the first departure of a JSON value from `type_`, depth first; None when there is none.

    `null` stands for an absent field, as the SDK reads it, and so is no value for a required one.
    """
    match type_.kind:
        case "any":
            return None
        case "message" if type_.name is not None:
            if not isinstance(value, Mapping):
                return _wrong(value, "an object", path)
            return validate_fields(value, _asked_for(type_.name, surface), surface, path)
        case "enum" if type_.name is not None:
            return _enum(value, type_.name, surface, path)
        case "list" if type_.of is not None:
            if not isinstance(value, list | tuple):
                return _wrong(value, "an array", path)
            of = type_.of
            return _first(validate(item, of, surface, f"{path}[{index}]") for index, item in enumerate(value))
        case "map" if type_.of is not None:
            if not isinstance(value, Mapping):
                return _wrong(value, "an object", path)
            of = type_.of
            return _first(validate(item, of, surface, _below(path, str(key))) for key, item in value.items())
        case kind:
            expected, fits = PLAIN[kind]
            return None if fits(value) else _wrong(value, expected, path)


def _asked_for(message: str, surface: Surface) -> tuple[Field, ...]:
    """The fields of a message, without the demands of the SDK that the service does not make."""
    fields = surface.messages[message].fields
    waived = NOT_REQUIRED.get(message, frozenset())
    return tuple(replace(f, required=f.required and f.name not in waived) for f in fields) if waived else fields


def validate_fields(
    value: Mapping[str, Any], fields: tuple[Field, ...], surface: Surface, path: str = ""
) -> Problem | None:
    """The same for an object of the given fields, such as an operation's body parameters."""
    known = {field.name: field for field in fields}
    for name in value:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            detail = f"unknown field {json.dumps(name)}" + (f" in {path}" if path else "")
            return Problem(_below(path, name), "unknown field", detail, tuple(known), near[0] if near else None)
    for name, field in known.items():
        if value.get(name) is not None:
            problem = validate(value[name], field.type, surface, _below(path, name))
            if problem:
                return problem
    for name, field in known.items():
        if field.required and value.get(name) is None:
            place = _below(path, name)
            return Problem(place, "missing field", f"missing required field {json.dumps(place)}", (name,))
    return None


def query_value(text: str, type_: Type) -> Any:
    """The JSON value that a query or path value of that type stands for; the text itself where it cannot be read.

    `validate` then says what is wrong with it.
    """
    match type_.kind:
        case "boolean":
            return {"true": True, "false": False}.get(text, text)
        case "integer" if re.fullmatch(r"-?\d+", text):
            return int(text)
        case "number":
            try:
                return float(text)
            except ValueError:
                return text
        case "list" if type_.of is not None:
            return query_value(text, type_.of)
    return text


def _enum(value: Any, name: str, surface: Surface, path: str) -> Problem | None:
    if not isinstance(value, str):
        return _wrong(value, "a string", path)
    values = surface.enums[name].values
    if value in values:
        return None
    near = get_close_matches(value.upper(), values, n=1)
    detail = f"{_place(path)}: {json.dumps(value)} is not one of {', '.join(values)}"
    return Problem(path, "bad value", detail, values, near[0] if near else None)


def _wrong(value: Any, expected: str, path: str) -> Problem:
    given = json.dumps(value, default=repr, ensure_ascii=False)
    shown = given if len(given) <= 60 else given[:57] + "..."
    return Problem(path, "wrong type", f"{_place(path)}: expected {expected}, got {shown}")


def _place(path: str) -> str:
    return path or "the body"


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _first(problems: Any) -> Problem | None:
    return next((problem for problem in problems if problem), None)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
