"""JSON as an answer is shown: what fits on a line stands on one line, the rest is indented by two spaces."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 100
"""Columns that a page shows without scrolling."""


def pretty(value: Any, width: int = WIDTH) -> str:
    """The value as text; the outermost object or array is always opened up, unless it is empty.

    Args:
        value: What `json.loads` returns.
        width: The longest line, in characters, that an object or array may take with its indentation.
    """
    return _laid_out(value, "", 0, width)


def _laid_out(value: Any, indent: str, before: int, width: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, (dict, list)) or (indent and len(indent) + before + len(flat) < width):
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        names = {name: f"{json.dumps(name, ensure_ascii=False)}: " for name in value}
        lines = [
            f"{inner}{names[name]}{_laid_out(item, inner, len(names[name]), width)}" for name, item in value.items()
        ]
        opening, closing = "{", "}"
    else:
        lines = [f"{inner}{_laid_out(item, inner, 0, width)}" for item in value]
        opening, closing = "[", "]"
    return f"{opening}\n" + ",\n".join(lines) + f"\n{indent}{closing}"
