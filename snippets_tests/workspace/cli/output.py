"""Prints answers: JSON with two blanks and sorted names, or aligned columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

GAP = 2


def pretty(value: Any, *, sort: bool = True) -> str:
    """A value as the official command prints JSON: no absent fields, whole numbers without a point, a newline last.

    Names are sorted, as they are in the SDK's classes; those of the command's own answers keep their order.
    """
    return json.dumps(_plain(value), indent=2, sort_keys=sort, ensure_ascii=False) + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows with every column but the last padded to its widest cell."""
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) + GAP for column in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        padded = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)]
        lines.append("".join(padded) + row[-1])
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
