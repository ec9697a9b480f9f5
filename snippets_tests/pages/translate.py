"""The Markdown that Material renders, made from the Markdown that GitHub, editors and assistants read.

A page writes ```` ```python continuation title="job.py" ````; Python-Markdown would show such a fence as a paragraph,
and needs ```` ```{ .python title="job.py" } ````. The site builds from this translation, and the gate counts in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from snippets_tests.pages import lines as page_lines
from snippets_tests.pages.model import Block, Page

SHOWN_AS = {"output": ("text", "output"), "": ("text",)}


@dataclass(frozen=True)
class Decoration:
    """What the site adds around a block. Lines of `before` and `after` get the block's container prefix."""

    before: str = ""
    after: str = ""
    classes: tuple[str, ...] = ()
    title: str | None = None


Decorate = Callable[[Block], Decoration]


def translate(page: Page, decorate: Decorate | None = None) -> str:
    """The page's Markdown below its front matter, for Python-Markdown with superfences."""
    lines = page_lines.split(page.path, page.source)
    text: list[str] = []
    place = page.body_line
    for block in page.blocks:
        text += [line.text for line in lines[place - 1 : block.line - 1]]
        text += _render(block, decorate(block) if decorate else Decoration())
        place = block.end_line + 1
    text += [line.text for line in lines[place - 1 :]]
    return "\n".join(text) + "\n"


def _render(block: Block, decoration: Decoration) -> Iterator[str]:
    yield from _prefixed(block, decoration.before, closed="before")
    yield f"{block.prefix}{block.fence}{{ {header(block, decoration)} }}"
    yield from _prefixed(block, block.code)
    yield block.prefix + block.fence
    yield from _prefixed(block, decoration.after, closed="after")


def header(block: Block, decoration: Decoration | None = None) -> str:
    """The words between the braces of a superfences header."""
    decoration = decoration or Decoration()
    title = decoration.title or block.text("title")
    classes = [*SHOWN_AS.get(block.language, (block.language,)), *decoration.classes]
    words = [f".{name}" for name in classes]
    return " ".join([*words, f'title="{title}"'] if title else words)


def _prefixed(block: Block, text: str, closed: str = "") -> Iterator[str]:
    """Lines inside the block's container; additions are set apart by a blank line, or they would join a paragraph."""
    if not text:
        return
    blank = block.prefix.rstrip()
    if closed == "after":
        yield blank
    for line in text.rstrip("\n").split("\n"):
        yield block.prefix + line if line else blank
    if closed:
        yield blank
