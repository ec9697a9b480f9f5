"""Unity Catalog: schemas."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import Schema, Securable
from snippets_tests.workspace import unity
from snippets_tests.workspace.registry import Call, operation


@operation("schemas.create")
def create(
    call: Call,
    name: str,
    catalog_name: str,
    comment: str | None = None,
    properties: dict[str, str] | None = None,
    storage_root: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Make a schema in a catalog; the caller owns it."""
    made = call.tenant.metastore.create_schema(
        catalog_name,
        name,
        principal=call.principal.name,
        comment=comment,
        properties=properties,
        storage_root=storage_root,
    )
    unity.optimize(made, more)
    unity.extras(call, made).update(more)
    return _shown(call, made)


@operation("schemas.get")
def get(call: Call, full_name: str, include_browse: bool = False) -> dict[str, Any]:
    """One schema."""
    found = call.tenant.metastore.get_schema(full_name)
    return _shown(call, found, unity.require_sight(call, found, "USE_SCHEMA", include_browse))


@operation("schemas.list")
def list_(
    call: Call,
    catalog_name: str,
    include_browse: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The schemas of a catalog that the caller owns or may use."""
    catalog = call.tenant.metastore.get_catalog(catalog_name)
    unity.require_sight(call, catalog, "USE_CATALOG", include_browse)
    shown = []
    for found in call.tenant.metastore.list_schemas(catalog_name):
        if unity.sees(call, found, "USE_SCHEMA"):
            shown.append(_shown(call, found))
        elif unity.browses(call, found, include_browse):
            shown.append(_shown(call, found, browse_only=True))
    return unity.pages("schemas", shown, max_results, page_token)


@operation("schemas.update")
def update(
    call: Call,
    full_name: str,
    new_name: str | None = None,
    comment: str | None = None,
    owner: str | None = None,
    properties: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Change a schema."""
    changes = {"comment": comment, "owner": owner, "properties": properties}
    changed = unity.update(call, "SCHEMA", full_name, changes, new_name)
    unity.optimize(changed, more)
    unity.extras(call, changed).update(more)
    return _shown(call, changed)


@operation("schemas.delete")
def delete(call: Call, full_name: str, force: bool = False) -> None:
    """Drop a schema: an empty one, or with `force` any."""
    call.tenant.metastore.delete("SCHEMA", full_name, principal=call.principal.name, force=force)
    unity.remove_files(call.tenant, full_name.lower())


def _shown(call: Call, found: Securable, browse_only: bool = False) -> dict[str, Any]:
    assert isinstance(found, Schema)
    shown = unity.described(call, found, browse_only) | {"catalog_name": found.catalog_name, "schema_id": found.id}
    if browse_only:
        return shown
    catalog_type = call.tenant.metastore.get_catalog(found.catalog_name).catalog_type
    details = {"catalog_type": catalog_type, "storage_root": found.storage_root}
    return shown | unity.filled(details) | unity.extras(call, found) | unity.optimization(found)
