"""Uploads in parts, as databricks-sdk makes them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.config import Config
from databricks.sdk.errors import NotFound, ResourceConflict
from databricks.sdk.service.catalog import VolumeType

from snippets_tests.workspace import Tenant

PART = 1 << 20
DATA = bytes(range(256)) * (3 * PART // 256) + b"end"
TARGET = "/Volumes/main/default/raw/big.bin"


@pytest.fixture
def small_parts(tenant: Tenant) -> WorkspaceClient:
    """A client that uploads in parts from 1 MiB on, where the SDK's own limit is 50."""
    config = Config(host=tenant.host, token=tenant.token)
    config.files_ext_multipart_upload_min_stream_size = PART
    config.files_ext_multipart_upload_default_part_size = PART
    client = WorkspaceClient(config=config)
    client.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    return client


def test_a_large_stream_arrives_in_parts(small_parts: WorkspaceClient, tenant: Tenant) -> None:
    tenant.recorder.drain()
    small_parts.files.upload(TARGET, io.BytesIO(DATA))
    operations = {exchange.operation for exchange in tenant.recorder.drain()}
    assert {"files.multipart_upload", "files.create_upload_part_urls"} <= operations
    stored = tenant.files / "volumes/main/default/raw/big.bin"
    assert hashlib.sha256(stored.read_bytes()).digest() == hashlib.sha256(DATA).digest()
    assert not any((tenant.files / ".uploads").iterdir())


def test_a_large_file_arrives_in_parallel(small_parts: WorkspaceClient, tmp_path: Path) -> None:
    source = tmp_path / "big.bin"
    source.write_bytes(DATA)
    small_parts.files.upload_from(TARGET, str(source))
    contents = small_parts.files.download(TARGET).contents
    assert contents is not None and contents.read() == DATA


def test_a_file_that_is_there_is_not_written_over(small_parts: WorkspaceClient) -> None:
    small_parts.files.upload(TARGET, io.BytesIO(b"small"))
    with pytest.raises(ResourceConflict, match="already exists"):
        small_parts.files.upload(TARGET, io.BytesIO(DATA), overwrite=False)


def test_an_aborted_upload_leaves_nothing(small_parts: WorkspaceClient, tenant: Tenant) -> None:
    api = small_parts.api_client
    begun: Any = api.do("POST", f"/api/2.0/fs/files{TARGET}", query={"action": "initiate-upload"})
    session = {"path": TARGET, "expire_time": "2030-01-01T00:00:00Z", **begun["multipart_upload"]}
    numbers = {"start_part_number": 1, "count": 1}
    asked: Any = api.do("POST", "/api/2.0/fs/create-upload-part-urls", body={**session, **numbers})
    part = asked["upload_part_urls"][0]["url"]
    assert requests.put(part, data=b"x", timeout=10).status_code == 200
    gone: Any = api.do("POST", "/api/2.0/fs/create-abort-upload-url", body=session)
    assert requests.delete(gone["abort_upload_url"]["url"], timeout=10).status_code == 200
    assert requests.put(part, data=b"x", timeout=10).status_code == 404
    with pytest.raises(NotFound):
        small_parts.files.get_metadata(TARGET)


def test_what_the_clients_clock_says_is_not_recorded(small_parts: WorkspaceClient, tenant: Tenant) -> None:
    small_parts.files.upload(TARGET, io.BytesIO(b"small"))
    tenant.recorder.drain()
    small_parts.files.download(TARGET)
    (asked,) = [e for e in tenant.recorder.drain() if e.operation == "files.create_download_url"]
    assert asked.query["expire_time"] == "[REDACTED]"
