"""The command in a process of its own, for calls without a running workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from snippets_tests.workspace.cli.command import Print
from snippets_tests.workspace.cli.program import main


def run() -> NoReturn:
    """Run the command with this process' arguments, environment and streams."""

    def stdin() -> bytes | None:
        return None if sys.stdin.isatty() else sys.stdin.buffer.read()

    def show(printed: Sequence[Print]) -> None:
        for stream, content in printed:
            out = getattr(sys, stream).buffer
            out.write(content)
            out.flush()

    reply = main(sys.argv[1:], env=os.environ, cwd=Path.cwd(), stdin=stdin, show=show)
    show(reply.printed)
    raise SystemExit(reply.exit_code)


if __name__ == "__main__":
    run()
