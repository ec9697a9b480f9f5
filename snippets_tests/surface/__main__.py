"""`python -m snippets_tests.surface read|check|diff OLD.json`: keeps surface.json equal to the installed SDK."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from snippets_tests.surface.difference import difference
from snippets_tests.surface.model import Surface
from snippets_tests.surface.reader import read
from snippets_tests.surface.source import ReadError
from snippets_tests.surface.stored import STORED, dump, load


def main(arguments: list[str]) -> int:
    """Run one of the commands; the exit code is 1 when there is a difference, 2 when nothing could be compared."""
    parser = argparse.ArgumentParser(prog="python -m snippets_tests.surface", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("read", help="read the installed SDK and write surface.json")
    commands.add_parser("check", help="say what differs between surface.json and the installed SDK")
    commands.add_parser("diff", help="say what differs between an older file and surface.json").add_argument(
        "old", type=Path
    )
    options = parser.parse_args(arguments)
    try:
        if options.command == "diff":
            return _report(load(options.old), load(), f"{options.old} and {STORED.name}")
        surface = read()
    except (ReadError, OSError, ValueError, KeyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.command == "read":
        STORED.write_text(dump(surface), encoding="utf-8")
        print(f"{STORED.name}: databricks-sdk {surface.sdk_version}, {count(surface)}")
        return 0
    return _report(load(), surface, f"{STORED.name} and databricks-sdk {surface.sdk_version}")


def count(surface: Surface) -> str:
    """How much there is, in one line."""
    sizes = {"operations": surface.operations, "messages": surface.messages, "enums": surface.enums}
    return ", ".join(f"{len(table)} {name}" for name, table in sizes.items())


def _report(old: Surface, new: Surface, sides: str) -> int:
    lines = difference(old, new)
    if not lines and dump(old) == dump(new):
        print(f"no difference between {sides} ({count(new)})")
        return 0
    print("\n".join(lines) if lines else "documentation texts differ")
    print(f"{len(lines)} differences between {sides}; `python -m snippets_tests.surface read` takes the SDK's side")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
