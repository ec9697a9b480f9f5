"""A tenant on disk: all that it knows, so that a restarted workspace goes on where it stopped.

Kept are people, tokens, resources, ids to come, the clock, and the metastore with its grants; the bytes of files lie in
the tenant's folder anyway. Not kept are the lakehouse's tables (they live in Spark's catalog, which ends with it) and
the record of requests. Whoever may write the file owns the workspace: reading it accepts no type but this package's.
"""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

from snippets_tests.workspace.core import Workspace
from snippets_tests.workspace.tenant import Tenant

# What a metastore holds only while it runs, or what is saved beside it.
LIVE = (
    "_ids",
    "_clock",
    "_source",
    "_reach",
    "system_facts",
    "touched",
    "grants",
    "dropped",
    "secrets",
    "policies",
    "governed_tags",
)
VERSION = 2
FILE = "workspace.state"
# Beside this package's own types.
PLAIN = {("builtins", "set"), ("builtins", "frozenset"), ("datetime", "datetime"), ("datetime", "timezone")}
PLAIN |= {
    ("datetime", "timedelta"),
    ("collections", "deque"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
}


class StateError(Exception):
    """The state cannot be read; the message says why and what to do."""


def save(tenant: Tenant, folder: Path) -> None:
    """Write a tenant's state; whoever reads meanwhile sees the old one or the new."""
    metastore = tenant.metastore
    parts = {
        "version": VERSION,
        "name": tenant.name,
        "token": tenant.token,
        "account": tenant.account_token,
        "now": tenant.clock.now(),
        "ids": tenant.ids.state(),
        "store": tenant.store.contents(),
        "directory": vars(tenant.directory) | {"_ids": None},
        "tokens": tenant.tokens.all(),
        "metastore": vars(metastore) | dict.fromkeys(LIVE),
        "policies": metastore.policies.all(),
        "grants": vars(metastore.grants) | {"_directory": None, "_find": None, "_reach": None},
    }
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{FILE}.new"
    fresh.touch(mode=0o600)
    fresh.write_bytes(pickle.dumps(parts, protocol=5))
    fresh.replace(folder / FILE)


def restore(workspace: Workspace, name: str, files: Path, host: str, folder: Path) -> Tenant:
    """The tenant of a folder as it was saved, or a new one where nothing was.

    Raises:
        StateError: The file is not a state of this version.
    """
    place = folder / FILE
    if not place.exists():
        return workspace.create_tenant(name, files, host)
    try:
        parts = _Reader(io.BytesIO(place.read_bytes())).load()
        if parts["version"] != VERSION:
            raise StateError(f"{place} was written by another version\n  hint: choose another folder for --state")
        tenant = workspace.create_tenant(parts["name"], files, host)
        _fill(tenant, parts)
    except (pickle.UnpicklingError, EOFError, KeyError, AttributeError, TypeError) as error:
        raise StateError(f"{place} is not a workspace's state: {error}\n  hint: move it away to begin anew") from error
    return tenant


def _fill(tenant: Tenant, parts: dict[str, Any]) -> None:
    tenant.clock.set(parts["now"])
    tenant.tokens.replace(parts["tokens"])
    tenant.token = parts["token"]
    tenant.keep_account(parts["account"])
    tenant.store.fill(parts["store"])
    vars(tenant.directory).update({k: v for k, v in parts["directory"].items() if k != "_ids"})
    held = {name: value for name, value in parts["metastore"].items() if value is not None}
    vars(tenant.metastore).update(held)
    vars(tenant.metastore.grants).update({k: v for k, v in parts["grants"].items() if v is not None})
    tenant.metastore.policies.fill(parts.get("policies", ()))
    tenant.ids.restore(parts["ids"])


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Find a type of this package; nothing else has a place in a state."""
        if module.startswith("snippets_tests.") or (module, name) in PLAIN:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"it holds {module}.{name}")
