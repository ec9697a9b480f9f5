"""How many securables of Unity Catalog there are of the number that there may be, counted when asked.

The limits are those that Databricks' documentation of resource limits gives; nothing is refused for reaching one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.metastore import METASTORE_NAME, MetastoreError
from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation

Quota = dict[str, Any]
# Kind of parent to what it holds: the quota's name, the kind counted, and the limit.
LIMITS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "METASTORE": (("catalog-quota", "CATALOG", 1000), ("table-quota", "TABLE", 1_000_000)),
    "CATALOG": (("schema-quota", "SCHEMA", 10_000),),
    "SCHEMA": (
        ("table-quota", "TABLE", 10_000),
        ("volume-quota", "VOLUME", 10_000),
        ("function-quota", "FUNCTION", 10_000),
    ),
}


@operation("resource_quotas.get_quota")
def get_quota(call: Call, parent_securable_type: str, parent_full_name: str, quota_name: str) -> dict[str, Any]:
    """One quota of one parent."""
    kind = parent_securable_type.upper()
    names = [name for name, _, _ in LIMITS.get(kind, ())]
    if quota_name not in names:
        known = ", ".join(f"{name} of {parent}" for parent, entries in LIMITS.items() for name, _, _ in entries)
        raise InvalidParameterValue(f"There is no quota {quota_name} of {parent_securable_type}; there are: {known}")
    if kind == "METASTORE":
        if parent_full_name not in (call.tenant.metastore.id, METASTORE_NAME):
            raise MetastoreError("METASTORE_DOES_NOT_EXIST", f"Metastore '{parent_full_name}' does not exist.", 404)
        name = METASTORE_NAME
    else:
        found = call.tenant.metastore.get(kind, parent_full_name)
        call.tenant.metastore.require_manage(call.principal.name, kind, found.full_name)
        name = found.full_name
    return {"quota_info": next(each for each in _of(call, kind, name) if each["quota_name"] == quota_name)}


@operation("resource_quotas.list_quotas")
def list_quotas(call: Call, max_results: int | None = None, page_token: str | None = None) -> dict[str, Any]:
    """All quotas of the metastore, its catalogs and its schemas."""
    call.require_admin("Only metastore admins can list resource quotas.")
    found = list(_of(call, "METASTORE", METASTORE_NAME))
    for catalog in call.tenant.metastore.list_catalogs():
        found += _of(call, "CATALOG", catalog.full_name)
        for schema in call.tenant.metastore.list_schemas(catalog.full_name):
            found += _of(call, "SCHEMA", schema.full_name)
    return unity.pages("quotas", found, max_results, page_token)


def _of(call: Call, kind: str, name: str) -> Iterator[Quota]:
    for quota, counted, limit in LIMITS[kind]:
        yield {
            "parent_securable_type": kind,
            "parent_full_name": call.tenant.metastore.id if kind == "METASTORE" else name,
            "quota_name": quota,
            "quota_count": call.tenant.metastore.count(counted, None if kind == "METASTORE" else name),
            "quota_limit": limit,
            "last_refreshed_at": call.tenant.clock.millis(),
        }
