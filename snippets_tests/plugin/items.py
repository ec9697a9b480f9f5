"""Pages and blocks as pytest sees them: the collector and item of pytest-markdown-docs with our names and verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_markdown_docs._runners import _Runner, register_runner
from pytest_markdown_docs.definitions import FenceTestDefinition
from pytest_markdown_docs.plugin import MarkdownInlinePythonItem, MarkdownTextFile

from snippets_tests import pages
from snippets_tests.plugin import run_of
from snippets_tests.plugin.project import is_published, shown
from snippets_tests.plugin.record import block_record, page_record
from snippets_tests.plugin.session import Run

NO_WORD = re.compile(r"[^\w]+")


class Failed(Exception):
    """A block or page that does not hold; the text is the whole report."""


@dataclass(frozen=True)
class Token:
    """A fence as pytest-markdown-docs reads one from its parser."""

    map: tuple[int, int]
    info: str
    content: str
    type: str = "fence"


class FenceParser:
    """Stands where pytest-markdown-docs expects a Markdown parser, and hands it every block of a page.

    All are given as Python, the only language that it collects; the runner finds the real one again by the line.
    """

    def parse(self, text: str) -> list[Token]:
        """The blocks of a page; none when the page has faults, which are an item of their own."""
        try:
            page = pages.parse(Path("page"), text.encode())
        except pages.PageError:
            return []
        return [
            Token((block.line - 1, block.end_line), f"python runner:{BlockRunner.__name__}", block.code)
            for block in page.blocks
            if not block.is_output
        ]


@register_runner()
class BlockRunner(_Runner):  # type: ignore[misc]
    """The one runner that pytest-markdown-docs knows of; languages are told apart in `runners.table`."""

    def runtest(self, test: FenceTestDefinition, args: dict[str, Any], *, asyncio_runner: Any = None) -> None:
        """Run a block; a TypeError would make pytest-markdown-docs run it a second time, so none gets out."""
        run: Run = args["lakeproof"]
        try:
            outcome = run.check(test.start_line)
        except TypeError as error:
            raise RuntimeError(f"the block's runner is broken: {error}") from error
        if not outcome.passed:
            raise Failed(outcome.report(shown(test.source_path)))

    def repr_failure(
        self, test: FenceTestDefinition, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str:
        """The report alone; a fault of the machinery shows its traceback."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else str(excinfo.getrepr(style="short"))


class PageFile(MarkdownTextFile):  # type: ignore[misc]
    """A Markdown page."""

    page: pages.Page | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """The page as a whole, then its blocks."""
        faults: Sequence[pages.Fault] = ()
        try:
            self.page = pages.load(self.path)
        except pages.PageError as error:
            faults = error.faults
        except OSError as error:
            faults = [pages.Fault(1, f"cannot be read: {error.strerror}")]
        yield PageItem.from_parent(self, name="page", faults=tuple(faults))
        if self.page is None:
            return
        blocks = {block.line: block for block in self.page.blocks}
        for item in super().collect():
            definition = item.test_definition
            block = blocks[definition.start_line]
            yield BlockItem.from_parent(self, name=_name(block), test_definition=definition, block=block)
        if is_published(self.path):
            yield EndItem.from_parent(self, name="end", page=self.page)

    def setup(self) -> None:
        """Make the page's world."""
        if self.page is not None:
            run_of(self.config).enter(self.page)

    def teardown(self) -> None:
        """Drop the page's world."""
        run_of(self.config).leave()


class PageItem(pytest.Item):
    """A page as a whole: it can be read, and the site shows exactly the blocks that are checked."""

    parent: PageFile

    def __init__(self, *, faults: tuple[pages.Fault, ...], **more: Any) -> None:
        super().__init__(**more)
        self.faults = faults
        _allow_warnings(self)

    def runtest(self) -> None:
        """Fail with every fault."""
        page = self.parent.page
        faults = list(self.faults) if page is None else run_of(self.config).gate(page)
        text = "\n".join(pages.describe(shown(self.path), fault) for fault in faults)
        self.user_properties.append(("lakeproof", page_record(self.path, page, text or None)))
        if text:
            raise Failed(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The faults alone."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the first fault is."""
        return self.path, self.faults[0].line - 1 if self.faults else 0, self.name


class EndItem(pytest.Item):
    """The end of a page that is published: its tabs did the same, and nothing that it created is left."""

    def __init__(self, *, page: pages.Page, **more: Any) -> None:
        super().__init__(**more)
        self.page = page
        _allow_warnings(self)

    def runtest(self) -> None:
        """Fail with every fault."""
        faults = run_of(self.config).ending(self.page)
        if faults:
            text = "\n".join(pages.describe(shown(self.path), fault) for fault in faults)
            self.user_properties.append(("lakeproof", page_record(self.path, self.page, text)))
            raise Failed(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The faults alone."""
        return str(excinfo.value) if isinstance(excinfo.value, Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The page's last block."""
        return self.path, max((block.line for block in self.page.blocks), default=1) - 1, self.name


class BlockItem(MarkdownInlinePythonItem):  # type: ignore[misc]
    """One block."""

    def __init__(self, *, block: pages.Block, **more: Any) -> None:
        super().__init__(**more)
        self.block = block
        # Only the record below is to travel between processes, not the code beside it.
        self.user_properties.clear()
        _allow_warnings(self)

    def runtest(self) -> None:
        """Run the block through pytest-markdown-docs and keep what came of it."""
        try:
            super().runtest()
        finally:
            if outcome := run_of(self.config).take_outcome():
                self.user_properties.append(("lakeproof", block_record(self.path, outcome, shown(self.path))))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The block's place."""
        return self.path, self.block.line - 1, self.name


def _allow_warnings(item: pytest.Item) -> None:
    """A project's pytest may turn warnings into errors, but what a page warns about is no failed example."""
    if item.config.pluginmanager.hasplugin("warnings"):
        item.add_marker(pytest.mark.filterwarnings("ignore"))


def _name(block: pages.Block) -> str:
    slug = NO_WORD.sub("-", block.heading.lower()).strip("-")
    place = f"{block.language or 'nameless'}:{block.line}"
    return f"{place}[{slug}]" if slug else place


def narrow(items: Iterable[pytest.Item], text: str) -> list[pytest.Item]:
    """The blocks that match a text, and those above them on their page, which may build what they use."""
    chosen: list[pytest.Item] = []
    waiting: list[pytest.Item] = []
    for item in items:
        if waiting and waiting[0].path != item.path:
            waiting = []
        waiting.append(item)
        if isinstance(item, BlockItem) and _matches(item, text.lower()):
            chosen += waiting
            waiting = []
    return chosen


def _matches(item: BlockItem, text: str) -> bool:
    block = item.block
    return any(
        text in word.lower() for word in (f"{shown(item.path)}:{block.line}", block.language, block.heading, item.name)
    )
