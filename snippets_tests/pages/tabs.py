"""Content tabs (`=== "CLI"`): which blocks of a page say the same thing in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from snippets_tests.pages.lines import Line, split
from snippets_tests.pages.model import Block, Page

TAB = re.compile(r'(?P<indent>[ \t]*)===[!+]? "(?P<title>[^"]*)"[ \t]*$')
DIFFER = re.compile(r"[ \t]*<!-- tabs differ: (?P<why>.+?) -->[ \t]*$")


@dataclass(frozen=True)
class Tab:
    """One tab: its title, its line, the blocks in it."""

    title: str
    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Group:
    """Tabs that a reader chooses between. `differ` is why they do not do the same, where the page says so."""

    tabs: tuple[Tab, ...]
    differ: str | None

    @property
    def line(self) -> int:
        """The line of the first tab."""
        return self.tabs[0].line


def groups(page: Page) -> list[Group]:
    """The groups of tabs of a page, from top to bottom.

    A group ends at the first line that is indented no more than its tabs. `<!-- tabs differ: WHY -->` right above the
    first tab says that they are alternatives, not the same call.
    """
    fenced = {number for block in page.blocks for number in range(block.line + 1, block.end_line + 1)}
    lines = [line for line in split(page.path, page.source) if line.number not in fenced]
    found: list[Group] = []
    place = 0
    while place < len(lines):
        if TAB.match(lines[place].text) is None:
            place += 1
            continue
        end = _end(lines, place)
        differ = next((m["why"] for line in _above(lines, place) if (m := DIFFER.match(line.text))), None)
        found.append(Group(tuple(_tabs(page, lines, place, end)), differ))
        place = end
    return found


def _above(lines: Sequence[Line], place: int) -> Iterator[Line]:
    for line in reversed(lines[:place]):
        if line.text.strip():
            yield line
            return


def _end(lines: Sequence[Line], start: int) -> int:
    depth = _depth(lines[start].text)
    for place in range(start + 1, len(lines)):
        text = lines[place].text
        if text.strip() and _depth(text) <= depth and (TAB.match(text) is None or _depth(text) < depth):
            return place
    return len(lines)


def _tabs(page: Page, lines: Sequence[Line], start: int, end: int) -> Iterator[Tab]:
    depth = _depth(lines[start].text)
    heads = [
        (line.number, match["title"])
        for line in lines[start:end]
        if (match := TAB.match(line.text)) and _depth(line.text) == depth
    ]
    last = lines[end].number if end < len(lines) else page.source.count(b"\n") + 2
    for (number, title), after in zip(heads, [*(number for number, _ in heads[1:]), last], strict=True):
        blocks = tuple(block for block in page.blocks if number < block.line < after and not block.is_output)
        yield Tab(title, number, blocks)


def _depth(text: str) -> int:
    return len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
