"""The command `jq` of the pages: the options that they use, around the library of the real one, in one version.

Machines have none, or an old one that writes other numbers. Run as a program by itself, hence without imports of ours.
Source: the jq manual, "Invoking jq".
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

USAGE, COMPILE, RUNTIME = 2, 3, 5
"""The exit codes of jq, beside 0, and 1 and 4 with `--exit-status`."""


def install(folder: Path) -> None:
    """Put the command into a folder that a page has on its PATH."""
    program = folder / "jq"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{__file__}" "$@"\n')
    program.chmod(0o755)


def main(arguments: list[str]) -> int:
    """Run one call, on the files named or on standard input.

    Returns: The exit code that jq would have.
    """
    import jq

    given = _options().parse_args(arguments)
    try:
        named = dict(given.arg) | {name: json.loads(text) for name, text in given.argjson}
    except ValueError:
        return _fail("jq: Invalid JSON text passed to --argjson", USAGE)
    try:
        program = jq.compile(f"({given.filter}\n) | tojson", args=named)
    except ValueError as error:
        return _fail(str(error), COMPILE)
    last = None
    try:
        if given.null_input:
            found = program.input_value(None)
        else:
            found = program.input_text(_read(given.files), slurp=given.slurp)
        for text in found:
            last = json.loads(text)
            sys.stdout.write(_shown(last, text, given) + ("" if given.join_output else "\n"))
    except OSError as error:
        return _fail(f"jq: error: Could not open {error.filename}: {error.strerror}", USAGE)
    except ValueError as error:
        if str(error).startswith("parse error"):
            return _fail(f"jq: {error}", USAGE)
        return _fail(f"jq: error: {error}", RUNTIME)
    if given.exit_status:
        return 1 if last in (None, False) else 0
    return 0


def _options() -> argparse.ArgumentParser:
    about = "jq's own library with the options that pages use"
    options = argparse.ArgumentParser("jq", description=about, allow_abbrev=False)
    options.add_argument("filter")
    options.add_argument("files", nargs="*")
    for short, long in (
        ("-c", "--compact-output"),
        ("-e", "--exit-status"),
        ("-j", "--join-output"),
        ("-n", "--null-input"),
        ("-r", "--raw-output"),
        ("-s", "--slurp"),
        ("-S", "--sort-keys"),
    ):
        options.add_argument(short, long, action="store_true")
    for name in ("--arg", "--argjson"):
        options.add_argument(name, nargs=2, action="append", default=[])
    return options


def _read(files: list[str]) -> str:
    return "\n".join(Path(file).read_text("utf-8") for file in files) if files else sys.stdin.read()


def _shown(value: object, text: str, given: argparse.Namespace) -> str:
    if isinstance(value, str) and (given.raw_output or given.join_output):
        return value
    if given.compact_output and not given.sort_keys:
        return text
    layout: dict[str, object] = {"separators": (",", ":")} if given.compact_output else {"indent": 2}
    return json.dumps(value, ensure_ascii=False, sort_keys=given.sort_keys, **layout)  # type: ignore[arg-type]


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
