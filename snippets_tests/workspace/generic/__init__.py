"""Behaviour that follows from an operation's shape alone."""

from __future__ import annotations

from collections.abc import Container

from snippets_tests.surface.model import Surface
from snippets_tests.workspace.registry import Handler


def behaviour(surface: Surface, *, without: Container[str]) -> dict[str, Handler]:
    """A function for each operation that can be understood by its shape, except those in `without`."""
    return {}
