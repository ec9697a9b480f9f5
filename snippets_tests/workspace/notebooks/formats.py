"""A notebook as cells, read from and written to Databricks' source files and Jupyter's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["PYTHON", "SQL", "SCALA", "R"]
COMMENT: dict[Language, str] = {"PYTHON": "#", "SQL": "--", "SCALA": "//", "R": "#"}
EXTENSIONS: dict[str, Language] = {".py": "PYTHON", ".sql": "SQL", ".scala": "SCALA", ".r": "R"}
HEADER = "Databricks notebook source"
MAGIC_WORD = re.compile(r"%(\w[\w-]*)\s?")


class NotebookError(Exception):
    """A file is not the notebook that it should be."""


@dataclass(frozen=True)
class Cell:
    """One cell. Text that begins with `%word` is in another language than the notebook's own."""

    text: str
    title: str | None = None

    @property
    def magic(self) -> str | None:
        """The word behind the percent sign: sql, md, sh, run, pip, python …"""
        found = MAGIC_WORD.match(self.text)
        return found[1].lower() if found else None

    @property
    def body(self) -> str:
        """The text without its magic word."""
        return MAGIC_WORD.sub("", self.text, count=1) if self.magic else self.text


@dataclass(frozen=True)
class Notebook:
    """A notebook: its own language and its cells."""

    language: Language
    cells: tuple[Cell, ...]


def is_source(text: str) -> Language | None:
    """The language of a Databricks source file by its first line; None when it is none. R and Python share theirs."""
    first = text.lstrip("\ufeff").partition("\n")[0].rstrip()
    return next((language for language, mark in COMMENT.items() if first == f"{mark} {HEADER}"), None)


def read_source(text: str, language: Language) -> Notebook:
    """Read a source file; one without Databricks' first line is one cell."""
    mark = COMMENT[language]
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    text = re.sub(rf"\A{re.escape(mark)} {HEADER}[ \t]*\n?", "", text)
    parts = re.split(rf"^{re.escape(mark)} COMMAND -+[ \t]*$\n?", text, flags=re.MULTILINE)
    return Notebook(language, tuple(_cell(part, mark) for part in parts))


def write_source(notebook: Notebook) -> str:
    """The notebook as Databricks' source file."""
    mark = COMMENT[notebook.language]
    separator = f"\n\n{mark} COMMAND ----------\n\n"
    cells = separator.join(_written(cell, mark) for cell in notebook.cells)
    return f"{mark} {HEADER}\n{cells}"


def read_jupyter(data: bytes) -> Notebook:
    """Read an .ipynb file; cells of prose become `%md` cells."""
    try:
        document = json.loads(data)
        cells = document["cells"]
        language = _jupyter_language(document.get("metadata", {}))
        return Notebook(language, tuple(Cell(_jupyter_text(cell)) for cell in cells))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotebookError(f"The content is not a Jupyter notebook: {type(error).__name__}: {error}") from error


def write_jupyter(notebook: Notebook, name: str) -> bytes:
    """The notebook as an .ipynb file."""
    cells: list[dict[str, Any]] = []
    for cell in notebook.cells:
        if cell.magic == "md":
            cells.append({"cell_type": "markdown", "metadata": {}, "source": _lines(cell.body.lstrip("\n"))})
        else:
            code: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": [], "source": _lines(cell.text)}
            cells.append({"cell_type": "code", **code})
    language = notebook.language.lower()
    document = {
        "cells": cells,
        "metadata": {
            "application/vnd.databricks.v1+notebook": {"language": language, "notebookName": name},
            "language_info": {"name": language},
        },
        "nbformat": 4,
        "nbformat_minor": 0,
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode()


def _cell(part: str, mark: str) -> Cell:
    title = None
    lines = part.strip("\n").split("\n")
    if lines[0].startswith(f"{mark} DBTITLE "):
        title = lines.pop(0).partition(",")[2]
    if lines and all(line.startswith(f"{mark} MAGIC") for line in lines if line.strip()) and any(map(str.strip, lines)):
        lines = [line.removeprefix(f"{mark} MAGIC").removeprefix(" ") for line in lines]
    return Cell("\n".join(lines).rstrip(), title)


def _written(cell: Cell, mark: str) -> str:
    lines = cell.text.split("\n")
    if cell.magic:
        lines = [f"{mark} MAGIC {line}".rstrip() for line in lines]
    if cell.title:
        lines.insert(0, f"{mark} DBTITLE 1,{cell.title}")
    return "\n".join(lines)


def _jupyter_language(metadata: dict[str, Any]) -> Language:
    ours = metadata.get("application/vnd.databricks.v1+notebook", {}).get("language")
    name = str(ours or metadata.get("language_info", {}).get("name") or "python").upper()
    return name if name in COMMENT else "PYTHON"


def _jupyter_text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    text = "".join(source) if isinstance(source, list) else str(source)
    return f"%md\n{text}" if cell["cell_type"] in ("markdown", "raw") else text


def _lines(text: str) -> list[str]:
    lines: Iterable[str] = text.splitlines(keepends=True)
    return list(lines)
