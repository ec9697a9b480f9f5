"""Whether a query's rows fulfil an alert's condition. Pure: from rows to a state."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

OK, TRIGGERED, UNKNOWN = "OK", "TRIGGERED", "UNKNOWN"
Row = Sequence[str | None]


class ConditionError(Exception):
    """The condition cannot be held against the rows."""


class Operand(NamedTuple):
    """A column, and how its values become one; without an aggregation the first row's counts."""

    column: str
    aggregation: str | None = None


class Condition(NamedTuple):
    """What is compared with what: an operand with a value, or with another operand."""

    operand: Operand
    operator: str
    threshold: Any
    empty: str = UNKNOWN


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "EQUAL": lambda left, right: bool(left == right),
    "NOT_EQUAL": lambda left, right: bool(left != right),
    "GREATER_THAN": lambda left, right: bool(left > right),
    "GREATER_THAN_OR_EQUAL": lambda left, right: bool(left >= right),
    "LESS_THAN": lambda left, right: bool(left < right),
    "LESS_THAN_OR_EQUAL": lambda left, right: bool(left <= right),
}
AGGREGATIONS: dict[str, Callable[[list[Decimal]], Any]] = {
    "AVG": statistics.mean,
    "MAX": max,
    "MEDIAN": statistics.median,
    "MIN": min,
    "STDDEV": statistics.stdev,
    "SUM": sum,
}


def state(condition: Condition, columns: Sequence[str], rows: Sequence[Row]) -> str:
    """OK or TRIGGERED, or what the alert says of an empty result.

    Raises:
        ConditionError: A column is missing, or its values cannot be compared.
    """
    if not rows:
        return condition.empty
    left = _value(condition.operand, columns, rows)
    if condition.operator in ("IS_NULL", "IS_NOT_NULL"):
        return TRIGGERED if (left is None) == (condition.operator == "IS_NULL") else OK
    right = condition.threshold
    if isinstance(right, Operand):
        right = _value(right, columns, rows)
    if left is None or right is None:
        return OK  # as in SQL, nothing holds of what is not known
    return TRIGGERED if COMPARISONS[condition.operator](*_comparable(left, right)) else OK


def _value(operand: Operand, columns: Sequence[str], rows: Sequence[Row]) -> Any:
    names = [name.lower() for name in columns]
    if operand.column.lower() not in names:
        raise ConditionError(f"The column {operand.column} is not in the query's result: {', '.join(columns)}.")
    values = [row[names.index(operand.column.lower())] for row in rows]
    if operand.aggregation is None:
        return values[0]
    known = [value for value in values if value is not None]
    if operand.aggregation.startswith("COUNT"):
        return len(set(known) if operand.aggregation == "COUNT_DISTINCT" else known)
    if not known:
        return None
    numbers = [_decimal(value) for value in known]
    if operand.aggregation == "STDDEV" and len(numbers) < 2:
        return None
    return AGGREGATIONS[operand.aggregation](numbers)


def _comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides as numbers where the threshold is one, else as texts."""
    if isinstance(right, bool):
        return str(left).lower(), str(right).lower()
    if isinstance(left, str) and isinstance(right, str):
        try:
            return Decimal(left), Decimal(right)
        except InvalidOperation:
            return left, right
    return _decimal(left), _decimal(right)


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ConditionError(f"'{value}' is not a number.") from error
