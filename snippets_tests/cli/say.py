"""What the command says:

results on standard output, progress and errors on standard error, colors on terminals only.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

COLORS = {"red": "31", "green": "32", "dim": "2", "bold": "1"}
CLEAR = "\r\x1b[2K"


class Say:
    """Speaks to a person or to a file.

    `NO_COLOR` turns colors off; `CI` turns the progress line off, which would fill a log.
    """

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out, self.err = out or sys.stdout, err or sys.stderr
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        self.colors = self.out.isatty() and not plain
        self.lively = self.err.isatty() and not plain and not os.environ.get("CI")
        self._progress = False

    def line(self, text: str, color: str | None = None) -> None:
        """A line of the result."""
        self.done()
        print(self.paint(text, color) if color else text, file=self.out, flush=True)

    def error(self, text: str) -> None:
        """Why it could not run."""
        self.done()
        print(f"lakeproof: {text}", file=self.err, flush=True)

    def progress(self, text: str) -> None:
        """A line that the next one replaces; nothing where nobody watches."""
        if self.lively:
            width = os.get_terminal_size(self.err.fileno()).columns or 80
            print(f"{CLEAR}{text[: width - 1]}", end="", file=self.err, flush=True)
            self._progress = True

    def done(self) -> None:
        """Clear the progress line."""
        if self._progress:
            print(CLEAR, end="", file=self.err, flush=True)
            self._progress = False

    def paint(self, text: str, color: str) -> str:
        """Color a text where colors are shown."""
        return f"\x1b[{COLORS[color]}m{text}\x1b[0m" if self.colors else text
