"""Notebooks as Databricks itself writes them down: its JSON model, in archives (DBC) and in HTML pages; and R Markdown.

The model has no published description; what is here is what exported pages and archives hold. Outputs of cells are not
kept, so none is written.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from .formats import COMMENT, Cell, Language, Notebook, NotebookError

MODEL = re.compile(rb"__DATABRICKS_NOTEBOOK_MODEL = '([^']+)'")
SUFFIXES: dict[str, Language] = {f".{language.lower()}": language for language in COMMENT}
"""What the names of an archive's notebooks end with."""

CHUNK = re.compile(r"^```\{(\w+)[^}\n]*\}[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
ENGINES = {"r": "R", "python": "PYTHON", "sql": "SQL", "scala": "SCALA"}
LONGEST_UNPACKED = 100 << 20
"""How many bytes an archive may hold, unpacked."""


def write_html(notebook: Notebook, name: str) -> bytes:
    """A page that shows the cells, with the model in it, from which the page is read again."""
    model = base64.b64encode(quote(json.dumps(_model(notebook, name))).encode()).decode()
    cells = "\n".join(f"<pre><code>{html.escape(cell.text)}</code></pre>" for cell in notebook.cells)
    head = f'<meta charset="utf-8">\n<title>{html.escape(name)}</title>'
    script = f"<script>var __DATABRICKS_NOTEBOOK_MODEL = '{model}';</script>"
    return f"<!DOCTYPE html>\n<html><head>\n{head}\n{script}\n</head>\n<body>\n{cells}\n</body></html>\n".encode()


def is_html(data: bytes) -> bool:
    """Whether a page is a notebook's."""
    return MODEL.search(data) is not None


def read_html(data: bytes) -> Notebook:
    """The notebook of an exported page.

    Raises:
        NotebookError: when the page has no notebook in it.
    """
    found = MODEL.search(data)
    if found is None:
        raise NotebookError("The content is not the page of an exported notebook: it holds no notebook model.")
    try:
        return _notebook(json.loads(unquote(base64.b64decode(found[1]).decode())))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotebookError(f"The page's notebook model cannot be read: {type(error).__name__}: {error}") from error


def write_archive(notebooks: Mapping[str, Notebook]) -> bytes:
    """A DBC archive: each notebook's model under its path, which ends with the notebook's language."""
    return write_zip(
        {
            f"{path}.{notebook.language.lower()}": json.dumps(_model(notebook, PurePosixPath(path).name)).encode()
            for path, notebook in notebooks.items()
        }
    )


def read_archive(data: bytes) -> dict[str, Notebook]:
    """The notebooks of a DBC archive, by their paths in it.

    Raises:
        NotebookError: when it is none, or is too large, or leads out of its folder.
    """
    found: dict[str, Notebook] = {}
    for path, content in read_zip(data).items():
        if PurePosixPath(path).suffix.lower() in SUFFIXES:
            try:
                found[str(PurePosixPath(path).with_suffix(""))] = _notebook(json.loads(content))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise NotebookError(f"{path} is not a notebook: {type(error).__name__}: {error}") from error
    if not found:
        raise NotebookError("The content is not a DBC archive: it holds no notebook.")
    return found


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """A zip archive that is the same for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """The files of a zip archive, by their paths in it.

    Raises:
        NotebookError: when it is none, is too large, leads out of its folder, or holds another archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > LONGEST_UNPACKED:
                raise NotebookError(f"The archive holds more than {LONGEST_UNPACKED} bytes.")
            for entry in entries:
                path = PurePosixPath(entry.filename)
                if path.is_absolute() or ".." in path.parts:
                    raise NotebookError(f"The archive's {entry.filename} leads out of the folder.")
                if path.suffix.lower() in (".zip", ".dbc"):
                    raise NotebookError(f"Archives inside of archives are not supported: {entry.filename}")
            return {str(PurePosixPath(entry.filename)): archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotebookError(f"The content is not a zip archive: {error}") from error


def write_r_markdown(notebook: Notebook) -> bytes:
    """Prose as it is, code in chunks of its language."""
    parts = []
    for cell in notebook.cells:
        if cell.magic == "md":
            parts.append(cell.body.strip("\n"))
        else:
            engine = cell.magic if cell.magic in ENGINES else notebook.language.lower()
            parts.append(f"```{{{engine}}}\n{cell.body if cell.magic in ENGINES else cell.text}\n```")
    return ("\n\n".join(parts) + "\n").encode()


def read_r_markdown(text: str) -> Notebook:
    """An R notebook: chunks of R are its code, those of other languages their cells, the rest is prose."""
    return Notebook("R", tuple(_chunks(text.replace("\r\n", "\n"))))


def _chunks(text: str) -> Iterator[Cell]:
    end = 0
    for chunk in CHUNK.finditer(text):
        yield from _prose(text[end : chunk.start()])
        engine, code = chunk[1].lower(), chunk[2].rstrip("\n")
        yield Cell(code if engine == "r" else f"%{engine}\n{code}")
        end = chunk.end()
    yield from _prose(text[end:])


def _prose(text: str) -> Iterator[Cell]:
    if text.strip():
        yield Cell(f"%md\n{text.strip()}")


def _model(notebook: Notebook, name: str) -> dict[str, Any]:
    commands: list[dict[str, Any]] = [
        {
            "version": "CommandV1",
            "guid": str(uuid5(NAMESPACE_URL, f"{name}/{position}/{cell.text}")),
            "subtype": "command",
            "commandType": "auto",
            "position": float(position),
            "command": cell.text,
            "commandTitle": cell.title or "",
            "showCommandTitle": cell.title is not None,
            "results": None,
        }
        for position, cell in enumerate(notebook.cells, 1)
    ]
    guid = str(uuid5(NAMESPACE_URL, "\n".join(command["guid"] for command in commands)))
    return {
        "version": "NotebookV1",
        "name": name,
        "language": notebook.language.lower(),
        "commands": commands,
        "guid": guid,
    }


def _notebook(model: dict[str, Any]) -> Notebook:
    language = str(model["language"]).upper()
    if language not in COMMENT:
        raise ValueError(f"unknown language {model['language']}")
    commands = sorted(model["commands"], key=lambda command: float(command["position"]))
    cells = (
        Cell(str(command["command"]), command.get("commandTitle") if command.get("showCommandTitle") else None)
        for command in commands
    )
    return Notebook(language, tuple(cells))
