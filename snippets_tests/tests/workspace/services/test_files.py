from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import AlreadyExists, BadRequest, NotFound, PermissionDenied
from databricks.sdk.service.catalog import PermissionsChange, Privilege

from snippets_tests.workspace import Tenant

HOME = "/Volumes/main/default/raw"


@pytest.fixture(autouse=True)
def volume(tenant: Tenant) -> None:
    tenant.metastore.create_volume("main", "default", "raw")


def put(w: WorkspaceClient, path: str, data: bytes, **more: bool) -> None:
    w.files.upload(f"{HOME}/{path}", io.BytesIO(data), **more)


def test_bytes_come_back_and_lie_where_spark_reads_them(w: WorkspaceClient, tenant: Tenant) -> None:
    put(w, "in/a.bin", b"\x00\xff")
    assert w.files.download(f"{HOME}/in/a.bin").contents.read() == b"\x00\xff"  # type: ignore[union-attr]
    assert (tenant.files / "volumes/main/default/raw/in/a.bin").read_bytes() == b"\x00\xff"


def test_metadata_is_size_and_time(w: WorkspaceClient) -> None:
    put(w, "a.txt", b"hello")
    found = w.files.get_metadata(f"{HOME}/a.txt")
    assert (found.content_length, found.last_modified) == (5, "Thu, 15 Jan 2026 09:00:01 GMT")


def test_a_file_is_overwritten_only_when_asked(w: WorkspaceClient) -> None:
    put(w, "a", b"1", overwrite=False)
    with pytest.raises(AlreadyExists, match="The file being created already exists"):
        put(w, "a", b"2", overwrite=False)
    put(w, "a", b"3", overwrite=True)
    assert w.files.download(f"{HOME}/a").contents.read() == b"3"  # type: ignore[union-attr]


def test_directories_are_listed_in_pages(w: WorkspaceClient, tenant: Tenant) -> None:
    for number in range(5):
        put(w, f"d/f{number}", b"x" * number)
    w.files.create_directory(f"{HOME}/d/sub")
    tenant.recorder.drain()
    found = list(w.files.list_directory_contents(f"{HOME}/d", page_size=2))
    assert [(e.name, e.file_size, e.is_directory) for e in found] == [
        *((f"f{number}", number, False) for number in range(5)),
        ("sub", None, True),
    ]
    assert len(tenant.recorder.drain()) == 3


def test_a_directory_goes_when_it_is_empty(w: WorkspaceClient) -> None:
    put(w, "d/a", b"1")
    with pytest.raises(BadRequest, match="The directory being deleted is not empty"):
        w.files.delete_directory(f"{HOME}/d")
    w.files.delete(f"{HOME}/d/a")
    w.files.delete_directory(f"{HOME}/d")
    with pytest.raises(NotFound):
        w.files.get_directory_metadata(f"{HOME}/d")


@pytest.mark.parametrize(
    "path, error, message",
    [
        (f"{HOME}/nope", NotFound, "The file being accessed is not found"),
        ("/Volumes/main/default/nope/a", NotFound, "Volume 'main.default.nope' does not exist"),
        ("/Volumes/nope/default/raw/a", NotFound, "Catalog 'nope' does not exist"),
        ("/tmp/a", BadRequest, "Invalid path: unsupported first path component: tmp"),
        ("/Volumes/main", BadRequest, "Invalid path"),
    ],
)
def test_what_is_not_there_is_named(w: WorkspaceClient, path: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        w.files.download(path)


def test_a_range_of_bytes_can_be_read(w: WorkspaceClient, tenant: Tenant) -> None:
    put(w, "a", b"0123456789")
    url, token = f"{tenant.host}/api/2.0/fs/files{HOME}/a", {"Authorization": f"Bearer {tenant.token}"}
    ranges = {"bytes=2-4": (206, b"234"), "bytes=7-": (206, b"789"), "bytes=-3": (206, b"789"), "bytes=20-": (416, b"")}
    for asked, expected in ranges.items():
        answer = requests.get(url, headers={**token, "Range": asked})
        assert (answer.status_code, answer.content) == expected, asked


def test_reading_and_writing_need_their_privileges(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    put(w, "a", b"1")
    with pytest.raises(PermissionDenied, match="USE CATALOG"):
        bob.files.download(f"{HOME}/a")
    for kind, name, privileges in (
        ("CATALOG", "main", [Privilege.USE_CATALOG, Privilege.USE_SCHEMA]),
        ("VOLUME", "main.default.raw", [Privilege.READ_VOLUME]),
    ):
        w.grants.update(kind, name, changes=[PermissionsChange(principal="bob@example.com", add=privileges)])
    assert bob.files.download(f"{HOME}/a").contents.read() == b"1"  # type: ignore[union-attr]
    with pytest.raises(PermissionDenied, match="WRITE VOLUME"):
        put(bob, "b", b"2")


def test_the_command_line_of_notebooks_sees_the_same(w: WorkspaceClient) -> None:
    put(w, "d/a.txt", b"hello")
    assert [info.name for info in w.dbutils.fs.ls(f"dbfs:{HOME}/d")] == ["a.txt"]
    assert w.dbutils.fs.head(f"{HOME}/d/a.txt") == "hello"
