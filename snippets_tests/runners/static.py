"""The weaker checks of blocks that cannot run here:

their syntax, or their names and types against the real packages.
"""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path

from snippets_tests.pages import Block
from snippets_tests.runners import console, http, python
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.world import World

BASH_LINE = re.compile(r"^bash: line (\d+): (?P<cause>.*)$", re.MULTILINE)
MYPY_LINE = re.compile(r"^block_(?P<block>\d+)\.py:(?P<line>\d+): error: (?P<cause>.*)$", re.MULTILINE)
GIVEN = "from typing import Any\nspark: Any\ndbutils: Any\ndef display(value: object, *more: object) -> None: ...\n"
MYPY_OPTIONS = (
    "--check-untyped-defs",
    "--no-strict-optional",
    "--disable-error-code=import-untyped",
    "--no-error-summary",
    "--hide-error-context",
    "--no-color-output",
    "--show-error-codes",
)


def parse_python(block: Block, world: World) -> str:
    """Compile a Python block."""
    python.parse(block, world)
    return ""


def parse_sql(block: Block, world: World) -> str:
    """Parse a SQL block as Databricks' dialect."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError, TokenError

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        statements = sqlglot.parse(block.code, read="databricks")
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        cause = f"not SQL: {first.get('description') or error}"
        raise BlockFailure(cause, block.at(first["line"]) if first.get("line") else None) from None
    except TokenError as error:
        raise BlockFailure(f"not SQL: {error}") from None
    for statement in statements:
        # What the parser does not know it passes on as a command, unread.
        if isinstance(statement, exp.Command):
            word = str(statement.this)
            line = next((n for n, text in enumerate(block.code.split("\n"), 1) if word.lower() in text.lower()), 1)
            raise BlockFailure(f"the parser does not know this statement: {word}", block.at(line))
    return ""


def parse_bash(block: Block, world: World) -> str:
    """Let bash read a script without running it."""
    _bash(block.code, block, 0)
    return ""


def parse_console(block: Block, world: World) -> str:
    """Let bash read each command of a session without running it."""
    for command in console.read(block):
        _bash(command.script, block, command.line - 1)
    return block.code


def parse_http(block: Block, world: World) -> str:
    """Read the requests without sending them."""
    http.read(block)
    return ""


def _bash(script: str, block: Block, lines_before: int) -> None:
    read = subprocess.run(["bash", "-n", "-s"], input=script, capture_output=True, text=True, timeout=30, check=False)
    if read.returncode:
        found = BASH_LINE.search(read.stderr)
        line = block.at(lines_before + int(found[1])) if found else None
        raise BlockFailure(f"not bash: {found['cause'] if found else read.stderr.strip()}", line)


def check_types(block: Block, world: World) -> str:
    """Hold a Python block's names, arguments and types against the installed packages, as mypy reads them.

    All such blocks of a page are read in one go, at the first of them.
    """
    python.parse(block, world)
    folder = world.base / "types"
    if not folder.exists():
        folder.mkdir()
        _report(folder, world)
    for found in MYPY_LINE.finditer((folder / "report.txt").read_text("utf-8")):
        if int(found["block"]) == block.line and block.line < int(found["line"]) < block.end_line:
            raise BlockFailure(f"types: {found['cause']}", int(found["line"]))
    return ""


def _report(folder: Path, world: World) -> None:
    """Write one file for each block, with its code in the lines that it has in the page, and let mypy read them."""
    (folder / "databricks_names.pyi").write_text(GIVEN, "utf-8")
    files: list[str] = []
    story: list[Block] = []
    for block in world.page.blocks:
        if block.language != "python":
            continue
        story = [*story, block] if block.options.get("continuation") else [block]
        if block.options.get("checked") == "types":
            file = folder / f"block_{block.line}.py"
            file.write_text(_source(story), "utf-8")
            files.append(file.name)
    cache = world.services.cache / "mypy"
    command = [sys.executable, "-m", "mypy", *MYPY_OPTIONS, f"--cache-dir={cache}", "--config-file=", *files]
    read = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if read.returncode not in (0, 1):
        raise BlockFailure(f"mypy could not run: {(read.stderr or read.stdout).strip()[-300:]}")
    (folder / "report.txt").write_text(read.stdout, "utf-8")


def _source(story: list[Block]) -> str:
    """The code of a block and of those it continues, each at its own lines; the page's first line is never code."""
    lines = ["from databricks_names import dbutils, display, spark"]
    for block in story:
        lines += [""] * (block.code_line - 1 - len(lines))
        lines += block.code.split("\n")[:-1]
    return "\n".join(lines) + "\n"
