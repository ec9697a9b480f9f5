"""Hands a command line to the running workspace, because starting Python with the whole program costs too much a call.

Imports nothing but a few modules of the standard library. `install` writes this file as the executable `databricks`.
"""

import json
import os
import signal
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing

# Replaced by `install`: where the project is, for a call without a running workspace.
ROOT = ""


def main() -> int:
    """Run the command in the workspace's process, or in one of its own when LAKEPROOF_CLI is not set."""
    place = os.environ.get("LAKEPROOF_CLI")
    if not place:
        run = f"import sys; sys.path.insert(0, {ROOT!r}); from snippets_tests.workspace.cli.__main__ import run; run()"
        os.execv(sys.executable, [sys.executable, "-c", run, *sys.argv[1:]])
    call = {
        "argv": sys.argv[1:],
        "cwd": os.getcwd(),  # noqa: PTH109  pathlib costs a tenth of the whole start
        "env": dict(os.environ),  # all of it: the scripts and builds of a bundle see what the caller sees
    }
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        channel.connect(place)
    except OSError as error:
        sys.stderr.write(f"Error: the local workspace does not answer at {place}: {error.strerror}\n")
        return 1
    lines = channel.makefile("rwb")
    send(lines, call)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end in silence when nobody reads any more, as `head` makes happen
    while True:
        reply = json.loads(lines.readline() or "null")
        if reply is None:
            sys.stderr.write(f"Error: the local workspace at {place} ended the call without a reply\n")
            return 1
        if reply == "stdin":
            send(lines, None if sys.stdin.isatty() else sys.stdin.buffer.read().decode("latin-1"))
            continue
        for stream, text in reply["printed"]:
            out = getattr(sys, stream).buffer
            out.write(text.encode("latin-1"))
            out.flush()
        if "exit_code" in reply:
            return int(reply["exit_code"])


def send(lines: "typing.Any", value: object) -> None:
    """One JSON value, one line. Bytes travel as Latin-1 text, which keeps each."""
    lines.write(json.dumps(value).encode() + b"\n")
    lines.flush()


if __name__ == "__main__":
    sys.exit(main())
