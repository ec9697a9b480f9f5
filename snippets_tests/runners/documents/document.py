"""A parsed data file that remembers in which line of the page each of its fields stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True)
class Document:
    """A value and the page's line of each of its parts, by path from the root."""

    value: Any
    line: int
    """The line of the root."""
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of a part; of the nearest part around it when it is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, self.line)

    def line_of_name(self, name: str) -> int | None:
        """The line of the field that a message calls `settings.tasks[0].task_key`; None when there is no such field."""
        path = steps(name)
        if path in self.lines:
            return self.lines[path]
        return next((line for found, line in self.lines.items() if found[-len(path) :] == path), None)

    def get(self, path: Path) -> Any:
        """The value at a path, or None."""
        value = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def part(self, *path: str | int) -> Document:
        """A part of the document as a document of its own."""
        size = len(path)
        lines = {found[size:]: line for found, line in self.lines.items() if found[:size] == path}
        return Document(self.get(path), self.line_of(path), lines)


def steps(name: str) -> Path:
    """`a.b[0].c` as a path."""
    return tuple(int(index) if index else key for index, key in STEP.findall(name))
