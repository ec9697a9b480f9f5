"""Where a page belongs: the root of its project, and its name there."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

MARKS = ("mkdocs.yml", "pyproject.toml", ".git")


@cache
def _root(directory: Path) -> Path:
    for folder in (directory, *directory.parents):
        if any((folder / mark).exists() for mark in MARKS):
            return folder
    return directory


def root_of(page: Path) -> Path:
    """The nearest folder above that is a project, else the page's own folder."""
    return _root(page.resolve().parent)


def name_of(page: Path, root: Path) -> str:
    """The page's path from its root, with forward slashes: its tenant's name and its key in the evidence."""
    return page.resolve().relative_to(root).as_posix()


def is_published(page: Path) -> bool:
    """Whether a page belongs to a site: it lies in the `docs` folder beside a `mkdocs.yml`."""
    root = root_of(page)
    return (root / "mkdocs.yml").is_file() and page.resolve().is_relative_to(root / "docs")


def shown(page: Path) -> str:
    """The page's path as it is told to the user: from the working directory where it lies below it."""
    path = Path(os.path.abspath(page))  # noqa: PTH100 -- symbolic links stay as the user wrote them
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
