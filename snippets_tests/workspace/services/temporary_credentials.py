"""Credentials with which other engines read the storage of Unity Catalog: refused, as where this is not switched on.

A metastore hands them out only when its admin has enabled external data access, which is off by default and cannot be
switched on here: there is no cloud storage underneath.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.errors import InvalidParameterValue, PermissionDenied
from snippets_tests.workspace.registry import Call, operation

DISABLED = "External data access is not enabled for metastore {}. Its admin can enable it."


@operation("temporary_table_credentials.generate_temporary_table_credentials")
def for_table(call: Call, table_id: str | None = None, operation: str | None = None) -> dict[str, Any]:
    """Of a table's files."""
    _require("table_id", table_id)
    _require("operation", operation)
    raise PermissionDenied(DISABLED.format(call.tenant.metastore.id))


@operation("temporary_volume_credentials.generate_temporary_volume_credentials")
def for_volume(call: Call, volume_id: str | None = None, operation: str | None = None) -> dict[str, Any]:
    """Of a volume's files."""
    _require("volume_id", volume_id)
    _require("operation", operation)
    raise PermissionDenied(DISABLED.format(call.tenant.metastore.id))


@operation("temporary_path_credentials.generate_temporary_path_credentials")
def for_path(call: Call, url: str, operation: str, dry_run: bool = False) -> dict[str, Any]:
    """Of an external location's files."""
    locations = call.tenant.store["external_locations"].values()
    if not any(url.startswith(location.get("url", " ")) for location in locations):
        raise MetastoreError("EXTERNAL_LOCATION_DOES_NOT_EXIST", f"No external location holds '{url}'.", 404)
    raise PermissionDenied(DISABLED.format(call.tenant.metastore.id))


def _require(name: str, value: str | None) -> None:
    if not value:
        raise InvalidParameterValue(f"Missing required field: {name}")
