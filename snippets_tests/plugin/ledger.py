"""The gathered results of a run: evidence to be written, pages to be rewritten."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from snippets_tests import evidence, pages
from snippets_tests.evidence import BlockEvidence, Evidence, Exchange, PageEvidence
from snippets_tests.plugin.project import root_of

CHANGED = pages.Fault(1, "the page was changed while its blocks ran; nothing was written", "run the update again")


class Ledger:
    """Everything that the blocks of a run reported, whichever process they ran in."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, Any]] = {}
        self._blocks: dict[str, dict[int, BlockEvidence]] = {}
        self._rewritten: dict[str, dict[int, str]] = {}
        self.updated: list[Path] = []
        """The pages whose files `update` changed."""
        self.refused: list[str] = []
        """Why pages could not be updated."""

    def add(self, record: dict[str, Any]) -> None:
        """Take in what one report carried."""
        path = record["path"]
        if record["kind"] == "page":
            self._pages[path] = record
            return
        block = record["evidence"]
        block["requests"] = tuple(Exchange(**sent) for sent in block["requests"])
        self._blocks.setdefault(path, {})[block["index"]] = BlockEvidence(**block)
        if record["rewritten"] is not None:
            self._rewritten.setdefault(path, {})[block["index"]] = record["rewritten"]

    @property
    def evidence(self) -> Evidence:
        """What was proven."""
        names = Counter(record["name"] for record in self._pages.values())
        # Pages of different projects may have the same name; then the whole path tells them apart.
        found = {
            record["name"] if names[record["name"]] == 1 else path: self._page(path, record)
            for path, record in self._pages.items()
        }
        roots = [root_of(Path(record["path"])) for record in self._pages.values()]
        return evidence.make(found, roots[0] if roots else Path.cwd())

    def _page(self, path: str, record: dict[str, Any]) -> PageEvidence:
        blocks = dict(self._blocks.get(path, {}))
        try:
            page = pages.load(Path(path))
        except (pages.PageError, OSError):
            page = None
        for block in page.blocks if page and page.sha256 == record["sha256"] else ():
            if block.is_output and block.index - 1 in blocks:
                blocks[block.index] = _displayed(block, blocks[block.index - 1])
        ordered = tuple(blocks[index] for index in sorted(blocks))
        return PageEvidence(record["sha256"], record["title"], ordered, record["message"])

    def write(self, target: Path) -> None:
        """Write the evidence."""
        evidence.dump(self.evidence, target)

    def update(self) -> None:
        """Write the printed outputs into the pages, except into one that was changed while its blocks ran."""
        for path, texts in self._rewritten.items():
            try:
                page = pages.load(Path(path))
                if page.sha256 != self._pages[path]["sha256"]:
                    raise pages.PageError(page.path, [CHANGED])
                outputs = {page.blocks[i]: text for i, text in texts.items() if page.blocks[i].shown is not None}
                codes = {page.blocks[i]: text for i, text in texts.items() if page.blocks[i].shown is None}
                if pages.write(page, pages.rewrite(page, outputs, codes)):
                    self.updated.append(page.path)
            except (pages.PageError, OSError) as error:
                self.refused.append(str(error))


def _displayed(block: pages.Block, above: BlockEvidence) -> BlockEvidence:
    """A displayed output: it holds when the block that prints it does."""
    return BlockEvidence(
        index=block.index,
        line=block.line,
        language=block.language,
        runner=block.language,
        check="prose",
        because=None,
        outcome=above.outcome,
        seconds=0.0,
        output="",
        heading=block.heading,
    )
