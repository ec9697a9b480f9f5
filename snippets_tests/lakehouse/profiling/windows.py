"""Windows of time: which one a moment lies in, and the one before."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

WEEKS = re.compile(r"(\d+) weeks?")
FIXED = {
    "5 minutes": datetime.timedelta(minutes=5),
    "30 minutes": datetime.timedelta(minutes=30),
    "1 hour": datetime.timedelta(hours=1),
    "1 day": datetime.timedelta(days=1),
}
# A Monday, from which weeks are counted.
EPOCH = datetime.datetime(1970, 1, 5, tzinfo=datetime.UTC)


@dataclass(frozen=True, order=True)
class Window:
    """From `start` (inclusive) to `end` (exclusive); of a snapshot both are the moment of the refresh."""

    start: datetime.datetime
    end: datetime.datetime


def known(granularity: str) -> bool:
    """Whether windows can have this size."""
    return granularity in (*FIXED, "1 month", "1 year") or WEEKS.fullmatch(granularity) is not None


def containing(moment: datetime.datetime, granularity: str) -> Window:
    """The window of a size that a moment (with a time zone) lies in."""
    utc = moment.astimezone(datetime.UTC)
    if granularity in ("1 month", "1 year"):
        start = utc.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        start = start.replace(month=1) if granularity == "1 year" else start
        return Window(start, _later(start, 12 if granularity == "1 year" else 1))
    weeks = WEEKS.fullmatch(granularity)
    size = datetime.timedelta(weeks=int(weeks[1])) if weeks else FIXED[granularity]
    start = EPOCH + (utc - EPOCH) // size * size
    return Window(start, start + size)


def before(window: Window, granularity: str) -> Window:
    """The window that ends where this one starts."""
    return containing(window.start - datetime.timedelta(microseconds=1), granularity)


def _later(start: datetime.datetime, months: int) -> datetime.datetime:
    years, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + years, month=month + 1)
