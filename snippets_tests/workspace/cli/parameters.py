"""Decides which of an operation's parameters are positional, which are flags, and what must come as JSON.

The official generator's conventions: path values and plain required fields are positional, in order; plain optional
fields are flags; everything else comes by `--json`. Where the body is one object (`app`), its fields count as the
operation's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from snippets_tests.surface import Field, Operation, Surface, Type

PLAIN = {"string", "integer", "number", "boolean", "enum", "timestamp", "duration", "fieldmask"}
#: Operations that the official command only takes as JSON, although nothing in their signature says so.
JSON_ONLY = {"jobs.create", "pipelines.create"}


@dataclass(frozen=True)
class Slot:
    """One parameter as the command line sees it: `argument` is its name there, `wire` its name in the request."""

    argument: str
    wire: str
    type: Type
    required: bool
    doc: str
    where: Literal["path", "query", "body", "entity"]

    @property
    def flag(self) -> str:
        """`job_id` as `job-id`."""
        return kebab(self.argument)

    @property
    def capitals(self) -> str:
        """`job_id` as `JOB_ID`."""
        return self.argument.upper()

    @property
    def plain(self) -> bool:
        """Whether a word on the command line can be its value."""
        return self.type.kind in PLAIN


@dataclass(frozen=True)
class Shape:
    """How an operation is called on the command line."""

    positional: tuple[Slot, ...]
    flags: tuple[Slot, ...]
    takes_json: bool
    needs_json: bool
    body_type: Type | None
    body_fields: tuple[Field, ...]

    @property
    def outside_json(self) -> tuple[Slot, ...]:
        """The positional ones that stay on the command line beside `--json`."""
        return tuple(slot for slot in self.positional if slot.where in ("path", "query"))


def shape(operation: Operation, surface: Surface) -> Shape:
    """The command-line form of one operation."""
    slots = _slots(operation, surface)
    required = [slot for slot in slots if slot.required]
    in_body = [slot for slot in slots if slot.where in ("body", "entity")]
    entity = next((p for p in operation.parameters if operation.body and p.argument == operation.body), None)
    needs_json = operation.id in JSON_ONLY or any(not slot.plain for slot in required)
    positional = [slot for slot in required if slot.where in ("path", "query") or not needs_json]
    optional = [] if operation.id in JSON_ONLY else [slot for slot in slots if not slot.required and slot.plain]
    return Shape(
        positional=tuple(slot for slot in positional if slot.plain),
        flags=tuple(slot for slot in optional if slot.argument),
        takes_json=bool(in_body) or entity is not None,
        needs_json=needs_json,
        body_type=entity.type if entity else None,
        body_fields=tuple(p for p in operation.parameters if p.where == "body" and entity is None),
    )


def kebab(name: str) -> str:
    """A name of the SDK as the command writes it: `import_` is `import`, `run_now` is `run-now`."""
    return name.strip("_").replace("_", "-")


def _slots(operation: Operation, surface: Surface) -> list[Slot]:
    slots: list[Slot] = []
    entity: list[Slot] = []
    for parameter in operation.parameters:
        if parameter.where == "body" and parameter.argument == operation.body:
            if parameter.type.kind == "message" and parameter.type.name:
                entity = [
                    Slot(_snake(field.name), field.name, field.type, field.required, field.doc, "entity")
                    for field in surface.messages[parameter.type.name].fields
                ]
            elif parameter.required:
                slots.append(Slot(parameter.argument, parameter.name, parameter.type, True, parameter.doc, "body"))
        elif parameter.argument:
            slots.append(
                Slot(
                    parameter.argument,
                    parameter.name,
                    parameter.type,
                    parameter.required,
                    parameter.doc,
                    parameter.where,
                )
            )
    taken = {slot.argument for slot in slots}
    return slots + [slot for slot in entity if slot.argument not in taken]


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
