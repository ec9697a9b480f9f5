"""Refusing keys that nobody reads, at their line and with the nearest known one."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from snippets_tests.runners.documents.document import Document, Path
from snippets_tests.runners.outcome import BlockFailure


def words(text: str) -> frozenset[str]:
    """A set of names, written as text."""
    return frozenset(text.split())


def mapping(document: Document, path: Path, what: str) -> dict[str, object]:
    """The mapping at a path; empty when there is none.

    Raises:
        BlockFailure: when something else stands there.
    """
    value = document.get(path)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BlockFailure(f"{what} must be a mapping", document.line_of(path))
    return value


def only(document: Document, path: Path, known: Collection[str], what: str) -> None:
    """Let a mapping have no other keys than the known ones.

    Raises:
        BlockFailure: at the line of the first other key.
    """
    for key in mapping(document, path, what):
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(sorted(known))}"
            raise BlockFailure(f'unknown key "{key}" in {what}', document.line_of((*path, key)), hint=hint)


def required(document: Document, path: Path, keys: Collection[str], what: str) -> None:
    """Want all of some keys.

    Raises:
        BlockFailure: at the mapping's line.
    """
    present = mapping(document, path, what)
    for key in keys:
        if present.get(key) is None:
            raise BlockFailure(f'{what} lacks "{key}"', document.line_of(path))
