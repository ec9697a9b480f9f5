"""Paths that cannot be, or that lead where they must not, in volumes, DBFS and the workspace."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.workspace import ImportFormat

from snippets_tests.workspace import Tenant

VOLUME = "/Volumes/main/default/v"
ONE = "MQ=="
Act = Callable[[WorkspaceClient, str], object]


@pytest.fixture(autouse=True)
def volume(tenant: Tenant) -> None:
    tenant.metastore.create_volume("main", "default", "v")


def upload(w: WorkspaceClient, path: str, data: bytes = b"1") -> None:
    w.files.upload(path, io.BytesIO(data))


def keep(w: WorkspaceClient, path: str) -> None:
    w.workspace.upload(path, io.BytesIO(b"1"), format=ImportFormat.RAW)


WAYS: list[tuple[str, Act]] = [
    (VOLUME, upload),
    (VOLUME, lambda w, path: w.files.download(path)),
    (VOLUME, lambda w, path: w.files.create_directory(path)),
    ("", lambda w, path: w.dbfs.put(path, contents=ONE)),
    ("", lambda w, path: w.dbfs.mkdirs(path)),
    (
        "/Shared",
        lambda w, path: w.api_client.do("POST", "/api/2.0/workspace/import", body={"path": path, "content": ONE}),
    ),
    ("/Shared", lambda w, path: w.workspace.mkdirs(path)),
    ("/Shared", lambda w, path: w.workspace.get_status(path)),
]


@pytest.mark.parametrize(("root", "act"), WAYS)
@pytest.mark.parametrize("tail", ["x" * 256, "d/" * 2000 + "f"], ids=["name", "path"])
def test_a_name_longer_than_disks_can_hold_is_refused(w: WorkspaceClient, root: str, act: Act, tail: str) -> None:
    with pytest.raises(InvalidParameterValue, match="is too long"):
        act(w, f"{root}/{tail}")


def test_nothing_lies_below_a_file(w: WorkspaceClient) -> None:
    upload(w, f"{VOLUME}/f")
    with pytest.raises(BadRequest, match="A directory in the path is a file"):
        upload(w, f"{VOLUME}/f/g")
    w.dbfs.put("/f", contents=ONE)
    for act in (w.dbfs.mkdirs, w.dbfs.create, w.dbfs.put):
        with pytest.raises(ResourceAlreadyExists, match="A file exists at the prefix /f of the input path /f/g"):
            act("/f/g")
    with pytest.raises(ResourceAlreadyExists, match=r"Path \(/\) already exists"):
        keep(w, "/")


def test_a_directory_does_not_move_into_itself(w: WorkspaceClient) -> None:
    w.dbfs.mkdirs("/a/b")
    with pytest.raises(InvalidParameterValue, match="which lies in it"):
        w.api_client.do("POST", "/api/2.0/dbfs/move", body={"source_path": "/a", "destination_path": "/a/b/c"})
    assert w.dbfs.get_status("/a/b").is_dir


def test_a_handle_of_a_file_that_is_gone_writes_nothing(w: WorkspaceClient) -> None:
    handle = w.dbfs.create("/gone").handle or 0
    w.dbfs.delete("/gone")
    with pytest.raises(ResourceDoesNotExist):
        w.dbfs.add_block(handle, ONE)
    with pytest.raises(ResourceDoesNotExist):
        w.dbfs.get_status("/gone")


def test_a_link_out_of_the_volume_leads_nowhere(w: WorkspaceClient, tenant: Tenant, tmp_path: Path) -> None:
    upload(w, f"{VOLUME}/f")
    outside, home = tmp_path / "outside", tenant.files / "volumes/main/default/v"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    for name, target in {"out": outside, "secret": outside / "secret", "gone": "/none", "same": home / "f"}.items():
        (home / name).symlink_to(target)
    assert [entry.name for entry in w.files.list_directory_contents(VOLUME)] == ["f", "same"]
    for path in ("out/secret", "secret", "gone"):
        with pytest.raises(NotFound):
            w.files.download(f"{VOLUME}/{path}")
    for path in ("out/new", "secret", "gone"):
        with pytest.raises(DatabricksError, match="leads out of the file system"):
            upload(w, f"{VOLUME}/{path}", b"changed")
    assert [(path.name, path.read_text()) for path in outside.iterdir()] == [("secret", "secret")]


def test_only_the_shared_folder_itself_is_open_to_all(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    w.workspace.mkdirs("/SharedSecret")
    bob = client_of("bob@example.com")
    keep(bob, "/Shared/open")
    with pytest.raises(PermissionDenied):
        keep(bob, "/SharedSecret/closed")
