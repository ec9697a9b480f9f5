"""What a page leaves behind: whatever a user would find afterwards that an untouched workspace does not have.

It asks what a user would ask: every list operation of the API that needs no argument, the folders of the workspace and
of DBFS, and the catalogs down to tables and volumes. Histories are no leftovers: nobody can delete them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from snippets_tests.surface import Operation, Surface

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace
    from snippets_tests.workspace.tenant import Tenant

Left = Set[tuple[str, str]]
"""Kind and name: `("clusters", "etl")`."""

HISTORIES = frozenset({"jobs.list_runs", "query_history.list", "libraries.all_cluster_statuses"})
"""Lists of what happened, not of what is there."""

MIRRORS = ("workspace_iam_v2.",)
"""Second views of what other lists show by name: here people and groups, by ids of each workspace."""

NAMES = (
    "full_name", "path", "name", "display_name", "userName", "user_name", "displayName", "cluster_name", "run_name",
    "comment", "key", "instance_pool_name", "label",
)  # fmt: skip
"""The fields that tell a reader which one it is, the best first."""

GONE = frozenset({"DELETED", "deleted", "TRASHED", "DELETING"})


def left(workspace: Workspace, tenant: Tenant, untouched: Left) -> list[str]:
    """What is there now and was not there in the beginning, as `kind name`, sorted."""
    return sorted(f"{kind} {name}".strip() for kind, name in visible(workspace, tenant) - untouched)


def visible(workspace: Workspace, tenant: Tenant) -> Left:
    """Everything that the workspace's admin can find."""
    look = _Look(workspace, tenant)
    return {*look.lists(), *look.tree("workspace/list", "objects"), *look.tree("dbfs/list", "files"), *look.catalogs()}


def listing(surface: Surface) -> list[Operation]:
    """The list operations that need no argument."""
    return [
        operation
        for operation in surface.operations.values()
        if operation.level == "workspace"
        and operation.verb == "GET"
        and operation.paging is not None
        and operation.paging.items is not None
        and operation.id not in HISTORIES
        and not operation.id.startswith(MIRRORS)
        and not any(parameter.required for parameter in operation.parameters)
    ]


class _Look:
    def __init__(self, workspace: Workspace, tenant: Tenant) -> None:
        self.workspace, self.tenant = workspace, tenant

    def get(self, address: str, **query: str) -> dict[str, Any]:
        """The answer to a GET; empty when it is refused, which says that there is nothing to see."""
        from snippets_tests.workspace.wire import Request

        bearer = {"Authorization": f"Bearer {self.tenant.token}"}
        asked = f"{address}?{urlencode(query)}" if query else address
        response = self.workspace.handle(Request.of("GET", asked, bearer))
        found = json.loads(response.body) if response.status == 200 and response.body else {}
        return found if isinstance(found, dict) else {}

    def lists(self) -> Iterator[tuple[str, str]]:
        for operation in listing(self.workspace.surface):
            paging = operation.paging
            assert paging is not None and paging.items is not None
            page, query, number = self.get(operation.path), dict[str, str](), 0
            while True:
                for item in page.get(paging.items) or ():
                    if not _gone(item):
                        number += 1
                        yield operation.id.rpartition(".")[0], _name(item) or f"number {number}"
                token = page.get(paging.response or "") if paging.style == "token" and paging.request else None
                if not token or query.get(paging.request or "") == token:
                    break
                query = {paging.request or "": str(token)}
                page = self.get(operation.path, **query)

    def tree(self, path: str, items: str, folder: str = "/") -> Iterator[tuple[str, str]]:
        for item in self.get(f"/api/2.0/{path}", path=folder).get(items) or ():
            # Folders on the way to a file or a bundle's deployment come by themselves, and nothing takes them away.
            if not item.get("is_dir") and not (item.get("object_type") == "DIRECTORY" and "/.bundle" in item["path"]):
                yield path.partition("/")[0], str(item["path"])
            if item.get("is_dir") or item.get("object_type") == "DIRECTORY":
                yield from self.tree(path, items, str(item["path"]))

    def catalogs(self) -> Iterator[tuple[str, str]]:
        metastore = self.tenant.metastore
        for catalog in metastore.list_catalogs(None):
            for schema in metastore.list_schemas(catalog.name, None):
                full = f"{catalog.name}.{schema.name}"
                yield "schema", full
                if catalog.name in ("samples", "system"):
                    continue
                yield from (("table", f"{full}.{table.name}") for table in metastore.list_tables(full, None))
                for volume in metastore.list_volumes(full, None):
                    yield "volume", f"{full}.{volume.name}"
                    yield from self._files(f"volumes/{catalog.name}/{schema.name}/{volume.name}")

    def _files(self, folder: str) -> Iterator[tuple[str, str]]:
        root: Path = self.tenant.files / folder
        for path in root.rglob("*"):
            if path.is_file():
                yield "file", f"/{folder[0].upper()}{folder[1:]}/{path.relative_to(root).as_posix()}"


def _name(item: Any) -> str:
    """What tells it apart; empty where there is only an id, which is another one in every workspace."""
    if not isinstance(item, dict):
        return str(item)
    for name in NAMES:
        if isinstance(item.get(name), str) and item[name]:
            return str(item[name])
    for value in item.values():
        if isinstance(value, dict) and (nested := _name(value)):
            return nested
    return ""


def _gone(item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    return bool(GONE & {item.get(name) for name in ("state", "lifecycle_state", "lifecycle_stage", "status")
                        if isinstance(item.get(name), str)})  # fmt: skip
