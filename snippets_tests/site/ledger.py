"""Whether a page is proven: its bytes are the ones that ran, every block that must run did, and all of them hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from snippets_tests.evidence import BlockEvidence, Evidence, load
from snippets_tests.pages.model import Page

FREE = frozenset({"output", "text"})
"""Languages of which no proof is asked: what a block printed, and drawings in prose."""

REMEDY = "run `lakeproof check`, which runs all pages and writes the evidence anew; `make site` does so by itself"


@dataclass(frozen=True)
class Ledger:
    """The evidence of one run, asked page by page."""

    evidence: Evidence

    def problems(self, name: str, page: Page) -> list[str]:
        """What keeps a page from being published, each with its place and remedy; empty when it is proven.

        Args:
            name: The page's path from the project's root, as in evidence.json.
            page: As its file is now.
        """
        return list(self._problems(name, page))

    def proofs(self, name: str) -> Mapping[int, BlockEvidence]:
        """What is known about a page's blocks, by their index; empty for a page that never ran."""
        page = self.evidence.pages.get(name)
        return {} if page is None else {block.index: block for block in page.blocks}

    def _problems(self, name: str, page: Page) -> Iterator[str]:
        needed = [block for block in page.blocks if block.language not in FREE]
        proven = self.evidence.pages.get(name)
        if proven is None:
            if needed:
                yield f"{name}: its blocks never ran\n  hint: {REMEDY}"
            return
        if proven.sha256 != page.sha256:
            if needed or proven.blocks:
                yield f"{name}: changed since its blocks ran\n  hint: {REMEDY}"
            return
        if proven.message:
            yield proven.message
        found = {block.index for block in proven.blocks}
        for block in needed:
            if block.index not in found:
                yield f"{name}:{block.line}: the evidence has no {block.language} block here\n  hint: {REMEDY}"
        for proof in proven.blocks:
            if proof.outcome == "failed" and proof.language not in FREE:
                yield proof.message or f"{name}:{proof.line}: this block failed\n  hint: {REMEDY}"


def open_ledger(path: Path, *, preview: bool) -> Ledger:
    """Read the evidence; a preview starts without any, for its first run may still be under way.

    Raises:
        EvidenceError: when there is none and it is needed, or it cannot be read.
    """
    if preview and not path.exists():
        return Ledger(Evidence(pages={}, versions={}, generated=""))
    return Ledger(load(path))
