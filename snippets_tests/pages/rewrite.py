"""Writing blocks back into a page: only the bytes of the named blocks change.

A crash half-way leaves the old file or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from snippets_tests.pages.model import Block, Fault, Page, PageError


def rewrite(page: Page, outputs: Mapping[Block, str], codes: Mapping[Block, str] | None = None) -> bytes:
    """The page's bytes with new displayed outputs, and new code for blocks that quote a file.

    Args:
        page: As loaded; its bytes are the base.
        outputs: For each block the text that its output fence is to show. A block without such a fence is left alone.
        codes: For each block its new code.
    """
    changes: dict[int, str] = {block.index: text for block, text in (codes or {}).items()}
    changes.update({block.shown.index: text for block, text in outputs.items() if block.shown is not None})
    source = page.source
    for index in sorted(changes, reverse=True):
        block = page.blocks[index]
        if _trimmed(changes[index]) != _trimmed(block.code):
            start, end = block.span
            source = source[:start] + _render(page, block, changes[index]) + source[end:]
    return source


def write(page: Page, content: bytes) -> bool:
    """Replace the page's file by new content, all or nothing; False when it already holds that content.

    Raises:
        PageError: when somebody else changed the file since it was loaded.
    """
    target = page.path.resolve()
    if hashlib.sha256(target.read_bytes()).hexdigest() != page.sha256:
        raise PageError(page.path, [Fault(1, "the page was changed while its blocks ran", "run the update again")])
    if content == page.source:
        return False
    replace_file(target, content)
    return True


def replace_file(target: Path, content: bytes) -> None:
    """Write a file by renaming a finished one over it, keeping its permissions."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _trimmed(text: str) -> list[str]:
    """Lines without trailing blanks, and without blank lines at the end: editors strip both."""
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def _render(page: Page, block: Block, text: str) -> bytes:
    """The block's bytes with other content; the fences grow when the content holds a fence as long as theirs."""
    start, end = block.span
    opening = page.source[start : block.body[0]]
    closing = page.source[block.body[1] : end]
    longest = max((len(run) for run in re.findall(rf"{re.escape(block.fence[0])}{{3,}}", text)), default=0)
    if longest >= len(block.fence):
        mark = block.fence[0] * (longest + 1)
        opening = opening.replace(block.fence.encode(), mark.encode(), 1)
        closing = re.sub(re.escape(block.fence[0]).encode() + rb"{3,}", mark.encode(), closing, count=1)
    body = "".join((block.prefix + line if line else block.prefix.rstrip()) + block.eol for line in _trimmed(text))
    return opening + body.encode() + closing
