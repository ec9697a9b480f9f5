"""The requests that Databricks audits, as recorded: who sent them, when, and how they were answered.

The recorder hands its exchanges to whoever shows them and forgets them; these stay, the newest of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from snippets_tests.workspace.actions import ACTIONS
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.recorder import Exchange

KEPT = 10_000
# Not audited, yet a table of its own tells of them.
OTHERS = frozenset({"serving_endpoints.query"})


@dataclass(frozen=True)
class Entry:
    """One request: when it came in (milliseconds), whose it was, its id, the values of its path, what was said."""

    at: int
    principal: Principal
    request_id: str
    values: Mapping[str, str]
    exchange: Exchange


class Trail:
    """The audited requests of a tenant, oldest first."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, entry: Entry) -> None:
        """Keep a request when Databricks would audit it."""
        if entry.exchange.operation in ACTIONS or entry.exchange.operation in OTHERS:
            self.entries.append(entry)
