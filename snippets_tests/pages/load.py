"""Reading a page: bytes to lines, lines to fences, fences to blocks with the output that each promises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from snippets_tests.pages import lines as page_lines
from snippets_tests.pages.lines import Line
from snippets_tests.pages.model import Block, Fault, Page, PageError, Shown
from snippets_tests.pages.scan import Fence, Scanner

RULE = ("---",)
RULE_END = ("---", "...")


def load(path: Path) -> Page:
    """Read a page from disk.

    Raises:
        PageError: with every fault of the page, each at its line.
        OSError: when the file cannot be read.
    """
    return parse(path, path.read_bytes())


def parse(path: Path, source: bytes) -> Page:
    """Read a page from bytes; `path` only names it."""
    lines = page_lines.split(path, source)
    matter, body = _front_matter(path, lines)
    scan = Scanner(lines[body:]).scan()
    faults = list(scan.faults)
    blocks = _blocks(path, scan.fences, faults)
    if faults:
        raise PageError(path, faults)
    title = matter.get("title")
    return Page(
        path=path,
        source=source,
        front_matter=matter,
        title=title if isinstance(title, str) and title else scan.title or path.stem,
        blocks=blocks,
        sha256=hashlib.sha256(source).hexdigest(),
        body_line=body + 1,
    )


def _front_matter(path: Path, lines: Sequence[Line]) -> tuple[Mapping[str, object], int]:
    """The YAML between two `---` lines at the very top, and the index of the first line after it."""
    if not lines or lines[0].text.rstrip() not in RULE:
        return {}, 0
    end = next((place for place, line in enumerate(lines[1:], 1) if line.text.rstrip() in RULE_END), None)
    if end is None:
        return {}, 0
    import yaml  # only pages with front matter pay for it

    try:
        matter = yaml.safe_load("\n".join(line.text for line in lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        number = 2 + (mark.line if mark else 0)
        cause = getattr(error, "problem", None) or "not readable"
        raise PageError(path, [Fault(number, f"the front matter is not YAML: {cause}")]) from None
    if matter is None:
        return {}, end + 1
    if not isinstance(matter, dict):
        return {}, 0  # a page that begins with a thematic break
    return MappingProxyType({str(key): value for key, value in matter.items()}), end + 1


def _blocks(path: Path, fences: Sequence[Fence], faults: list[Fault]) -> tuple[Block, ...]:
    blocks = [_block(path, index, fence) for index, fence in enumerate(fences)]
    for index, (fence, block) in enumerate(zip(fences, blocks, strict=True)):
        if not block.is_output:
            continue
        if block.options:
            faults.append(Fault(block.line, "an output block takes no options"))
        above = blocks[index - 1] if index else None
        if above is None or not fence.after_blank or above.prefix.rstrip() != block.prefix.rstrip():
            faults.append(
                Fault(
                    block.line,
                    "this output belongs to no block",
                    "put it right under the block that prints it, with the same indentation",
                )
            )
        elif above.is_output:
            faults.append(Fault(block.line, f"a second output for one block; the first is in line {above.line}"))
        else:
            shown = Shown(block.line, block.code, block.body, block.index)
            blocks[index - 1] = replace(above, shown=shown)
    return tuple(blocks)


def _block(path: Path, index: int, fence: Fence) -> Block:
    return Block(
        path=path,
        index=index,
        language=fence.language,
        options=MappingProxyType(dict(fence.options)),
        code="".join(f"{line}\n" for line in fence.code),
        line=fence.first.number,
        end_line=fence.last.number,
        prefix=fence.prefix,
        fence=fence.mark,
        heading=fence.heading,
        span=(fence.first.start, fence.last.end),
        body=(fence.first.end, fence.last.start),
        eol=fence.first.eol or "\n",
    )
