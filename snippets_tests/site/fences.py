"""A page's Markdown as Material wants it: fences with options it knows, and notes right under the blocks.

Material shows a fence with an option it does not know (`continuation`) as a paragraph, hence the translation. A note
travels as a fence of its own, because a fence is what survives every container: lists, quotes, tabs, admonitions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from snippets_tests.pages.model import Block, Page

LINE = re.compile(r"\r\n|\n|\r")
NONE: Mapping[int, str] = MappingProxyType({})
SHOWN = "{{.{language} .lp-output .no-copy{wrap}}}"
"""How displayed output is fenced: no copy button, for nobody types it."""
ALIGNED = re.compile(r"^[+|]|[^\s.] {2,}\S", re.MULTILINE)
"""A table's line, or a column's edge: lines like these may not break. (Behind a full stop two blanks end a sentence.)"""


def translate(page: Page, notes: Mapping[int, str] = NONE) -> str:
    """The page's text with its fences translated.

    Args:
        page: As loaded.
        notes: HTML to stand under a block, below the output where the block shows one, by the block's index.
            It must not hold three tildes.
    """
    lines = LINE.split(page.source.decode("utf-8-sig"))
    notes_after = {_last_line(page, page.blocks[index]): (page.blocks[index], html) for index, html in notes.items()}
    openings = {block.line: _opening(block, page) for block in page.blocks}
    translated: list[str] = []
    for number, line in enumerate(lines, 1):
        translated.append(openings.get(number, line))
        if number in notes_after:
            block, html = notes_after[number]
            translated += [*_note(block, html), *_gap(block, lines[number] if number < len(lines) else "")]
    return "\n".join(translated)


def as_html(source: str, language: str, class_name: str, options: Any, md: Any, **_: Any) -> str:
    """Let a note through as the HTML that it is (a formatter for superfences, named in mkdocs.yml)."""
    return source


def _last_line(page: Page, block: Block) -> int:
    return block.end_line if block.shown is None else page.blocks[block.shown.index].end_line


def _opening(block: Block, page: Page) -> str:
    if block.is_output:
        language = _language_of_output(block, page.blocks[block.index - 1])
        # An error message is read whole; a table scrolls.
        wraps = language == "text" and ALIGNED.search(block.code) is None
        words = SHOWN.format(language=language, wrap=" .lp-wrap" if wraps else "")
    elif title := block.text("title"):
        words = f'{block.language} title="{title}"'
    else:
        words = block.language
    return f"{block.prefix}{block.fence}{words}"


def _language_of_output(output: Block, above: Block) -> str:
    """What an output is colored as: an answer of the API as HTTP, a JSON document as JSON, the rest not at all."""
    if above.language == "http":
        return "http"
    if output.code.startswith(("{", "[")):
        with suppress(ValueError):
            json.loads(output.code)
            return "json"
    return "text"


def _note(block: Block, html: str) -> list[str]:
    """The note's lines inside the block's container, below a blank line."""
    return [_blank(block), *(f"{block.prefix}{line}" for line in ("~~~lakeproof", *html.split("\n"), "~~~"))]


def _gap(block: Block, following: str) -> list[str]:
    """A blank line before what follows a note; at the end of a quote it would make a paragraph of the note."""
    if not following.replace(">", "").strip():
        return []
    return [_blank(block) if following.lstrip().startswith(">") else ""]


def _blank(block: Block) -> str:
    return block.prefix.rstrip()
