"""The ways into SQL lead to the same rows: a notebook's `spark.sql`, statements over REST, a SQL driver, Connect."""

from __future__ import annotations

import json
import re
import subprocess
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
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
from pyspark.errors import PySparkException
from pyspark.sql.connect.session import SparkSession as RemoteSession

from snippets_tests import connect_environment, surface
from snippets_tests.runners.engine import SessionEngine
from snippets_tests.tests.runners import doors_client
from snippets_tests.tests.runners.doors_client import shown
from snippets_tests.workspace import Tenant, Workspace
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
    "SELECT current_user() AS who, current_catalog() AS catalog",
    "SELECT parse_json('{\"a\": [1, 2]}'):a[1]::INT AS second",
    "SELECT * EXCEPT (at, sold) FROM main.doors.sales QUALIFY row_number() OVER (PARTITION BY region ORDER BY id) = 1",
    "FROM main.doors.sales |> WHERE id > 1 |> AGGREGATE count(*) AS n GROUP BY region |> ORDER BY region",
    "SELECT listagg(region, '-') WITHIN GROUP (ORDER BY id) AS regions FROM main.doors.sales",
    "SELECT * FROM main.doors.sales PIVOT (sum(price) FOR region IN ('north' AS n, 'south' AS s)) ORDER BY id",
    "SELECT explode(sequence(DATE '2026-01-30', DATE '2026-02-01')) AS day",
    "SELECT transform(array(1, 2, 3), x -> x * x) AS squares, aggregate(array(1, 2), 0, (a, x) -> a + x) AS total",
    "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 4) SELECT n FROM r ORDER BY n",
    "SELECT try_cast('x' AS INT) AS none, try_divide(1, 0) AS nothing, nullif(1, 1) AS same",
    "SELECT date_trunc('MONTH', sold) AS month, count(*) AS n FROM main.doors.sales GROUP BY ALL",
    "SELECT s.id, t.id AS other FROM main.doors.sales s JOIN main.doors.sales t ON t.id = s.id + 1 ORDER BY s.id",
    "SELECT id FROM main.doors.sales VERSION AS OF 1 ORDER BY id",
    "SELECT count(*) AS n, round(avg(fare_amount), 2) AS fare FROM samples.nyctaxi.trips",
    "SELECT column_name, data_type FROM main.information_schema.columns WHERE table_name = 'sales' ORDER BY ALL",
    "SHOW TABLES IN main.doors",
    "SHOW COLUMNS IN main.doors.sales",
    "DESCRIBE TABLE main.doors.sales",
    "SHOW GRANTS ON TABLE main.doors.sales",
    "SELECT DATE '2026-01-31' + INTERVAL 1 MONTH AS later, typeof(INTERVAL '1-2' YEAR TO MONTH) AS type",
    "SELECT is_account_group_member('admins') AS admin, is_member('nobody') AS nobody",
)
# Each door makes and drops a schema of its own; what the statements answer must not depend on the door.
CHANGES = (
    "CREATE SCHEMA main.{door} COMMENT 'of one door'",
    "CREATE TABLE main.{door}.t (id BIGINT NOT NULL, name STRING, CONSTRAINT pk PRIMARY KEY (id)) CLUSTER BY (id)",
    "INSERT INTO main.{door}.t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
    "UPDATE main.{door}.t SET name = upper(name) WHERE id > 1",
    "DELETE FROM main.{door}.t WHERE id = 3",
    "MERGE INTO main.{door}.t USING (VALUES (2, 'two'), (4, 'four')) AS s(id, name) ON t.id = s.id"
    " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
    "ALTER TABLE main.{door}.t ADD COLUMN size INT",
    "COMMENT ON TABLE main.{door}.t IS 'a table'",
    "ALTER TABLE main.{door}.t ADD CONSTRAINT positive CHECK (id > 0)",
    "CREATE VIEW main.{door}.v AS SELECT id FROM main.{door}.t WHERE name <> 'a'",
    "SELECT * FROM main.{door}.v ORDER BY id",
    "GRANT SELECT ON TABLE main.{door}.t TO `bob@example.com`",
    "SHOW GRANTS ON TABLE main.{door}.t",
    "CREATE VOLUME main.{door}.files",
    "SHOW VOLUMES IN main.{door}",
    "CREATE FUNCTION main.{door}.half(x DOUBLE) RETURNS DOUBLE RETURN x / 2",
    "SELECT main.{door}.half(3) AS half",
    "SELECT * FROM main.{door}.t ORDER BY id",
    "OPTIMIZE main.{door}.nope",
    "DROP SCHEMA main.{door}",
    "DROP SCHEMA main.{door} CASCADE",
)
# What is refused, with the condition and the SQL state.
REFUSED = {
    "SELECT * FROM main.doors.nope": ("TABLE_OR_VIEW_NOT_FOUND", "42P01"),
    "SELECT nope FROM main.doors.sales": ("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"),
    "SELEC 1": ("PARSE_SYNTAX_ERROR", "42601"),
    "SELECT 1 / 0": ("DIVIDE_BY_ZERO", "22012"),
    "SELECT CAST('x' AS INT)": ("CAST_INVALID_INPUT", "22018"),
    "SELECT nope(1)": ("UNRESOLVED_ROUTINE", "42883"),
    "CREATE SCHEMA main.doors": ("SCHEMA_ALREADY_EXISTS", "42P06"),
    "INSERT INTO main.doors.sales (id) VALUES ('x')": ("CAST_INVALID_INPUT", "22018"),
}
CONDITION = re.compile(r"\[([A-Z_]+(?:\.[A-Z_]+)?)\].*SQLSTATE: (\w{5})", re.DOTALL)


@dataclass
class Doors:
    """A tenant's four ways in. What a way refuses is answered as the condition and the SQL state."""

    tenant: Tenant
    session: Session
    client: WorkspaceClient
    warehouse: str
    connection: Connection
    environment: dict[str, str]

    def spark(self, statement: str) -> list[Any]:
        try:
            return [tuple(row) for row in self.session.spark.sql(statement).collect()]
        except PySparkException as error:
            return [error.getCondition(), error.getSqlState()]

    def connect(self, asked: Iterable[Any], *arguments: str) -> list[Any]:
        """What databricks-connect answers, in its own Python."""
        done = subprocess.run(
            [connect_environment.PYTHON, "-P", doors_client.__file__, *arguments],
            input=json.dumps(list(asked)),
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=300,
        )
        answers: list[Any] = json.loads(done.stdout)
        return answers

    def rest(self, statement: str) -> list[Any]:
        response = self.client.statement_execution.execute_statement(
            statement, self.warehouse, disposition=Disposition.EXTERNAL_LINKS, format=Format.ARROW_STREAM
        )
        if response.status and response.status.error:
            return condition(response.status.error.message)
        assert response.result is not None
        rows: list[Any] = []
        for link in response.result.external_links or []:
            body = requests.get(link.external_link or "", timeout=30).content
            rows += [tuple(row.values()) for row in pyarrow.ipc.open_stream(body).read_all().to_pylist()]
        return rows

    def driver(self, statement: str) -> list[Any]:
        with self.connection.cursor() as cursor:
            try:
                cursor.execute(statement)
            except ServerOperationError as error:
                return condition(str(error))
            return [tuple(row.values()) for row in cursor.fetchall_arrow().to_pylist()]


@pytest.fixture
def doors(lakehouse: Lakehouse, tmp_path: Path) -> Iterator[Doors]:
    opened: list[Session] = []
    workspace = Workspace(surface.load(), lambda tenant: SessionEngine(tenant, lambda: opened[0]))
    with serve(workspace) as server:
        tenant = workspace.create_tenant("doors", tmp_path / "files", server.url)
        opened.append(lakehouse.open("doors", tenant.metastore, tmp_path / "files"))
        client = WorkspaceClient(host=tenant.host, token=tenant.token)
        warehouse = next(iter(client.warehouses.list())).id or ""
        authority = server.certificate.write_authority(tmp_path / "authority.pem")
        environment = {
            "DATABRICKS_HOST": tenant.host,
            "DATABRICKS_TOKEN": tenant.token,
            "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(authority),
            "TZ": "UTC",
        }
        path = f"/sql/1.0/warehouses/{warehouse}"
        with sql.connect(
            server_hostname=tenant.host, http_path=path, access_token=tenant.token, use_kernel=True
        ) as connection:
            yield Doors(tenant, opened[0], client, warehouse, connection, environment)
        opened[0].close()


def condition(message: str | None) -> list[Any]:
    """The condition and the SQL state that a message begins and ends with."""
    found = CONDITION.search(message or "")
    assert found, message
    return list(found.groups())


def test_forty_statements_answer_the_same_through_every_door(doors: Doors) -> None:
    assert len(STATEMENTS) >= 40
    doors.session.sql(SETUP)
    answers = [shown(doors.spark(statement)) for statement in STATEMENTS]
    assert not [rows for rows in answers if re.fullmatch(r'\["[A-Z_.]+", "\w{5}"\]', rows)]
    for statement, rows, there in zip(STATEMENTS, answers, doors.connect(STATEMENTS), strict=True):
        assert there == rows, statement
    for door in (doors.rest, doors.driver):
        for statement, rows in zip(STATEMENTS, answers, strict=True):
            assert shown(door(statement)) == rows, statement


def test_changes_answer_the_same_through_every_door(doors: Doors) -> None:
    doors.tenant.add_user("bob@example.com")

    def through(door: str, run: Callable[[str], list[Any]]) -> list[str]:
        return [shown(run(statement.format(door=door))).replace(door, "door") for statement in CHANGES]

    answers = through("notebook", doors.spark)
    there = doors.connect(statement.format(door="remote") for statement in CHANGES)
    others = {
        "connect": [text.replace("remote", "door") for text in there],
        "rest": through("overrest", doors.rest),
        "driver": through("driven", doors.driver),
    }
    for name, texts in others.items():
        for statement, expected, found in zip(CHANGES, answers, texts, strict=True):
            assert found == expected, f"{name}: {statement}"
    assert doors.session.sql("SHOW SCHEMAS IN main").rows == (("default",), ("information_schema",))


def test_refusals_have_the_same_condition_and_state_through_every_door(doors: Doors) -> None:
    doors.session.sql(SETUP)
    there = doors.connect(REFUSED)
    for (statement, expected), remote in zip(REFUSED.items(), there, strict=True):
        assert remote == json.dumps(expected), statement
        for door in (doors.spark, doors.rest, doors.driver):
            assert door(statement) == list(expected), statement


def test_sparks_own_client_comes_in_by_token_and_sees_what_its_user_may(doors: Doors) -> None:
    doors.session.sql(SETUP)
    tokens = {"ada": doors.client.config.token, "bob": doors.tenant.add_user("bob@example.com")}
    doors.session.sql("GRANT USE CATALOG ON CATALOG main TO `bob@example.com`")
    host = doors.client.config.host.removeprefix("http://").replace("127.0.0.1", "localhost")
    path = f"x-databricks-session-id={uuid.UUID(int=4)}"
    found = {}
    for who, token in tokens.items():
        spark = RemoteSession.builder.remote(f"sc://{host}/;token={token};{path}").create()
        found[who] = spark.sql("SELECT current_user()").collect()[0][0]
        if who == "ada":
            assert spark.table("main.doors.sales").count() == 3
        else:
            with pytest.raises(PySparkException, match="INSUFFICIENT_PERMISSIONS"):
                spark.table("main.doors.sales").count()
        spark.client.close()
    assert found == {"ada": "ada@example.com", "bob": "bob@example.com"}


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
