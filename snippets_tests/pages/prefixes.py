"""The text before a block's lines: quote markers and indentation, taken off by columns as CommonMark counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

TAB = 4
QUOTE = re.compile(r"[ \t]*>")
LEAD = re.compile(r"(?:[ \t]*>)*[ \t]*")


def lead(text: str) -> str:
    """The quote markers and blanks at the start of a line."""
    found = LEAD.match(text)
    return found.group() if found else ""


def depth(prefix: str) -> int:
    """How many quotes a prefix opens."""
    return prefix.count(">")


@dataclass(frozen=True)
class Stripped:
    """A line of a block without its container's prefix; `inside` says whether it still belongs to the container."""

    text: str
    inside: bool


def strip(text: str, prefix: str) -> Stripped:
    """Take a block's prefix off one of its lines.

    A blank line may lack the blanks of the prefix, because editors strip them; a quoted line may not lack its `>`.
    """
    rest, column = text, 0
    for _ in range(depth(prefix)):
        found = QUOTE.match(rest)
        if found is None:
            return Stripped("", False)
        column += _width(found.group(), column)
        rest = rest[found.end() :]
    wanted = _width(prefix, 0)
    while column < wanted and rest[:1] in (" ", "\t") and rest:
        step = TAB - column % TAB if rest[0] == "\t" else 1
        rest = rest[1:]
        column += step
    if column > wanted:
        rest = " " * (column - wanted) + rest
    if not rest.strip():
        return Stripped(rest if column >= wanted else "", True)
    # `>code` without the customary blank is still inside the quote.
    slack = 1 if depth(prefix) and prefix.rstrip(" \t") == prefix[:-1] and prefix.endswith(" ") else 0
    return Stripped(rest, column + slack >= wanted)


def _width(text: str, column: int) -> int:
    start = column
    for character in text:
        column += TAB - column % TAB if character == "\t" else 1
    return column - start
