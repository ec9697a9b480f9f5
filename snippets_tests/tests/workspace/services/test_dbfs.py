from __future__ import annotations

import base64
import os

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)

from snippets_tests.workspace import Tenant

MEGABYTE = 1 << 20


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_small_file_is_put_read_and_deleted(w: WorkspaceClient, tenant: Tenant) -> None:
    w.dbfs.put("/tmp/a.txt", contents=b64(b"hello"))
    assert (tenant.files / "dbfs/tmp/a.txt").read_bytes() == b"hello"
    answer = w.dbfs.read("/tmp/a.txt", offset=1, length=3)
    assert (answer.bytes_read, base64.b64decode(answer.data or "")) == (3, b"ell")
    w.dbfs.delete("/tmp/a.txt")
    with pytest.raises(ResourceDoesNotExist, match=r"No file or directory exists on path /tmp/a\.txt"):
        w.dbfs.get_status("/tmp/a.txt")


def test_a_large_file_goes_through_a_handle(w: WorkspaceClient) -> None:
    data = os.urandom(2 * MEGABYTE + 17)
    with w.dbfs.open("/large.bin", write=True) as file:
        file.write(data)
    assert w.dbfs.get_status("/large.bin").file_size == len(data)
    with w.dbfs.open("/large.bin", read=True) as file:
        assert file.read() == data


def test_a_closed_handle_takes_no_more(w: WorkspaceClient) -> None:
    handle = w.dbfs.create("/a").handle or 0
    w.dbfs.add_block(handle, b64(b"x"))
    w.dbfs.close(handle)
    with pytest.raises(ResourceDoesNotExist, match=f"No open stream with handle {handle} exists"):
        w.dbfs.add_block(handle, b64(b"y"))


@pytest.mark.parametrize("call", ["put", "add_block"])
def test_a_block_is_at_most_a_megabyte(w: WorkspaceClient, call: str) -> None:
    data = b64(b"x" * (MEGABYTE + 1))
    with pytest.raises(DatabricksError) as caught:
        if call == "put":
            w.dbfs.put("/a", contents=data)
        else:
            w.dbfs.add_block(w.dbfs.create("/a").handle or 0, data)
    assert caught.value.error_code == "MAX_BLOCK_SIZE_EXCEEDED"


def test_an_existing_file_stays_unless_overwritten(w: WorkspaceClient) -> None:
    w.dbfs.put("/a", contents=b64(b"1"))
    with pytest.raises(ResourceAlreadyExists, match="A file or directory already exists at the input path /a"):
        w.dbfs.put("/a", contents=b64(b"2"))
    w.dbfs.put("/a", contents=b64(b"2"), overwrite=True)
    assert base64.b64decode(w.dbfs.read("/a").data or "") == b"2"


def test_directories_are_made_listed_moved_and_deleted(w: WorkspaceClient) -> None:
    w.dbfs.mkdirs("/x/y")
    w.dbfs.put("/x/b", contents=b64(b"bb"))
    assert [(f.path, f.is_dir, f.file_size) for f in w.dbfs.list("/x")] == [("/x/b", False, 2), ("/x/y", True, 0)]
    with pytest.raises(DatabricksError) as caught:
        w.api_client.do("POST", "/api/2.0/dbfs/delete", body={"path": "/x"})
    assert caught.value.error_code == "IO_ERROR"
    w.api_client.do("POST", "/api/2.0/dbfs/move", body={"source_path": "/x", "destination_path": "/z"})
    assert [f.path for f in w.dbfs.list("/z", recursive=True)] == ["/z/b"]
    w.dbfs.delete("/z", recursive=True)
    assert w.dbfs.exists("/z") is False


def test_a_file_blocks_the_way(w: WorkspaceClient) -> None:
    w.dbfs.put("/a", contents=b64(b"1"))
    with pytest.raises(ResourceAlreadyExists, match="A file exists at the prefix /a"):
        w.dbfs.mkdirs("/a/b")


@pytest.mark.parametrize("path", ["relative", "/a/../../etc/passwd", "/.."])
def test_no_path_leaves_dbfs(w: WorkspaceClient, path: str) -> None:
    with pytest.raises(InvalidParameterValue, match="Invalid path"):
        w.api_client.do("GET", "/api/2.0/dbfs/get-status", query={"path": path})


def test_times_are_the_tenants(w: WorkspaceClient, tenant: Tenant) -> None:
    w.dbfs.put("/a", contents=b64(b"1"))
    written = tenant.clock.millis()
    (tenant.files / "dbfs/beside").write_bytes(b"2")
    w.dbfs.mkdirs("/later")
    times = {f.path: f.modification_time for f in w.dbfs.list("/")}
    assert times == {"/a": written, "/beside": tenant.clock.millis(), "/later": tenant.clock.millis()}


@pytest.mark.parametrize("part", ["contents", "file"])
def test_a_form_puts_a_file_of_any_size(tenant: Tenant, w: WorkspaceClient, part: str) -> None:
    """As `curl -F contents=@FILE` sends it, and the older command line its `file` with Python's word for a boolean."""
    data = os.urandom(3 << 20)
    sent = requests.post(
        f"{tenant.host}/api/2.0/dbfs/put",
        headers={"Authorization": f"Bearer {tenant.token}"},
        data={"path": "/big.bin", "overwrite": "False"},
        files={part: data},
        timeout=60,
    )
    assert sent.status_code == 200, sent.text
    assert w.dbfs.download("/big.bin").read() == data


def test_a_part_of_a_form_is_no_field_of_json(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="part of a form"):
        w.api_client.do("POST", "/api/2.0/dbfs/put", body={"path": "/a", "file": "YQ=="})
