"""What the workspace would have sent to people: mails of alerts. Nothing leaves it; `GET /lakeproof/outbox` shows them.

No Databricks has this path.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.tenant import Tenant

PATH = "/lakeproof/outbox"


def put(tenant: Tenant, recipients: list[str], subject: str) -> None:
    """Note a message: to users by their mail addresses, to notification destinations by their ids."""
    key = tenant.ids.uuid("message")
    tenant.store["outbox"][key] = {"to": recipients, "subject": subject, "time": tenant.clock.iso()}


@endpoint("GET", PATH)
def show(call: Call) -> dict[str, Any]:
    """All messages, oldest first."""
    call.require_admin("Only workspace admins can read what was sent.")
    return {"messages": list(call.tenant.store["outbox"].values())}
