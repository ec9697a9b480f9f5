"""The workspace's tree of folders, notebooks and files.

Bytes lie in the tenant's files under `workspace/`, a notebook as its source text without an extension. What Spark or
Python puts there beside the API is a file or folder from when it is first seen.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import PermissionDenied, ResourceDoesNotExist
from snippets_tests.workspace.filesystem import Entry, Tree
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

# Object types to the kinds under which their permissions are kept.
EXPERIMENT, DASHBOARD = "MLFLOW_EXPERIMENT", "DASHBOARD"
KINDS = {
    "DIRECTORY": "directories",
    "NOTEBOOK": "notebooks",
    "FILE": "files",
    "REPO": "repos",
    EXPERIMENT: "experiments",
    DASHBOARD: "dashboards",
}
FOLDERS = ("DIRECTORY", "REPO")
OPEN_TO_ALL = "/Shared"


class Objects:
    """The objects of one tenant, for one caller; `principal` None may do everything."""

    def __init__(self, tenant: Tenant, principal: Principal | None = None) -> None:
        self._tenant, self._principal = tenant, principal
        self.tree = Tree(tenant.files / "workspace", tenant.clock)
        self._known = tenant.store["workspace_objects"]
        for name in [user["userName"] for user in tenant.directory.users.values()]:
            if f"/Users/{name}" not in self._known:
                self.make_directory(f"/Users/{name}")
        for root in ("/Repos", OPEN_TO_ALL):
            if root not in self._known:
                self.make_directory(root)

    @staticmethod
    def clean(path: str) -> str:
        """A path without the `/Workspace` before it that shells and notebooks write."""
        path = Tree.clean(path)
        return (
            path.removeprefix("/Workspace") or "/" if path == "/Workspace" or path.startswith("/Workspace/") else path
        )

    def find(self, path: str) -> Resource | None:
        """What is at a path, or None."""
        entry = self.tree.entry(path)
        known = self._known.get(path)
        if entry is None:
            if known is not None and known["object_type"] == EXPERIMENT:
                return known
            self._known.pop(path, None)
            return None
        if known is None or (known["object_type"] in FOLDERS) != entry.is_directory:
            known = self._take_in(entry)
        if known["object_type"] == "FILE":
            known["size"] = entry.size
            known["modified_at"] = max(entry.modified, known["modified_at"])
        return known

    def require(self, path: str, level: str) -> Resource:
        """What is at a path, when the caller may do with it what the level says."""
        found = self.find(path)
        if found is None:
            raise ResourceDoesNotExist(f"Path ({path}) doesn't exist.")
        self.check(path, level)
        return found

    def children(self, path: str) -> list[Resource]:
        """What is directly in a folder and visible to the caller."""
        paths = [entry.path for entry in self.tree.children(path)]
        experiments = [known["path"] for known in self._known.where(object_type=EXPERIMENT)]
        paths += [each for each in experiments if each.rpartition("/")[0] == path.rstrip("/")]
        found = (self.find(each) for each in sorted(paths))
        return [child for child in found if child is not None and self.allowed(child["path"], "CAN_READ")]

    def make_directory(self, path: str) -> None:
        """Make a folder with all above it."""
        self.tree.make_directory(path)
        parts = path.strip("/").split("/")
        for count in range(len(parts)):
            self.find("/" + "/".join(parts[: count + 1]))

    def make_repo(self, path: str) -> None:
        """Make a Git folder: a folder by another name, whose owner is its maker."""
        self.make_directory(path)
        self._known[path]["object_type"] = "REPO"

    def write(self, path: str, data: bytes, object_type: str, language: str | None = None) -> Resource:
        """Put a notebook or file in place."""
        self.tree.write(path, data)
        found = self.find(path)
        if found is None:  # cannot be: it was written a line ago
            raise ResourceDoesNotExist(f"Path ({path}) doesn't exist.")
        found["object_type"] = object_type
        found["modified_at"] = self._tenant.clock.millis()
        for name, value in (("language", language), ("size", len(data) if object_type == "FILE" else None)):
            found.pop(name, None)
            if value is not None:
                found[name] = value
        if self._principal and not self._principal.admin and object_type != DASHBOARD:
            access.created(self._tenant, KINDS[object_type], found["object_id"], self._principal.name)
        return found

    def remove(self, path: str) -> None:
        """Delete an object with all in it. Experiments and dashboards can be restored: they keep their permissions."""
        if self.tree.entry(path) is not None:
            self.tree.remove(path)
        for known in [p for p in self._known if p == path or p.startswith(f"{path}/")]:
            gone = self._known.pop(known)
            if gone["object_type"] == EXPERIMENT:
                self._tenant.store["experiments"][gone["resource_id"]]["lifecycle_stage"] = "deleted"
            elif gone["object_type"] == DASHBOARD:
                self._tenant.store["lakeview"][gone["resource_id"]]["lifecycle_state"] = "TRASHED"
                self._tenant.store["published dashboards"].pop(gone["resource_id"], None)
            else:
                access.forget(self._tenant, KINDS[gone["object_type"]], gone["object_id"])

    def put_experiment(self, path: str, number: int | None = None) -> Resource:
        """Give an MLflow experiment its place in the tree; one that is restored has its number already."""
        number = number or self._tenant.ids.number(16, "workspace object")
        now = self._tenant.clock.millis()
        known: Resource = {
            "path": path,
            "object_id": number,
            "resource_id": str(number),
            "object_type": EXPERIMENT,
            "created_at": now,
            "modified_at": now,
        }
        self._known[path] = known
        return known

    def move(self, path: str, target: str) -> None:
        """Give a file another name; it stays the object that it was."""
        self.tree.move(path, target)
        self._known[target] = self._known.pop(path) | {"path": target}

    def move_experiment(self, path: str, target: str) -> None:
        """Give an MLflow experiment another place."""
        self._known[target] = self._known.pop(path) | {"path": target, "modified_at": self._tenant.clock.millis()}

    def check(self, path: str, level: str) -> None:
        """Refuse who may not do this at a path."""
        if not self.allowed(path, level):
            name = self._principal.name if self._principal else ""
            raise PermissionDenied(f"{name} does not have {level} permissions on {path}.")

    def allowed(self, path: str, level: str) -> bool:
        """Whether the caller may: at home, in /Shared, or by a permission on the object or a folder above it."""
        who = self._principal
        if who is None or who.admin or path == "/" or path in ("/Users", "/Repos"):
            return who is None or who.admin or level == "CAN_READ"
        if any(path == home or path.startswith(f"{home}/") for home in (f"/Users/{who.name}", OPEN_TO_ALL)):
            return True
        parts = path.strip("/").split("/")
        above = [self._known.get("/" + "/".join(parts[: n + 1])) for n in range(len(parts))]
        return any(
            access.holds(self._tenant, who, KINDS[each["object_type"]], each["resource_id"], level)
            for each in above
            if each
        )

    def by_id(self, object_id: str) -> Resource | None:
        """The object of an id."""
        return self._known.find(lambda known: str(known["object_id"]) == object_id)

    def _take_in(self, entry: Entry) -> Resource:
        number = self._tenant.ids.number(16, "workspace object")
        known: dict[str, Any] = {
            "path": entry.path,
            "object_id": number,
            "resource_id": str(number),
            "object_type": "DIRECTORY" if entry.is_directory else "FILE",
            "created_at": entry.modified or self._tenant.clock.millis(),
            "modified_at": entry.modified or self._tenant.clock.millis(),
        }
        self._known[entry.path] = known
        return known
