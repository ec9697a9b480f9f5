"""What happened to a cluster."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant


def add(tenant: Tenant, cluster: Resource, kind: str, **details: Any) -> None:
    """Note an event."""
    event = {"cluster_id": cluster["cluster_id"], "timestamp": tenant.clock.millis(), "type": kind, "details": details}
    cluster["_events"].append(event)


def select(
    cluster: Resource, order: str, kinds: list[str] | None, start: int | None, end: int | None
) -> list[dict[str, Any]]:
    """The events of these kinds between two times, in the order asked for."""
    found = [
        event
        for event in cluster["_events"]
        if (not kinds or event["type"] in kinds)
        and (start is None or event["timestamp"] >= start)
        and (end is None or event["timestamp"] <= end)
    ]
    return found if order == "ASC" else found[::-1]
