"""A tenant's clock: it starts at one moment and moves by rule, never by itself.

The rule: a request that may change something (any but GET and HEAD) begins one second after the last one, and work that
takes time on Databricks (a job's task, a cluster's start) adds a fixed span. Reading moves nothing, so that
polling once or ten times gives the same answers.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 15, 9, 0, 0, tzinfo=UTC)


class Clock:
    """The time as one tenant sees it."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        # When, by the machine's clock, this one moved on: what Spark times by that one is told by this one.
        self._moves: list[tuple[float, datetime]] = [(0.0, start)]

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self._now

    def millis(self) -> int:
        """The present moment in milliseconds since 1970, the unit of nearly all Databricks times."""
        return int(self._now.timestamp() * 1000)

    def iso(self) -> str:
        """The present moment as `2026-01-15T09:00:00Z`."""
        return self._now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def advance(self, seconds: float = 1) -> None:
        """Move the clock forward."""
        if seconds < 0:
            raise ValueError(f"a clock only moves forward, not by {seconds} s")
        self._now += timedelta(seconds=seconds)
        self._moves.append((time.time() * 1000, self._now))

    def at(self, machine: float) -> datetime:
        """What this clock showed at a moment of the machine's, in milliseconds since 1970."""
        return self._moves[max(0, bisect_right(self._moves, machine, key=lambda move: move[0]) - 1)][1]

    def set(self, now: datetime) -> None:
        """Go on from a moment at which an earlier run stopped."""
        self._now = now
        self._moves = [(0.0, now)]
