"""`python -m snippets_tests.workspace coverage` says what is emulated, and why the rest is not."""

from __future__ import annotations

import sys

from snippets_tests import surface
from snippets_tests.workspace.coverage import reasons, summary, table

USAGE = "usage: python -m snippets_tests.workspace coverage"


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    if arguments == ["coverage"]:
        print(table(surface.load()))
        print(reasons(surface.load()))
        print(summary(surface.load()))
        return 0
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
