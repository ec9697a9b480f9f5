"""system.query: the statements that ended on SQL warehouses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.changes import of
from snippets_tests.workspace.services.query_history import statement_type
from snippets_tests.workspace.system_tables.values import moment, person, sees_texts, texts
from snippets_tests.workspace.tenant import Tenant

STATUS = {"SUCCEEDED": "FINISHED", "CLOSED": "FINISHED", "FAILED": "FAILED", "CANCELED": "CANCELED"}
REDACTED = "<REDACTED>"


def history(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The statements of Statement Execution, of SQL drivers and of jobs' SQL tasks.

    The tenant's clock stands still while a statement runs, so that what is left of its time is the wait for compute.
    """
    sees = sees_texts(tenant, principal)
    found = [*list(tenant.store["statements"].values()), *(change.value or {} for change in of(tenant, "sql task"))]
    for statement in sorted(found, key=lambda each: int(each["received"])):
        if statement["state"] not in STATUS:
            continue
        row = _row(tenant, statement)
        yield row if sees else row | {"statement_text": REDACTED}


def _row(tenant: Tenant, statement: dict[str, Any]) -> dict[str, Any]:
    ended = statement.get("ended", statement["started"])
    waited, total = statement["started"] - statement["received"], ended - statement["received"]
    who = statement["user"]
    named = {each["name"]: each.get("value") for each in statement.get("parameters", []) if "name" in each}
    failed = statement.get("error") is not None
    return {
        "statement_id": statement["statement_id"],
        "session_id": statement.get("session"),
        "executed_by": who,
        "executed_by_user_id": person(tenant, who),
        "executed_as": who,
        "executed_as_user_id": person(tenant, who),
        "execution_status": "FAILED" if failed else STATUS[statement["state"]],
        "compute": {"type": "WAREHOUSE", "warehouse_id": statement["warehouse_id"]},
        "statement_text": statement["statement"],
        "statement_type": statement_type(statement["statement"]),
        "error_message": statement.get("error"),
        "total_duration_ms": total,
        "waiting_for_compute_duration_ms": waited,
        "waiting_at_capacity_duration_ms": 0,
        "compilation_duration_ms": 0,
        "execution_duration_ms": total - waited,
        "result_fetch_duration_ms": 0,
        "start_time": moment(statement["received"]),
        "end_time": moment(ended),
        "update_time": moment(ended),
        "produced_rows": statement.get("produced_rows", 0),
        "from_result_cache": False,
        "cache_origin_statement_id": statement["statement_id"],
        "query_source": statement.get("source") or {},
        "query_parameters": {"named_parameters": texts(named), "truncated": False} if named else None,
        "query_tags": {tag["key"]: tag.get("value", "") for tag in statement.get("query_tags") or []},
    }
