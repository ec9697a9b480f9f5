"""The ways into SQL lead to the same rows: a notebook's `spark.sql`, statements over REST, a SQL driver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import pytest
import requests
from databricks import sql
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import Disposition, Format
from databricks.sql.client import Connection
from databricks.sql.exc import ServerOperationError

from snippets_tests import surface
from snippets_tests.runners.engine import SessionEngine
from snippets_tests.workspace import Workspace
from snippets_tests.workspace.server import serve

if TYPE_CHECKING:
    from snippets_tests.lakehouse.session import Lakehouse, Session

SETUP = """
CREATE SCHEMA main.doors;
CREATE TABLE main.doors.sales (id BIGINT, region STRING, price DECIMAL(10, 2), sold DATE, at TIMESTAMP);
INSERT INTO main.doors.sales VALUES
  (1, 'north', 10.50, DATE '2026-01-13', TIMESTAMP '2026-01-13 08:00:00'),
  (2, 'south', 20.00, DATE '2026-01-14', TIMESTAMP '2026-01-14 09:30:00.25'),
  (3, 'north', NULL, DATE '2026-01-15', NULL)
"""
STATEMENTS = (
    "SELECT * FROM main.doors.sales ORDER BY id",
    "SELECT region, sum(price) AS total FROM main.doors.sales GROUP BY region ORDER BY region",
    "SELECT count(*) AS n FROM main.doors.sales WHERE price IS NULL",
    "SELECT max(at) AS last FROM main.doors.sales",
    "SELECT id, row_number() OVER (ORDER BY sold DESC) AS place FROM main.doors.sales ORDER BY id",
    "WITH t AS (SELECT id FROM main.doors.sales WHERE id > 1) SELECT * FROM t ORDER BY id",
    "SELECT TRUE AS yes, CAST(1 AS TINYINT) AS a, CAST(2 AS SMALLINT) AS b, 3 AS c, 4L AS d",
    "SELECT 1.5D AS d, CAST(0.5 AS FLOAT) AS f, 1e20D AS big, -0.001D AS small",
    "SELECT X'00FF' AS bytes",
    "SELECT array(1, 2, NULL) AS numbers, array('a') AS texts",
    "SELECT map('a', 1, 'b', NULL) AS m",
    "SELECT named_struct('id', 1, 'tags', array('x', 'y')) AS s",
    "SELECT array(named_struct('day', DATE '2026-01-15')) AS days",
    "SELECT TIMESTAMP_NTZ '2026-01-15 09:00:00' AS local",
    "SELECT NULL AS nothing",
    "SELECT 'ä € 😀 \"quoted\", comma' AS text",
    "SELECT id FROM main.doors.sales WHERE 1 = 0",
    "VALUES (1, 'a'), (2, 'b')",
    "SHOW SCHEMAS IN main LIKE 'd*'",
    "SELECT CAST(12345678901234567890.123456789 AS DECIMAL(38, 9)) AS wide",
)


@dataclass
class Doors:
    """A tenant's three ways in."""

    session: Session
    client: WorkspaceClient
    warehouse: str
    connection: Connection

    def spark(self, statement: str) -> list[Any]:
        return [tuple(row) for row in self.session.spark.sql(statement).collect()]

    def rest(self, statement: str) -> list[Any]:
        response = self.client.statement_execution.execute_statement(
            statement, self.warehouse, disposition=Disposition.EXTERNAL_LINKS, format=Format.ARROW_STREAM
        )
        assert response.result is not None
        rows: list[Any] = []
        for link in response.result.external_links or []:
            body = requests.get(link.external_link or "", timeout=30).content
            rows += [tuple(row.values()) for row in pyarrow.ipc.open_stream(body).read_all().to_pylist()]
        return rows

    def driver(self, statement: str) -> list[Any]:
        with self.connection.cursor() as cursor:
            return [tuple(row.values()) for row in cursor.execute(statement).fetchall_arrow().to_pylist()]


@pytest.fixture
def doors(lakehouse: Lakehouse, tmp_path: Path) -> Iterator[Doors]:
    opened: list[Session] = []
    workspace = Workspace(surface.load(), lambda tenant: SessionEngine(tenant, lambda: opened[0]))
    with serve(workspace) as server:
        tenant = workspace.create_tenant("doors", tmp_path / "files", server.url)
        opened.append(lakehouse.open("doors", tenant.metastore, tmp_path / "files"))
        client = WorkspaceClient(host=tenant.host, token=tenant.token)
        warehouse = next(iter(client.warehouses.list())).id or ""
        path = f"/sql/1.0/warehouses/{warehouse}"
        with sql.connect(
            server_hostname=tenant.host, http_path=path, access_token=tenant.token, use_kernel=True
        ) as connection:
            yield Doors(opened[0], client, warehouse, connection)
        opened[0].close()


def comparable(value: Any) -> Any:
    """A value as all doors can say it: Arrow has moments with a zone, maps as pairs, structs by name."""
    match value:
        case datetime():
            return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).isoformat()
        case date() | Decimal():
            return str(value)
        case bytes() | bytearray():
            return value.hex()
        case dict():
            return [comparable(list(pair)) for pair in value.items()]
        case list() | tuple():
            named = getattr(value, "asDict", None)
            return [comparable(item) for item in (named().items() if named else value)]
    return value


def test_twenty_statements_answer_the_same_through_every_door(doors: Doors) -> None:
    doors.session.sql(SETUP)
    answers = {statement: doors.spark(statement) for statement in STATEMENTS}
    for door in (doors.rest, doors.driver):
        for statement, rows in answers.items():
            assert json.dumps(comparable(door(statement))) == json.dumps(comparable(rows)), statement


def test_a_drivers_session_keeps_what_it_uses_and_makes(doors: Doors) -> None:
    doors.session.sql("CREATE SCHEMA main.kept; CREATE TABLE main.kept.t (id INT); INSERT INTO main.kept.t VALUES (7)")
    with doors.connection.cursor() as cursor:
        cursor.execute("USE SCHEMA kept")
        cursor.execute("CREATE TEMPORARY VIEW seven AS SELECT id FROM t")
        assert cursor.execute("SELECT id, current_schema() FROM seven").fetchall() == [(7, "kept")]
        cursor.execute("CREATE CATALOG later")
        assert ("later",) in [tuple(row) for row in cursor.catalogs().fetchall()]
        found = cursor.columns(catalog_name="main", schema_name="kept", table_name="t").fetchall()
        assert [(column.COLUMN_NAME, column.TYPE_NAME) for column in found] == [("id", "INT")]
        assert [row.TABLE_SCHEM for row in cursor.schemas(catalog_name="main", schema_name="k%").fetchall()] == ["kept"]
        assert cursor.execute("SELECT ? + 1 AS n, ? AS who", [1, "ada"]).fetchall() == [(2, "ada")]
        with pytest.raises(ServerOperationError, match=r"^\[DIVIDE_BY_ZERO\]"):
            cursor.execute("SELECT 1 / 0")
        cursor.execute("SET spark.sql.ansi.enabled = false")
        assert cursor.execute("SELECT 1 / 0 AS none").fetchall() == [(None,)]
    assert doors.session.sql("SELECT current_schema() AS s").rows == (("default",),)
    with pytest.raises(Exception, match="TABLE_OR_VIEW_NOT_FOUND"):
        doors.session.sql("SELECT * FROM seven")
