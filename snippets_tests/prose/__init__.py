"""The prose of the pages: a house style as data (`style.yml`), and proselint for what every English text gets wrong.

Code, addresses and front matter are not prose and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from snippets_tests import pages
from snippets_tests.pages import Fault, Page

STYLE = Path(__file__).with_name("style.yml")
LONGEST_DESCRIPTION = 160
"""Characters of a page's description; search engines cut what is longer."""

NOT_PROSE = re.compile(
    r"(?P<ticks>`+).*?(?P=ticks)(?!`)|\]\([^)\s]*(?: \"[^\"]*\")?\)|<!--.*?-->|</?[a-zA-Z][^>]*>|https?://\S+"
    r"|^[ \t]*(?:!!!|\?\?\?\+?|===) \S+|\{[:#.][^}]*\}"
)
HEADING = re.compile(r"[ \t]*#{1,6}[ \t]")


def faults(page: Page) -> list[Fault]:
    """What the style objects to, by line.

    Args:
        page: As loaded.
    """
    lines = prose(page)
    found = [*_matter(page), *_words(lines), *_english(lines)]
    return sorted(found, key=lambda fault: fault.line)


def prose(page: Page) -> list[str]:
    """The page's lines with everything that is not prose blanked, so that lines and columns stay as they are."""
    lines = page.source.decode("utf-8-sig").splitlines()
    for block in page.blocks:
        for number in range(block.line, block.end_line + 1):
            lines[number - 1] = ""
    lines[: page.body_line - 1] = [""] * (page.body_line - 1)
    return [_readable(line) for line in lines]


def _readable(line: str) -> str:
    text = NOT_PROSE.sub(lambda found: "~" * len(found[0]), line)
    # A heading ends a sentence, so that the words of the next line do not run on.
    return f"{text}." if HEADING.match(text) and not text.rstrip().endswith((".", "?", "!")) else text


def _matter(page: Page) -> Iterator[Fault]:
    description = page.front_matter.get("description")
    if isinstance(description, str) and len(description) > LONGEST_DESCRIPTION:
        yield Fault(1, f"the description has {len(description)} characters, {LONGEST_DESCRIPTION} at most are shown")
    versions = page.front_matter.get("versions")
    known = _style()["versions"]
    for name in versions if isinstance(versions, dict) else ():
        if name not in known:
            yield Fault(1, f"no version of {name!r} is known (known: {', '.join(known)})")


@cache
def _rules() -> list[tuple[re.Pattern[str], str, bool]]:
    """Pattern, remedy, and whether headings are exempt, which quote messages as they are."""
    style = _style()
    rules: list[tuple[re.Pattern[str], str, bool]] = []
    for instead, words in style["instead"].items():
        hint = f"write {instead}" if instead != "nothing" else "leave it out"
        rules += [(re.compile(rf"(?<![\w-]){word}(?![\w-])", re.IGNORECASE), hint, False) for word in words]
    for name, wrong in style["names"].items():
        rules += [(re.compile(rf"(?<![\w/.@-]){word}(?![\w/-]|\.\w)"), f"write {name}", True) for word in wrong]
    return rules


def _words(lines: list[str]) -> Iterator[Fault]:
    for number, line in enumerate(lines, 1):
        for pattern, hint, not_headings in _rules():
            if not (not_headings and HEADING.match(line)) and (found := pattern.search(line)):
                yield Fault(number, f"{found[0]!r} is not our style", hint)


def _english(lines: list[str]) -> Iterator[Fault]:
    from proselint.checks import __register__
    from proselint.config import DEFAULT
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    registry = CheckRegistry()
    if not registry.checks:
        registry.register_many(__register__)
    text = "\n".join(lines)
    if not text.strip():
        return
    for result in LintFile("page", text).lint({**DEFAULT, "checks": _style()["proselint"]}):
        check = result.check_result
        yield Fault(result.pos[0], check.message.split("\n")[0], f"proselint {check.check_path}")


@cache
def _style() -> dict[str, Any]:
    import yaml

    style: dict[str, Any] = yaml.safe_load(STYLE.read_text("utf-8"))
    return style


def check(path: Path) -> list[str]:
    """A page's faults as `PATH:LINE: message`; those of its Markdown when it cannot be read."""
    try:
        page = pages.load(path)
    except pages.PageError as error:
        return [str(error)]
    return [pages.describe(path, fault) for fault in faults(page)]
