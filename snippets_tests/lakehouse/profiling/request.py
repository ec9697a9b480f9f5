"""What a refresh of a profile needs, and how it ended: plain data that the workspace may know without Spark."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

Problem = Literal["CLASSIFICATION", "REGRESSION"]


@dataclass(frozen=True)
class Analysis:
    """What a profile looks at: without a timestamp column the whole table as it is, else each window of time.

    The last four are of inference logs.
    """

    timestamp: str | None = None
    granularities: tuple[str, ...] = ()
    model: str | None = None
    prediction: str | None = None
    label: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Metric:
    """A metric of the user's own; `definition` is a Jinja template of a SQL expression."""

    name: str
    kind: Literal["AGGREGATE", "DERIVED", "DRIFT"]
    definition: str
    columns: tuple[str, ...]
    type: str


@dataclass(frozen=True)
class Request:
    """One refresh.

    Attributes:
        table: The profiled table, by its three-part name, as are `baseline` and the two for the results.
        version: Of the profile's settings.
        since: Older rows are left out of windows: what lay 30 days back when the profile was made.
        now: When the refresh runs, which is the window of a snapshot.
    """

    table: str
    profile_table: str
    drift_table: str
    analysis: Analysis
    version: int
    since: datetime.datetime
    now: datetime.datetime
    principal: str
    baseline: str | None = None
    slicing: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
