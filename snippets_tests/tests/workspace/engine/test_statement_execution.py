"""Statements through the real SDK, run in SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow
import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.sql import (
    ColumnInfoTypeName,
    Disposition,
    Format,
    ServiceErrorCode,
    StatementParameterListItem,
    StatementResponse,
    StatementState,
)

from snippets_tests.tests.workspace.engine.small_engine import Column, SmallEngine, Table
from snippets_tests.workspace import Tenant

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"


@pytest.fixture
def warehouse(w: WorkspaceClient) -> str:
    return next(iter(w.warehouses.list())).id or ""


@pytest.fixture
def engine(tenant: Tenant) -> SmallEngine:
    engine = tenant.engine("the test")
    assert isinstance(engine, SmallEngine)
    return engine


@pytest.fixture
def run(w: WorkspaceClient, warehouse: str) -> Callable[..., StatementResponse]:
    def execute(statement: str, **options: object) -> StatementResponse:
        return w.statement_execution.execute_statement(statement, warehouse, **options)

    return execute


def rows(response: StatementResponse) -> list[list[str]] | None:
    assert response.status is not None
    assert response.status.state is StatementState.SUCCEEDED
    assert response.result is not None
    return response.result.data_array


def test_a_result_is_texts_with_a_schema(run: Callable[..., StatementResponse]) -> None:
    response = run("SELECT 1 AS id, 'a' AS name, NULL AS empty")
    assert rows(response) == [["1", "a", None]]
    manifest = response.manifest
    assert manifest is not None
    assert manifest.schema is not None
    columns = [(c.position, c.name, c.type_name, c.type_text) for c in manifest.schema.columns or []]
    assert columns == [
        (0, "id", ColumnInfoTypeName.LONG, "BIGINT"),
        (1, "name", ColumnInfoTypeName.STRING, "STRING"),
        (2, "empty", ColumnInfoTypeName.NULL, "VOID"),
    ]
    assert (manifest.total_row_count, manifest.total_chunk_count, manifest.truncated) == (1, 1, False)


def test_a_statement_without_a_result_succeeds_without_one(run: Callable[..., StatementResponse]) -> None:
    response = run("CREATE TABLE t (id INT)")
    assert rows(response) is None
    assert response.manifest is not None
    assert response.manifest.schema is not None
    assert response.manifest.schema.column_count == 0


def test_every_type_has_databricks_spelling(run: Callable[..., StatementResponse], engine: SmallEngine) -> None:
    values = {
        "BOOLEAN": (True, "true"),
        "DOUBLE": (1e10, "1.0E10"),
        "FLOAT": (0.1, "0.1"),
        "DECIMAL(10,2)": (Decimal("1.50"), "1.50"),
        "DATE": (date(2026, 1, 15), "2026-01-15"),
        "TIMESTAMP": (datetime(2026, 1, 15, 9, 30), "2026-01-15T09:30:00.000Z"),
        "TIMESTAMP_NTZ": (datetime(2026, 1, 15, 9, 30, 0, 125), "2026-01-15T09:30:00.000125"),
        "BINARY": (b"\x00\x01", "AAE="),
        "ARRAY<INT>": ([1, None], '["1",null]'),
        "MAP<STRING, INT>": ({"a": 1}, '{"a":"1"}'),
        "STRUCT<a: INT, b: ARRAY<DATE>>": ((1, [date(2026, 1, 15)]), '{"a":"1","b":["2026-01-15"]}'),
    }
    columns = tuple(Column(f"c{index}", kind) for index, kind in enumerate(values))
    engine.answers["SELECT everything"] = Table(columns, (tuple(value for value, _ in values.values()),))
    assert rows(run("SELECT everything")) == [[text for _, text in values.values()]]


def test_typed_parameters_reach_the_engine_as_values(
    run: Callable[..., StatementResponse], engine: SmallEngine
) -> None:
    given = [
        StatementParameterListItem(name="who", value="ada"),
        StatementParameterListItem(name="n", value="7", type="INT"),
        StatementParameterListItem(name="day", value="2026-01-15", type="DATE"),
        StatementParameterListItem(name="price", value="1.5", type="DECIMAL(10,2)"),
        StatementParameterListItem(name="none", type="BIGINT"),
    ]
    assert rows(run("SELECT :who, :n + 1, :none", parameters=given)) == [["ada", "8", None]]
    assert engine.asked[-1]["parameters"] == {
        "who": "ada",
        "n": 7,
        "day": date(2026, 1, 15),
        "price": Decimal("1.50"),
        "none": None,
    }


def test_a_value_that_does_not_fit_its_type_fails_the_statement(run: Callable[..., StatementResponse]) -> None:
    given = [StatementParameterListItem(name="n", value="seven", type="INT")]
    status = run("SELECT :n", parameters=given).status
    assert status is not None
    assert (status.state, status.sql_state) == (StatementState.FAILED, "22018")
    assert "[CAST_INVALID_INPUT] The value 'seven'" in ((status.error and status.error.message) or "")
    with pytest.raises(InvalidParameterValue, match="Invalid parameter type: NUMBER"):
        run("SELECT :n", parameters=[StatementParameterListItem(name="n", value="7", type="NUMBER")])


def test_a_failed_statement_says_why_in_its_status(run: Callable[..., StatementResponse]) -> None:
    response = run("SELECT * FROM ghosts")
    status = response.status
    assert status is not None
    assert (status.state, status.sql_state) == (StatementState.FAILED, "42P01")
    assert status.error is not None
    assert status.error.error_code is ServiceErrorCode.BAD_REQUEST
    assert (status.error.message or "").startswith("[TABLE_OR_VIEW_NOT_FOUND] The table or view `ghosts`")
    assert response.result is None


def test_two_statements_at_once_are_a_syntax_error(run: Callable[..., StatementResponse]) -> None:
    status = run("SELECT 1; SELECT 2").status
    assert status is not None
    assert status.error is not None
    assert "extra input 'SELECT'" in (status.error.message or "")
    assert rows(run("SELECT 1;")) == [["1"]]


def test_catalog_schema_and_caller_reach_the_engine(run: Callable[..., StatementResponse], engine: SmallEngine) -> None:
    run("SELECT 1", catalog="main", schema="bronze")
    asked = engine.asked[-1]
    assert (asked["catalog"], asked["schema"], asked["who"]) == ("main", "bronze", "ada@example.com")


def test_without_waiting_a_statement_runs_when_it_is_asked_for(
    w: WorkspaceClient, run: Callable[..., StatementResponse], engine: SmallEngine
) -> None:
    response = run("SELECT 1 AS id", wait_timeout="0s")
    assert response.status is not None
    assert response.status.state is StatementState.PENDING
    assert engine.asked == []
    assert rows(w.statement_execution.get_statement(response.statement_id or "")) == [["1"]]


def test_a_cancelled_statement_never_runs(
    w: WorkspaceClient, run: Callable[..., StatementResponse], engine: SmallEngine
) -> None:
    identity = run("SELECT 1", wait_timeout="0s").statement_id or ""
    w.statement_execution.cancel_execution(identity)
    status = w.statement_execution.get_statement(identity).status
    assert status is not None
    assert status.state is StatementState.CANCELED
    assert engine.asked == []


def test_a_row_limit_cuts_and_says_so(run: Callable[..., StatementResponse]) -> None:
    response = run(NUMBERS.format(5), row_limit=2)
    assert rows(response) == [["1"], ["2"]]
    assert response.manifest is not None
    assert response.manifest.truncated is True
    whole = run(NUMBERS.format(2), row_limit=2)
    assert whole.manifest is not None
    assert whole.manifest.truncated is False


def test_a_byte_limit_cuts_too(run: Callable[..., StatementResponse]) -> None:
    response = run(NUMBERS.format(100), byte_limit=60)
    assert 0 < len(rows(response) or []) < 100
    assert response.manifest is not None
    assert response.manifest.truncated is True


def test_a_large_result_comes_in_chunks(w: WorkspaceClient, run: Callable[..., StatementResponse]) -> None:
    response = run(NUMBERS.format(200_000))
    assert response.manifest is not None
    assert response.manifest.total_row_count == 200_000
    assert (response.manifest.total_chunk_count or 0) > 1
    found, part = [], response.result
    while part is not None:
        found += part.data_array or []
        following = part.next_chunk_index
        part = (
            w.statement_execution.get_statement_result_chunk_n(response.statement_id or "", following)
            if following
            else None
        )
    assert [int(row[0]) for row in found] == list(range(1, 200_001))
    with pytest.raises(InvalidParameterValue, match="The chunk 99 does not exist"):
        w.statement_execution.get_statement_result_chunk_n(response.statement_id or "", 99)


def test_external_links_lead_to_the_data_without_a_token(run: Callable[..., StatementResponse]) -> None:
    statement = "SELECT 1 AS id, 'a,b' AS name UNION SELECT 2, NULL"
    for form, expected in (
        (Format.JSON_ARRAY, json.dumps([["1", "a,b"], ["2", None]], separators=(",", ":"))),
        (Format.CSV, 'id,name\n1,"a,b"\n2,null\n'),
    ):
        response = run(statement, disposition=Disposition.EXTERNAL_LINKS, format=form)
        assert response.result is not None
        (link,) = response.result.external_links or []
        assert requests.get(link.external_link or "", timeout=10).text == expected


def test_arrow_comes_behind_links_with_the_types_of_its_columns(
    run: Callable[..., StatementResponse], engine: SmallEngine
) -> None:
    values: dict[str, object] = {
        "TINYINT": 1,
        "DOUBLE": 1.5,
        "DECIMAL(10,2)": Decimal("1.50"),
        "DATE": date(2026, 1, 15),
        "TIMESTAMP": datetime(2026, 1, 15, 9, 30),
        "TIMESTAMP_NTZ": datetime(2026, 1, 15, 9, 30),
        "BINARY": b"\x00\x01",
        "ARRAY<INT>": [1, None],
        "MAP<STRING, INT>": {"a": 1},
        "STRUCT<a: INT, b: ARRAY<DATE>>": (1, [date(2026, 1, 15)]),
        "VOID": None,
    }
    columns = tuple(Column(kind, kind) for kind in values)
    engine.answers["SELECT everything"] = Table(columns, (tuple(values.values()),))
    response = run("SELECT everything", disposition=Disposition.EXTERNAL_LINKS, format=Format.ARROW_STREAM)
    assert response.result is not None
    (link,) = response.result.external_links or []
    table = pyarrow.ipc.open_stream(requests.get(link.external_link or "", timeout=10).content).read_all()
    assert [str(field.type) for field in table.schema] == [
        "int8", "double", "decimal128(10, 2)", "date32[day]", "timestamp[us, tz=UTC]", "timestamp[us]", "binary",
        "list<element: int32>", "map<string, int32>", "struct<a: int32, b: list<element: date32[day]>>", "null",
    ]  # fmt: skip
    (row,) = table.to_pylist()
    changed = {
        "TIMESTAMP": datetime(2026, 1, 15, 9, 30, tzinfo=UTC),
        "MAP<STRING, INT>": [("a", 1)],
        "STRUCT<a: INT, b: ARRAY<DATE>>": {"a": 1, "b": [date(2026, 1, 15)]},
    }
    assert row == {**values, **changed}


def test_inline_results_are_json_only(run: Callable[..., StatementResponse]) -> None:
    for form in (Format.CSV, Format.ARROW_STREAM):
        with pytest.raises(InvalidParameterValue, match="not supported with disposition INLINE"):
            run("SELECT 1", format=form)


def test_a_statement_wakes_a_stopped_warehouse(
    w: WorkspaceClient, run: Callable[..., StatementResponse], warehouse: str
) -> None:
    run("SELECT 1")
    assert next(iter(w.warehouses.list())).state is not None
    assert next(iter(w.warehouses.list())).state.value == "RUNNING"


def test_what_cannot_be_taken_in_is_refused(w: WorkspaceClient, run: Callable[..., StatementResponse]) -> None:
    with pytest.raises(InvalidParameterValue, match="between 5s and 50s"):
        run("SELECT 1", wait_timeout="60s")
    with pytest.raises(NotFound, match=r"The warehouse 0123456789abcdef was not found\."):
        w.statement_execution.execute_statement("SELECT 1", "0123456789abcdef")
    with pytest.raises(NotFound, match=r"The statement nothing was not found\."):
        w.statement_execution.get_statement("nothing")


def test_a_statement_belongs_to_who_submitted_it(
    run: Callable[..., StatementResponse], client_of: Callable[..., WorkspaceClient]
) -> None:
    identity = run("SELECT 1").statement_id or ""
    with pytest.raises(PermissionDenied):
        client_of("bob@example.com").statement_execution.get_statement(identity)
