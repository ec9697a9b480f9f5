"""Catalogs and schemas through the real SDK."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.catalog import CatalogIsolationMode, CatalogType, Privilege, SecurableType

from snippets_tests.tests.workspace.services.unity import grant
from snippets_tests.workspace import Tenant


def test_a_fresh_workspace_has_main_samples_and_system(w: WorkspaceClient) -> None:
    assert [catalog.name for catalog in w.catalogs.list()] == ["main", "samples", "system"]
    assert [schema.full_name for schema in w.schemas.list("main")] == ["main.default", "main.information_schema"]


def test_a_created_catalog_has_its_owner_its_times_and_the_schema_default(w: WorkspaceClient, tenant: Tenant) -> None:
    made = w.catalogs.create(name="Sales", comment="What we sell", properties={"team": "blue"})

    assert made == w.catalogs.get("sales")
    assert (made.name, made.full_name, made.owner) == ("sales", "sales", "ada@example.com")
    assert made.catalog_type is CatalogType.MANAGED_CATALOG
    assert made.isolation_mode is CatalogIsolationMode.OPEN
    assert made.properties == {"team": "blue"}
    assert made.metastore_id == tenant.metastore.id
    assert made.created_at == made.updated_at == tenant.clock.millis()
    assert [schema.name for schema in w.schemas.list("sales")] == ["default", "information_schema"]


def test_a_taken_name_is_refused(w: WorkspaceClient) -> None:
    with pytest.raises(BadRequest, match="Catalog 'main' already exists") as refusal:
        w.catalogs.create(name="main")
    assert refusal.value.error_code == "CATALOG_ALREADY_EXISTS"
    w.schemas.create(name="bronze", catalog_name="main")
    with pytest.raises(BadRequest, match="Schema 'bronze' already exists"):
        w.schemas.create(name="bronze", catalog_name="main")


def test_a_missing_catalog_is_not_found(w: WorkspaceClient) -> None:
    with pytest.raises(NotFound, match=r"Catalog 'nowhere' does not exist\.") as refusal:
        w.catalogs.get("nowhere")
    assert refusal.value.error_code == "CATALOG_DOES_NOT_EXIST"
    with pytest.raises(NotFound, match=r"Catalog 'nowhere' does not exist\."):
        w.schemas.create(name="bronze", catalog_name="nowhere")
    with pytest.raises(NotFound, match=r"Schema 'main\.nothing' does not exist\."):
        w.schemas.get("main.nothing")


def test_a_name_with_a_space_is_refused(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="is not a valid name"):
        w.catalogs.create(name="my catalog")


def test_an_update_changes_what_it_names_and_nothing_else(w: WorkspaceClient) -> None:
    made = w.catalogs.create(name="sales", comment="old", properties={"team": "blue"})

    w.catalogs.update("sales", comment="new", isolation_mode=CatalogIsolationMode.ISOLATED)

    changed = w.catalogs.get("sales")
    assert (changed.comment, changed.isolation_mode) == ("new", CatalogIsolationMode.ISOLATED)
    assert changed.properties == {"team": "blue"}
    assert (changed.updated_at or 0) > (made.updated_at or 0)


def test_an_owner_must_exist(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    with pytest.raises(NotFound, match=r"Could not find principal with name bob@example\.com"):
        w.schemas.update("main.default", owner="bob@example.com")

    bob = client_of("bob@example.com")
    w.catalogs.update("main", owner="bob@example.com")

    assert bob.catalogs.get("main").owner == "bob@example.com"


def test_a_catalog_that_holds_something_is_dropped_only_by_force(w: WorkspaceClient) -> None:
    w.catalogs.create(name="sales")
    with pytest.raises(BadRequest, match="Catalog 'sales' is not empty"):
        w.catalogs.delete("sales")

    w.catalogs.delete("sales", force=True)

    assert "sales" not in [catalog.name for catalog in w.catalogs.list()]
    with pytest.raises(NotFound):
        w.schemas.get("sales.default")


def test_a_schema_is_made_changed_and_dropped(w: WorkspaceClient) -> None:
    made = w.schemas.create(name="bronze", catalog_name="main", comment="raw data")
    assert (made.full_name, made.catalog_name, made.catalog_type) == (
        "main.bronze",
        "main",
        CatalogType.MANAGED_CATALOG,
    )

    w.schemas.update("main.bronze", comment="landed data")
    assert w.schemas.get("main.bronze").comment == "landed data"

    w.schemas.delete("main.bronze")
    assert [schema.name for schema in w.schemas.list("main")] == ["default", "information_schema"]


def test_lists_come_in_pages(w: WorkspaceClient) -> None:
    for number in range(5):
        w.schemas.create(name=f"s{number}", catalog_name="main")
    names = ["default", "information_schema", "s0", "s1", "s2", "s3", "s4"]
    assert [schema.name for schema in w.schemas.list("main", max_results=2)] == names
    first = w.api_client.do("GET", "/api/2.1/unity-catalog/schemas", query={"catalog_name": "main", "max_results": 2})
    assert [schema["name"] for schema in first["schemas"]] == names[:2]
    with pytest.raises(InvalidParameterValue, match="greater than or equal to 0"):
        list(w.schemas.list("main", max_results=-1))


def test_a_user_without_privileges_sees_only_what_everyone_may_use(client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    assert [catalog.name for catalog in bob.catalogs.list()] == ["samples", "system"]
    with pytest.raises(PermissionDenied, match=r"User does not have USE CATALOG on Catalog 'main'\."):
        bob.catalogs.get("main")
    with pytest.raises(PermissionDenied, match=r"User does not have CREATE CATALOG on Metastore\."):
        bob.catalogs.create(name="mine")
    with pytest.raises(PermissionDenied, match=r"User does not have MANAGE on Schema 'main\.default'\."):
        bob.schemas.delete("main.default")


def test_use_catalog_opens_a_catalog_and_not_its_schemas(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.USE_CATALOG)

    assert bob.catalogs.get("main").name == "main"
    assert [schema.name for schema in bob.schemas.list("main")] == ["information_schema"]
    with pytest.raises(PermissionDenied, match=r"User does not have USE SCHEMA on Schema 'main\.default'\."):
        bob.schemas.get("main.default")


def test_create_schema_on_a_catalog_lets_its_holder_own_a_schema(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com", "engineers")
    grant(w, SecurableType.CATALOG, "main", "engineers", Privilege.USE_CATALOG, Privilege.CREATE_SCHEMA)

    made = bob.schemas.create(name="bobs", catalog_name="main")

    assert made.owner == "bob@example.com"
    assert [schema.name for schema in bob.schemas.list("main")] == ["bobs", "information_schema"]
    bob.schemas.delete("main.bobs")


def test_browse_shows_that_a_catalog_is_there_when_asked_for(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    w.catalogs.create(name="sales", comment="What we sell", storage_root="s3://bucket/sales")
    grant(w, SecurableType.CATALOG, "sales", "bob@example.com", Privilege.BROWSE)

    assert "sales" not in [catalog.name for catalog in bob.catalogs.list()]
    found = next(catalog for catalog in bob.catalogs.list(include_browse=True) if catalog.name == "sales")
    assert (found.browse_only, found.storage_root) == (True, None)
