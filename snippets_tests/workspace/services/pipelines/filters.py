"""The small filter languages of the lists of pipelines and of events."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue

_LIKE = re.compile(r"\s*name\s+LIKE\s+'([^']*)'\s*", re.IGNORECASE)
_NOTEBOOK = re.compile(r"\s*notebook\s*=\s*'([^']*)'\s*", re.IGNORECASE)
_IN = re.compile(r"\s*(level|id|event_type)\s+in\s*\(([^)]*)\)\s*", re.IGNORECASE)
_COMPARED = re.compile(r"\s*(level|id|timestamp|event_type)\s*(=|<>|<=|>=|<|>)\s*'([^']*)'\s*", re.IGNORECASE)
_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def of_pipelines(text: str | None) -> Callable[[dict[str, Any]], bool]:
    """Read `name LIKE '…'` or `notebook='…'`; both together are not supported."""
    if not text:
        return lambda _: True
    if found := _LIKE.fullmatch(text):
        pattern = found[1].replace("[", "[[]").replace("%", "*").replace("_", "?")
        return lambda pipeline: fnmatch.fnmatchcase(pipeline["name"], pattern)
    if found := _NOTEBOOK.fullmatch(text):
        path = found[1]
        return lambda pipeline: any(
            library.get("notebook", {}).get("path") == path for library in pipeline["spec"].get("libraries", [])
        )
    raise InvalidParameterValue(f"Invalid filter: {text}. Supported are name LIKE '...' and notebook='...'.")


def of_events(text: str | None) -> Callable[[dict[str, Any]], bool]:
    """Read comparisons of level, id, event_type and timestamp with AND between."""
    if not text:
        return lambda _: True
    tests = [_test(part) for part in re.split(r"\s+and\s+", text, flags=re.IGNORECASE)]
    return lambda event: all(test(event) for test in tests)


def _test(part: str) -> Callable[[dict[str, Any]], bool]:
    if found := _IN.fullmatch(part):
        name, values = found[1].lower(), [value.strip().strip("'") for value in found[2].split(",")]
        return lambda event: event[name] in values
    if found := _COMPARED.fullmatch(part):
        field, compare, wanted = found[1].lower(), _COMPARE[found[2]], found[3]
        return lambda event: compare(event[field], wanted)
    raise InvalidParameterValue(f"Invalid filter expression: {part}")


def newest_first(order_by: list[str] | None, fields: tuple[str, ...], default: bool) -> bool:
    """Read `field asc|desc`; gives whether the order is descending."""
    if not order_by:
        return default
    field, _, way = order_by[0].strip().lower().partition(" ")
    if field not in fields or way.strip() not in ("", "asc", "desc") or len(order_by) > 1:
        known = ", ".join(f"{name} asc, {name} desc" for name in fields)
        raise InvalidParameterValue(f"Invalid order_by: {', '.join(order_by)}. Supported are: {known}.")
    return way.strip() == "desc"
