"""Tables of fields in pages, printed from the API's surface: `<!-- fields: jobs.create -->` with the table below it.

The table stands in the Markdown itself, because assistants read that; `lakeproof update` writes it, `check` compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from snippets_tests import pages
from snippets_tests.pages import Fault, Page
from snippets_tests.surface import Surface
from snippets_tests.surface.model import Enum, Field, Parameter, Type

REGION = re.compile(
    r"^(?P<indent>[ \t]*)<!-- fields: (?P<name>[\w.]+)(?: only: (?P<only>[\w, ]+?))? -->[ \t]*\r?\n"
    r"(?P<table>(?:(?:[ \t]*\r?\n)?(?:[ \t]*\|.*(?:\r?\n|\Z))+)?)",
    re.MULTILINE,
)
FEW = 8
"""An enum with more values is named, not listed."""


class FieldsError(Exception):
    """A marker that names nothing of the API, or a field that it does not have."""


def faults(page: Page, load: Callable[[], Surface]) -> Iterator[Fault]:
    """What is wrong with a page's tables; `load` is only called for a page that has one."""
    text = page.source.decode("utf-8")
    for found in REGION.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        try:
            expected = table(load(), found["name"], _only(found))
        except FieldsError as error:
            yield Fault(line, str(error))
            continue
        if [row.strip() for row in found["table"].splitlines() if row.strip()] != expected:
            yield Fault(line, f"the table of {found['name']}'s fields is not that of the API", "run lakeproof update")


def fill(page: Page, load: Callable[[], Surface]) -> bool:
    """Write a page's tables anew; whether that changed the file. A marker that names nothing is left to `faults`."""

    def filled(found: re.Match[str]) -> str:
        head = found[0].removesuffix(found["table"])
        try:
            rows = table(load(), found["name"], _only(found))
        except FieldsError:
            return found[0]
        return head + "\n" + "".join(f"{found['indent']}{row}\n" for row in rows)

    text = page.source.decode("utf-8")
    return REGION.search(text) is not None and pages.write(page, REGION.sub(filled, text).encode())


def table(surface: Surface, name: str, only: Sequence[str] = ()) -> list[str]:
    """The rows of a Markdown table.

    Args:
        surface: The API.
        name: An operation (`jobs.create`), a message (`jobs.Task`) or an enum (`compute.State`).
        only: The fields to show, in this order; all of them when empty.

    Raises:
        FieldsError: for a name or a field that the API does not have.
    """
    if (enum := surface.enums.get(name)) is not None:
        return ["| Value |", "|---|", *(f"| `{value}` |" for value in _chosen(enum, only))]
    fields: Sequence[Field]
    if (operation := surface.operations.get(name)) is not None:
        fields = operation.parameters
    elif (message := surface.messages.get(name)) is not None:
        fields = message.fields
    else:
        raise FieldsError(f"the API has no operation, message or enum {name}")
    if not only:
        fields = sorted(fields, key=lambda field: not field.required)
    else:
        known = {field.name: field for field in fields}
        if unknown := [word for word in only if word not in known]:
            raise FieldsError(f"{name} has no field {', '.join(unknown)}")
        fields = [known[word] for word in only]
    rows = [
        f"| `{field.name}` | {_type(surface, field.type)}{_where(field)} | {_required(field)} |" for field in fields
    ]
    return ["| Field | Type | |", "|---|---|---|", *rows]


def _chosen(enum: Enum, only: Sequence[str]) -> Sequence[str]:
    if unknown := [word for word in only if word not in enum.values]:
        raise FieldsError(f"{enum.id} has no value {', '.join(unknown)}")
    return only or enum.values


def _only(found: re.Match[str]) -> list[str]:
    return [word.strip() for word in (found["only"] or "").split(",") if word.strip()]


def _type(surface: Surface, type_: Type) -> str:
    if type_.kind in ("list", "map"):
        of = _type(surface, type_.of) if type_.of else "any"
        return f"{type_.kind} of {of}"
    if type_.kind == "enum" and (enum := surface.enums.get(type_.name or "")) is not None:
        values = enum.values
        if len(values) <= FEW:
            return " or ".join(f"`{value}`" for value in values)
    if type_.name is not None:
        return f"`{type_.name.partition('.')[2]}`"
    return type_.kind


def _where(field: Field) -> str:
    if isinstance(field, Parameter) and field.where == "path":
        return ", in the path"
    return ""


def _required(field: Field) -> str:
    return "required" if field.required else ""
