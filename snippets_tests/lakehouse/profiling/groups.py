"""A table's rows by what statistics are computed for: window of time, model, slice."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .request import Request
from .windows import Window, before, containing

# Of a column with many values only the most frequent make slices.
SLICES = 100


@dataclass(frozen=True)
class Key:
    """One group of rows. A baseline has no window; a snapshot has no granularity."""

    granularity: str | None
    window: Window | None
    model: str | None
    slice_key: str | None = None
    slice_value: str | None = None

    def base(self) -> Key:
        """The same group of the baseline."""
        return replace(self, granularity=None, window=None)

    def previous(self) -> Key | None:
        """The same group one window earlier, where windows follow each other."""
        if self.granularity is None or self.window is None:
            return None
        return replace(self, window=before(self.window, self.granularity))


@dataclass(frozen=True)
class Rows:
    """Rows as read, column by name, with each slicing expression's value behind the columns."""

    types: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    slicing: Sequence[str]

    def column(self, name: str) -> int:
        """Where a column stands, whose name is written in any case."""
        return [each.lower() for each in self.types].index(name.lower())


def of_input(data: Rows, request: Request) -> dict[Key, list[Sequence[Any]]]:
    """The groups of the profiled table, the earliest window first."""
    analysis = request.analysis
    if analysis.timestamp is None:
        key = Key(None, Window(request.now, request.now), None)
        return _sliced(data, {key: list(data.rows)})
    place = data.column(analysis.timestamp)
    found: dict[Key, list[Sequence[Any]]] = defaultdict(list)
    for row in data.rows:
        moment = _moment(row[place])
        if moment is not None and moment >= request.since:
            for granularity in analysis.granularities:
                window = containing(moment, granularity)
                found[Key(granularity, window, _model(data, request, row))].append(row)
    return _sliced(data, dict(sorted(found.items(), key=lambda group: _order(group[0]))))


def of_baseline(data: Rows, request: Request) -> dict[Key, list[Sequence[Any]]]:
    """The groups of the baseline table."""
    found: dict[Key, list[Sequence[Any]]] = defaultdict(list)
    for row in data.rows:
        found[Key(None, None, _model(data, request, row))].append(row)
    return _sliced(data, found)


def _order(key: Key) -> tuple[Any, ...]:
    return str(key.granularity), key.window, str(key.model)


def _sliced(data: Rows, groups: Mapping[Key, list[Sequence[Any]]]) -> dict[Key, list[Sequence[Any]]]:
    kept = [_frequent(row[len(data.types) + number] for row in data.rows) for number in range(len(data.slicing))]
    found: dict[Key, list[Sequence[Any]]] = {}
    for key, rows in groups.items():
        found[key] = rows
        for number, expression in enumerate(data.slicing):
            by_value: dict[str, list[Sequence[Any]]] = defaultdict(list)
            for row in rows:
                by_value[row[len(data.types) + number]].append(row)
            for value in kept[number]:
                if value in by_value:
                    found[replace(key, slice_key=expression, slice_value=value)] = by_value[value]
    return found


def _frequent(values: Iterable[str | None]) -> list[str]:
    counted = Counter(value for value in values if value is not None)
    return sorted(sorted(counted, key=lambda value: (-counted[value], value))[:SLICES])


def _model(data: Rows, request: Request, row: Sequence[Any]) -> str | None:
    if request.analysis.model is None:
        return None
    value = row[data.column(request.analysis.model)]
    return None if value is None else str(value)


def _moment(value: Any) -> datetime.datetime | None:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC)
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC)
    return None
