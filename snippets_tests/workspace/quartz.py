"""Cron expressions in Quartz' form, as schedules of jobs and alerts write them: seconds first, `?`, `L`, `W` and `#`.

    second minute hour day-of-month month day-of-week [year]

One of the two days is `?`. Days of the week count from Sunday, 1. Source: Quartz' tutorial on CronTrigger, which
Databricks' documentation of schedules refers to.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
DAYS = {name: number + 1 for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}
RANGES = {"second": (0, 59), "minute": (0, 59), "hour": (0, 23), "month": (1, 12), "year": (1970, 2099)}
# A schedule that does not fire within this time never will.
FURTHEST = timedelta(days=366 * 5)


class QuartzError(ValueError):
    """An expression or time zone that Quartz does not take."""


@dataclass(frozen=True)
class Schedule:
    """When something happens, in a time zone."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    years: frozenset[int]
    on: Callable[[date], bool]
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime | None:
        """The first time after a moment, in UTC; None when there is none within five years."""
        local = moment.astimezone(self.zone)
        day, last = local.date(), (local + FURTHEST).date()
        while day <= last:
            if day.month in self.months and day.year in self.years and self.on(day):
                for found in self._of(day):
                    if found > moment:
                        return found
            day += timedelta(days=1)
        return None

    def _of(self, day: date) -> list[datetime]:
        # A time that a change to summer time leaves out comes as the same moment an hour later, and once.
        times = (
            datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=self.zone).astimezone(UTC)
            for hour in self.hours
            for minute in self.minutes
            for second in self.seconds
        )
        return sorted(set(times))


def parse(expression: str, timezone: str) -> Schedule:
    """Read an expression.

    Raises:
        QuartzError: It is none, or the time zone is not known.
    """
    fields = expression.split()
    if len(fields) not in (6, 7):
        raise QuartzError(f"Invalid quartz cron expression '{expression}': it has 6 or 7 fields.")
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise QuartzError(f"Invalid time zone '{timezone}'.") from error
    second, minute, hour, day, month, weekday = fields[:6]
    if (day == "?") == (weekday == "?"):
        raise QuartzError(
            f"Invalid quartz cron expression '{expression}': exactly one of day-of-month and day-of-week is '?'."
        )
    try:
        return Schedule(
            tuple(_numbers(second, *RANGES["second"])),
            tuple(_numbers(minute, *RANGES["minute"])),
            tuple(_numbers(hour, *RANGES["hour"])),
            frozenset(_numbers(month, *RANGES["month"], MONTHS)),
            frozenset(_numbers(fields[6] if len(fields) == 7 else "*", *RANGES["year"])),
            _weekdays(weekday) if day == "?" else _days(day),
            zone,
        )
    except ValueError as error:
        raise QuartzError(f"Invalid quartz cron expression '{expression}': {error}.") from error


def _numbers(text: str, low: int, high: int, names: dict[str, int] | None = None) -> list[int]:
    found: set[int] = set()
    for part in text.upper().split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span in ("*", ""):
            start, end = low, high
        else:
            start = _number(first, names)
            end = _number(last, names) if dash else (high if step else start)
        width = int(step) if step else 1
        if not (low <= start <= high and low <= end <= high) or width < 1:
            raise ValueError(f"'{part}' is not within {low} and {high}")
        # A range may run over the end: FRI-MON, 22-2.
        found |= {*range(start, end + 1, width)} if start <= end else {*range(start, high + 1), *range(low, end + 1)}
    return sorted(found)


def _number(text: str, names: dict[str, int] | None) -> int:
    if names and text in names:
        return names[text]
    if not text.isdigit():
        raise ValueError(f"'{text}' is no number")
    return int(text)


def _days(text: str) -> Callable[[date], bool]:
    """Days of the month: numbers, `L` the last, `L-3`, `15W` the nearest weekday, `LW`."""
    upper = text.upper()
    if upper == "L" or upper.startswith("L-"):
        before = int(upper[2:] or "0") if upper != "L" else 0
        return lambda day: day.day == _length(day) - before
    if upper == "LW":
        return lambda day: day.day == _nearest_weekday(day, _length(day))
    if upper.endswith("W"):
        wanted = _numbers(upper[:-1], 1, 31)[0]
        return lambda day: wanted <= _length(day) and day.day == _nearest_weekday(day, wanted)
    numbers = frozenset(_numbers(text, 1, 31))
    return lambda day: day.day in numbers


def _weekdays(text: str) -> Callable[[date], bool]:
    """Days of the week: numbers or names, `6L` the month's last Friday, `6#3` its third."""
    upper = text.upper()
    if "#" in upper:
        name, _, count = upper.partition("#")
        wanted, which = _numbers(name, 1, 7, DAYS)[0], int(count)
        if not 1 <= which <= 5:
            raise ValueError(f"'{text}' is not within 1 and 5")
        return lambda day: _weekday(day) == wanted and (day.day - 1) // 7 + 1 == which
    if upper.endswith("L") and upper != "L":
        wanted = _numbers(upper[:-1], 1, 7, DAYS)[0]
        return lambda day: _weekday(day) == wanted and day.day + 7 > _length(day)
    numbers = frozenset(_numbers("7" if upper == "L" else text, 1, 7, DAYS))
    return lambda day: _weekday(day) in numbers


def _weekday(day: date) -> int:
    return day.isoweekday() % 7 + 1


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _nearest_weekday(day: date, wanted: int) -> int:
    """The weekday nearest to a day of the month, without leaving the month."""
    number = date(day.year, day.month, wanted).isoweekday()
    if number == 6:
        return wanted - 1 if wanted > 1 else wanted + 2
    if number == 7:
        return wanted + 1 if wanted < _length(day) else wanted - 2
    return wanted
