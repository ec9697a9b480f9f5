"""Files and directories of volumes (`/Volumes/<catalog>/<schema>/<volume>/…`); `multipart` has uploads in parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from snippets_tests.workspace.errors import AlreadyExists, BadRequest, NotFound, PermissionDenied, error_info
from snippets_tests.workspace.filesystem import Entry, Tree
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.experiments import artifacts
from snippets_tests.workspace.services.experiments import records as experiments
from snippets_tests.workspace.services.registered_models import records as models
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

# Trees beside the volumes, by the first part of the path: through them MLflow's client moves its files.
MLFLOW = {"WorkspaceInternal": artifacts.tree, "Models": models.tree}
TREES = {"WorkspaceInternal": experiments.ARTIFACTS, "Models": models.FILES}
DOMAIN = "filesystem.databricks.com"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@operation("files.upload")
def upload(call: Call, file_path: str, contents: bytes, overwrite: bool | None = None) -> Response:
    """Write a file; directories above it come into being."""
    tree, path = volume(call, file_path, "WRITE_VOLUME")
    entry = tree.entry(path)
    if entry is not None and entry.is_directory:
        raise BadRequest("The path is a directory.", details=[_info("FILES_API_PATH_IS_A_DIRECTORY")])
    if entry is not None and not overwrite:
        raise AlreadyExists("The file being created already exists.", details=[_info("FILES_API_FILE_ALREADY_EXISTS")])
    if tree.blocking_file(path.rpartition("/")[0]):
        raise BadRequest("A directory in the path is a file.", details=[_info("FILES_API_PATH_IS_A_FILE")])
    tree.write(path, contents)
    return Response(204)


@operation("files.download")
def download(call: Call, file_path: str) -> Response:
    """The bytes of a file, or a range of them."""
    tree, path = volume(call, file_path, "READ_VOLUME")
    return _sent(tree, _file(tree, path), call.request)


@operation("files.get_metadata")
def get_metadata(call: Call, file_path: str) -> Response:
    """Size, type and time of a file, in the answer's headers."""
    tree, path = volume(call, file_path, "READ_VOLUME")
    return Response(200, _headers(_file(tree, path)))


@operation("files.delete")
def delete(call: Call, file_path: str) -> Response:
    """Delete a file."""
    tree, path = volume(call, file_path, "WRITE_VOLUME")
    tree.remove(_file(tree, path).path)
    return Response(204)


@operation("files.create_directory")
def create_directory(call: Call, directory_path: str) -> Response:
    """Make a directory with all above it; one that is there stays."""
    tree, path = volume(call, directory_path, "WRITE_VOLUME")
    if tree.blocking_file(path):
        message = "The directory being created is not a directory."
        raise AlreadyExists(message, details=[_info("FILES_API_FILE_ALREADY_EXISTS")])
    tree.make_directory(path)
    return Response(204)


@operation("files.delete_directory")
def delete_directory(call: Call, directory_path: str) -> Response:
    """Delete an empty directory."""
    tree, path = volume(call, directory_path, "WRITE_VOLUME")
    entry = _directory(tree, path)
    if any(tree.children(entry.path)):
        message = "The directory being deleted is not empty."
        raise BadRequest(message, details=[_info("FILES_API_DIRECTORY_IS_NOT_EMPTY")])
    tree.remove(entry.path)
    return Response(204)


@operation("files.get_directory_metadata")
def get_directory_metadata(call: Call, directory_path: str) -> Response:
    """Whether there is such a directory."""
    tree, path = volume(call, directory_path, "READ_VOLUME")
    _directory(tree, path)
    return Response(200)


@operation("files.list_directory_contents")
def list_directory_contents(
    call: Call, directory_path: str, page_size: int = 1000, page_token: str | None = None
) -> dict[str, Any]:
    """What is in a directory, by name."""
    tree, path = volume(call, directory_path, "READ_VOLUME")
    entries, token = page(list(tree.children(_directory(tree, path).path)), page_token, page_size)
    asked = Tree.clean(directory_path)
    answer: dict[str, Any] = {"contents": [_shown(entry, asked) for entry in entries]}
    return answer | ({"next_page_token": token} if token else {})


@operation("files.create_download_url")
def create_download_url(call: Call, path: str, expire_time: str) -> dict[str, Any]:
    """A URL from which the file can be read without a token: the SDK downloads through it."""
    tree, inside = volume(call, path, "READ_VOLUME")
    _file(tree, inside)
    signature = call.tenant.ids.hex(32, "signature")
    call.tenant.store["signed_paths"][signature] = {"path": inside, "tree": TREES.get(path.split("/")[1], "volumes")}
    return {"url": f"http://{call.request.headers.get('Host', '')}/storage/{signature}", "headers": []}


@endpoint("PUT", "/storage/{signature}", public=True)
@endpoint("GET", "/storage/{signature}", public=True)
@endpoint("DELETE", "/storage/{signature}", public=True)
def storage(workspace: Workspace, request: Request) -> Response:
    """What a signed URL leads to: on Databricks the cloud's storage."""
    signature = request.path.rpartition("/")[2]
    for tenant in workspace.tenants.values():
        signed = tenant.store["signed_paths"].get(signature)
        if signed is not None:
            return _stored(tenant, signed, request)
    raise NotFound("The specified key does not exist.")


def _stored(tenant: Tenant, signed: Mapping[str, Any], request: Request) -> Response:
    allowed = signed.get("methods", ("GET",))
    if request.method not in allowed:
        raise PermissionDenied(f"The signed URL is for {' and '.join(allowed)}.")
    if tenant.clock.millis() > signed.get("until", tenant.clock.millis()):
        raise PermissionDenied("The signed URL has expired.")
    tree = _tree(tenant, signed)
    if request.method == "PUT":
        tree.write(signed["path"], request.body)
        return Response(200)
    entry = _file(tree, signed["path"])
    if request.method == "DELETE":
        tree.remove(entry.path)
        return Response(204)
    return _sent(tree, entry, request)


def _tree(tenant: Tenant, signed: Mapping[str, Any] | None = None) -> Tree:
    return Tree(tenant.files / (signed or {}).get("tree", "volumes"), tenant.clock)


def volume(call: Call, path: str, privilege: str) -> tuple[Tree, str]:
    """The tree of all volumes and the path in it, when the caller may use the path's volume."""
    parts = Tree.clean(path).split("/")[1:]
    if parts[0] in MLFLOW:
        return MLFLOW[parts[0]](call, parts, privilege == "WRITE_VOLUME")
    if parts[0] != "Volumes":
        message = f"Invalid path: unsupported first path component: {parts[0]}"
        raise BadRequest(message, details=[_info("FILES_API_UNSUPPORTED_PATH")])
    if len(parts) < 4:
        message = "Invalid path: a volume's path is /Volumes/<catalog>/<schema>/<volume>."
        raise BadRequest(message, details=[_info("FILES_API_UNSUPPORTED_PATH")])
    volume = call.tenant.metastore.get_volume(".".join(parts[1:4]))
    call.tenant.metastore.require(call.principal.name, privilege, "VOLUME", volume.full_name)
    tree, home = _tree(call.tenant), "/" + volume.full_name.replace(".", "/")
    if tree.entry(home) is None:
        tree.make_directory(home)
    return tree, "/".join([home, *parts[4:]])


def _file(tree: Tree, path: str) -> Entry:
    entry = tree.entry(path)
    if entry is None or entry.is_directory:
        raise NotFound("The file being accessed is not found.", details=[_info("FILES_API_FILE_NOT_FOUND")])
    return entry


def _directory(tree: Tree, path: str) -> Entry:
    entry = tree.entry(path)
    if entry is None or not entry.is_directory:
        message = "The directory being accessed is not found."
        raise NotFound(message, details=[_info("FILES_API_DIRECTORY_IS_NOT_FOUND")])
    return entry


def _sent(tree: Tree, entry: Entry, request: Request) -> Response:
    data, headers = tree.read(entry.path), _headers(entry)
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or not any(found.groups()):
        return Response(200, headers, data)
    first, last = found.groups()
    start = int(first) if first else max(0, len(data) - int(last))
    end = min(int(last), len(data) - 1) if first and last else len(data) - 1
    if start > end:
        return Response(416, {"Content-Range": f"bytes */{len(data)}"})
    part = data[start : end + 1]
    headers |= {"Content-Range": f"bytes {start}-{end}/{len(data)}", "Content-Length": str(len(part))}
    return Response(206, headers, part)


def _headers(entry: Entry) -> dict[str, str]:
    modified = datetime.fromtimestamp(entry.modified // 1000, UTC)
    return {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(entry.size),
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Accept-Ranges": "bytes",
    }


def _shown(entry: Entry, above: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"path": f"{above}/{entry.name}", "name": entry.name, "is_directory": entry.is_directory}
    if not entry.is_directory:
        shown |= {"file_size": entry.size, "last_modified": entry.modified}
    return shown


def _info(reason: str) -> dict[str, Any]:
    return error_info(reason, DOMAIN)
