"""Saved queries and the history of statements through the real SDK."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied, ResourceAlreadyExists
from databricks.sdk.service import jobs, sql

from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Tenant


def new(w: WorkspaceClient, name: str = "trips", text: str = "SELECT 1", **more: object) -> sql.Query:
    return w.queries.create(query=sql.CreateQueryRequestQuery(display_name=name, query_text=text), **more)


@pytest.fixture
def warehouse(w: WorkspaceClient) -> str:
    return next(iter(w.warehouses.list())).id or ""


def test_a_query_is_kept_changed_and_thrown_away(w: WorkspaceClient) -> None:
    made = new(w)
    assert (made.owner_user_name, made.lifecycle_state) == ("ada@example.com", sql.LifecycleState.ACTIVE)
    assert made.parent_path == "/Workspace/Users/ada@example.com"

    changed = sql.UpdateQueryRequestQuery(query_text="SELECT 2", description="two")
    w.queries.update(made.id or "", update_mask="query_text", query=changed)
    found = w.queries.get(made.id or "")
    assert (found.query_text, found.description, found.display_name) == ("SELECT 2", None, "trips")

    w.queries.delete(made.id or "")
    assert list(w.queries.list()) == []
    assert w.queries.get(made.id or "").lifecycle_state is sql.LifecycleState.TRASHED


def test_a_taken_name_is_refused_or_numbered(w: WorkspaceClient) -> None:
    new(w)
    with pytest.raises(ResourceAlreadyExists, match="Node named 'trips' already exists"):
        new(w)
    assert new(w, auto_resolve_display_name=True).display_name == "trips (1)"


def test_queries_come_in_pages_to_who_may_read_them(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    ids = [new(w, f"q{number}").id for number in range(3)]
    bob = client_of("bob@example.com")
    assert [query.id for query in w.queries.list(page_size=2)] == ids
    assert list(bob.queries.list()) == []
    with pytest.raises(PermissionDenied):
        bob.queries.get(ids[0] or "")
    with pytest.raises(NotFound, match=r"Query nothing does not exist\."):
        w.queries.get("nothing")
    with pytest.raises(InvalidParameterValue, match="update_mask: 'text' is not one of"):
        w.queries.update(ids[0] or "", update_mask="text")


def test_a_job_runs_a_saved_query_with_its_parameters(w: WorkspaceClient, warehouse: str, tenant: Tenant) -> None:
    query = new(w, text="CREATE TABLE {{ name }} AS SELECT :day AS day")
    task = jobs.SqlTask(
        warehouse_id=warehouse,
        query=jobs.SqlTaskQuery(query_id=query.id or ""),
        parameters={"name": "days", "day": "monday"},
    )
    w.jobs.submit(tasks=[jobs.SubmitTask(task_key="q", sql_task=task)]).result()
    engine = tenant.engine("the test")
    assert isinstance(engine, SmallEngine)
    assert engine.sql("SELECT day FROM days").rows == (("monday",),)


def test_the_history_tells_statements_latest_first(
    w: WorkspaceClient, warehouse: str, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    w.statement_execution.execute_statement("SELECT 1", warehouse)
    w.statement_execution.execute_statement("SELECT * FROM ghosts", warehouse)
    bob.statement_execution.execute_statement("CREATE TABLE t (id INT)", warehouse)

    history = w.query_history.list().res or []

    assert [(q.statement_type, q.status, q.user_name) for q in history] == [
        (sql.QueryStatementType.CREATE, sql.QueryStatus.FINISHED, "bob@example.com"),
        (sql.QueryStatementType.SELECT, sql.QueryStatus.FAILED, "ada@example.com"),
        (sql.QueryStatementType.SELECT, sql.QueryStatus.FINISHED, "ada@example.com"),
    ]
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in (history[1].error_message or "")
    assert [q.query_text for q in bob.query_history.list().res or []] == ["CREATE TABLE t (id INT)"]
    failed = w.query_history.list(filter_by=sql.QueryFilter(statuses=[sql.QueryStatus.FAILED]), max_results=5)
    assert [q.query_text for q in failed.res or []] == ["SELECT * FROM ghosts"]


def test_the_history_counts_rows_whatever_their_format_and_keeps_what_a_driver_closed(
    w: WorkspaceClient, warehouse: str
) -> None:
    asked = {"disposition": sql.Disposition.EXTERNAL_LINKS, "format": sql.Format.ARROW_STREAM}
    w.statement_execution.execute_statement("SELECT 1 AS a UNION ALL SELECT 2", warehouse, **asked)  # type: ignore[arg-type]
    closed = w.statement_execution.execute_statement("SELECT 3 AS a", warehouse)
    w.api_client.do("DELETE", f"/api/2.0/sql/statements/{closed.statement_id}")
    history = w.query_history.list().res or []
    assert [(q.status, q.rows_produced) for q in history] == [
        (sql.QueryStatus.FINISHED, 1),
        (sql.QueryStatus.FINISHED, 2),
    ]


def test_metrics_tell_times_and_rows_and_nothing_that_is_not_known(w: WorkspaceClient, warehouse: str) -> None:
    tags = [sql.QueryTag(key="team", value="finance")]
    w.statement_execution.execute_statement("SELECT 1 AS a UNION ALL SELECT 2", warehouse, query_tags=tags)
    w.statement_execution.execute_statement("SELECT * FROM ghosts", warehouse)
    failed, done = w.query_history.list(include_metrics=True).res or []
    assert done.metrics is not None
    assert failed.metrics is not None
    assert (done.metrics.rows_produced_count, failed.metrics.rows_produced_count) == (2, 0)
    assert (done.metrics.result_from_cache, done.metrics.read_bytes) == (False, None)
    assert done.metrics.execution_time_ms == done.duration
    assert [tag.as_dict() for tag in done.query_tags or []] == [{"key": "team", "value": "finance"}]
    assert (w.query_history.list().res or [])[0].metrics is None
