"""DBFS: files and directories, small ones in one call, large ones block by block through a handle."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from snippets_tests.workspace.errors import (
    ApiError,
    InvalidParameterValue,
    MaxBlockSizeExceeded,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.filesystem import Entry, Tree
from snippets_tests.workspace.registry import Call, operation

LARGEST_BLOCK = 1 << 20


@operation("dbfs.put")
def put(call: Call, path: str, contents: str = "", overwrite: bool = False, file: str = "") -> None:
    """Write a file: of up to one megabyte in JSON, of any size as the part `contents` or `file` of a form."""
    data = _decoded(contents or file)
    is_form = call.request.content_type.startswith("multipart/")
    if file and not is_form:
        raise InvalidParameterValue("file can only be sent as a part of a form.")
    if len(data) > LARGEST_BLOCK and not is_form:
        raise MaxBlockSizeExceeded(
            f"The size of contents exceeds the limit of {LARGEST_BLOCK} bytes. Use create, add-block."
        )
    tree, path = _tree(call), _plain(path)
    _check_free(tree, path, overwrite)
    tree.write(path, data)


@operation("dbfs.create")
def create(call: Call, path: str, overwrite: bool = False) -> dict[str, Any]:
    """Open a file for writing and hand out a handle."""
    tree, path = _tree(call), _plain(path)
    _check_free(tree, path, overwrite)
    tree.write(path, b"")
    handle = call.tenant.ids.number(16, "dbfs handle")
    call.tenant.store["dbfs_handles"][str(handle)] = {"path": path}
    return {"handle": handle}


@operation("dbfs.add_block")
def add_block(call: Call, handle: int, data: str) -> None:
    """Add up to one megabyte at the end."""
    found = call.tenant.store["dbfs_handles"].require(handle, f"No open stream with handle {handle} exists.")
    block, tree = _decoded(data), _tree(call)
    if len(block) > LARGEST_BLOCK:
        raise MaxBlockSizeExceeded(f"The size of the block exceeds the limit of {LARGEST_BLOCK} bytes.")
    tree.append(_existing(tree, found["path"]).path, block)


@operation("dbfs.close")
def close(call: Call, handle: int) -> None:
    """End writing."""
    handles = call.tenant.store["dbfs_handles"]
    handles.require(handle, f"No open stream with handle {handle} exists.")
    del handles[str(handle)]


@operation("dbfs.read")
def read(call: Call, path: str, offset: int = 0, length: int = 1 << 19) -> dict[str, Any]:
    """Up to one megabyte from an offset, as base64."""
    if offset < 0 or length < 0:
        raise InvalidParameterValue("offset and length must not be negative.")
    if length > LARGEST_BLOCK:
        raise ApiError("The read length exceeds 1 MB.", status=400, error_code="MAX_READ_SIZE_EXCEEDED")
    tree = _tree(call)
    entry = _existing(tree, _plain(path))
    if entry.is_directory:
        raise InvalidParameterValue(f"Cannot read a directory: {entry.path}")
    if offset > entry.size:
        raise InvalidParameterValue(f"The offset {offset} is behind the end of the file ({entry.size} bytes).")
    data = tree.read(entry.path)[offset : offset + length]
    return {"bytes_read": len(data), "data": base64.b64encode(data).decode()}


@operation("dbfs.get_status")
def get_status(call: Call, path: str) -> dict[str, Any]:
    """What is at a path."""
    return _shown(_existing(_tree(call), _plain(path)))


@operation("dbfs.list")
def list_(call: Call, path: str) -> dict[str, Any]:
    """What is in a directory; a file lists itself."""
    tree = _tree(call)
    entry = _existing(tree, _plain(path))
    found = tree.children(entry.path) if entry.is_directory else [entry]
    return {"files": [_shown(each) for each in found]}


@operation("dbfs.mkdirs")
def mkdirs(call: Call, path: str) -> None:
    """Make a directory with all above it; one that is there stays."""
    tree, path = _tree(call), _plain(path)
    _check_above(tree, path, path)
    tree.make_directory(path)


@operation("dbfs.move")
def move(call: Call, source_path: str, destination_path: str) -> None:
    """Move a file, or a directory with all in it."""
    tree, target = _tree(call), _plain(destination_path)
    source = _existing(tree, _plain(source_path))
    if tree.entry(target) is not None:
        raise ResourceAlreadyExists(f"A file or directory already exists at the input path {target}.")
    _check_above(tree, target, target)
    if target.startswith(f"{source.path}/"):
        raise InvalidParameterValue(f"Cannot move {source.path} to {target}, which lies in it.")
    tree.move(source.path, target)


@operation("dbfs.delete")
def delete(call: Call, path: str, recursive: bool = False) -> None:
    """Delete a file, or a directory if it is empty or `recursive` is given. What is not there needs no deleting."""
    tree, path = _tree(call), _plain(path)
    entry = tree.entry(path)
    if entry is None:
        return
    if entry.is_directory and not recursive and any(tree.children(path)):
        raise ApiError(f"{path} is a non-empty directory. Use recursive.", status=400, error_code="IO_ERROR")
    tree.remove(path)


def _tree(call: Call) -> Tree:
    return Tree(call.tenant.files / "dbfs", call.tenant.clock)


def _plain(path: str) -> str:
    return Tree.clean(path.removeprefix("dbfs:"))


def _existing(tree: Tree, path: str) -> Entry:
    entry = tree.entry(path)
    if entry is None:
        raise ResourceDoesNotExist(f"No file or directory exists on path {path}.")
    return entry


def _check_free(tree: Tree, path: str, overwrite: bool) -> None:
    entry = tree.entry(path)
    if entry is not None and (entry.is_directory or not overwrite):
        raise ResourceAlreadyExists(f"A file or directory already exists at the input path {path}.")
    _check_above(tree, path.rpartition("/")[0] or "/", path)


def _check_above(tree: Tree, directory: str, path: str) -> None:
    blocking = tree.blocking_file(directory)
    if blocking:
        raise ResourceAlreadyExists(f"A file exists at the prefix {blocking} of the input path {path}.")


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "is_dir": entry.is_directory,
        "file_size": entry.size,
        "modification_time": entry.modified,
    }


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidParameterValue("The contents must be base64.") from error
