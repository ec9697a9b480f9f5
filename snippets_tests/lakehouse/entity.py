"""On whose behalf code runs: a statement of a warehouse, a task of a job, an update of a pipeline; for lineage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_IDS: ContextVar[dict[str, str] | None] = ContextVar("entity", default=None)
# Set where the lakehouse itself runs a statement that somebody's request caused.
INTERNAL = "internal"


@contextmanager
def acting(**ids: str) -> Iterator[None]:
    """Within it sessions that are opened or used belong to these entities, beside those around them."""
    token = _IDS.set({**(_IDS.get() or {}), **ids})
    try:
        yield
    finally:
        _IDS.reset(token)


def encoded() -> str:
    """The entities of now as JSON, empty when there are none."""
    ids = _IDS.get()
    return json.dumps(ids) if ids else ""
