"""RESET, which must not take away what makes a session its tenant's."""

from __future__ import annotations

from .answers import DONE, PASS, Answer
from .context import Context


def answer(context: Context) -> Answer:
    """Answer a RESET; that of a single setting is Spark's."""
    cursor = context.cursor
    cursor.expect("RESET")
    if not cursor.at_end:
        return PASS
    context.run("RESET", as_is=True)
    context.enrol()
    return DONE
