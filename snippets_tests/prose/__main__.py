"""`python -m snippets_tests.prose PATH…` prints what is wrong with the prose of pages; 1 if anything is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from snippets_tests.prose import check


def main(arguments: list[str]) -> int:
    """Check files and folders of Markdown."""
    found = [text for path in _pages(arguments) for text in check(path)]
    for text in found:
        print(text)
    return 1 if found else 0


def _pages(arguments: list[str]) -> Iterator[Path]:
    for path in map(Path, arguments):
        yield from sorted(path.rglob("*.md")) if path.is_dir() else [path]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
