"""What running a block comes to: what it printed, or why it failed and in which line of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from snippets_tests.evidence import Check, Exchange
from snippets_tests.pages import Block

if TYPE_CHECKING:
    from snippets_tests.runners.world import World


class BlockFailure(Exception):
    """A block that does not hold.

    Args:
        message: The cause, in one line or few.
        line: The page's line; None for the block's own.
        output: What had been printed until then.
        hint: The remedy; `{page}` in it stands for the page's path as the user knows it.
    """

    def __init__(self, message: str, line: int | None = None, output: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.output, self.hint = message, line, output, hint


Runner = Callable[[Block, "World"], str]
"""Runs a block in its page's world and returns what it printed; raises BlockFailure."""


@dataclass(frozen=True)
class Outcome:
    """The result of one block."""

    block: Block
    check: Check
    passed: bool
    seconds: float
    output: str = ""
    requests: tuple[Exchange, ...] = field(default=(), repr=False)
    message: str | None = None
    """The cause and, below it, details such as a diff; None when the block holds."""
    line: int | None = None
    """The page's line of the failure."""
    hint: str = ""
    rewritten: str | None = None
    """What `lakeproof update` writes into the displayed output (or into a console block itself)."""

    def report(self, page: str) -> str:
        """`PATH:LINE: cause`, details and hint below; empty when the block holds."""
        if self.message is None:
            return ""
        text = f"{page}:{self.line or self.block.line}: {self.message}"
        return f"{text}\n  hint: {self.hint.replace('{page}', page)}" if self.hint else text
