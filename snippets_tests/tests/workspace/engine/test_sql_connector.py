"""databricks-sql-connector as it is published, against the local workspace; statements run in SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from databricks import sql
from databricks.sdk import WorkspaceClient
from databricks.sql.client import Connection, Cursor
from databricks.sql.exc import DatabaseError, ServerOperationError

from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Tenant

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n"


@pytest.fixture
def engine(tenant: Tenant) -> SmallEngine:
    engine = tenant.engine("the test")
    assert isinstance(engine, SmallEngine)
    return engine


@pytest.fixture
def http_path(w: WorkspaceClient) -> str:
    return f"/sql/1.0/warehouses/{next(iter(w.warehouses.list())).id}"


@pytest.fixture
def connect(tenant: Tenant, http_path: str) -> Callable[..., Connection]:
    def make(**options: Any) -> Connection:
        given = {"server_hostname": tenant.host, "http_path": http_path, "access_token": tenant.token, **options}
        return sql.connect(use_kernel=True, **given)

    return make


@pytest.fixture
def cursor(connect: Callable[..., Connection]) -> Iterator[Cursor]:
    with connect() as connection, connection.cursor() as cursor:
        yield cursor


def test_rows_have_names_and_a_description(cursor: Cursor) -> None:
    cursor.execute("SELECT 1 AS id, 'a' AS name, NULL AS empty")
    (row,) = cursor.fetchall()
    assert (row.id, row["name"], row[2]) == (1, "a", None)
    assert [column[:2] for column in cursor.description or []] == [
        ("id", "bigint"),
        ("name", "string"),
        ("empty", "string"),
    ]


def test_rows_come_in_pieces(cursor: Cursor) -> None:
    cursor.execute(NUMBERS.format(10))
    assert cursor.fetchone() == (1,)
    assert [row.i for row in cursor.fetchmany(3)] == [2, 3, 4]
    assert cursor.fetchmany_arrow(2).to_pydict() == {"i": [5, 6]}
    assert [row.i for row in cursor] == [7, 8, 9, 10]


def test_a_large_result_comes_through_links(cursor: Cursor, tenant: Tenant) -> None:
    """The first answer has all of them: a driver that asks for each may give the last one up."""
    table = cursor.execute(NUMBERS.format(200_000)).fetchall_arrow()
    assert table.column("i").to_pylist() == list(range(1, 200_001))
    sent = tenant.recorder.drain()
    (answer,) = [exchange.response for exchange in sent if exchange.path == "/api/2.0/sql/statements"]
    assert len(answer["result"]["external_links"]) == answer["manifest"]["total_chunk_count"] > 1
    assert not any("/result/chunks/" in exchange.path for exchange in sent)


def test_a_result_without_rows_keeps_its_columns(cursor: Cursor) -> None:
    assert cursor.execute("SELECT 1 AS id WHERE 1 = 0").fetchall_arrow().column_names == ["id"]


def test_parameters_have_names_or_positions(cursor: Cursor, engine: SmallEngine) -> None:
    assert cursor.execute("SELECT :n + 1 AS n, :who AS who", {"n": 1, "who": "ada"}).fetchall() == [(2, "ada")]
    assert cursor.execute("SELECT ? AS a, ? AS b", [1.5, None]).fetchall() == [(1.5, None)]
    assert engine.asked[-1]["parameters"] == [1.5, None]


def test_a_failed_statement_is_an_error_of_the_server(cursor: Cursor) -> None:
    with pytest.raises(ServerOperationError, match=r"^\[TABLE_OR_VIEW_NOT_FOUND\] The table or view `ghosts`"):
        cursor.execute("SELECT * FROM ghosts")
    assert cursor.execute("SELECT 1 AS id").fetchall() == [(1,)]


def test_a_connection_is_one_session_until_it_is_closed(
    connect: Callable[..., Connection], engine: SmallEngine
) -> None:
    options = {"catalog": "main", "schema": "bronze", "session_configuration": {"ansi_mode": "false"}}
    with connect(**options) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 AS id")
        (statements,) = engine.sessions.values()
        first = ["USE CATALOG `main`", "USE SCHEMA `bronze`", "SET spark.sql.ansi.enabled = false"]
        assert statements == [*first, "SELECT 1 AS id"]
    assert engine.sessions == {}


def test_a_statement_may_run_while_the_client_does_other_things(cursor: Cursor) -> None:
    cursor.execute_async("SELECT 5 AS n")
    cursor.get_async_execution_result()
    assert cursor.fetchall() == [(5,)]


def test_metadata_lists_what_the_caller_may_see(cursor: Cursor, w: WorkspaceClient) -> None:
    w.schemas.create("bronze", "main")
    found = {(row["TABLE_CATALOG"], row["TABLE_SCHEM"]) for row in cursor.schemas(schema_name="br%").fetchall()}
    assert found == {("main", "bronze")}
    (table,) = cursor.tables(catalog_name="samples", schema_name="nyc%", table_name="trip_").fetchall()
    assert (table.TABLE_CAT, table.TABLE_SCHEM, table.TABLE_NAME, table.TABLE_TYPE) == (
        "samples",
        "nyctaxi",
        "trips",
        "TABLE",
    )
    columns = cursor.columns(catalog_name="samples", schema_name="nyctaxi", table_name="trips").fetchall()
    assert [(c.COLUMN_NAME, c.TYPE_NAME, c.IS_NULLABLE) for c in columns][:3] == [
        ("tpep_pickup_datetime", "TIMESTAMP", "YES"),
        ("tpep_dropoff_datetime", "TIMESTAMP", "YES"),
        ("trip_distance", "DOUBLE", "YES"),
    ]
    assert cursor.tables(catalog_name="ghosts").fetchall() == []


def test_a_service_principal_connects_with_its_secret(
    connect: Callable[..., Connection], w: WorkspaceClient, engine: SmallEngine
) -> None:
    principal = w.service_principals.create(display_name="etl")
    secret = w.service_principal_secrets_proxy.create(principal.id or "")
    machine = {"oauth_client_id": principal.application_id, "oauth_client_secret": secret.secret}
    with connect(access_token=None, **machine) as connection, connection.cursor() as cursor:
        assert cursor.execute("SELECT 1 AS id").fetchall() == [(1,)]
    assert engine.asked[-1]["who"] == principal.application_id


def test_a_wrong_token_or_warehouse_is_refused_at_once(connect: Callable[..., Connection]) -> None:
    with pytest.raises(DatabaseError, match="Invalid access token"):
        connect(access_token="wrong")
    with pytest.raises(DatabaseError, match="The warehouse 0123456789abcdef was not found"):
        connect(http_path="/sql/1.0/warehouses/0123456789abcdef")


def test_a_session_is_nobody_elses(
    connect: Callable[..., Connection], tenant: Tenant, client_of: Callable[..., WorkspaceClient], http_path: str
) -> None:
    bob = client_of("bob@example.com")
    with connect():
        (session,) = tenant.store["sql_sessions"]
        with pytest.raises(Exception, match=f"The session {session} was not found"):
            bob.api_client.do("DELETE", f"/api/2.0/sql/sessions/{session}")
