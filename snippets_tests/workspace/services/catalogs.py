"""Unity Catalog: catalogs. Foreign catalogs and those of Delta Sharing are refused."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import Catalog, Securable
from snippets_tests.workspace import reach, unity
from snippets_tests.workspace.errors import NotImplementedYet
from snippets_tests.workspace.registry import Call, operation

EXTRAS = ("custom_max_retention_hours", "enable_predictive_optimization", "managed_encryption_settings")


@operation("catalogs.create")
def create(
    call: Call,
    name: str,
    comment: str | None = None,
    options: dict[str, str] | None = None,
    properties: dict[str, str] | None = None,
    storage_root: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Make a catalog with its schema `default`; the caller owns it."""
    for field in ("connection_name", "provider_name", "share_name"):
        if field in more:
            raise NotImplementedYet(f"catalogs.create with {field}: catalogs of other systems are not emulated.")
    made = call.tenant.metastore.create_catalog(
        name,
        principal=call.principal.name,
        comment=comment,
        properties=properties,
        options=options,
        storage_root=storage_root,
    )
    unity.optimize(made, more)
    unity.extras(call, made).update(more)
    return _shown(call, made)


@operation("catalogs.get")
def get(call: Call, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One catalog."""
    found = call.tenant.metastore.get_catalog(name)
    return _shown(call, found, unity.require_sight(call, found, "USE_CATALOG", include_browse))


@operation("catalogs.list")
def list_(
    call: Call,
    include_browse: bool = False,
    include_unbound: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The catalogs that the caller owns or may use."""
    shown = []
    for found in call.tenant.metastore.list_catalogs(include_unbound=include_unbound):
        if unity.sees(call, found, "USE_CATALOG"):
            shown.append(_shown(call, found))
        elif unity.browses(call, found, include_browse):
            shown.append(_shown(call, found, browse_only=True))
    return unity.pages("catalogs", shown, max_results, page_token)


@operation("catalogs.update")
def update(
    call: Call,
    name: str,
    new_name: str | None = None,
    comment: str | None = None,
    isolation_mode: str | None = None,
    options: dict[str, str] | None = None,
    owner: str | None = None,
    properties: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Change a catalog."""
    changes = {"comment": comment, "options": options, "owner": owner}
    changed = unity.update(call, "CATALOG", name, changes | {"properties": properties}, new_name)
    unity.optimize(changed, more)
    unity.extras(call, changed).update(more)
    if isolation_mode is not None:
        call.tenant.store[reach.MODES][changed.full_name] = {"isolation_mode": isolation_mode}
    return _shown(call, changed)


@operation("catalogs.delete")
def delete(call: Call, name: str, force: bool = False) -> None:
    """Drop a catalog: an empty one, or with `force` any; the schema `default` counts."""
    metastore = call.tenant.metastore
    if not force:
        for schema in metastore.list_schemas(name):
            metastore.list_tables(schema.full_name)  # brings the list of what it holds up to date
    metastore.delete("CATALOG", name, principal=call.principal.name, force=force)
    reach.forget(call.tenant.store, "CATALOG", name)
    unity.remove_files(call.tenant, name.lower())


def _shown(call: Call, found: Securable, browse_only: bool = False) -> dict[str, Any]:
    assert isinstance(found, Catalog)
    shown = unity.described(call, found, browse_only) | {
        "catalog_type": found.catalog_type,
        "securable_type": "CATALOG",
    }
    if browse_only:
        return shown
    root = found.storage_root
    details = {
        "isolation_mode": "ISOLATED" if reach.isolated(call.tenant.store, "CATALOG", found.full_name) else "OPEN",
        "options": found.options or None,
        "storage_root": root,
        "storage_location": f"{root}/__unitystorage/catalogs/{found.id}" if root else None,
    }
    return shown | unity.filled(details) | unity.extras(call, found) | unity.optimization(found)
