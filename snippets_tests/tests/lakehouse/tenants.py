"""What a tenant's session needs, for tests: a metastore with ids and times that are always the same."""

from __future__ import annotations

import itertools
from pathlib import Path

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.securables import Directory, Reach

BUILD = Path(__file__).resolve().parents[3] / "build"
ADA = "ada@example.com"
BOB = "bob@example.com"
# 2026-01-15 09:00:00 UTC
NOW = 1_768_467_600_000


def metastore(directory: Directory | None = None, reach: Reach | None = None) -> Metastore:
    """A fresh metastore, owned by Ada."""
    ids = itertools.count(1)
    return Metastore(ADA, lambda: f"id-{next(ids)}", lambda: NOW, directory, reach)


class Time:
    """A clock that stands still until it is set."""

    now = NOW

    def __call__(self) -> int:
        return self.now
