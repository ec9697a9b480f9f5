"""What must hold when all blocks of a page have run: its tabs did the same, and it leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from snippets_tests.lakehouse.paths import PREFIXES
from snippets_tests.pages import Fault, Page
from snippets_tests.pages.tabs import Group, Tab, groups
from snippets_tests.runners.outcome import Outcome
from snippets_tests.runners.world import World

SPOKEN = frozenset({"Python SDK", "CLI", "REST"})
"""The tabs that speak to the workspace's API, so that what they did can be compared."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})
THERE_BEFORE = frozenset(path for path in PREFIXES if Path(path).exists())


def faults(page: Page, world: World, outcomes: Mapping[int, Outcome]) -> list[Fault]:
    """What does not hold at the end of a page.

    Args:
        page: Whose blocks have all run.
        world: As they left it.
        outcomes: Of its blocks, by index.
    """
    return [*_tabs(page, outcomes), *_leftovers(page, world), *_strays(page)]


def _leftovers(page: Page, world: World) -> Iterator[Fault]:
    left = world.left()
    if left:
        line = max((block.line for block in page.blocks if not block.is_output), default=1)
        shown = ", ".join(left[:8]) + (f" and {len(left) - 8} more" if len(left) > 8 else "")
        yield Fault(line, f"the page leaves behind: {shown}", "delete what it created in its last blocks")


def _strays(page: Page) -> Iterator[Fault]:
    """What should lie among a tenant's files, and whoever wrote it missed them."""
    for path in PREFIXES:
        if path not in THERE_BEFORE and Path(path).exists():
            cause = f"this page, or one that ran beside it, wrote to {path} of the machine itself"
            yield Fault(1, cause, f"look at what is there, then delete it: rm -r {path}")


def _tabs(page: Page, outcomes: Mapping[int, Outcome]) -> Iterator[Fault]:
    for group in groups(page):
        if group.differ is None:
            yield from _differences(group, outcomes)


def _differences(group: Group, outcomes: Mapping[int, Outcome]) -> Iterator[Fault]:
    tabs = [tab for tab in group.tabs if tab.title in SPOKEN and tab.blocks]
    if len(tabs) < 2:
        return
    first, *others = tabs
    expected = _changes(first, outcomes)
    hint = "let all tabs reach the same state, or say why they differ: <!-- tabs differ: WHY --> above the first tab"
    for tab in others:
        done = _changes(tab, outcomes)
        if missing := expected - done:
            yield Fault(tab.line, f"tab {tab.title} lacks what tab {first.title} does: {_list(missing)}", hint)
        if extra := done - expected:
            yield Fault(tab.line, f"tab {tab.title} does what tab {first.title} does not: {_list(extra)}", hint)


def _changes(tab: Tab, outcomes: Mapping[int, Outcome]) -> set[str]:
    """The operations that changed something."""
    ran: Sequence[Outcome] = [outcomes[block.index] for block in tab.blocks if block.index in outcomes]
    return {
        sent.operation or f"{sent.method} {sent.path}"
        for outcome in ran
        for sent in outcome.requests
        if sent.method not in READING and sent.status < 400
    }


def _list(operations: set[str]) -> str:
    return ", ".join(sorted(operations))
