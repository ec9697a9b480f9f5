"""Writes the surface to `surface.json` and loads it again.

The file has one line for each operation, message and enum, so that a difference reads well. Loading parses the text
only; an operation or message becomes an object when it is asked for, because most runs touch a few of the thousands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from snippets_tests.surface.model import Enum, Field, Message, Operation, Paging, Parameter, Surface, Type, Wait

STORED = Path(__file__).with_name("surface.json")

V = TypeVar("V")


class Lazy(Mapping[str, V], Generic[V]):
    """A mapping whose values are built from their rows on first use."""

    def __init__(self, rows: dict[str, Any], build: Callable[[str, Any], V]) -> None:
        self._rows, self._build = rows, build
        self._built: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._built:
            self._built[key] = self._build(key, self._rows[key])
        return self._built[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@cache
def load(path: Path = STORED) -> Surface:
    """The surface that is committed with this project; the same immutable object each time."""
    data = json.loads(path.read_bytes())
    return Surface(
        sdk_version=data["sdk_version"],
        operations=Lazy(data["operations"], _operation),
        messages=Lazy(data["messages"], lambda key, row: Message(key, tuple(_field(item) for item in row[1]), row[0])),
        enums=Lazy(data["enums"], lambda key, row: Enum(key, tuple(row[1]), row[0])),
        mixins=data["mixins"],
        services=data["services"],
    )


def dump(surface: Surface) -> str:
    """The text of `surface.json`; the same surface gives the same text."""
    tables: dict[str, dict[str, Any]] = {
        "operations": {key: _operation_row(value) for key, value in surface.operations.items()},
        "messages": {key: [m.doc, [_field_row(item) for item in m.fields]] for key, m in surface.messages.items()},
        "enums": {key: [value.doc, list(value.values)] for key, value in surface.enums.items()},
        "services": dict(surface.services),
    }
    lines = ["{", f'"sdk_version":{_compact(surface.sdk_version)},', f'"mixins":{_compact(surface.mixins)},']
    for name, rows in tables.items():
        lines.append(f'"{name}":{{')
        lines.extend(f"{_compact(key)}:{_compact(row)}," for key, row in sorted(rows.items()))
        lines[-1] = lines[-1].removesuffix(",")
        lines.append("}," if name != "services" else "}")
    return "\n".join([*lines, "}", ""])


def type_text(type_: Type) -> str:
    """A type as one word: `string`, `enum:compute.State`, `list:message:jobs.Task`."""
    below = type_.name if type_.name else type_text(type_.of) if type_.of else None
    return f"{type_.kind}:{below}" if below else type_.kind


@cache
def parse_type(text: str) -> Type:
    """The type that `type_text` wrote."""
    kind, _, below = text.partition(":")
    if kind in ("list", "map"):
        return Type(kind, of=parse_type(below))  # type: ignore[arg-type]
    return Type(kind, name=below or None)  # type: ignore[arg-type]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _field(row: list[Any]) -> Field:
    return Field(row[0], parse_type(row[1]), row[2] == 1, row[3])


def _field_row(field: Field) -> list[Any]:
    return [field.name, type_text(field.type), int(field.required), field.doc]


def _operation(key: str, row: list[Any]) -> Operation:
    verb, path, parameters, body, response, paging, wait, doc, raw, wrapper = row
    return Operation(
        id=key,
        level="account" if key.startswith("account.") else "workspace",
        verb=verb,
        path=path,
        parameters=tuple(
            Parameter(name, parse_type(kind), required == 1, text, where, argument)
            for name, kind, required, text, where, argument in parameters
        ),
        body=body,
        response=parse_type(response) if response else None,
        paging=Paging(*paging) if paging else None,
        wait=_wait(*wait) if wait else None,
        doc=doc,
        raw=raw,
        wrapper=wrapper == 1,
    )


def _operation_row(operation: Operation) -> list[Any]:
    paging, wait = operation.paging, operation.wait
    return [
        operation.verb,
        operation.path,
        [[*_field_row(parameter), parameter.where, parameter.argument] for parameter in operation.parameters],
        operation.body,
        type_text(operation.response) if operation.response else None,
        [paging.style, paging.items, paging.request, paging.response] if paging else None,
        [wait.poll, wait.bind, wait.path, wait.target, wait.failure, wait.message] if wait else None,
        operation.doc,
        operation.raw,
        int(operation.wrapper),
    ]


def _wait(poll: str, bind: list[list[str]], *states: list[str]) -> Wait:
    path, target, failure, message = (tuple(state) for state in states)
    return Wait(poll, tuple((argument, source) for argument, source in bind), path, target, failure, message)
