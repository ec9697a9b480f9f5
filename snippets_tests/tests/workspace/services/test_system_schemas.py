"""The catalog `system` through REST: which schemas are there, what they hold, who may see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied
from databricks.sdk.service.catalog import PermissionsChange, Privilege

from snippets_tests.lakehouse.system_tables import definitions
from snippets_tests.workspace import Tenant

Clients = Callable[..., WorkspaceClient]


def test_billing_is_there_from_the_first_and_stays(w: WorkspaceClient, tenant: Tenant) -> None:
    states = {each.schema: each.state for each in w.system_schemas.list(tenant.metastore.id)}
    assert (states["billing"], states["access"]) == ("MANAGED", "AVAILABLE")
    assert [schema.name for schema in w.schemas.list("system")] == ["billing", "information_schema"]
    with pytest.raises(BadRequest, match="cannot be disabled"):
        w.system_schemas.disable(tenant.metastore.id, "billing")


def test_a_schema_is_in_the_catalog_once_it_is_enabled(w: WorkspaceClient, tenant: Tenant) -> None:
    with pytest.raises(NotFound):
        w.schemas.get("system.access")
    w.system_schemas.enable(tenant.metastore.id, "access")
    assert w.schemas.get("system.access").owner == "System user"
    names = [table.name for table in w.tables.list("system", "access")]
    assert names == sorted(definitions.tables("access"))
    w.system_schemas.disable(tenant.metastore.id, "access")
    with pytest.raises(NotFound):
        w.tables.get("system.access.audit")


@pytest.mark.parametrize("schema", definitions.SCHEMAS)
def test_a_table_has_the_documented_columns(w: WorkspaceClient, tenant: Tenant, schema: str) -> None:
    if schema not in definitions.ALWAYS:
        w.system_schemas.enable(tenant.metastore.id, schema)
    for name, definition in definitions.tables(schema).items():
        table = w.tables.get(f"system.{schema}.{name}")
        shown = [(column.name, column.type_text, column.comment) for column in table.columns or []]
        assert shown == [(column.name, column.type, column.comment) for column in definition.columns]
        assert table.comment == definition.comment


def test_every_table_says_where_it_is_documented() -> None:
    found = {f"{schema}.{name}": table for schema in definitions.SCHEMAS for name, table in _tables(schema)}
    assert len(found) == 25
    for name, table in found.items():
        assert table.source.startswith("https://docs.databricks.com/aws/en/admin/system-tables/"), name
        assert len(set(table.names)) == len(table.names), name
        assert all(column.comment and column.comment.endswith(".") for column in table.columns), name


def test_the_catalog_cannot_be_changed(w: WorkspaceClient) -> None:
    with pytest.raises(PermissionDenied, match=r"MANAGE on Table 'system\.billing\.usage'"):
        w.tables.delete("system.billing.usage")
    with pytest.raises(PermissionDenied, match="CREATE SCHEMA on Catalog 'system'"):
        w.schemas.create("mine", "system")


def test_others_see_a_schema_once_it_is_granted(w: WorkspaceClient, client_of: Clients) -> None:
    bob = client_of("bob@example.com")
    assert [schema.name for schema in bob.schemas.list("system")] == ["information_schema"]
    w.grants.update(
        "schema",
        "system.billing",
        changes=[_change("bob@example.com", "USE_SCHEMA", "SELECT")],
    )
    assert [table.name for table in bob.tables.list("system", "billing")] == ["list_prices", "usage"]


def test_only_admins_see_and_switch_system_schemas(client_of: Clients, tenant: Tenant) -> None:
    with pytest.raises(PermissionDenied, match="account admins and metastore admins"):
        client_of("bob@example.com").system_schemas.enable(tenant.metastore.id, "access")


def _tables(schema: str) -> list[tuple[str, definitions.Definition]]:
    return list(definitions.tables(schema).items())


def _change(principal: str, *privileges: str) -> PermissionsChange:
    return PermissionsChange(add=[Privilege(each) for each in privileges], principal=principal)
