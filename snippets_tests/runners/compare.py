"""Comparing what a page shows with what its block printed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from snippets_tests.pages import Block
from snippets_tests.runners.outcome import BlockFailure

LONGEST_DIFF = 40


def compare(block: Block, shown: str, printed: str, first_line: int) -> None:
    """Hold a displayed text against the printed one.

    Trailing blanks do not count, because editors strip them; all else does, because readers compare by eye.

    Args:
        block: Whose output it is.
        shown: The text on the page.
        printed: The normalised output.
        first_line: The page's line of the first shown line.

    Raises:
        BlockFailure: at the first line that differs, with a unified diff.
    """
    wanted, got = _lines(shown), _lines(printed)
    if wanted == got:
        return
    place = next((i for i, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
    diff = list(difflib.unified_diff(wanted, got, "shown on the page", "printed by the block", lineterm="", n=2))
    if len(diff) > LONGEST_DIFF:
        diff = [*diff[:LONGEST_DIFF], f"… {len(diff) - LONGEST_DIFF} lines more"]
    cause = "the output is not the one shown" if wanted else "the block prints, and the page shows nothing yet"
    raise BlockFailure(
        "\n".join([cause, *(f"  {line}" for line in diff)]),
        line=first_line + place,
        output=printed,
        hint="if the new output is right: lakeproof update {page}",
    )


def _lines(text: str) -> Sequence[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []
