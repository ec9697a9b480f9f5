"""Unity Catalog: volumes. Their bytes lie in the tenant's files; an external volume's location is only noted."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import Securable, Volume
from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation


@operation("volumes.create")
def create(
    call: Call,
    catalog_name: str,
    schema_name: str,
    name: str,
    volume_type: str,
    comment: str | None = None,
    storage_location: str | None = None,
) -> dict[str, Any]:
    """Make a volume; the caller owns it."""
    if (volume_type == "EXTERNAL") != (storage_location is not None):
        needs = "must be" if volume_type == "EXTERNAL" else "cannot be"
        raise InvalidParameterValue(f"storage_location {needs} specified for {volume_type} volumes.")
    made = call.tenant.metastore.create_volume(
        catalog_name,
        schema_name,
        name,
        principal=call.principal.name,
        comment=comment,
        volume_type=volume_type,
        storage_location=storage_location,
    )
    unity.volume_files(call.tenant, made.full_name).mkdir(parents=True, exist_ok=True)
    return _shown(call, made)


@operation("volumes.read")
def read(call: Call, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One volume."""
    found = call.tenant.metastore.get_volume(name)
    return _shown(call, found, unity.require_sight(call, found, "READ_VOLUME", include_browse))


@operation("volumes.list")
def list_(
    call: Call,
    catalog_name: str,
    schema_name: str,
    include_browse: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The volumes of a schema that the caller may read."""
    schema = call.tenant.metastore.get_schema(f"{catalog_name}.{schema_name}")
    unity.require_sight(call, schema, "USE_SCHEMA", include_browse)
    shown = []
    for found in call.tenant.metastore.list_volumes(schema.full_name):
        if unity.sees(call, found, "READ_VOLUME"):
            shown.append(_shown(call, found))
        elif unity.browses(call, found, include_browse):
            shown.append(_shown(call, found, browse_only=True))
    return unity.pages("volumes", shown, max_results, page_token)


@operation("volumes.update")
def update(
    call: Call, name: str, new_name: str | None = None, comment: str | None = None, owner: str | None = None
) -> dict[str, Any]:
    """Change a volume; its bytes follow a new name."""
    before = unity.volume_files(call.tenant, call.tenant.metastore.get_volume(name).full_name)
    changed = unity.update(call, "VOLUME", name, {"comment": comment, "owner": owner}, new_name)
    after = unity.volume_files(call.tenant, changed.full_name)
    if after != before and before.exists():
        before.rename(after)
    return _shown(call, changed)


@operation("volumes.delete")
def delete(call: Call, name: str) -> None:
    """Drop a volume with its bytes."""
    call.tenant.metastore.delete("VOLUME", name, principal=call.principal.name)
    unity.remove_files(call.tenant, name.lower())


def _shown(call: Call, found: Securable, browse_only: bool = False) -> dict[str, Any]:
    assert isinstance(found, Volume)
    shown = unity.described(call, found, browse_only) | {
        "catalog_name": found.catalog_name,
        "schema_name": found.schema_name,
        "volume_id": found.id,
        "volume_type": found.volume_type,
    }
    shown.pop("properties", None)
    if browse_only:
        return shown
    managed = f"{unity.storage_root(call.tenant)}/volumes/{found.id}"
    return shown | {"storage_location": found.storage_location or managed}
