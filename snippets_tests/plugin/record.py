"""What a test report carries from the process that ran a block to the one that gathers the evidence:

plain JSON values.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from snippets_tests import pages
from snippets_tests.evidence import BlockEvidence
from snippets_tests.plugin.project import name_of, root_of
from snippets_tests.runners.outcome import Outcome


def page_record(path: Path, page: pages.Page | None, message: str | None) -> dict[str, Any]:
    """A page as a whole."""
    return {
        "kind": "page",
        "path": str(path),
        "name": name_of(path, root_of(path)),
        "sha256": page.sha256 if page else "",
        "title": page.title if page else path.stem,
        "message": message,
    }


def block_record(path: Path, outcome: Outcome, shown: str) -> dict[str, Any]:
    """One block with its evidence."""
    evidence = evidence_of(outcome, shown)
    return {
        "kind": "block",
        "path": str(path),
        "name": name_of(path, root_of(path)),
        "rewritten": outcome.rewritten,
        "evidence": dataclasses.asdict(evidence),
    }


def evidence_of(outcome: Outcome, shown: str) -> BlockEvidence:
    """An outcome as evidence.

    Args:
        outcome: As `check_block` gave it.
        shown: The page's path as messages tell it.
    """
    block = outcome.block
    return BlockEvidence(
        index=block.index,
        line=block.line,
        language=block.language,
        runner=block.language,
        check=outcome.check,
        because=block.text("because"),
        outcome="passed" if outcome.passed else "failed",
        seconds=outcome.seconds,
        output=outcome.output,
        requests=outcome.requests,
        message=outcome.report(shown) or None,
        heading=block.heading,
    )
