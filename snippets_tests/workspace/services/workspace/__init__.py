"""The workspace's folders, notebooks and files."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import Any

from snippets_tests.workspace.errors import (
    ApiError,
    BadRequest,
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.notebooks import formats
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.workspace.exchange import exported, put
from snippets_tests.workspace.services.workspace.objects import EXPERIMENT, FOLDERS, Objects
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response


@operation("workspace.list")
def list_(call: Call, path: str, notebooks_modified_after: int = 0) -> dict[str, Any] | Response:
    """What is in a folder; a notebook or file lists itself."""
    objects = Objects(call.tenant, call.principal)
    found = objects.require(objects.clean(path), "CAN_READ")
    if found["object_type"] not in FOLDERS:
        return _answer({"objects": [_shown(found)]}, found)
    children = objects.children(found["path"])
    kept = [c for c in children if c["object_type"] != "NOTEBOOK" or c["modified_at"] >= notebooks_modified_after]
    return _answer({"objects": [_shown(child) for child in kept]} if kept else {}, *kept)


@operation("workspace.get_status")
def get_status(call: Call, path: str) -> Resource | Response:
    """What is at a path."""
    objects = Objects(call.tenant, call.principal)
    found = objects.require(objects.clean(path), "CAN_READ")
    return _answer(_shown(found), found)


@operation("workspace.mkdirs")
def mkdirs(call: Call, path: str) -> None:
    """Make a folder with all above it; one that is there stays."""
    objects = Objects(call.tenant, call.principal)
    path = objects.clean(path)
    blocking = objects.tree.blocking_file(path)
    if blocking:
        raise ResourceAlreadyExists(f"Cannot create directory {path} because {blocking} is not a directory.")
    objects.check(_existing_parent(objects, path), "CAN_EDIT")
    objects.make_directory(path)


@operation("workspace.delete")
def delete(call: Call, path: str, recursive: bool = False) -> None:
    """Delete an object; a folder with something in it only with `recursive`."""
    objects = Objects(call.tenant, call.principal)
    found = objects.require(objects.clean(path), "CAN_MANAGE")
    if found["path"] in ("/", "/Users", "/Shared", "/Repos"):
        raise BadRequest(f"Folder {found['path']} is protected")
    if found["object_type"] in FOLDERS and not recursive and objects.children(found["path"]):
        raise ApiError(f"Folder ({found['path']}) is not empty", status=400, error_code="DIRECTORY_NOT_EMPTY")
    objects.remove(found["path"])


@operation("workspace.import_")
def import_(
    call: Call,
    path: str,
    content: str | None = None,
    format: str = "SOURCE",
    language: str | None = None,
    overwrite: bool = False,
) -> None:
    """Put a notebook or file in place, given as base64 (or as a form's file)."""
    if content is None:
        raise InvalidParameterValue("Missing required field: content")
    put(Objects(call.tenant, call.principal), path, _decoded(content), format, language, overwrite)


@operation("workspace.export")
def export(call: Call, path: str, format: str = "SOURCE", direct_download: bool = False) -> dict[str, Any] | Response:
    """A notebook or file as base64, or its bytes with `direct_download`."""
    objects = Objects(call.tenant, call.principal)
    found = objects.require(objects.clean(path), "CAN_READ")
    data, kind = exported(objects, found, format)
    if direct_download:
        return Response.octets(data)
    return {"content": base64.b64encode(data).decode(), "file_type": kind}


@endpoint("POST", "/api/2.0/workspace-files/import-file{path}")
def import_file(call: Call, path: str) -> dict[str, Any]:
    """Put raw bytes in place, as the command line and bundles do; source files of notebooks become notebooks."""
    overwrite = dict(call.request.query).get("overwrite", "false").lower() == "true"
    try:
        put(Objects(call.tenant, call.principal), path, call.request.body, "AUTO", None, overwrite, unpack=False)
    except ResourceAlreadyExists as error:
        raise ResourceAlreadyExists(error.message, status=409) from error
    return {}


def read_notebook(tenant: Any, path: str, principal: Any = None, *, files: bool = False) -> formats.Notebook:
    """The notebook at a path; files with a notebook's first line or an .ipynb's name count as one.

    With `files` any source file is read, as one cell.
    """
    objects = Objects(tenant, principal)
    path = objects.clean(path)
    found = objects.find(path) or next(filter(None, (objects.find(path + e) for e in (".py", ".sql", ".ipynb"))), None)
    if found is None or found["object_type"] in FOLDERS:
        raise ResourceDoesNotExist(f"Notebook not found: {path}")
    objects.check(found["path"], "CAN_RUN")
    data = objects.tree.read(found["path"])
    suffix = PurePosixPath(found["path"]).suffix.lower()
    if suffix == ".ipynb":
        return formats.read_jupyter(data)
    if not files and found["object_type"] == "FILE" and formats.is_source(data.decode("utf-8", "replace")) is None:
        raise ResourceDoesNotExist(f"Notebook not found: {path}")
    language = found.get("language") or formats.EXTENSIONS.get(suffix, "PYTHON")
    return formats.read_source(data.decode(), language)


def _answer(answer: dict[str, Any], *found: Resource) -> dict[str, Any] | Response:
    """An answer; one with an experiment goes unchecked, for the SDK's enum lacks the type that Databricks sends."""
    return Response.json(answer) if any(each["object_type"] == EXPERIMENT for each in found) else answer


def _existing_parent(objects: Objects, path: str) -> str:
    while objects.find(path) is None:
        path = str(PurePosixPath(path).parent)
    return path


def _shown(found: Resource) -> Resource:
    return dict(found)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:
        raise InvalidParameterValue("The content must be base64.") from error
