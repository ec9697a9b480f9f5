"""Which files of a folder are uploaded: what Git ignores is not, `include` and `exclude` add and remove.

Patterns are Git's. Source: https://docs.databricks.com/aws/en/dev-tools/bundles/settings (sync)
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pathspec

from snippets_tests.workspace.cli.bundle.config import Config

NEVER = (".git", ".databricks", "__pycache__", ".venv")
"""Folders that are never uploaded."""


def files(config: Config) -> Iterator[Path]:
    """The files of the bundle, or of its `sync.paths`.

    Raises:
        BundleError: for a path that is not there, or lies outside of the bundle.
    """
    root = config.root.resolve()
    roots = []
    for index, text in enumerate(config.get("sync", "paths") or ["."]):
        folder = (config.folder(("sync", "paths", index)) / str(text)).resolve()
        if not folder.is_dir():
            raise config.error(f"path {text} does not exist", ("sync", "paths", index))
        if not folder.is_relative_to(root):
            message = f"path {text} lies outside of the bundle, which is not emulated by this stand-in"
            raise config.error(message, ("sync", "paths", index))
        roots.append(folder)
    for file in below(root, config.get("sync", "exclude") or (), config.get("sync", "include") or ()):
        if any(file.is_relative_to(folder) for folder in roots):
            yield config.root / file.relative_to(root)


def below(root: Path, exclude: Iterable[str] = (), include: Iterable[str] = ()) -> Iterator[Path]:
    """The files of a folder that are uploaded, in order."""
    excluded, included = _spec(exclude), _spec(include)
    for file in sorted(_walk(root)):
        name = file.relative_to(root).as_posix()
        if included.match_file(name) or not (_ignored(root, file) or excluded.match_file(name)):
            yield file


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NEVER]
        yield from (Path(folder) / name for name in names)


def _ignored(root: Path, file: Path) -> bool:
    """Whether a `.gitignore` of the folder, or of one between it and the file, names the file."""
    for folder in [parent for parent in file.parents if parent.is_relative_to(root)]:
        rules = folder / ".gitignore"
        if rules.is_file():
            verdict = _spec(rules.read_text("utf-8").splitlines()).check_file(file.relative_to(folder).as_posix())
            if verdict.include is not None:
                return verdict.include
    return False


def _spec(patterns: Iterable[str]) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines([str(pattern).removeprefix("./") for pattern in patterns])
