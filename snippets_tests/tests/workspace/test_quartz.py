"""Cron expressions in Quartz' form: when they fire next, and which are none."""

from __future__ import annotations

from datetime import datetime

import pytest

from snippets_tests.workspace.quartz import QuartzError, parse

NOW = datetime.fromisoformat("2026-01-15T09:00:00+00:00")  # a Thursday


@pytest.mark.parametrize(
    ("expression", "zone", "following"),
    [
        ("0 0 7 * * ?", "UTC", "2026-01-16T07:00:00"),
        ("0 0 7 * * ?", "America/Los_Angeles", "2026-01-15T15:00:00"),
        ("0 0/15 * * * ?", "UTC", "2026-01-15T09:15:00"),
        ("30 5,10 9-10 * * ?", "UTC", "2026-01-15T09:05:30"),
        ("0 0 6 ? * MON-FRI", "UTC", "2026-01-16T06:00:00"),
        ("0 0 6 ? * 1", "UTC", "2026-01-18T06:00:00"),
        ("0 0 6 ? * SAT-SUN", "UTC", "2026-01-17T06:00:00"),
        ("0 0 6 L * ?", "UTC", "2026-01-31T06:00:00"),
        ("0 0 6 L-2 * ?", "UTC", "2026-01-29T06:00:00"),
        ("0 0 6 LW * ?", "UTC", "2026-01-30T06:00:00"),
        ("0 0 6 17W * ?", "UTC", "2026-01-16T06:00:00"),
        ("0 0 6 1W 2 ?", "UTC", "2026-02-02T06:00:00"),
        ("0 0 6 ? * 6L", "UTC", "2026-01-30T06:00:00"),
        ("0 0 6 ? * MON#2", "UTC", "2026-02-09T06:00:00"),
        ("0 0 6 29 FEB ?", "UTC", "2028-02-29T06:00:00"),
        ("0 30 22-2/2 * * ?", "UTC", "2026-01-15T22:30:00"),
        ("0 0 0 1 1 ? 2027", "UTC", "2027-01-01T00:00:00"),
        ("0 30 2 29 3 ?", "Europe/Berlin", "2026-03-29T01:30:00"),
    ],
)
def test_the_next_time(expression: str, zone: str, following: str) -> None:
    assert parse(expression, zone).after(NOW) == datetime.fromisoformat(f"{following}+00:00")


def test_what_never_comes_is_none() -> None:
    assert parse("0 0 6 30 2 ?", "UTC").after(NOW) is None


@pytest.mark.parametrize(
    ("expression", "zone", "message"),
    [
        ("0 7 * * *", "UTC", "6 or 7 fields"),
        ("0 0 7 * * *", "UTC", "exactly one"),
        ("0 0 25 * * ?", "UTC", "'25' is not within 0 and 23"),
        ("0 0 x * * ?", "UTC", "'X' is no number"),
        ("0 0 7 ? * MON#6", "UTC", "not within 1 and 5"),
        ("0 0 7 * * ?", "Mars/Base", "Invalid time zone 'Mars/Base'"),
    ],
)
def test_what_is_none_is_refused(expression: str, zone: str, message: str) -> None:
    with pytest.raises(QuartzError, match=message):
        parse(expression, zone)
