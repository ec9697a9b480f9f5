"""What a page is: its blocks, their places in lines and bytes, and the faults that keep it from being read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]
"""A half-open range of byte offsets in the page's file."""


@dataclass(frozen=True)
class Shown:
    """The output that a page promises for a block: the ```` ```output ```` fence right under it."""

    line: int
    """Line of its opening fence, from 1."""
    text: str
    """What it shows, dedented, each line ending in a newline; empty when nothing is shown yet."""
    span: Span
    """The bytes between its fences, which `rewrite` replaces."""
    index: int
    """Its own index in `Page.blocks`."""


@dataclass(frozen=True)
class Block:
    """One fenced block, wherever in the page it stands."""

    path: Path
    index: int
    language: str
    """The bare word after the fence; empty when the fence names none."""
    options: Mapping[str, str | bool] = field(hash=False)
    code: str
    """Its lines without the container's prefix, each ending in a newline."""
    line: int
    """Line of the opening fence, from 1."""
    end_line: int
    """Line of the closing fence."""
    prefix: str
    """What stands before the fence on its line: the indentation of a list or tab, the `>` of a quote."""
    fence: str
    """The opening run of backticks or tildes."""
    heading: str
    """The nearest heading above; empty before the first."""
    span: Span
    """All bytes of the block: both fences and the closing fence's line end."""
    body: Span
    """The bytes between the fences."""
    eol: str
    """The line end that the opening fence's line uses."""
    shown: Shown | None = None

    @property
    def code_line(self) -> int:
        """The page's line of the first line of code."""
        return self.line + 1

    def at(self, line: int) -> int:
        """Turn a line of the code, from 1, into a line of the page; never outside the block."""
        return min(max(self.line + line, self.line), self.end_line)

    def text(self, option: str) -> str | None:
        """The value of an option that takes one; None when it is not given."""
        value = self.options.get(option)
        return value if isinstance(value, str) else None

    @property
    def is_output(self) -> bool:
        """Whether this is the displayed output of the block above it."""
        return self.language == "output"


@dataclass(frozen=True)
class Page:
    """One Markdown file as its bytes are on disk."""

    path: Path
    source: bytes = field(repr=False)
    front_matter: Mapping[str, object] = field(hash=False)
    title: str
    """The front matter's `title`, else the first level-one heading, else the file's name."""
    blocks: tuple[Block, ...]
    sha256: str
    body_line: int = 1
    """The first line after the front matter."""

    def block_at(self, line: int) -> Block | None:
        """The block whose fences enclose a line, or None."""
        return next((block for block in self.blocks if block.line <= line <= block.end_line), None)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a page's Markdown."""

    line: int
    message: str
    hint: str = ""


class PageError(Exception):
    """A page that cannot be read as intended; carries every fault found, the first one as `line` and `message`."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        self.line = self.faults[0].line
        self.message = self.faults[0].message
        super().__init__("\n".join(describe(path, fault) for fault in self.faults))


def describe(path: Path | str, fault: Fault) -> str:
    """`PATH:LINE: message`, with the remedy on a line of its own."""
    text = f"{path}:{fault.line}: {fault.message}"
    return f"{text}\n  hint: {fault.hint}" if fault.hint else text
