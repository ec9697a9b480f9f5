"""What an update of a pipeline needs, and what it tells: plain data that the workspace may know without Spark."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Source:
    """One source file or notebook; `text` of a notebook is its cells one after the other."""

    path: str
    language: Literal["PYTHON", "SQL"]
    text: str


@dataclass(frozen=True)
class Request:
    """One update of a pipeline.

    Attributes:
        selection: Names of the tables to refresh; empty means all.
        reset: Names of the tables to empty and compute anew; None means all of them.
        now: When the update runs, which is the version of snapshots.
        globals: Gives names for Python sources, such as `dbutils`.
    """

    pipeline_id: str
    catalog: str
    schema: str
    sources: tuple[Source, ...]
    principal: str
    now: datetime.datetime
    configuration: Mapping[str, str] = field(default_factory=dict)
    selection: tuple[str, ...] = ()
    reset: tuple[str, ...] | None = ()
    validate_only: bool = False
    globals: Callable[[], dict[str, Any]] = dict


@dataclass(frozen=True)
class Event:
    """Something that an update has to tell; `error` is a message with its condition in front."""

    event_type: str
    message: str
    details: Mapping[str, Any] = field(default_factory=dict)
    level: Literal["INFO", "WARN", "ERROR", "METRICS"] = "INFO"
    dataset: str | None = None
    flow: str | None = None
    error: str | None = None
    error_class: str | None = None


@dataclass
class Result:
    """How an update went: its events in order, the tables that it knows, and why it failed if it did."""

    events: list[Event] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    error: str | None = None
