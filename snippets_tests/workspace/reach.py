"""Which workspaces may use a securable of Unity Catalog: its isolation mode and, when isolated, its bindings.

A catalog, credential, location or connection is open to every workspace of its metastore until it is isolated; from
then on only the workspaces bound to it reach it, whatever was granted. Isolating binds the present workspace.
"""

from __future__ import annotations

from snippets_tests.workspace.store import Store

READ_WRITE = "BINDING_TYPE_READ_WRITE"
READ_ONLY = "BINDING_TYPE_READ_ONLY"
ISOLATED = ("ISOLATED", "ISOLATION_MODE_ISOLATED")
BINDINGS = "bindings"
# Catalogs live in the metastore, which asks here; their mode is kept here so that each side asks the other nothing.
MODES = "isolation modes"
# Kinds of securable to the families that keep them.
FAMILIES = {
    "STORAGE_CREDENTIAL": "storage_credentials",
    "EXTERNAL_LOCATION": "external_locations",
    "CREDENTIAL": "credentials",
    "CONNECTION": "connections",
}


def of(store: Store, workspace_id: int, kind: str, full_name: str) -> str:
    """How a securable is bound to a workspace: OPEN, READ_ONLY or CLOSED."""
    if not isolated(store, kind, full_name):
        return "OPEN"
    way = bindings(store, workspace_id, kind, full_name).get(str(workspace_id))
    return "CLOSED" if way is None else "READ_ONLY" if way == READ_ONLY else "OPEN"


def isolated(store: Store, kind: str, full_name: str) -> bool:
    """Whether only bound workspaces may use a securable."""
    kept = store[MODES if kind == "CATALOG" else FAMILIES.get(kind, "")].get(full_name.lower(), {})
    return kept.get("isolation_mode") in ISOLATED


def bindings(store: Store, workspace_id: int, kind: str, full_name: str) -> dict[str, str]:
    """The workspaces that a securable is bound to, by their ids as text, each with its type."""
    bound = store[BINDINGS].get(f"{kind}/{full_name.lower()}")
    if bound is None:
        return {str(workspace_id): READ_WRITE} if isolated(store, kind, full_name) else {}
    return bound


def forget(store: Store, kind: str, full_name: str) -> None:
    """Drop the bindings of a securable that is gone."""
    store[BINDINGS].pop(f"{kind}/{full_name.lower()}", None)
    if kind == "CATALOG":
        store[MODES].pop(full_name.lower(), None)
