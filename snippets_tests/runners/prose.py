"""Blocks that hold no code: displayed output, which its own block answers for, and drawings in plain text."""

from __future__ import annotations

from snippets_tests.pages import Block
from snippets_tests.runners.world import World


def run(block: Block, world: World) -> str:
    """There is nothing to run."""
    return ""
