"""The command in a process of its own, for calls without a running workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from snippets_tests.workspace.cli.program import main


def run() -> NoReturn:
    """Run the command with this process' arguments, environment and streams."""

    def stdin() -> bytes | None:
        return None if sys.stdin.isatty() else sys.stdin.buffer.read()

    reply = main(sys.argv[1:], env=os.environ, cwd=Path.cwd(), stdin=stdin)
    for stream, content in reply.printed:
        out = getattr(sys, stream).buffer
        out.write(content)
        out.flush()
    raise SystemExit(reply.exit_code)


if __name__ == "__main__":
    run()
