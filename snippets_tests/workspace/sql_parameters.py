"""Parameters of SQL statements: texts with a type's name, made into the values that the engine takes.

REST's are named; SQL drivers also send positional ones, which have an `ordinal` that counts from 1 in place of a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from snippets_tests.surface import validate
from snippets_tests.surface.model import Surface, Type
from snippets_tests.workspace.arguments import refuse
from snippets_tests.workspace.column_types import ColumnType, parse
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import InvalidParameterValue

ITEM = Type("message", "sql.StatementParameterListItem")
WHOLE = {"tinyint": 7, "smallint": 15, "int": 31, "bigint": 63}
TRUE, FALSE = ("t", "true", "y", "yes", "1"), ("f", "false", "n", "no", "0")


def check(given: Sequence[Any], surface: Surface) -> None:
    """Hold parameters against the SDK's message, in which every one has a name."""
    for index, parameter in enumerate(given):
        named = parameter
        if isinstance(parameter, dict) and type(parameter.get("ordinal")) is int:
            named = {"name": "", **{key: value for key, value in parameter.items() if key != "ordinal"}}
        refuse(validate(named, ITEM, surface, f"parameters[{index}]"))


def values(given: Sequence[dict[str, Any]]) -> dict[str, Any] | list[Any]:
    """The values of parameters by name, or in order.

    Raises:
        InvalidParameterValue: A name comes twice, names and positions are mixed, or a type does not exist.
        SqlFailure: A value cannot be cast to its type; on Databricks the statement fails, not the request.
    """
    if any("ordinal" in parameter for parameter in given):
        if not all("ordinal" in parameter for parameter in given):
            raise InvalidParameterValue("Named and positional parameters cannot be mixed in one statement.")
        in_order = sorted(given, key=lambda parameter: int(parameter["ordinal"]))
        return [_value(parameter.get("value"), parameter.get("type") or "STRING") for parameter in in_order]
    found: dict[str, Any] = {}
    for parameter in given:
        name = parameter["name"]
        if name in found:
            raise InvalidParameterValue(f"Duplicate parameter name: {name}")
        found[name] = _value(parameter.get("value"), parameter.get("type") or "STRING")
    return found


def _value(text: str | None, type_text: str) -> Any:
    try:
        kind = parse(type_text)
    except ValueError:
        raise InvalidParameterValue(f"Invalid parameter type: {type_text}") from None
    if text is None or kind.base == "void":
        return None
    if kind.base not in CASTS:
        raise InvalidParameterValue(f"Parameters of type {type_text} are not supported.")
    try:
        return CASTS[kind.base](text.strip() if kind.base not in ("string", "binary") else text, kind)
    except (ValueError, InvalidOperation):
        message = (
            f'[CAST_INVALID_INPUT] The value \'{text}\' of the type "STRING" cannot be cast to "{kind.sql_text}" '
            "because it is malformed. Correct the value as per the syntax, or change its target type. SQLSTATE: 22018"
        )
        raise SqlFailure(message, "CAST_INVALID_INPUT", "22018") from None


def _whole(text: str, kind: ColumnType) -> int:
    number = int(Decimal(text))
    if not -(1 << WHOLE[kind.base]) <= number < 1 << WHOLE[kind.base]:
        raise ValueError(text)
    return number


def _truth(text: str, kind: ColumnType) -> bool:
    if text.lower() not in TRUE + FALSE:
        raise ValueError(text)
    return text.lower() in TRUE


def _decimal(text: str, kind: ColumnType) -> Decimal:
    precision, scale = (*kind.numbers, 10, 0)[:2] if kind.numbers else (10, 0)
    rounded = round(Decimal(text), scale)
    if len(rounded.as_tuple().digits) > precision:
        raise ValueError(text)
    return rounded


CASTS: dict[str, Callable[[str, ColumnType], Any]] = {
    **dict.fromkeys(WHOLE, _whole),
    **dict.fromkeys(("string", "varchar", "char"), lambda text, kind: text),
    **dict.fromkeys(("float", "double"), lambda text, kind: float(text)),
    **dict.fromkeys(("timestamp", "timestamp_ntz"), lambda text, kind: datetime.fromisoformat(text)),
    "date": lambda text, kind: date.fromisoformat(text[:10]),
    "boolean": _truth,
    "decimal": _decimal,
    "binary": lambda text, kind: text.encode(),
}
