"""Which workspaces may use a securable, which system schemas are switched on, which artifacts shared clusters load."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import METASTORE_NAME, MetastoreError
from snippets_tests.lakehouse.system_tables.definitions import ALWAYS, CATALOG, SCHEMAS
from snippets_tests.workspace import reach, unity
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import metastores
from snippets_tests.workspace.store import Resource

# Securables of the path that can be bound; a credential cannot be bound for reading only.
BINDABLE = ("catalog", *(kind.lower() for kind in reach.FAMILIES))
READ_ONLY_TOO = ("catalog", "external_location")


@operation("workspace_bindings.get")
def get(call: Call, name: str) -> dict[str, Any]:
    """The workspaces that a catalog is bound to."""
    return {"workspaces": [each["workspace_id"] for each in _bindings(call, "catalog", name)]}


@operation("workspace_bindings.update")
def update(
    call: Call, name: str, assign_workspaces: list[int] | None = None, unassign_workspaces: list[int] | None = None
) -> dict[str, Any]:
    """Bind a catalog to workspaces, or free it."""
    add = [{"workspace_id": each} for each in assign_workspaces or []]
    remove = [{"workspace_id": each} for each in unassign_workspaces or []]
    _change(call, "catalog", name, add, remove)
    return get(call, name)


@operation("workspace_bindings.get_bindings")
def get_bindings(
    call: Call, securable_type: str, securable_name: str, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The workspaces that a securable is bound to, and how."""
    return unity.pages("bindings", _bindings(call, securable_type, securable_name), max_results, page_token)


@operation("workspace_bindings.update_bindings")
def update_bindings(
    call: Call,
    securable_type: str,
    securable_name: str,
    add: list[dict[str, Any]] | None = None,
    remove: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Bind a securable to workspaces, or free it."""
    _change(call, securable_type, securable_name, add or [], remove or [])
    return {"bindings": _bindings(call, securable_type, securable_name)}


@operation("system_schemas.list")
def list_system_schemas(
    call: Call, metastore_id: str, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The schemas of the catalog `system`, and whether they are switched on."""
    metastores.require(call, metastore_id)
    _require_account_or_metastore_admin(call)
    shown = [
        {
            "schema": name,
            "state": "MANAGED" if name in ALWAYS else "ENABLE_COMPLETED" if _enabled(call, name) else "AVAILABLE",
        }
        for name in SCHEMAS
    ]
    return unity.pages("schemas", shown, max_results, page_token)


@operation("system_schemas.enable")
def enable(call: Call, metastore_id: str, schema_name: str, catalog_name: str | None = None) -> None:
    """Switch a system schema on."""
    _require_system_schema(call, metastore_id, schema_name)
    if catalog_name not in (None, CATALOG):
        raise InvalidParameterValue(f"System schemas are enabled in the catalog {CATALOG}, not in {catalog_name}.")
    if _enabled(call, schema_name):
        raise MetastoreError("SCHEMA_ALREADY_EXISTS", f"Schema '{schema_name}' is enabled already.", 409)
    call.tenant.metastore.enable_system_schema(schema_name)


@operation("system_schemas.disable")
def disable(call: Call, metastore_id: str, schema_name: str) -> None:
    """Switch a system schema off."""
    _require_system_schema(call, metastore_id, schema_name)
    if schema_name in ALWAYS or not _enabled(call, schema_name):
        raise InvalidParameterValue(f"Schema '{schema_name}' is not enabled, or cannot be disabled.")
    call.tenant.metastore.disable_system_schema(schema_name)


@operation("artifact_allowlists.get")
def get_allowlist(call: Call, artifact_type: str) -> Resource:
    """What clusters in standard access mode may load."""
    call.tenant.metastore.require(call.principal.name, "MANAGE_ALLOWLIST", "METASTORE", METASTORE_NAME)
    empty = {"artifact_matchers": [], "metastore_id": call.tenant.metastore.id}
    return call.tenant.store["artifact allowlists"].get(artifact_type, empty)


@operation("artifact_allowlists.update")
def update_allowlist(call: Call, artifact_type: str, artifact_matchers: list[dict[str, Any]], **given: Any) -> Resource:
    """Replace the list; when it was made, by whom and where is the service's to say."""
    call.tenant.metastore.require(call.principal.name, "MANAGE_ALLOWLIST", "METASTORE", METASTORE_NAME)
    changed = {
        "artifact_matchers": artifact_matchers,
        "metastore_id": call.tenant.metastore.id,
        "created_at": call.tenant.clock.millis(),
        "created_by": call.principal.name,
    }
    call.tenant.store["artifact allowlists"][artifact_type] = changed
    return changed


def _bindings(call: Call, kind: str, name: str) -> list[dict[str, Any]]:
    _require_securable(call, kind, name)
    stored = reach.bindings(call.tenant.store, call.tenant.workspace_id, kind.upper(), name)
    return [{"workspace_id": int(number), "binding_type": way} for number, way in stored.items()]


def _change(call: Call, kind: str, name: str, add: list[dict[str, Any]], remove: list[dict[str, Any]]) -> None:
    _require_securable(call, kind, name)
    call.tenant.metastore.grants.require_manage(call.principal.name, kind.upper(), name.lower())
    bound = dict(reach.bindings(call.tenant.store, call.tenant.workspace_id, kind.upper(), name))
    for each in remove:
        if bound.pop(str(each["workspace_id"]), None) is None:
            raise InvalidParameterValue(f"'{name}' is not bound to workspace {each['workspace_id']}.")
    for each in add:
        way = each.get("binding_type", reach.READ_WRITE)
        if way != reach.READ_WRITE and kind not in READ_ONLY_TOO:
            raise InvalidParameterValue(f"Supported binding types for {kind.upper()} are {reach.READ_WRITE}")
        bound[str(each["workspace_id"])] = way
    call.tenant.store[reach.BINDINGS][f"{kind.upper()}/{name.lower()}"] = bound


def _require_securable(call: Call, kind: str, name: str) -> None:
    if kind not in BINDABLE:
        raise InvalidParameterValue(f"Workspace bindings are for {', '.join(BINDABLE)}, not for {kind}.")
    if kind == "catalog":
        call.tenant.metastore.known("CATALOG", name)
    elif name.lower() not in call.tenant.store[reach.FAMILIES[kind.upper()]]:
        raise NotFound(f"{kind.replace('_', ' ').capitalize()} '{name}' does not exist.")


def _enabled(call: Call, name: str) -> bool:
    return call.tenant.metastore.has("SCHEMA", f"{CATALOG}.{name}")


def _require_system_schema(call: Call, metastore_id: str, name: str) -> None:
    metastores.require(call, metastore_id)
    _require_account_or_metastore_admin(call)
    if name not in SCHEMAS:
        raise MetastoreError("SCHEMA_DOES_NOT_EXIST", f"Schema 'system.{name}' does not exist.", 404)


def _require_account_or_metastore_admin(call: Call) -> None:
    if not call.principal.account_admin:
        call.require_admin("Only account admins and metastore admins can see and switch system schemas.")
