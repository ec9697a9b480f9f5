"""Code quoted from `examples/`: the block in the page and the file, or its marked region, must be equal.

A region is what stands between the lines `# --8<-- [start:NAME]` and `# --8<-- [end:NAME]` of the file.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from snippets_tests.pages import Block
from snippets_tests.runners.compare import compare
from snippets_tests.runners.outcome import BlockFailure

MARK = re.compile(r"--8<--\s+\[(?P<edge>start|end):(?P<name>[\w-]+)\]")


def check(block: Block, root: Path) -> None:
    """Hold a block against the file that it quotes.

    Raises:
        BlockFailure: at the first line that differs.
    """
    if (quoted := read(block, root)) is None:
        return
    try:
        compare(block, block.code, quoted, block.code_line)
    except BlockFailure as failure:
        cause = f"the block is not {block.text('source')}"
        details = failure.message.partition("\n")[2].replace("printed by the block", "in the file")
        hint = "lakeproof update {page} copies the file into the page"
        raise BlockFailure(f"{cause}\n{details}", failure.line, hint=hint) from None


def read(block: Block, root: Path) -> str | None:
    """The text that a block quotes; None when it quotes nothing.

    Raises:
        BlockFailure: when there is no such file or region.
    """
    named = block.text("source")
    if named is None:
        return None
    name, _, region = named.partition("#")
    path = root / name
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else str(error)
        raise BlockFailure(f"source {name}: {reason}", hint="paths are from the project's root") from None
    return _region(text, name, region) if region else _without_marks(text)


def _region(text: str, name: str, region: str) -> str:
    lines = text.split("\n")
    edges = {
        found["edge"]: i for i, line in enumerate(lines) if (found := MARK.search(line)) and found["name"] == region
    }
    if edges.keys() != {"start", "end"}:
        known = sorted({found["name"] for line in lines if (found := MARK.search(line))})
        hint = f"known: {', '.join(known)}" if known else f"mark it with # --8<-- [start:{region}] and [end:{region}]"
        raise BlockFailure(f'{name} has no region "{region}"', hint=hint)
    inside = "\n".join(lines[edges["start"] + 1 : edges["end"]])
    return _without_marks(textwrap.dedent(inside).strip("\n") + "\n")


def _without_marks(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not MARK.search(line))
