"""A diagram's text as statements with their lines, without comments, directives and front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from snippets_tests.runners.outcome import BlockFailure

DIRECTIVE = re.compile(r"%%\{.*\}%%\s*$")
NAME = r"[A-Za-z_][\w-]*"
STYLE = re.compile(
    rf"(?:classDef {NAME}(?:,{NAME})* |style {NAME}(?:,{NAME})* |linkStyle (?:\d+(?:,\d+)*|default) )\S.*$"
)
CLASS = re.compile(rf"class {NAME}(?:,\s*{NAME})* {NAME}$")
DIRECTION = re.compile(r"direction (?:TB|TD|BT|RL|LR)$")


@dataclass(frozen=True)
class Statement:
    """One statement and its line in the page."""

    text: str
    line: int

    def refuse(self, why: str = "", hint: str = "") -> NoReturn:
        """Fail at this statement."""
        shown = self.text if len(self.text) < 60 else f"{self.text[:57]}…"
        raise BlockFailure(f"mermaid: {why or 'not understood'}: {shown}", self.line, hint=hint)


def read(code: str, first_line: int) -> list[Statement]:
    """Cut a diagram into statements."""
    statements = []
    lines = code.split("\n")
    place = _after_front_matter(lines)
    for number, line in enumerate(lines[place:], first_line + place):
        text = line.strip()
        if text.startswith("%%"):
            if text.startswith("%%{") and not DIRECTIVE.match(text):
                Statement(text, number).refuse("a directive that does not end in }%%")
            continue
        statements += [Statement(part.strip(), number) for part in _split(text) if part.strip()]
    return statements


def _after_front_matter(lines: Sequence[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    return next((place + 1 for place, line in enumerate(lines) if place and line.strip() == "---"), 0)


def _split(text: str) -> list[str]:
    """Parts between semicolons that stand outside of quotes."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def is_style(statement: Statement) -> bool:
    """Whether a statement only says how things look."""
    return any(pattern.match(statement.text) for pattern in (STYLE, CLASS, DIRECTION))


class Nesting:
    """The blocks that are open, each to be closed by its own word."""

    def __init__(self) -> None:
        self.open: list[tuple[Statement, str]] = []

    def begin(self, statement: Statement, kind: str) -> None:
        """Open a block."""
        self.open.append((statement, kind))

    def end(self, statement: Statement) -> None:
        """Close the innermost block."""
        if not self.open:
            statement.refuse("nothing is open here")
        self.open.pop()

    @property
    def kind(self) -> str:
        """The innermost open block's kind, or nothing."""
        return self.open[-1][1] if self.open else ""

    def finish(self, word: str) -> None:
        """Want everything closed."""
        if self.open:
            self.open[-1][0].refuse(f"never closed by {word}")
