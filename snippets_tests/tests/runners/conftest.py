"""A page in a temporary folder, checked block by block in its world; what the services share is started once."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snippets_tests import pages
from snippets_tests.lakehouse.session import Lakehouse
from snippets_tests.runners.check import check_block
from snippets_tests.runners.outcome import Outcome
from snippets_tests.runners.services import Services
from snippets_tests.runners.world import World

Check = Callable[..., list[Outcome]]


@pytest.fixture(scope="session")
def services(lakehouse: Lakehouse) -> Iterator[Services]:
    with Services() as started:
        started.lakehouse = lakehouse
        yield started


@pytest.fixture
def check(tmp_path: Path, services: Services) -> Check:
    """Check a page given as text; returns an outcome for each block that is no displayed output."""

    def run(text: str, *, name: str = "page.md", seconds: float = 60.0, update: bool = False) -> list[Outcome]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(textwrap.dedent(text).lstrip("\n").encode())
        page = pages.load(path)
        with World(page, name, services, tmp_path, seconds) as world:
            return [check_block(block, world, update=update) for block in page.blocks if not block.is_output]

    return run


def only(outcomes: list[Outcome]) -> Outcome:
    (outcome,) = outcomes
    return outcome


def failure(outcomes: list[Outcome]) -> tuple[int | None, str]:
    """The one failure: its line and its message."""
    (failed,) = [outcome for outcome in outcomes if not outcome.passed]
    return failed.line, failed.message or ""
