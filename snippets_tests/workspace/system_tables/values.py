"""Values of system tables: moments, hours, ids of people and of rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from snippets_tests.workspace.tenant import Tenant

HOUR = timedelta(hours=1)


def moment(milliseconds: int | None) -> datetime | None:
    """A time of the API; 0 and None are no time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def slices(start: int, end: int) -> Iterator[tuple[datetime, datetime, bool]]:
    """A time in slices of an hour at most, as the timelines have it: begin, end, and whether it is the last."""
    begin, last = datetime.fromtimestamp(start / 1000, UTC), datetime.fromtimestamp(end / 1000, UTC)
    while last - begin > HOUR:
        yield begin, begin + HOUR, False
        begin += HOUR
    yield begin, last, True


def person(tenant: Tenant, name: str) -> str | None:
    """The id of a user or service principal."""
    found = tenant.directory.named(name)
    return str(found[1]["id"]) if found else None


def row_id(tenant: Tenant, *parts: object) -> str:
    """An id of a row, the same at each look."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, (tenant.workspace_id, *parts)))))


def sees_texts(tenant: Tenant, principal: str) -> bool:
    """Whether somebody sees the texts of statements: an account admin, or a member of the group for that."""
    from snippets_tests.workspace.system_tables import PII_ACCESS

    found = tenant.principal(principal)
    return found is not None and (found.account_admin or PII_ACCESS in found.groups)


def texts(given: dict[str, Any] | None) -> dict[str, str]:
    """A map of texts."""
    return {str(name): str(value) for name, value in (given or {}).items()}
