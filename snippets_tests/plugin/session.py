"""A run in one process: the shared services, the world of the page at hand, the gate, and the hooks of the engine."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from snippets_tests import pages
from snippets_tests.plugin.project import name_of, root_of
from snippets_tests.runners import ending, fields
from snippets_tests.runners.check import check_block
from snippets_tests.runners.outcome import Outcome
from snippets_tests.runners.services import Services
from snippets_tests.runners.world import World

if TYPE_CHECKING:
    from snippets_tests.plugin.items import FenceParser


class Run:
    """What the pages of one process share."""

    def __init__(self, config: pytest.Config) -> None:
        self.update = bool(config.getoption("--lakeproof-update"))
        self.services = Services()
        self.world: World | None = None
        self.outcomes: dict[int, Outcome] = {}
        """What came of the current page's blocks, by index."""
        self._outcome: Outcome | None = None
        self._gates: dict[Path, pages.Gate] = {}

    def pytest_markdown_docs_globals(self) -> dict[str, Any]:
        """Hand this run to the runner, which pytest-markdown-docs keeps in a table of its own."""
        return {"lakeproof": self}

    @pytest.hookimpl(tryfirst=True)
    def pytest_markdown_docs_markdown_it(self) -> FenceParser:
        """Let our scanner find the fences; the default parser passes over those in tabs and admonitions."""
        from snippets_tests.plugin.items import FenceParser

        return FenceParser()

    def enter(self, page: pages.Page) -> None:
        """Begin a page in an empty world."""
        self.leave()
        root = root_of(page.path)
        self.outcomes = {}
        self.world = World(page, name_of(page.path, root), self.services, root)

    def leave(self) -> None:
        """Drop the page's world."""
        if self.world is not None:
            self.world.close()
            self.world = None

    def check(self, line: int) -> Outcome:
        """Check the block of the current page whose fence opens in a line."""
        world = self.world
        block = next(block for block in world.page.blocks if block.line == line) if world else None
        if world is None or block is None:
            raise RuntimeError(f"no page is open for the block in line {line}")
        self._outcome = check_block(block, world, update=self.update)
        self.outcomes[block.index] = self._outcome
        return self._outcome

    def ending(self, page: pages.Page) -> list[pages.Fault]:
        """What does not hold at the end of a page; its blocks' own failures come first, and are all that is told."""
        if self.world is None or not all(outcome.passed for outcome in self.outcomes.values()):
            return []
        return ending.faults(page, self.world, self.outcomes)

    def take_outcome(self) -> Outcome | None:
        """What came of the last block; None when it has been taken, or did not get that far."""
        outcome, self._outcome = self._outcome, None
        return outcome

    def gate(self, page: pages.Page) -> list[pages.Fault]:
        """What a reader would see as code though no check sees it, and the reverse; and what its tables get wrong."""
        from snippets_tests.site import fences

        root = root_of(page.path)
        if root not in self._gates:
            mkdocs = root / "mkdocs.yml"
            extensions = pages.read_extensions(mkdocs) if mkdocs.is_file() else {}
            self._gates[root] = pages.Gate(lambda page: fences.translate(page, {}), extensions or None)
        return [*self._gates[root].check(page), *fields.faults(page, lambda: self.services.surface)]

    def close(self) -> None:
        """Stop everything; what pages left open is collected here, where its warnings are nobody's failure."""
        self.leave()
        self.services.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()
