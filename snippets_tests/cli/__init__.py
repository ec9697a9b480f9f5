"""The console script `lakeproof`: check pages, update their outputs, serve the local workspace."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from snippets_tests.cli.say import Say

PORT = 8765


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns: 0 when all hold, 1 when a block fails, 2 when it could not run.
    """
    options = _parser().parse_args(argv)
    say = Say()
    try:
        if options.command == "workspace":
            from snippets_tests.cli.workspace import serve

            return serve(options.port, say, options.state, tls=options.tls)
        from snippets_tests.cli.check import check

        return check(options, say)
    except KeyboardInterrupt:
        say.error("interrupted")
        return 2
    except OSError as error:
        say.error(f"{error.filename or 'the system'}: {error.strerror or error}")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lakeproof", description="Runs every code block of Markdown pages.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, doc in (
        ("check", "run the blocks of pages and tell which do not hold"),
        ("update", "the same, and rewrite the displayed outputs in place"),
    ):
        command = commands.add_parser(name, help=doc, description=doc[0].upper() + doc[1:] + ".")
        command.add_argument(
            "paths",
            nargs="*",
            metavar="PATH",
            help="Markdown files or folders, anywhere on disk; docs when none is given",
        )
        command.add_argument(
            "-k", dest="only", metavar="TEXT", help="only blocks whose page, line, language or heading contains TEXT"
        )
        command.add_argument("-j", dest="jobs", metavar="N", type=_jobs, default=1, help="run pages in N processes")
        command.add_argument(
            "--json",
            metavar="FILE",
            type=Path,
            help="write the evidence there (without it a run of the whole docs folder writes build/evidence.json)",
        )
    serve = commands.add_parser("workspace", help="serve the local workspace until interrupted")
    serve.add_argument("--port", metavar="N", type=_port, default=PORT, help=f"port to listen on, 0 for any ({PORT})")
    serve.add_argument("--state", metavar="DIR", type=Path, help="keep the workspace in this folder, and go on from it")
    serve.add_argument("--tls", action="store_true", help="speak HTTPS, and print which certificates to trust")
    return parser


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes from 1 to 64")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)
