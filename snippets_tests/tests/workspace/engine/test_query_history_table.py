"""system.query.history follows from the statements that warehouses ran."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import QueryTag, StatementParameterListItem

from snippets_tests.workspace import Tenant

Clients = Callable[..., WorkspaceClient]


@pytest.fixture
def warehouse(w: WorkspaceClient) -> str:
    return next(iter(w.warehouses.list())).id or ""


def history(tenant: Tenant, principal: str | None = None) -> list[dict[str, Any]]:
    found = tenant.metastore.system_facts.rows("query", "history", principal or tenant.user)
    return [dict(row) for row in found]


def test_a_statement_is_there_once_it_has_ended(tenant: Tenant, w: WorkspaceClient, warehouse: str) -> None:
    waiting = w.statement_execution.execute_statement("SELECT 1", warehouse, wait_timeout="0s")
    assert history(tenant) == []
    w.statement_execution.get_statement(waiting.statement_id or "")
    (row,) = history(tenant)
    assert row["statement_id"] == waiting.statement_id
    assert (row["execution_status"], row["statement_type"], row["produced_rows"]) == ("FINISHED", "SELECT", 1)
    assert (row["executed_by"], row["executed_as"]) == (tenant.user, tenant.user)
    assert row["compute"] == {"type": "WAREHOUSE", "warehouse_id": warehouse}


def test_what_wakes_the_warehouse_waits_for_it(tenant: Tenant, w: WorkspaceClient, warehouse: str) -> None:
    for _ in range(2):
        w.statement_execution.execute_statement("SELECT 1", warehouse)
    waited = [(row["total_duration_ms"], row["waiting_for_compute_duration_ms"]) for row in history(tenant)]
    assert waited == [(5000, 5000), (0, 0)]


def test_a_failure_keeps_its_message(tenant: Tenant, w: WorkspaceClient, warehouse: str) -> None:
    w.statement_execution.execute_statement("SELECT * FROM nothing", warehouse)
    (row,) = history(tenant)
    assert row["execution_status"] == "FAILED"
    assert "nothing" in row["error_message"]


def test_parameters_and_tags(tenant: Tenant, w: WorkspaceClient, warehouse: str) -> None:
    w.statement_execution.execute_statement(
        "SELECT :n",
        warehouse,
        parameters=[StatementParameterListItem(name="n", value="7", type="INT")],
        query_tags=[QueryTag("team", "sales")],
    )
    (row,) = history(tenant)
    assert row["query_parameters"] == {"named_parameters": {"n": "7"}, "truncated": False}
    assert row["query_tags"] == {"team": "sales"}


def test_texts_are_for_account_admins(tenant: Tenant, w: WorkspaceClient, warehouse: str, client_of: Clients) -> None:
    client_of("bob@example.com")
    client_of("eve@example.com", "databricks_pii_access")
    w.statement_execution.execute_statement("SELECT 1", warehouse)
    seen = [history(tenant, who)[0]["statement_text"] for who in (tenant.user, "bob@example.com", "eve@example.com")]
    assert seen == ["SELECT 1", "<REDACTED>", "SELECT 1"]
