"""The workspace's folders, notebooks and files. Archives (DBC), HTML and R Markdown are refused."""

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
from snippets_tests.workspace.services.workspace.objects import DASHBOARD, EXPERIMENT, FOLDERS, Objects
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

LARGEST = 10 << 20
TEXT_TYPES = {"PYTHON": "py", "SQL": "sql", "SCALA": "scala", "R": "r"}


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
    _put(Objects(call.tenant, call.principal), path, _decoded(content), format, language, overwrite)


@operation("workspace.export")
def export(call: Call, path: str, format: str = "SOURCE", direct_download: bool = False) -> dict[str, Any] | Response:
    """A notebook or file as base64, or its bytes with `direct_download`."""
    objects = Objects(call.tenant, call.principal)
    found = objects.require(objects.clean(path), "CAN_READ")
    data, kind = _exported(objects, found, format)
    if len(data) > LARGEST:
        raise _too_large()
    if direct_download:
        return Response.octets(data)
    return {"content": base64.b64encode(data).decode(), "file_type": kind}


@endpoint("POST", "/api/2.0/workspace-files/import-file{path}")
def import_file(call: Call, path: str) -> dict[str, Any]:
    """Put raw bytes in place, as the command line and bundles do; source files of notebooks become notebooks."""
    overwrite = dict(call.request.query).get("overwrite", "false").lower() == "true"
    try:
        _put(Objects(call.tenant, call.principal), path, call.request.body, "AUTO", None, overwrite)
    except ResourceAlreadyExists as error:
        raise ResourceAlreadyExists(error.message, status=409) from error
    return {}


def read_notebook(tenant: Any, path: str, principal: Any = None) -> formats.Notebook:
    """The notebook at a path; files with a source file's text or an .ipynb's count as one."""
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
    language = found.get("language") or formats.EXTENSIONS.get(suffix, "PYTHON")
    return formats.read_source(data.decode(), language)


def _answer(answer: dict[str, Any], *found: Resource) -> dict[str, Any] | Response:
    """An answer; one with an experiment goes unchecked, for the SDK's enum lacks the type that Databricks sends."""
    return Response.json(answer) if any(each["object_type"] == EXPERIMENT for each in found) else answer


def _put(objects: Objects, path: str, data: bytes, format: str, language: str | None, overwrite: bool) -> None:
    if len(data) > LARGEST:
        raise _too_large()
    path = objects.clean(path)
    if path == "/":
        raise ResourceAlreadyExists("Path (/) already exists.")
    path, data, object_type, language = _recognised(path, data, format, language)
    parent = str(PurePosixPath(path).parent)
    above = objects.find(parent)
    if above is None or above["object_type"] not in FOLDERS:
        raise ResourceDoesNotExist(f"The parent folder ({parent}) does not exist.")
    objects.check(parent, "CAN_EDIT")
    there = objects.find(path)
    if there is not None:
        if not overwrite or there["object_type"] in FOLDERS:
            raise ResourceAlreadyExists(f"Path ({path}) already exists.")
        if there["object_type"] != object_type:
            kinds = f"(asked: {object_type}, actual: {there['object_type']})"
            raise InvalidParameterValue(f"Cannot overwrite the asset at {path} due to type mismatch {kinds}")
    objects.write(path, data, object_type, language)


def _recognised(path: str, data: bytes, format: str, language: str | None) -> tuple[str, bytes, str, str | None]:
    """Path, bytes, type and language under which something is kept: notebooks as source text, files as they are."""
    stem, suffix = str(PurePosixPath(path).with_suffix("")), PurePosixPath(path).suffix.lower()
    match format:
        case "RAW":
            return path, data, "FILE", None
        case "AUTO":
            if suffix == ".ipynb":
                return stem, *_from_jupyter(data)
            found = formats.is_source(_text(data)) if suffix in formats.EXTENSIONS else None
            if found is None:
                return path, data, "FILE", None
            return stem, data, "NOTEBOOK", formats.EXTENSIONS[suffix]
        case "JUPYTER":
            return path, *_from_jupyter(data)
        case "SOURCE":
            if language is None:
                raise InvalidParameterValue("The language must be given for the format SOURCE.")
            notebook = formats.read_source(_text(data), language)  # type: ignore[arg-type]
            return path, formats.write_source(notebook).encode(), "NOTEBOOK", language
    raise BadRequest(f"The format {format} is not emulated; supported are: AUTO, JUPYTER, RAW, SOURCE")


def _from_jupyter(data: bytes) -> tuple[bytes, str, str]:
    try:
        notebook = formats.read_jupyter(data)
    except formats.NotebookError as error:
        raise InvalidParameterValue(str(error)) from error
    return formats.write_source(notebook).encode(), "NOTEBOOK", notebook.language


def _exported(objects: Objects, found: Resource, format: str) -> tuple[bytes, str]:
    if found["object_type"] in FOLDERS:
        raise BadRequest("Folders can only be exported as DBC archives, which are not emulated.")
    data = objects.tree.read(found["path"])
    if found["object_type"] in ("FILE", DASHBOARD):
        if format not in ("AUTO", "RAW", "SOURCE"):
            raise InvalidParameterValue(f"The file {found['path']} cannot be exported as {format}.")
        return data, PurePosixPath(found["path"]).suffix.removeprefix(".") or "file"
    if format in ("AUTO", "SOURCE", "RAW"):
        return data, TEXT_TYPES[found["language"]]
    if format == "JUPYTER":
        notebook = formats.read_source(data.decode(), found["language"])
        return formats.write_jupyter(notebook, PurePosixPath(found["path"]).name), "ipynb"
    raise BadRequest(f"The format {format} is not emulated; supported are: AUTO, JUPYTER, RAW, SOURCE")


def _existing_parent(objects: Objects, path: str) -> str:
    while objects.find(path) is None:
        path = str(PurePosixPath(path).parent)
    return path


def _shown(found: Resource) -> Resource:
    return dict(found)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InvalidParameterValue("The content is not text in UTF-8.") from error


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:
        raise InvalidParameterValue("The content must be base64.") from error


def _too_large() -> ApiError:
    message = f"The content exceeds the limit of {LARGEST} bytes."
    return ApiError(message, status=400, error_code="MAX_NOTEBOOK_SIZE_EXCEEDED")
