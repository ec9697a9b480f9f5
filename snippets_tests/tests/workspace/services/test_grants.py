"""Grants through the real SDK."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.catalog import (
    AwsIamRoleRequest,
    PermissionsChange,
    Privilege,
    SecurableType,
    VolumeType,
)

from snippets_tests.tests.workspace.services.unity import grant
from snippets_tests.workspace import Tenant

CATALOG, SCHEMA = SecurableType.CATALOG.value, SecurableType.SCHEMA.value


def test_a_grant_is_shown_and_a_revoked_one_is_not(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    client_of("bob@example.com", "analysts")
    add = PermissionsChange(principal="analysts", add=[Privilege.USE_CATALOG, Privilege.SELECT])
    answer = w.grants.update(CATALOG, "main", changes=[add])
    shown = [(one.principal, one.privileges) for one in answer.privilege_assignments or []]
    assert shown == [("analysts", [Privilege.SELECT, Privilege.USE_CATALOG])]

    w.grants.update(CATALOG, "main", changes=[PermissionsChange(principal="analysts", remove=[Privilege.SELECT])])

    found = w.grants.get(CATALOG, "main").privilege_assignments or []
    assert [(one.principal, one.privileges) for one in found] == [("analysts", [Privilege.USE_CATALOG])]


def test_an_effective_grant_says_where_it_comes_from(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    client_of("bob@example.com")
    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.SELECT)
    grant(w, SecurableType.SCHEMA, "main.default", "bob@example.com", Privilege.USE_SCHEMA)

    assert w.grants.get(SCHEMA, "main.default", principal="bob@example.com").privilege_assignments
    effective = w.grants.get_effective(SCHEMA, "main.default", principal="bob@example.com")

    (bob,) = effective.privilege_assignments or []
    privileges = [(p.privilege, p.inherited_from_type, p.inherited_from_name) for p in bob.privileges or []]
    assert privileges == [
        (Privilege.USE_SCHEMA, None, None),
        (Privilege.SELECT, SecurableType.CATALOG, "main"),
    ]


def test_an_unknown_principal_gets_nothing(w: WorkspaceClient) -> None:
    with pytest.raises(NotFound, match=r"Could not find principal with name nobody@example\.com"):
        grant(w, SecurableType.CATALOG, "main", "nobody@example.com", Privilege.SELECT)


def test_a_privilege_that_does_not_fit_the_securable_is_refused(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Privilege CREATE CATALOG is not applicable"):
        grant(w, SecurableType.SCHEMA, "main.default", "account users", Privilege.CREATE_CATALOG)


def test_an_unknown_kind_of_securable_is_refused(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Unknown securable type 'tabel'"):
        w.grants.get("tabel", "main.default.t")


def test_only_who_manages_a_securable_may_grant_and_see_all_grants(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.USE_CATALOG)
    with pytest.raises(PermissionDenied, match=r"User does not have MANAGE on Catalog 'main'\."):
        grant(bob, SecurableType.CATALOG, "main", "bob@example.com", Privilege.SELECT)
    with pytest.raises(PermissionDenied):
        bob.grants.get(CATALOG, "main")

    (own,) = bob.grants.get(CATALOG, "main", principal="bob@example.com").privilege_assignments or []

    assert own.privileges == [Privilege.USE_CATALOG]


def test_manage_lets_its_holder_grant(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    client_of("eve@example.com")
    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.MANAGE)

    grant(bob, SecurableType.CATALOG, "main", "eve@example.com", Privilege.USE_CATALOG)

    shown = [one.principal for one in w.grants.get(CATALOG, "main").privilege_assignments or []]
    assert shown == ["bob@example.com", "eve@example.com"]


def test_create_catalog_is_granted_on_the_metastore(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient], tenant: Tenant
) -> None:
    bob = client_of("bob@example.com")
    metastore = w.metastores.summary().metastore_id or ""
    assert metastore == w.metastores.current().metastore_id == tenant.metastore.id
    grant(w, SecurableType.METASTORE, metastore, "bob@example.com", Privilege.CREATE_CATALOG)

    assert bob.catalogs.create(name="bobs").owner == "bob@example.com"
    with pytest.raises(NotFound, match="Metastore 'other' does not exist"):
        w.grants.get("METASTORE", "other")


def test_grants_go_with_what_they_were_granted_on(w: WorkspaceClient) -> None:
    w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    grant(w, SecurableType.VOLUME, "main.default.raw", "account users", Privilege.READ_VOLUME)
    w.volumes.delete("main.default.raw")
    w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    assert not w.grants.get("volume", "main.default.raw").privilege_assignments


def test_grants_come_in_pages(w: WorkspaceClient, tenant: Tenant) -> None:
    names = [f"user{number:03}@example.com" for number in range(151)]
    for name in names:
        tenant.add_user(name)
        tenant.metastore.grant(name, ["SELECT"], "CATALOG", "main")
    first = w.api_client.do("GET", "/api/2.1/unity-catalog/permissions/catalog/main", query={"max_results": 150})
    assert isinstance(first, dict) and len(first["privilege_assignments"]) == 150 and first["next_page_token"]
    assert [one.principal for one in w.grants.list(CATALOG, "main", page_size=150)] == names
    assert [one.principal for one in w.grants.list_effective(SCHEMA, "main.default", page_size=150)] == names


def test_a_page_of_grants_is_not_small(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="It must be 0 or at least 150"):
        w.grants.get(CATALOG, "main", max_results=149)


def test_external_locations_are_granted_on_too(w: WorkspaceClient) -> None:
    w.storage_credentials.create(name="role", aws_iam_role=AwsIamRoleRequest(role_arn="arn:aws:iam::1:role/r"))
    w.external_locations.create(name="landing", url="s3://bucket/landing", credential_name="role")
    grant(w, SecurableType.EXTERNAL_LOCATION, "landing", "account users", Privilege.READ_FILES)
    (found,) = w.grants.get("external_location", "landing").privilege_assignments or []
    assert (found.principal, found.privileges) == ("account users", [Privilege.READ_FILES])
    with pytest.raises(NotFound, match=r"External Location 'nothing' does not exist\."):
        w.grants.get("external_location", "nothing")
