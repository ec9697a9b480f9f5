"""A tenant's clock: it starts at one moment and moves by rule, never by itself.

The rule: a request that may change something (any but GET and HEAD) begins one second after the last one, and work that
takes time on Databricks (a job's task, a cluster's start) adds a fixed span. Reading moves nothing, so that
polling once or ten times gives the same answers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 15, 9, 0, 0, tzinfo=UTC)


class Clock:
    """The time as one tenant sees it."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

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

    def set(self, now: datetime) -> None:
        """Go on from a moment at which an earlier run stopped."""
        self._now = now
