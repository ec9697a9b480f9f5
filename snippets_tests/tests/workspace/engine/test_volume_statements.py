"""PUT, GET and REMOVE with databricks-sql-connector as it is published, and the URLs that they travel by."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from databricks import sql
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType
from databricks.sql.client import Connection, Cursor
from databricks.sql.exc import NotSupportedError, OperationalError, ProgrammingError, ServerOperationError

from snippets_tests.tests.workspace.engine.small_engine import SmallEngine
from snippets_tests.workspace import Tenant

FILE = "/Volumes/main/landing/drop/2026/orders.csv"
Connect = Callable[..., Connection]


@pytest.fixture
def connect(tenant: Tenant, w: WorkspaceClient) -> Connect:
    """Connections by the connector's own REST backend: the only one of its three that serves both ways here."""
    path = f"/sql/1.0/warehouses/{next(iter(w.warehouses.list())).id}"
    host = urlsplit(tenant.host)

    def make(**options: Any) -> Connection:
        given = {
            "server_hostname": f"{host.scheme}://{host.hostname}",
            "_port": host.port,
            "use_sea": True,
            "enable_telemetry": False,
            "http_path": path,
            "access_token": tenant.token,
            **options,
        }
        return sql.connect(**given)

    return make


@pytest.fixture
def volume(w: WorkspaceClient) -> None:
    w.schemas.create("landing", "main")
    w.volumes.create("main", "landing", "drop", VolumeType.MANAGED)


@pytest.fixture
def cursor(connect: Connect, volume: None, tmp_path: Path) -> Iterator[Cursor]:
    (tmp_path / "orders.csv").write_bytes(b"id,total\n1,19.90\n")
    with connect(staging_allowed_local_path=str(tmp_path)) as connection, connection.cursor() as cursor:
        yield cursor


def read(w: WorkspaceClient, path: str = FILE) -> bytes:
    contents = w.files.download(path).contents
    assert contents is not None
    return contents.read()


@pytest.mark.parametrize("prefix", ["", "dbfs:"])
def test_a_file_goes_up_comes_down_and_is_removed(
    cursor: Cursor, w: WorkspaceClient, tmp_path: Path, prefix: str
) -> None:
    cursor.execute(f"PUT '{tmp_path}/orders.csv' INTO '{prefix}{FILE}'")
    assert read(w) == b"id,total\n1,19.90\n"
    cursor.execute(f"GET '{prefix}{FILE}' TO '{tmp_path}/back.csv'")
    assert (tmp_path / "back.csv").read_bytes() == b"id,total\n1,19.90\n"
    cursor.execute(f"REMOVE '{prefix}{FILE}'")
    assert list(w.files.list_directory_contents("/Volumes/main/landing/drop/2026")) == []


def test_only_overwrite_replaces_a_file(cursor: Cursor, w: WorkspaceClient, tmp_path: Path) -> None:
    w.files.upload(FILE, io.BytesIO(b"old"))
    with pytest.raises(ServerOperationError, match=r"\[FILE_IN_STAGING_PATH_ALREADY_EXISTS\] .*orders\.csv"):
        cursor.execute(f"PUT '{tmp_path}/orders.csv' INTO '{FILE}'")
    assert read(w) == b"old"
    cursor.execute(f"PUT '{tmp_path}/orders.csv' INTO '{FILE}' OVERWRITE")
    assert read(w) == b"id,total\n1,19.90\n"


def test_a_stream_goes_up_without_a_file(cursor: Cursor, w: WorkspaceClient) -> None:
    cursor.execute(f"PUT '__input_stream__' INTO '{FILE}'", input_stream=io.BytesIO(b"streamed"))
    assert read(w) == b"streamed"


def test_the_driver_touches_only_allowed_folders(cursor: Cursor, connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(ProgrammingError, match="restricted to paths within the configured staging_allowed_local_path"):
        cursor.execute(f"PUT '{tmp_path.parent}/other.csv' INTO '{FILE}'")
    with connect() as connection, connection.cursor() as free, pytest.raises(ProgrammingError, match="at least one"):
        free.execute(f"PUT '{tmp_path}/orders.csv' INTO '{FILE}'")


def test_a_file_that_is_not_there_is_missing_behind_the_url(cursor: Cursor, tmp_path: Path) -> None:
    with pytest.raises(OperationalError, match="Staging operation over HTTP was unsuccessful: 404"):
        cursor.execute(f"GET '{FILE}' TO '{tmp_path}/back.csv'")
    assert not (tmp_path / "back.csv").exists()
    with pytest.raises(OperationalError, match="unsuccessful: 404"):
        cursor.execute(f"REMOVE '{FILE}'")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PUT '' INTO '{file}'", "EMPTY_LOCAL_FILE_IN_STAGING_ACCESS_QUERY"),
        ("PUT '{local}' INTO '/Volumes/main/landing/drop'", "INVALID_STAGING_PATH_IN_STAGING_ACCESS_QUERY"),
        ("PUT '{local}' INTO '/Workspace/x/y/z/a'", "INVALID_STAGING_PATH_IN_STAGING_ACCESS_QUERY"),
        ("PUT '{local}' INTO '/Volumes/main/landing/ghosts/a.csv'", "VOLUME_DOES_NOT_EXIST"),
        ("PUT '{local}' TO '{file}'", "PARSE_SYNTAX_ERROR.*'TO'"),
        ("GET '{file}' INTO '{local}'", "PARSE_SYNTAX_ERROR.*'INTO'"),
        ("REMOVE '{file}' NOW", "PARSE_SYNTAX_ERROR.*'NOW'"),
    ],
)
def test_a_statement_that_cannot_be_is_refused_before_anything_moves(
    cursor: Cursor, tenant: Tenant, tmp_path: Path, statement: str, message: str
) -> None:
    with pytest.raises(ServerOperationError, match=message):
        cursor.execute(statement.format(file=FILE, local=tmp_path / "orders.csv"))
    assert not tenant.store["signed_paths"]


def test_reading_needs_read_volume_and_writing_write_volume(
    cursor: Cursor, connect: Connect, tenant: Tenant, w: WorkspaceClient, client_of: Callable[..., WorkspaceClient],
    tmp_path: Path,
) -> None:  # fmt: skip
    w.files.upload(FILE, io.BytesIO(b"secret"))
    bob = client_of("bob@example.com")
    options = {"access_token": bob.config.token, "staging_allowed_local_path": str(tmp_path)}
    grant = PermissionsChange(principal="bob@example.com", add=[Privilege.USE_CATALOG])
    w.grants.update("catalog", "main", changes=[grant])
    grant = PermissionsChange(principal="bob@example.com", add=[Privilege.USE_SCHEMA, Privilege.READ_VOLUME])
    with connect(**options) as connection, connection.cursor() as his:
        with pytest.raises(ServerOperationError, match="INSUFFICIENT_PERMISSIONS"):
            his.execute(f"GET '{FILE}' TO '{tmp_path}/his.csv'")
        w.grants.update("schema", "main.landing", changes=[grant])
        his.execute(f"GET '{FILE}' TO '{tmp_path}/his.csv'")
        assert (tmp_path / "his.csv").read_bytes() == b"secret"
        for statement in (f"PUT '{tmp_path}/orders.csv' INTO '{FILE}' OVERWRITE", f"REMOVE '{FILE}'"):
            with pytest.raises(ServerOperationError, match="INSUFFICIENT_PERMISSIONS"):
                his.execute(statement)
    assert read(w) == b"secret"


def test_a_url_is_for_its_one_request_and_for_a_quarter_of_an_hour(
    cursor: Cursor, tenant: Tenant, w: WorkspaceClient, tmp_path: Path
) -> None:
    w.files.upload(FILE, io.BytesIO(b"kept"))
    cursor.execute(f"GET '{FILE}' TO '{tmp_path}/back.csv'")
    (signature,) = tenant.store["signed_paths"]
    url = f"{tenant.host}/storage/{signature}"
    for method in ("PUT", "DELETE"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(urllib.request.Request(url, b"new", method=method))
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"kept"
    tenant.clock.advance(901)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(url)


def test_the_kernel_backend_refuses_by_itself(connect: Connect, tenant: Tenant, volume: None) -> None:
    options = {"server_hostname": tenant.host, "use_sea": False, "use_kernel": True, "_port": 443}
    with connect(**options) as connection, connection.cursor() as cursor, pytest.raises(NotSupportedError):
        cursor.execute(f"REMOVE '{FILE}'")


def test_a_statement_without_a_session_is_left_to_the_engine(w: WorkspaceClient, tenant: Tenant, volume: None) -> None:
    """The SQL editor and the API are no drivers."""
    warehouse = next(iter(w.warehouses.list()))
    w.statement_execution.execute_statement(f"REMOVE '{FILE}'", warehouse.id or "")
    engine = tenant.engine("the test")
    assert isinstance(engine, SmallEngine)
    assert engine.asked[-1]["statement"] == f"REMOVE '{FILE}'"
    assert not tenant.store["signed_paths"]
