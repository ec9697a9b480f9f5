"""Which requirement is answered where: `docs/coverage.yml`, kept true. `python -m snippets_tests.site.coverage` prints it.

A requirement is answered by sections of pages, or by a check that runs with every change; what is not answered yet says
so, with the reason.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from markdown.extensions.toc import slugify, unique

from snippets_tests import pages

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "coverage.yml"
HEADING = re.compile(r"#{1,6}[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*(?:\{#(?P<id>[\w-]+)\})?[ \t]*$")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Requirement:
    """One line of the table.

    `where` are sections (`api/jobs.md#run-a-job`), pages (`api/jobs.md`) or files of the repository (`/Makefile`).
    `missing` says what is still to be done; empty when nothing is.
    """

    id: str
    what: str
    where: tuple[str, ...]
    missing: str = ""


def load(path: Path = TABLE) -> list[Requirement]:
    """The table.

    Raises:
        ValueError: for a line that has neither a place nor a reason.
    """
    found = []
    for key, line in yaml.safe_load(path.read_text("utf-8")).items():
        requirement = Requirement(key, line["what"], tuple(line.get("where", ())), line.get("missing", ""))
        if not requirement.where and not requirement.missing:
            raise ValueError(f"{path.name}: {key} says neither where it is answered nor what is missing")
        found.append(requirement)
    return found


def faults(requirements: list[Requirement], root: Path = ROOT) -> Iterator[str]:
    """Places that do not exist."""
    for requirement in requirements:
        for place in requirement.where:
            name, _, anchor = place.partition("#")
            path = root / name[1:] if name.startswith("/") else root / "docs" / name
            if not path.exists():
                yield f"{requirement.id}: there is no {place.partition('#')[0]}"
            elif anchor and anchor not in anchors(path):
                yield f"{requirement.id}: {name} has no section #{anchor}"


@cache
def anchors(path: Path) -> frozenset[str]:
    """The anchors of a page's headings, as the site makes them."""
    page = pages.load(path)
    fenced = {number for block in page.blocks for number in range(block.line, block.end_line + 1)}
    found: set[str] = set()
    for number, line in enumerate(page.source.decode("utf-8-sig").splitlines(), 1):
        if number not in fenced and number >= page.body_line and (heading := HEADING.match(line)):
            text = LINK.sub(r"\1", heading["text"]).replace("`", "").replace("*", "")
            unique(heading["id"] or slugify(text, "-"), found)  # adds it to `found`, numbered when it is there
    return frozenset(found)


def table(requirements: list[Requirement]) -> Iterator[str]:
    """The table in Markdown, and a line that sums it up."""
    yield "| id | what | where | missing |"
    yield "|---|---|---|---|"
    for line in requirements:
        yield f"| {line.id} | {line.what} | {', '.join(line.where)} | {line.missing} |"
    whole = sum(not line.missing for line in requirements)
    yield f"\n{whole} of {len(requirements)} answered in full"


def main() -> int:
    """Print the table; 1 when a place in it does not exist."""
    requirements = load()
    print("\n".join(table(requirements)))
    wrong = list(faults(requirements))
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
