"""Which pages a command line means."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from snippets_tests.pages import PageError
from snippets_tests.pages.lines import split
from snippets_tests.plugin import SUFFIXES
from snippets_tests.plugin.project import root_of, shown

DEFAULT = "docs"
PASSED_OVER = frozenset({".git", ".venv", "node_modules", "__pycache__", "build", "site"})


class TargetError(Exception):
    """Paths that name no page; one line each."""


def find(paths: Sequence[str]) -> list[Path]:
    """The pages that the paths name, in order and each once.

    Raises:
        TargetError: naming every path that does not exist or holds no page.
    """
    found: dict[Path, None] = {}
    wrong: list[str] = []
    for name in paths or [DEFAULT]:
        path = Path(name)
        try:
            for page in _pages(path):
                _readable(page)
                # Absolute as the user wrote it: following links here would report another name than was asked for.
                found.setdefault(Path(os.path.abspath(page)))  # noqa: PTH100
        except TargetError as error:
            wrong.append(str(error))
    if wrong:
        raise TargetError("\n".join(wrong))
    return list(found)


def covers_docs(pages: Sequence[Path]) -> Path | None:
    """The project whose whole docs folder the pages are; None when they are less or more."""
    if not pages:
        return None
    root = root_of(pages[0])
    docs = root / DEFAULT
    if not (root / "mkdocs.yml").is_file() or not docs.is_dir():
        return None
    return root if {page.resolve() for page in pages} == {page.resolve() for page in _pages(docs)} else None


def _pages(path: Path) -> Iterator[Path]:
    if path.is_dir():
        pages = sorted(_walk(path))
        if not pages:
            raise TargetError(f"{shown(path)}: no Markdown pages (*.md) in this folder")
        yield from pages
        return
    if not path.exists():
        hint = "" if path.name != DEFAULT else "\n  hint: run it in the project's folder, or name a page"
        raise TargetError(f"{shown(path)}: no such file or folder{hint}")
    if path.suffix not in SUFFIXES:
        raise TargetError(f"{shown(path)}: not a Markdown page (its name does not end in {' or '.join(SUFFIXES)})")
    if "::" in str(path) or "[" in str(path):
        raise TargetError(f"{shown(path)}: pytest cannot address a path with :: or [ in it; rename it")
    yield path


def _readable(page: Path) -> None:
    """Refuse what is no text; faults of the Markdown itself are told later, as the page's."""
    try:
        split(page, page.read_bytes())
    except PageError as error:
        raise TargetError(str(PageError(Path(shown(page)), list(error.faults)))) from None
    except OSError as error:
        raise TargetError(f"{shown(page)}: cannot be read: {error.strerror}") from None


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name not in PASSED_OVER and not entry.is_symlink():
                yield from _walk(entry)
        elif entry.suffix in SUFFIXES:
            yield entry
