"""Says what differs between two surfaces, in lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from snippets_tests.surface.model import Field, Operation, Surface
from snippets_tests.surface.stored import type_text


def difference(old: Surface, new: Surface) -> list[str]:
    """One line for each operation, field and enum value that was added (`+`), removed (`-`) or changed (`~`).

    Documentation texts do not count.
    """
    lines: list[str] = []
    if old.sdk_version != new.sdk_version:
        lines.append(f"~ databricks-sdk {old.sdk_version} -> {new.sdk_version}")
    if old.mixins != new.mixins:
        lines.append("~ mixins of the SDK changed: compare surface/mixins.py with databricks/sdk/mixins/")
    lines += _table("operation", old.operations, new.operations)
    for name in _both(old.operations, new.operations):
        lines += _operation(old.operations[name], new.operations[name])
    lines += _table("message", old.messages, new.messages)
    for name in _both(old.messages, new.messages):
        lines += _fields(name, old.messages[name].fields, new.messages[name].fields)
    lines += _table("enum", old.enums, new.enums)
    for name in _both(old.enums, new.enums):
        before, after = old.enums[name].values, new.enums[name].values
        lines += [f"- enum {name}: {value}" for value in before if value not in after]
        lines += [f"+ enum {name}: {value}" for value in after if value not in before]
    return lines


def _operation(old: Operation, new: Operation) -> Iterator[str]:
    if (old.verb, old.path) != (new.verb, new.path):
        yield f"~ operation {old.id}: {old.verb} {old.path} -> {new.verb} {new.path}"
    yield from _fields(old.id, old.parameters, new.parameters)
    for aspect in ("body", "response", "paging", "wait", "raw"):
        before, after = getattr(old, aspect), getattr(new, aspect)
        if before != after:
            yield f"~ operation {old.id}: {aspect} {before} -> {after}"


def _fields(owner: str, old: tuple[Field, ...], new: tuple[Field, ...]) -> Iterator[str]:
    before = {field.name: _field_text(field) for field in old}
    after = {field.name: _field_text(field) for field in new}
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield f"- {owner}.{name} ({before[name]})"
        elif name not in before:
            yield f"+ {owner}.{name} ({after[name]})"
        elif before[name] != after[name]:
            yield f"~ {owner}.{name}: {before[name]} -> {after[name]}"


def _field_text(field: Field) -> str:
    place = f" in {where}" if (where := getattr(field, "where", None)) else ""
    return type_text(field.type) + (", required" if field.required else "") + place


def _table(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    removed = [f"- {kind} {name}" for name in old if name not in new]
    return removed + [f"+ {kind} {name}" for name in new if name not in old]


def _both(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [name for name in old if name in new]
