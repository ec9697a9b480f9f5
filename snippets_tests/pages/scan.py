"""Finding every fence of a page by its lines, whatever it stands in: lists, quotes, tabs, admonitions, longer fences.

CommonMark and Python-Markdown disagree about what an indented fence belongs to. The scanner takes all of them; `gate`
then compares with what the site renders, so that neither reading can lose a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from snippets_tests.pages import prefixes
from snippets_tests.pages.lines import Line
from snippets_tests.pages.model import Fault
from snippets_tests.pages.options import OptionError, parse_info

OPENING = re.compile(r"(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
ON_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<rest>(?:`{3,}|~{3,}).*)$")
ATX = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r"(?P<mark>=+|-+)[ \t]*$")
ATTRIBUTES = re.compile(r"[ \t]*\{[:#.][^}]*\}[ \t]*$")


@dataclass(frozen=True)
class Fence:
    """A fence as found: its first and last line, what stands before it, its words and its dedented code."""

    first: Line
    last: Line
    prefix: str
    mark: str
    language: str
    options: Mapping[str, str | bool]
    code: tuple[str, ...]
    heading: str
    after_blank: bool
    """Whether nothing but blank lines stands between the fence before it and this one."""


@dataclass(frozen=True)
class Scan:
    """All that one pass over the lines finds."""

    fences: tuple[Fence, ...]
    faults: tuple[Fault, ...]
    title: str


class Scanner:
    """One pass over a page's lines after its front matter."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.faults: list[Fault] = []
        self.heading = ""
        self.title = ""

    def scan(self) -> Scan:
        """Collect fences, headings and faults."""
        return Scan(tuple(self._fences()), tuple(self.faults), self.title)

    def _fences(self) -> Iterator[Fence]:
        place, only_blanks, before = 0, False, ""
        while place < len(self.lines):
            line = self.lines[place]
            prefix = prefixes.lead(line.text)
            rest = line.text[len(prefix) :]
            opening = _opening(rest)
            if opening is None:
                self._prose(line, rest, before)
                only_blanks = only_blanks and not rest
                before = rest
                place += 1
                continue
            end, code = self._body(place, prefix, opening["fence"])
            if end is None:
                self._unclosed(place, prefix, opening["fence"])
                place += 1 + len(code)
                only_blanks = False
                continue
            language, options = self._words(line, opening["info"])
            mark = opening["fence"]
            yield Fence(line, self.lines[end], prefix, mark, language, options, tuple(code), self.heading, only_blanks)
            place, only_blanks, before = end + 1, True, ""

    def _prose(self, line: Line, rest: str, before: str) -> None:
        marker = ON_MARKER.match(rest)
        if marker and _opening(marker["rest"]):
            hint = "put the fence on a line of its own, indented by four spaces under the item"
            self.faults.append(
                Fault(line.number, "a fence on the line of a list marker; the site would not show it as code", hint)
            )
        if found := ATX.match(rest):
            self._head(found["text"], len(found["level"]))
        elif before and not before.startswith(("#", "|", "-", "=", ">")) and (found := SETEXT.match(rest)):
            self._head(before.strip(), 1 if found["mark"][0] == "=" else 2)

    def _head(self, text: str, level: int) -> None:
        self.heading = ATTRIBUTES.sub("", text).strip()
        if level == 1 and not self.title:
            self.title = self.heading

    def _words(self, line: Line, info: str) -> tuple[str, Mapping[str, str | bool]]:
        try:
            return parse_info(info)
        except OptionError as error:
            self.faults.append(Fault(line.number, str(error), error.hint))
            return info.split()[0], {}

    def _body(self, start: int, prefix: str, mark: str) -> tuple[int | None, list[str]]:
        """The index of the closing line, or None, and the lines of code up to there."""
        closing = re.compile(rf" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        code: list[str] = []
        for place in range(start + 1, len(self.lines)):
            line = prefixes.strip(self.lines[place].text, prefix)
            if not line.inside:
                return None, code
            if closing.match(line.text):
                return place, code
            code.append(line.text)
        return None, code

    def _unclosed(self, place: int, prefix: str, mark: str) -> None:
        number = self.lines[place].number
        _, code = self._body(place, prefix, mark)
        after = place + 1 + len(code)
        if after < len(self.lines):
            cause = f"the fence is not closed: line {self.lines[after].number} leaves its list, tab or quote"
        else:
            cause = "the fence is not closed before the end of the page"
        self.faults.append(Fault(number, cause, f"close it with {prefix}{mark} on a line of its own"))


def _opening(rest: str) -> re.Match[str] | None:
    found = OPENING.match(rest)
    if found is None or (found["fence"][0] == "`" and "`" in found["info"]):
        return None
    return found
