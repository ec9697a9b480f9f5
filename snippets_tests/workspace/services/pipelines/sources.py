"""The sources of a pipeline: its notebooks, files and folders of the workspace, read as the one who runs it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from snippets_tests.lakehouse.pipelines.request import Source
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.services.pipelines.settings import SOURCES
from snippets_tests.workspace.services.workspace import read_notebook
from snippets_tests.workspace.services.workspace.objects import Objects
from snippets_tests.workspace.tenant import Tenant

LANGUAGES = {".py": "PYTHON", ".sql": "SQL"}
# Cells that say nothing about datasets.
PASSED_OVER = ("md", "pip", "md-sandbox")


def read(tenant: Tenant, principal: Principal, libraries: list[dict[str, Any]]) -> tuple[Source, ...]:
    """Read all sources, in the order of the settings; those of a folder by their paths.

    Raises:
        ApiError: A source does not exist, may not be read, or is in another language than Python and SQL.
    """
    objects = Objects(tenant, principal)
    found: list[Source] = []
    for library in libraries:
        kind = next(iter(library))
        if kind not in SOURCES:
            raise InvalidParameterValue(
                f"Libraries of the kind '{kind}' are not emulated; known are notebook, file, glob."
            )
        path = objects.clean(library[kind].get("path") or library[kind].get("include") or "")
        if path.endswith("/**"):
            found += [_source(tenant, principal, each) for each in _below(objects, path.removesuffix("/**") or "/")]
        else:
            objects.find(path)
            found.append(_source(tenant, principal, path))
    return tuple(found)


def _below(objects: Objects, folder: str) -> list[str]:
    """The notebooks and source files in a folder and its folders."""
    objects.require(folder, "CAN_READ")
    found: list[str] = []
    for child in objects.children(folder):
        if child["object_type"] == "DIRECTORY":
            found += _below(objects, child["path"])
        elif child["object_type"] == "NOTEBOOK" or PurePosixPath(child["path"]).suffix in LANGUAGES:
            found.append(child["path"])
    return found


def _source(tenant: Tenant, principal: Principal, path: str) -> Source:
    notebook = read_notebook(tenant, path, principal, files=True)
    language = notebook.language
    if language not in ("PYTHON", "SQL"):
        raise InvalidParameterValue(f"{path} is in {language}; the sources of a pipeline are in Python or SQL.")
    texts: list[str] = []
    for cell in notebook.cells:
        if cell.magic in PASSED_OVER:
            continue
        if cell.magic is not None and cell.magic.upper() != language:
            raise InvalidParameterValue(f"Cells in %{cell.magic} are not supported in the source {path} of a pipeline.")
        texts.append(cell.body)
    return Source(path, language, (";\n" if language == "SQL" else "\n\n").join(texts))
