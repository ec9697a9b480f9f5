"""`lakeproof check` and `lakeproof update`: pytest underneath, with a reporter of our own."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from snippets_tests import evidence, surface
from snippets_tests.cli import targets
from snippets_tests.cli.say import Say
from snippets_tests.pages import PageError, load, rewrite, write
from snippets_tests.plugin import LEDGER, ledger_of
from snippets_tests.plugin.ledger import Ledger
from snippets_tests.plugin.project import root_of, shown
from snippets_tests.runners import fields, source
from snippets_tests.runners.outcome import BlockFailure

# pytest's own plugins that a run of pages has no use for; each costs start-up time or meddles with output.
UNUSED = """
    cacheprovider debugging doctest junitxml legacypath logging monkeypatch nose pastebin pytester recwarn setuponly
    setupplan stepwise terminal threadexception tmpdir unittest unraisableexception warnings
"""


def check(options: argparse.Namespace, say: Say) -> int:
    """Run the blocks of pages and tell which do not hold.

    Returns: 0 when all hold, 1 when a block fails, 2 when it could not run.
    """
    try:
        pages = targets.find(options.paths)
    except targets.TargetError as error:
        say.error(str(error))
        return 2
    if options.command == "update":
        for page in pages:
            fill_sources(page, say)
            fill_fields(page, say)
    reporter = Reporter(say, len(pages))
    arguments = _arguments(options, pages)
    with _only_ours():
        status = pytest.main(arguments, plugins=[reporter])
    say.done()
    if reporter.broken:
        # One fault of the machinery usually fails every block after it in the same way.
        say.error(reporter.broken[0])
        if more := len(reporter.broken) - 1:
            say.error(f"{more} more could not run")
        return 2
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return _odd_end(int(status), options, say)
    return _summary(reporter, options, pages, say)


def fill_sources(path: Path, say: Say) -> None:
    """Copy the files that a page quotes into it, before it runs with them; what cannot be read fails in the run."""
    codes = {}
    try:
        page = load(path)
        for block in page.blocks:
            with contextlib.suppress(BlockFailure):
                if (quoted := source.read(block, root_of(path))) is not None:
                    codes[block] = quoted
        if codes and write(page, rewrite(page, {}, codes)):
            say.line(f"{shown(path)}: quoted sources copied")
    except PageError:
        return


def fill_fields(path: Path, say: Say) -> None:
    """Print the tables of fields that a page asks for."""
    with contextlib.suppress(PageError):
        if fields.fill(load(path), surface.load):
            say.line(f"{shown(path)}: tables of fields printed")


def _arguments(options: argparse.Namespace, pages: list[Path]) -> list[str]:
    arguments = ["-c", os.devnull, "--rootdir", str(root_of(pages[0])), "--noconftest", "--strict-markers"]
    for name in UNUSED.split():
        arguments += ["-p", f"no:{name}"]
    arguments += ["-p", "pytest_markdown_docs.plugin", "-p", "snippets_tests.plugin"]
    if options.jobs > 1:
        arguments += ["-p", "xdist.plugin", "-n", str(options.jobs), "--dist", "loadfile"]
    if options.command == "update":
        arguments.append("--lakeproof-update")
    if options.only is not None:
        arguments += ["--lakeproof-only", options.only]
    return [*arguments, *map(str, pages)]


@contextlib.contextmanager
def _only_ours() -> Iterator[None]:
    """Keep other projects' pytest options and plugins out of a run that may be anywhere on disk."""
    names = ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    before = {name: os.environ.pop(name, None) for name in names}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _odd_end(status: int, options: argparse.Namespace, say: Say) -> int:
    if status == pytest.ExitCode.NO_TESTS_COLLECTED:
        say.error(f"no block matches -k {options.only}")
    elif status != pytest.ExitCode.INTERRUPTED:
        say.error(f"pytest ended with {pytest.ExitCode(status).name}")
    else:
        say.error("interrupted")
    return 2


def _summary(reporter: Reporter, options: argparse.Namespace, pages: list[Path], say: Say) -> int:
    proven = reporter.ledger.evidence
    for path in reporter.ledger.updated:
        say.line(f"{shown(path)}: outputs rewritten")
    for text in reporter.ledger.refused:
        say.error(text)
    target = options.json
    if target is None and options.only is None and (root := targets.covers_docs(pages)) is not None:
        target = root / "build" / "evidence.json"
    if target is not None:
        if options.command == "update" and reporter.ledger.updated:
            say.line(f"{shown(target)}: not written, for the pages changed; run lakeproof check", "dim")
        else:
            evidence.dump(proven, target)
    if not any(page.blocks for page in proven.pages.values()) and proven.passed:
        say.line(f"{shown(pages[0]) if len(pages) == 1 else f'{len(pages)} pages'}: no blocks, nothing to check")
        return 0
    verdict, _, details = evidence.summary(proven).partition("\n")
    say.line(verdict, "green" if proven.passed else "red")
    say.line(details, "dim")
    if reporter.ledger.refused:
        return 2
    return 0 if proven.passed else 1


class Reporter:
    """Hears pytest and speaks as `lakeproof`: progress while it runs, each failure when it happens."""

    def __init__(self, say: Say, pages: int) -> None:
        self.say, self.pages = say, pages
        self.broken: list[str] = []
        """Why it could not run: faults of the machinery, not of a page."""
        self.blocks = self.failed = 0
        self.ledger = Ledger()

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Share the ledger with the plugin."""
        config.stash[LEDGER] = self.ledger
        assert ledger_of(config) is self.ledger

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """Show where it is."""
        self.say.progress(f"{location[0]}:{(location[1] or 0) + 1}  {self.blocks} done, {self.failed} failed")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell a failure as soon as it is known."""
        self.blocks += report.when == "call" and not report.nodeid.endswith(("::page", "::end"))
        if report.failed:
            self.failed += 1
            text = str(report.longrepr)
            if any(name == "lakeproof" for name, _ in report.user_properties):
                self.say.line(text)
            else:
                self.broken.append(f"{report.nodeid} ({report.when})\n{text}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A page that cannot even be collected."""
        if report.failed:
            self.broken.append(str(report.longrepr))

    def pytest_internalerror(self, excrepr: object) -> bool:
        """A fault of the machinery."""
        self.broken.append(str(excrepr))
        return True
