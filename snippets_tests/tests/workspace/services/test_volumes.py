"""Volumes through the real SDK, with the files in them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.catalog import Privilege, SecurableType, VolumeType

from snippets_tests.tests.workspace.services.unity import grant
from snippets_tests.workspace import Tenant


def test_a_managed_volume_lies_in_the_metastores_storage(w: WorkspaceClient) -> None:
    made = w.volumes.create("main", "default", "raw", VolumeType.MANAGED, comment="landing zone")
    assert made == w.volumes.read("main.default.raw")
    assert (made.full_name, made.volume_type, made.comment) == ("main.default.raw", VolumeType.MANAGED, "landing zone")
    assert (made.storage_location or "").endswith(f"/volumes/{made.volume_id}")
    assert [volume.name for volume in w.volumes.list("main", "default")] == ["raw"]


def test_an_external_volume_needs_a_location_and_a_managed_one_has_none_of_its_own(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="must be specified for EXTERNAL volumes"):
        w.volumes.create("main", "default", "raw", VolumeType.EXTERNAL)
    with pytest.raises(InvalidParameterValue, match="cannot be specified for MANAGED volumes"):
        w.volumes.create("main", "default", "raw", VolumeType.MANAGED, storage_location="s3://bucket/raw")
    made = w.volumes.create("main", "default", "raw", VolumeType.EXTERNAL, storage_location="s3://bucket/raw")
    assert made.storage_location == "s3://bucket/raw"


def test_a_taken_name_and_a_missing_schema_are_refused(w: WorkspaceClient) -> None:
    w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    with pytest.raises(BadRequest, match="Volume 'raw' already exists"):
        w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    with pytest.raises(NotFound, match=r"Schema 'main\.nothing' does not exist"):
        w.volumes.create("main", "nothing", "raw", VolumeType.MANAGED)
    with pytest.raises(NotFound, match=r"Volume 'main\.default\.other' does not exist"):
        w.volumes.read("main.default.other")


def test_bytes_follow_a_new_name_and_go_with_the_volume(w: WorkspaceClient, tenant: Tenant) -> None:
    w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    w.files.upload("/Volumes/main/default/raw/a.txt", io.BytesIO(b"hello"))

    w.volumes.update("main.default.raw", new_name="landed")

    content = w.files.download("/Volumes/main/default/landed/a.txt").contents
    assert content is not None
    assert content.read() == b"hello"
    w.volumes.delete("main.default.landed")
    assert not (tenant.files / "volumes/main/default/landed").exists()


def test_a_schema_with_a_volume_is_dropped_by_force_with_its_bytes(w: WorkspaceClient, tenant: Tenant) -> None:
    w.schemas.create(name="bronze", catalog_name="main")
    w.volumes.create("main", "bronze", "raw", VolumeType.MANAGED)
    w.files.upload("/Volumes/main/bronze/raw/a.txt", io.BytesIO(b"hello"))
    with pytest.raises(BadRequest, match=r"Schema 'main\.bronze' is not empty"):
        w.schemas.delete("main.bronze")

    w.schemas.delete("main.bronze", force=True)

    assert not (tenant.files / "volumes/main/bronze").exists()


def test_a_volume_is_read_by_who_holds_read_volume(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    w.files.upload("/Volumes/main/default/raw/a.txt", io.BytesIO(b"hello"))
    with pytest.raises(PermissionDenied, match="USE CATALOG"):
        bob.volumes.read("main.default.raw")
    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.USE_CATALOG, Privilege.USE_SCHEMA)
    with pytest.raises(PermissionDenied, match=r"READ VOLUME on Volume 'main\.default\.raw'"):
        bob.volumes.read("main.default.raw")
    assert list(bob.volumes.list("main", "default")) == []

    grant(w, SecurableType.VOLUME, "main.default.raw", "bob@example.com", Privilege.READ_VOLUME)

    assert [volume.name for volume in bob.volumes.list("main", "default")] == ["raw"]
    with pytest.raises(PermissionDenied, match="WRITE VOLUME"):
        bob.files.upload("/Volumes/main/default/raw/b.txt", io.BytesIO(b"no"))
