"""`filters_json` of a query: which rows of an index count. The operators are those of standard endpoints."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Collection
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.services.vector_search.embedding import words

Row = dict[str, Any]
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def read(text: str | None, columns: Collection[str]) -> Callable[[Row], bool]:
    """The test that a filter is: all of its conditions must hold.

    A key is a column and an operator (`price <`, `id NOT`, `text LIKE`), or columns with OR between them and a list
    of as many values.
    """
    if not text:
        return lambda row: True
    try:
        given = json.loads(text)
    except ValueError as error:
        raise InvalidParameterValue(f"Invalid filters_json: {error}") from error
    if not isinstance(given, dict):
        raise InvalidParameterValue('Invalid filters_json: expected an object such as {"id >": 5}.')
    conditions = [_condition(key, value, columns) for key, value in given.items()]
    return lambda row: all(holds(row) for holds in conditions)


def _condition(key: str, value: Any, columns: Collection[str]) -> Callable[[Row], bool]:
    if " OR " in key:
        names = key.split(" OR ")
        if not isinstance(value, list) or len(value) != len(names):
            raise InvalidParameterValue(f"Invalid filter '{key}': it needs a list of {len(names)} values.")
        either = [_condition(name, each, columns) for name, each in zip(names, value, strict=True)]
        return lambda row: any(holds(row) for holds in either)
    column, _, sign = key.strip().partition(" ")
    if column not in columns:
        raise InvalidParameterValue(f"Invalid filter '{key}': the index has no column '{column}'.")
    if sign in COMPARISONS:
        return lambda row: row.get(column) is not None and _compared(COMPARISONS[sign], row[column], value, key)
    if sign == "LIKE":
        return lambda row: str(value).lower() in words(str(row.get(column) or ""))
    wanted = value if isinstance(value, list) else [value]
    if sign == "NOT":
        return lambda row: row.get(column) not in wanted
    if sign == "":
        return lambda row: row.get(column) in wanted
    raise InvalidParameterValue(f"Invalid filter '{key}': unknown operator '{sign}'.")


def _compared(compare: Callable[[Any, Any], bool], left: Any, right: Any, key: str) -> bool:
    try:
        return compare(left, right)
    except TypeError as error:
        raise InvalidParameterValue(f"Invalid filter '{key}': {right!r} cannot be compared with {left!r}.") from error
