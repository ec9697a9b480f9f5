"""What the services of Unity Catalog share: who may see what, the fields that all securables have, pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import Securable
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.tenant import Tenant

# The server's own page length: what Databricks answers with max_results=0 is not documented.
LONGEST_PAGE = 1000

Item = TypeVar("Item")


def storage_root(tenant: Tenant) -> str:
    """Where managed storage of the metastore would lie; its bytes are the tenant's files."""
    return f"s3://example-metastore/{tenant.metastore.id}"


def sees(call: Call, found: Securable, privilege: str) -> bool:
    """Whether the caller may read about a securable: as its manager, or with this privilege and its containers'."""
    grants, who = call.tenant.metastore.grants, call.principal.name
    if grants.manages(who, found.kind, found.full_name):
        return True
    try:
        grants.require(who, privilege, found.kind, found.full_name)
    except MetastoreError:
        return False
    return True


def browses(call: Call, found: Securable, include_browse: bool) -> bool:
    """Whether the caller asked for what it may only find, and may find this."""
    held = call.tenant.metastore.grants.holds
    return include_browse and held(call.principal.name, "BROWSE", found.kind, found.full_name)


def require_sight(call: Call, found: Securable, privilege: str, include_browse: bool = False) -> bool:
    """Refuse who may not read about a securable; True when it is only browsed."""
    if sees(call, found, privilege):
        return False
    if browses(call, found, include_browse):
        return True
    call.tenant.metastore.require(call.principal.name, privilege, found.kind, found.full_name)
    return False


def described(call: Call, found: Securable, browse_only: bool = False) -> dict[str, Any]:
    """The fields that the APIs give for every securable; one that is only browsed shows no more than these."""
    shown = {
        "name": found.name,
        "full_name": found.full_name,
        "owner": found.owner,
        "comment": found.comment,
        "properties": found.properties or None,
        "metastore_id": call.tenant.metastore.id,
        "created_at": found.created_at,
        "created_by": found.created_by,
        "updated_at": found.updated_at,
        "updated_by": found.updated_by,
        "browse_only": browse_only,
    }
    return filled(shown)


def filled(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that have a value: Databricks leaves the others out."""
    return {name: value for name, value in fields.items() if value is not None}


def pages(name: str, items: list[Item], max_results: int | None, page_token: str | None) -> dict[str, Any]:
    """A page of a list under its field's name; without `max_results` everything, as on Databricks."""
    if max_results is not None and max_results < 0:
        raise InvalidParameterValue(f"max_results must be greater than or equal to 0, got {max_results}.")
    size = min(max_results or LONGEST_PAGE, LONGEST_PAGE)
    if max_results is None and page_token is None:
        return {name: items}
    found, token = page(items, page_token, size)
    return {name: found} | ({"next_page_token": token} if token else {})


def update(call: Call, kind: str, full_name: str, changes: dict[str, Any], new_name: str | None = None) -> Securable:
    """Change what was given of a securable."""
    owner = changes.get("owner")
    if owner is not None and not call.tenant.directory.exists(owner):
        message = f"Could not find principal with name {owner}"
        raise MetastoreError("PRINCIPAL_DOES_NOT_EXIST", message, status=404)
    if new_name is not None:
        changes["name"] = new_name
    return call.tenant.metastore.update(kind, full_name, principal=call.principal.name, **filled(changes))


def extras(call: Call, found: Securable) -> dict[str, Any]:
    """Fields that only the REST API knows of a securable; the metastore does not keep them."""
    kept: dict[str, Any] = call.tenant.store["unity_extras"].setdefault(found.id, {})
    return kept


def optimize(found: Securable, more: dict[str, Any]) -> None:
    """Take out of what was given whether predictive optimization is on: SQL changes and shows it, too."""
    found.predictive_optimization = more.pop("enable_predictive_optimization", found.predictive_optimization)


def optimization(found: Securable) -> dict[str, Any]:
    """Whether predictive optimization is on, as far as somebody has said so."""
    value = found.predictive_optimization
    return {} if value == "INHERIT" else {"enable_predictive_optimization": value}


def volume_files(tenant: Tenant, full_name: str) -> Path:
    """Where the bytes below a catalog, schema or volume lie."""
    return tenant.files.joinpath("volumes", *full_name.split("."))


def remove_files(tenant: Tenant, full_name: str) -> None:
    """Remove the bytes of the volumes of what was dropped."""
    shutil.rmtree(volume_files(tenant, full_name), ignore_errors=True)


def see_tables(call: Call, catalogs: Iterable[str]) -> None:
    """Have Spark running before the sample data is looked for: its tables lie there alone."""
    if "samples" in catalogs:
        engine = call.tenant.engine("The catalog samples")
        with call.tenant.guard.released():
            engine.sql("SELECT 1")
