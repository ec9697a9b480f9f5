"""The event logs of a tenant's pipelines, as REST shows them and as `event_log(…)` gives rows. Pure Python."""

from __future__ import annotations

import datetime
import json
from typing import Any

from .request import Event

COLUMNS = (
    ("id", "STRING"),
    ("sequence", "STRING"),
    ("origin", "STRING"),
    ("timestamp", "TIMESTAMP"),
    ("message", "STRING"),
    ("level", "STRING"),
    ("maturity_level", "STRING"),
    ("error", "STRING"),
    ("details", "STRING"),
    ("event_type", "STRING"),
)


class EventLogs:
    """Logs by the pipeline's id; events in the form of the REST API, oldest first, with `details`."""

    def __init__(self) -> None:
        self._events: dict[str, list[dict[str, Any]]] = {}
        self._owners: dict[str, str] = {}

    def open(self, pipeline_id: str, owner: str) -> list[dict[str, Any]]:
        """The log of a pipeline, begun with the first use."""
        self._owners.setdefault(pipeline_id, owner)
        return self._events.setdefault(pipeline_id, [])

    def owner(self, pipeline_id: str) -> str | None:
        """Whose log it is; None when there is none."""
        return self._owners.get(pipeline_id)

    def rows(self, pipeline_id: str) -> list[list[Any]]:
        """The log as rows of COLUMNS."""
        return [[_cell(event, name) for name, _ in COLUMNS] for event in self._events.get(pipeline_id, [])]

    def drop(self, pipeline_id: str) -> None:
        """Forget a log."""
        self._events.pop(pipeline_id, None)
        self._owners.pop(pipeline_id, None)


def told(
    event: Event, identity: str, number: int, when: datetime.datetime, pipeline_id: str, update_id: str
) -> dict[str, Any]:
    """An event in the form of the REST API, with its details."""
    short = update_id[:6]
    origin: dict[str, Any] = {"pipeline_id": pipeline_id, "update_id": update_id}
    if event.dataset:
        origin["dataset_name"] = event.dataset
    if event.flow:
        origin["flow_name"] = event.flow
    # An update's own events leave the sentence to us, since they do not know its id.
    message = event.message if event.event_type != "update_progress" else f"Update {short} is {event.message}."
    entry: dict[str, Any] = {
        "id": identity,
        "sequence": {"control_plane_seq_no": number + 1},
        "origin": origin,
        "timestamp": when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z",
        "message": message,
        "level": event.level,
        "maturity_level": "STABLE",
        "event_type": event.event_type,
        "details": dict(event.details),
    }
    if event.error:
        exception = {"message": event.error, "class_name": event.error_class or "org.apache.spark.SparkException"}
        entry["error"] = {"exceptions": [exception], "fatal": event.event_type == "update_progress"}
    return entry


def _cell(event: dict[str, Any], name: str) -> Any:
    value = event.get(name)
    return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value
