from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.workspace import AclPermission

from snippets_tests.workspace import Tenant

ClientOf = Callable[..., WorkspaceClient]


def test_a_secret_comes_back_as_base64(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    w.secrets.put_secret("etl", "key", string_value="pässword")
    value = w.secrets.get_secret("etl", "key").value
    assert base64.b64decode(value or "").decode() == "pässword"


def test_bytes_are_kept_as_they_are(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    w.secrets.put_secret("etl", "raw", bytes_value=base64.b64encode(b"\x00\xff").decode())
    assert base64.b64decode(w.secrets.get_secret("etl", "raw").value or "") == b"\x00\xff"


def test_lists_show_keys_and_scopes_and_dbutils_reads_text(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    w.secrets.put_secret("etl", "b", string_value="2")
    w.secrets.put_secret("etl", "a", string_value="1")
    assert [s.key for s in w.secrets.list_secrets("etl")] == ["a", "b"]
    assert [s.name for s in w.secrets.list_scopes()] == ["etl"]
    assert w.dbutils.secrets.get("etl", "a") == "1"


def test_a_deleted_scope_gives_404(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    w.secrets.delete_scope("etl")
    with pytest.raises(ResourceDoesNotExist, match="Scope etl does not exist!"):
        list(w.secrets.list_secrets("etl"))


def test_a_scope_exists_once(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    with pytest.raises(ResourceAlreadyExists, match="Scope etl already exists!"):
        w.secrets.create_scope("etl")


def test_names_are_the_same_in_capitals_and_in_small_letters(w: WorkspaceClient) -> None:
    w.secrets.create_scope("Etl")
    w.secrets.put_secret("etl", "Key", string_value="1")
    w.secrets.put_secret("ETL", "KEY", string_value="2")
    assert [s.key for s in w.secrets.list_secrets("etl")] == ["KEY"]
    assert [s.name for s in w.secrets.list_scopes()] == ["Etl"]
    with pytest.raises(ResourceAlreadyExists):
        w.secrets.create_scope("ETL")


def test_a_scope_holds_a_thousand_secrets(w: WorkspaceClient, tenant: Tenant) -> None:
    w.secrets.create_scope("etl")
    secret = {"key": "k", "value": "eA==", "last_updated_timestamp": 1}
    tenant.store["secret_scopes"]["etl"]["secrets"] = {f"k{number}": secret for number in range(1000)}
    w.secrets.put_secret("etl", "k7", string_value="there is room for the old")
    with pytest.raises(DatabricksError) as caught:
        w.secrets.put_secret("etl", "new", string_value="1")
    assert caught.value.error_code == "RESOURCE_LIMIT_EXCEEDED"


@pytest.mark.parametrize("name", ["a b", "a/b", "x" * 129, "ü!"])
def test_a_bad_scope_name_is_refused(w: WorkspaceClient, name: str) -> None:
    with pytest.raises(InvalidParameterValue, match="Scope name can only contain"):
        w.secrets.create_scope(name)


def test_a_missing_secret_gives_404(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    with pytest.raises(ResourceDoesNotExist, match="Secret does not exist with scope: etl and key: nope"):
        w.secrets.get_secret("etl", "nope")


def test_a_secret_is_at_most_128_kilobytes(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    w.secrets.put_secret("etl", "fits", string_value="x" * 128 * 1024)
    with pytest.raises(InvalidParameterValue, match="the maximum is 131072 bytes"):
        w.secrets.put_secret("etl", "large", string_value="x" * (128 * 1024 + 1))


def test_permissions_are_read_then_write_then_manage(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob = client_of("bob@example.com")
    w.secrets.create_scope("etl")
    w.secrets.put_secret("etl", "key", string_value="1")
    with pytest.raises(PermissionDenied, match="does not have READ permission"):
        bob.secrets.get_secret("etl", "key")
    w.secrets.put_acl("etl", "bob@example.com", AclPermission.READ)
    assert bob.secrets.get_secret("etl", "key").key == "key"
    with pytest.raises(PermissionDenied, match="does not have WRITE permission"):
        bob.secrets.put_secret("etl", "key", string_value="2")
    w.secrets.put_acl("etl", "bob@example.com", AclPermission.WRITE)
    bob.secrets.put_secret("etl", "key", string_value="2")
    with pytest.raises(PermissionDenied, match="does not have MANAGE permission"):
        list(bob.secrets.list_acls("etl"))


def test_a_group_passes_its_permission_on(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob = client_of("bob@example.com", "analysts")
    w.secrets.create_scope("etl")
    w.secrets.put_acl("etl", "analysts", AclPermission.READ)
    assert [s.name for s in bob.secrets.list_scopes()] == ["etl"]
    assert [(a.principal, a.permission) for a in w.secrets.list_acls("etl")] == [
        ("ada@example.com", AclPermission.MANAGE),
        ("analysts", AclPermission.READ),
    ]
    w.secrets.delete_acl("etl", "analysts")
    assert list(bob.secrets.list_scopes()) == []


def test_an_unknown_principal_gets_no_permission(w: WorkspaceClient) -> None:
    w.secrets.create_scope("etl")
    with pytest.raises(InvalidParameterValue, match=r"Principal nobody@example\.com does not exist"):
        w.secrets.put_acl("etl", "nobody@example.com", AclPermission.READ)


def test_sql_reads_what_the_scope_lets_a_principal_read(tenant: Tenant, w: WorkspaceClient) -> None:
    tenant.add_user("bob@example.com", "", "readers")
    w.secrets.create_scope("open")
    w.secrets.create_scope("closed")
    for scope in ("open", "closed"):
        w.secrets.put_secret(scope, "key", string_value=f"{scope}-value")
    w.secrets.put_acl("open", "readers", AclPermission.READ)
    source = tenant.metastore.secrets.source
    assert source is not None
    assert source.value("bob@example.com", "OPEN", "Key") == "open-value"
    assert source.value("bob@example.com", "closed", "key") is None
    assert source.value("ada@example.com", "closed", "key") == "closed-value"
    assert source.value("ada@example.com", "closed", "nothing") is None
    assert source.visible("bob@example.com") == [("open", "key")]
    assert source.visible("ada@example.com") == [("closed", "key"), ("open", "key")]
    assert source.visible("nobody@example.com") == []
