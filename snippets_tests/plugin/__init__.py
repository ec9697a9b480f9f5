"""The pytest plugin: every block of a Markdown page is a test, on top of pytest-markdown-docs.

pytest-markdown-docs collects and runs; through its hooks it is fed from `pages` and handed one runner that looks the
language up in `runners`. So `pytest docs/api/jobs.md` and `lakeproof check docs/api/jobs.md` are the same run.

This module is loaded by every pytest that starts where Lakeproof is installed, hence its imports are few.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from snippets_tests.plugin.ledger import Ledger
    from snippets_tests.plugin.session import Run

SUFFIXES = (".md", ".markdown")
RUN = pytest.StashKey["Run"]()
LEDGER = pytest.StashKey["Ledger"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options that `lakeproof check` and `lakeproof update` use; they work in a plain pytest too."""
    group = parser.getgroup("lakeproof", "Markdown pages whose blocks are run")
    group.addoption("--lakeproof-update", action="store_true", help="rewrite the displayed outputs of the pages")
    group.addoption("--lakeproof-json", metavar="FILE", help="write what was proven into this file")
    group.addoption(
        "--lakeproof-only",
        metavar="TEXT",
        help="only blocks whose page, line, language or heading contains TEXT, and those that must run before them",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Gather results where they come together; give every worker whole pages, whose blocks build on each other."""
    if getattr(config.option, "dist", "no") not in ("no", "loadfile"):
        config.option.dist = "loadfile"
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Listener(config), "lakeproof-listener")


class _Listener:
    """Hears of every block, in whichever process it ran."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a block's report carries."""
        if report.when != "call":
            return
        for name, value in report.user_properties:
            if name == "lakeproof" and isinstance(value, dict):
                ledger_of(self.config).add(value)


def ledger_of(config: pytest.Config) -> Ledger:
    """What was proven so far; made at the first block."""
    if LEDGER not in config.stash:
        from snippets_tests.plugin.ledger import Ledger

        config.stash[LEDGER] = Ledger()
    return config.stash[LEDGER]


def run_of(config: pytest.Config) -> Run:
    """The run that belongs to a configuration; made when the first page is collected."""
    if RUN not in config.stash:
        from snippets_tests.plugin.session import Run

        config.stash[RUN] = Run(config)
        config.pluginmanager.register(config.stash[RUN], "lakeproof-run")
    return config.stash[RUN]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Let pytest-markdown-docs collect the pages."""
    collectors = yield
    if file_path.suffix not in SUFFIXES or not hasattr(parent.config.option, "markdowndocs"):
        return collectors
    from snippets_tests.plugin.items import PageFile

    run_of(parent.config)
    return [PageFile.from_parent(parent, path=file_path)]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Narrow to `--lakeproof-only`, without losing what the chosen blocks build on."""
    if (text := config.getoption("--lakeproof-only")) is not None:
        from snippets_tests.plugin.items import narrow

        chosen = narrow(items, text)
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """Stop what was started; write evidence and outputs."""
    try:
        yield
    finally:
        config = session.config
        if RUN in config.stash:
            config.stash[RUN].close()
        if LEDGER in config.stash:
            if config.getoption("--lakeproof-update"):
                config.stash[LEDGER].update()
            if target := config.getoption("--lakeproof-json"):
                config.stash[LEDGER].write(Path(target))
