"""What goes into the workspace's tree and comes out of it: notebooks, files and folders in each of the formats.

Sources: https://docs.databricks.com/api/workspace/workspace/import and …/export.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TypeVar

from snippets_tests.workspace.errors import (
    ApiError,
    BadRequest,
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.notebooks import formats, interchange
from snippets_tests.workspace.services.workspace.objects import DASHBOARD, FOLDERS, Objects
from snippets_tests.workspace.store import Resource

T = TypeVar("T")

LARGEST = 10 << 20
"""How many bytes one import or export may have."""

TEXT_TYPES = {"PYTHON": "py", "SQL": "sql", "SCALA": "scala", "R": "r"}
SOURCE_SUFFIXES = {language: f".{suffix}" for language, suffix in TEXT_TYPES.items()}
ARCHIVES = {".dbc": "DBC", ".zip": "SOURCE"}
"""What an import recognizes as a folder by its name's end, and as which format it reads it."""


def put(
    objects: Objects, path: str, data: bytes, format: str, language: str | None, overwrite: bool, unpack: bool = True
) -> None:
    """Put a notebook, a file or the folder of an archive in place.

    Args:
        language: Of a notebook as SOURCE; without it, SOURCE is an archive of source files.
        unpack: Whether AUTO makes a folder of an archive.
    """
    if len(data) > LARGEST:
        raise too_large()
    path = objects.clean(path)
    if path == "/":
        raise ResourceAlreadyExists("Path (/) already exists.")
    suffix = PurePosixPath(path).suffix.lower()
    if format == "AUTO" and unpack and suffix in ARCHIVES:
        path, format, language = str(PurePosixPath(path).with_suffix("")), ARCHIVES[suffix], None
    if format == "DBC":
        if overwrite:
            raise InvalidParameterValue("Overwrite is not supported for the format DBC.")
        _put_archive(objects, path, _reading(interchange.read_archive, data))
    elif format == "SOURCE" and language is None:
        if not data.startswith(b"PK"):
            raise InvalidParameterValue("The language must be given for the format SOURCE.")
        _put_sources(objects, path, _reading(interchange.read_zip, data), overwrite)
    else:
        _put_one(objects, *_recognized(path, data, format, language), overwrite)


def exported(objects: Objects, found: Resource, format: str) -> tuple[bytes, str]:
    """The bytes of an object or folder in a format, and what kind of file they are."""
    if found["object_type"] in FOLDERS:
        data, kind = _folder(objects, found, format)
    elif found["object_type"] in ("FILE", DASHBOARD):
        if format not in ("AUTO", "RAW", "SOURCE"):
            raise InvalidParameterValue(f"The file {found['path']} cannot be exported as {format}.")
        data = objects.tree.read(found["path"])
        kind = PurePosixPath(found["path"]).suffix.removeprefix(".") or "file"
    else:
        data, kind = _notebook(objects, found, format)
    if len(data) > LARGEST:
        raise too_large()
    return data, kind


def too_large() -> ApiError:
    """More bytes than one request may carry."""
    message = f"The content exceeds the limit of {LARGEST} bytes."
    return ApiError(message, status=400, error_code="MAX_NOTEBOOK_SIZE_EXCEEDED")


def _put_one(objects: Objects, path: str, data: bytes, object_type: str, language: str | None, overwrite: bool) -> None:
    _require_parent(objects, path)
    there = objects.find(path)
    if there is not None:
        if not overwrite or there["object_type"] in FOLDERS:
            raise ResourceAlreadyExists(f"Path ({path}) already exists.")
        if there["object_type"] != object_type:
            kinds = f"(asked: {object_type}, actual: {there['object_type']})"
            raise InvalidParameterValue(f"Cannot overwrite the asset at {path} due to type mismatch {kinds}")
    objects.write(path, data, object_type, language)


def _put_archive(objects: Objects, path: str, notebooks: dict[str, formats.Notebook]) -> None:
    """A single notebook stands at the path itself; a folder's content stands in it."""
    _require_parent(objects, path)
    if objects.find(path) is not None:
        raise ResourceAlreadyExists(f"Path ({path}) already exists.")
    if len(notebooks) == 1 and "/" not in next(iter(notebooks)):
        targets = dict.fromkeys([path], next(iter(notebooks.values())))
    else:
        targets = {f"{path}/{inside}": notebook for inside, notebook in _below_common_folder(notebooks)}
    for target, notebook in targets.items():
        objects.make_directory(str(PurePosixPath(target).parent))
        objects.write(target, formats.write_source(notebook).encode(), "NOTEBOOK", notebook.language)


def _below_common_folder(notebooks: dict[str, formats.Notebook]) -> Iterator[tuple[str, formats.Notebook]]:
    """An exported folder's archive holds the folder; where it is imported it has another name."""
    firsts = {path.partition("/")[0] for path in notebooks}
    strip = len(firsts) == 1 and all("/" in path for path in notebooks)
    for path, notebook in notebooks.items():
        yield (path.partition("/")[2] if strip else path), notebook


def _put_sources(objects: Objects, path: str, files: dict[str, bytes], overwrite: bool) -> None:
    _require_parent(objects, path)
    there = objects.find(path)
    if there is not None and (not overwrite or there["object_type"] not in FOLDERS):
        raise ResourceAlreadyExists(f"Path ({path}) already exists.")
    # All are read before the first is written: an archive is taken whole or not at all.
    recognized = [_recognized(f"{path}/{inside}", data, "AUTO", None) for inside, data in files.items()]
    objects.make_directory(path)
    for target, kept, object_type, language in recognized:
        objects.make_directory(str(PurePosixPath(target).parent))
        _put_one(objects, target, kept, object_type, language, overwrite)


def _recognized(path: str, data: bytes, format: str, language: str | None) -> tuple[str, bytes, str, str | None]:
    """Path, bytes, type and language under which something is kept: notebooks as source text, files as they are."""
    stem, suffix = str(PurePosixPath(path).with_suffix("")), PurePosixPath(path).suffix.lower()
    match format:
        case "RAW":
            return path, data, "FILE", None
        case "AUTO":
            if suffix == ".ipynb":
                return stem, *_kept(_reading(formats.read_jupyter, data))
            if suffix in (".html", ".htm") and interchange.is_html(data):
                return stem, *_kept(_reading(interchange.read_html, data))
            found = formats.is_source(_text(data)) if suffix in formats.EXTENSIONS else None
            if found is None:
                return path, data, "FILE", None
            return stem, data, "NOTEBOOK", formats.EXTENSIONS[suffix]
        case "JUPYTER":
            return path, *_kept(_reading(formats.read_jupyter, data))
        case "HTML":
            return path, *_kept(_reading(interchange.read_html, data))
        case "R_MARKDOWN":
            return path, *_kept(interchange.read_r_markdown(_text(data)))
        case "SOURCE":
            return path, *_kept(formats.read_source(_text(data), language))  # type: ignore[arg-type]
    raise BadRequest(f"Unknown format {format}")


def _notebook(objects: Objects, found: Resource, format: str) -> tuple[bytes, str]:
    source, language = objects.tree.read(found["path"]), found["language"]
    if format in ("AUTO", "SOURCE", "RAW"):
        return source, TEXT_TYPES[language]
    name, notebook = PurePosixPath(found["path"]).name, formats.read_source(source.decode(), language)
    match format:
        case "JUPYTER":
            return formats.write_jupyter(notebook, name), "ipynb"
        case "HTML":
            return interchange.write_html(notebook, name), "html"
        case "DBC":
            return interchange.write_archive({name: notebook}), "dbc"
        case "R_MARKDOWN":
            return interchange.write_r_markdown(notebook), "Rmd"
    raise BadRequest(f"Unknown format {format}")


def _folder(objects: Objects, folder: Resource, format: str) -> tuple[bytes, str]:
    """A folder's notebooks as DBC or as source files; AUTO takes the files too."""
    if format not in ("DBC", "SOURCE", "AUTO"):
        raise BadRequest(f"A folder cannot be exported as {format}: take DBC, SOURCE or AUTO.")
    root = folder["path"].rstrip("/")
    found = {each["path"].removeprefix(f"{root}/"): each for each in _walk(objects, folder)}
    notebooks = {path: each for path, each in found.items() if each["object_type"] == "NOTEBOOK"}
    sources = {path: objects.tree.read(each["path"]) for path, each in notebooks.items()}
    if format == "DBC":
        name = PurePosixPath(root).name or "workspace"
        return interchange.write_archive(
            {
                f"{name}/{path}": formats.read_source(sources[path].decode(), each["language"])
                for path, each in notebooks.items()
            }
        ), "dbc"
    files = {f"{path}{SOURCE_SUFFIXES[notebooks[path]['language']]}": data for path, data in sources.items()}
    if format == "AUTO":
        files |= {p: objects.tree.read(each["path"]) for p, each in found.items() if each["object_type"] == "FILE"}
    return interchange.write_zip(files), "zip"


def _walk(objects: Objects, folder: Resource) -> Iterator[Resource]:
    for child in objects.children(folder["path"]):
        if child["object_type"] in FOLDERS:
            yield from _walk(objects, child)
        else:
            yield child


def _require_parent(objects: Objects, path: str) -> None:
    parent = str(PurePosixPath(path).parent)
    above = objects.find(parent)
    if above is None or above["object_type"] not in FOLDERS:
        raise ResourceDoesNotExist(f"The parent folder ({parent}) does not exist.")
    objects.check(parent, "CAN_EDIT")


def _kept(notebook: formats.Notebook) -> tuple[bytes, str, str]:
    return formats.write_source(notebook).encode(), "NOTEBOOK", notebook.language


def _reading(read: Callable[[bytes], T], data: bytes) -> T:
    try:
        return read(data)
    except formats.NotebookError as error:
        raise InvalidParameterValue(str(error)) from error


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise InvalidParameterValue("The content is not text in UTF-8.") from error
