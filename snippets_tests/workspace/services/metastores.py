"""Unity Catalog: the workspace's one metastore. The others of its account are in `metastore_assignments`."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import CLOUD, REGION
from snippets_tests.workspace import unity
from snippets_tests.workspace.registry import Call, operation

NAME = "example-metastore"


@operation("metastores.current")
def current(call: Call) -> dict[str, Any]:
    """Which metastore this workspace uses, and which catalog is its default."""
    return {
        "metastore_id": call.tenant.metastore.id,
        "workspace_id": call.tenant.workspace_id,
        "default_catalog_name": "main",
    }


@operation("metastores.summary")
def summary(call: Call) -> dict[str, Any]:
    """The metastore of this workspace."""
    return described(call)


def require(call: Call, metastore_id: str) -> None:
    """Refuse the id of any other metastore."""
    if metastore_id != call.tenant.metastore.id:
        raise MetastoreError("METASTORE_DOES_NOT_EXIST", f"Metastore '{metastore_id}' does not exist.", 404)


def described(call: Call) -> dict[str, Any]:
    """The metastore as the API shows it."""
    metastore = call.tenant.metastore
    main = metastore.get_catalog("main")
    return {
        "metastore_id": metastore.id,
        "global_metastore_id": metastore.global_id,
        "name": NAME,
        "cloud": CLOUD,
        "region": REGION,
        "owner": metastore.owner,
        "privilege_model_version": "1.0",
        "storage_root": unity.storage_root(call.tenant),
        "delta_sharing_scope": "INTERNAL",
        "external_access_enabled": False,
        "created_at": main.created_at,
        "created_by": metastore.owner,
        "updated_at": main.updated_at,
        "updated_by": metastore.owner,
    }
