"""llms.txt and llms-full.txt: the table of contents, and the whole text, for readers that are programs.

The form of llms.txt is a title, a quoted summary, then a list of links for each section; see llmstxt.org. The full text
comes whole and by section, because few readers want all of it at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAMES = ("llms.txt", "llms-full.txt")
"""Those that pages may link to; each section has one more."""

OPTIONAL = frozenset({"Contributing", "Evidence"})
"""Sections about the project; an assistant that has little room may leave them out."""

MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]+>|[*`]+")


@dataclass(frozen=True)
class Entry:
    """One page as these files show it. `address` is where its Markdown is."""

    title: str
    address: str
    text: str
    description: str


@dataclass(frozen=True)
class Section:
    """A top-level entry of the navigation with its pages in reading order."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def full(self) -> str:
        """The address of the section's full text."""
        return f"llms-full-{re.sub(r'[^a-z0-9]+', '-', self.title.lower()).strip('-')}.txt"


def files(title: str, summary: str, sections: Sequence[Section], base: str) -> Mapping[str, str]:
    """All files by their address.

    Args:
        title: The site's name.
        summary: What it is, in a sentence.
        sections: In the order of the navigation.
        base: The site's address, ending in a slash; empty when it is not known, and links are relative then.
    """
    written = {"llms.txt": _contents(title, summary, sections, base)}
    for section in sections:
        written[section.full] = _full(f"{title}: {section.title}", summary, section.entries, base)
    written["llms-full.txt"] = _full(title, summary, [entry for part in sections for entry in part.entries], base)
    return written


def first_paragraph(markdown: str) -> str:
    """The first sentence or two of a page as plain text, for want of a description in its front matter."""
    for paragraph in re.split(r"\n\s*\n", markdown):
        line = " ".join(paragraph.split())
        if re.match(r"[A-Za-z*`\[]", line):
            plain = MARKUP.sub(lambda found: found[1] or "", line)
            return plain if len(plain) <= 200 else plain[:200].rsplit(" ", 1)[0] + " …"
    return ""


def _contents(title: str, summary: str, sections: Sequence[Section], base: str) -> str:
    parts = [f"# {title}", f"> {summary}"]
    parts.append(
        f"The full text is [here]({base}llms-full.txt), or by section below. Every block ran; the output is real."
    )
    for section in (part for part in sections if part.title not in OPTIONAL):
        parts.append(f"## {section.title}")
        parts.append(
            "\n".join([*_links(section.entries, base), f"- [{section.title}, full text]({base}{section.full})"])
        )
    if rest := [entry for part in sections if part.title in OPTIONAL for entry in part.entries]:
        parts += ["## Optional", "\n".join(_links(rest, base))]
    return "\n\n".join(parts) + "\n"


def _links(entries: Sequence[Entry], base: str) -> list[str]:
    return [
        f"- [{entry.title}]({base}{entry.address})" + (f": {entry.description}" if entry.description else "")
        for entry in entries
    ]


def _full(title: str, summary: str, entries: Sequence[Entry], base: str) -> str:
    pages = [f"<!-- {base}{entry.address} -->\n\n{entry.text.strip()}" for entry in entries]
    return "\n\n".join([f"# {title}", f"> {summary}", *pages]) + "\n"
