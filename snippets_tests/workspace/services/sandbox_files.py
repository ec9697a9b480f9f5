"""Files of sandboxes, on disk. Sandboxes are kept by their shape; no machine runs behind one."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.filesystem import Entry, Tree
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation

FOLDER = "sandboxes"
OWNER = "sandbox"


@operation("sandbox.create_directory")
def create_directory(call: Call, parent: str, path: str, parents: bool = False) -> dict[str, Any]:
    """Make a directory; with `parents` those above it too."""
    tree, place = _at(call, parent, path)
    if tree.entry(place) is not None and not parents:
        raise ResourceAlreadyExists(f"{path} already exists in {parent}.", status=409)
    above = place.rpartition("/")[0]
    if above and not parents and tree.entry(above) is None:
        raise ResourceDoesNotExist(f"{path.rpartition('/')[0]} does not exist in {parent}.")
    tree.make_directory(place)
    return {}


@operation("sandbox.get_metadata")
def get_metadata(call: Call, parent: str, path: str) -> dict[str, Any]:
    """What a path is."""
    tree, place = _at(call, parent, path)
    return {"file": _shown(_require(tree, place, parent, path), parent)}


@operation("sandbox.list_directory_contents")
def list_directory_contents(
    call: Call, parent: str, path: str, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """What lies in a directory, by name."""
    tree, place = _at(call, parent, path)
    if not _require(tree, place, parent, path).is_directory:
        raise InvalidParameterValue(f"{path} of {parent} is not a directory.")
    contents, token = page([_shown(each, parent) for each in tree.children(place)], page_token, page_size)
    return {"contents": contents} | ({"next_page_token": token} if token else {})


@operation("sandbox.rename_path")
def rename_path(call: Call, parent: str, source: str, destination: str) -> dict[str, Any]:
    """Give a file or directory another path."""
    tree, place = _at(call, parent, source)
    _require(tree, place, parent, source)
    _, target = _at(call, parent, destination)
    if tree.entry(target) is not None:
        raise ResourceAlreadyExists(f"{destination} already exists in {parent}.", status=409)
    tree.move(place, target)
    return {}


@operation("sandbox.delete_path")
def delete_path(call: Call, parent: str, path: str, recursive: bool = False) -> dict[str, Any]:
    """Remove a file, or a directory; one with content only with `recursive`."""
    tree, place = _at(call, parent, path)
    found = _require(tree, place, parent, path)
    if found.is_directory and not recursive and any(True for _ in tree.children(place)):
        raise InvalidParameterValue(f"The directory {path} of {parent} is not empty; delete it with recursive.")
    tree.remove(place)
    return {}


def _at(call: Call, parent: str, path: str) -> tuple[Tree, str]:
    call.tenant.store["sandbox"].require(parent.lower(), f"Sandbox '{parent}' does not exist.")
    home = f"/{parent.rpartition('/')[2]}"
    tree = Tree(call.tenant.files / FOLDER, call.tenant.clock)
    if tree.entry(home) is None:
        tree.make_directory(home)
    return tree, Tree.clean(f"{home}/{path.strip('/')}")


def _require(tree: Tree, place: str, parent: str, path: str) -> Entry:
    found = tree.entry(place)
    if found is None:
        raise ResourceDoesNotExist(f"{path} does not exist in {parent}.")
    return found


def _shown(found: Entry, parent: str) -> dict[str, Any]:
    inside = "/" + found.path.strip("/").partition("/")[2]
    directory = found.is_directory
    return {
        "path": inside,
        "name": inside.rpartition("/")[2],
        "file_type": "SANDBOX_FILE_TYPE_DIRECTORY" if directory else "SANDBOX_FILE_TYPE_FILE",
        "size": 0 if directory else found.size,
        "mode": 0o755 if directory else 0o644,
        "permissions": "drwxr-xr-x" if directory else "-rw-r--r--",
        "owner": OWNER,
        "group": OWNER,
    }
