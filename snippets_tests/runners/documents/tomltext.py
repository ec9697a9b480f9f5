"""TOML read strictly, errors at their line; `pyproject.toml` held against the keys of its standard."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from snippets_tests.runners.documents.document import Document, Path
from snippets_tests.runners.documents.keys import only, words
from snippets_tests.runners.outcome import BlockFailure

AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
TABLE = re.compile(r"\s*\[+(?P<name>[^\]]+)\]+")
KEY = re.compile(r"\s*(?P<name>[A-Za-z0-9_.\"'-]+)\s*=")

PROJECT_KEYS = words(
    """
    authors classifiers dependencies description dynamic entry-points gui-scripts import-names
    import-namespaces keywords license license-files maintainers name optional-dependencies readme
    requires-python scripts urls version
    """
)
TOP_KEYS = frozenset({"build-system", "project", "tool", "dependency-groups"})


def read(text: str, first_line: int) -> Document:
    """Read a TOML text.

    Raises:
        BlockFailure: at the line of a syntax error or of a key that stands twice.
    """
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = AT.search(message)
        number = int(found["line"]) if found and found["line"] else text.rstrip("\n").count("\n") + 1
        column = f" (column {found['column']})" if found and found["column"] else ""
        raise BlockFailure(f"not TOML: {AT.sub('', message)}{column}", first_line + number - 1) from None
    return Document(value, first_line, _lines(text, first_line))


def check_project(document: Document) -> None:
    """Hold a `pyproject.toml` against the keys of its standard.

    Raises:
        BlockFailure: at the line of a key that no tool reads.
    """
    only(document, (), TOP_KEYS, "pyproject.toml")
    if isinstance(document.get(("project",)), dict):
        only(document, ("project",), PROJECT_KEYS, "[project]")


def _lines(text: str, first_line: int) -> dict[Path, int]:
    """The lines of tables and of keys at the beginning of a line; what lies deeper has the line of its table."""
    lines: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.split("\n"), first_line):
        if found := TABLE.match(line):
            table = _path(found["name"])
            for size in range(1, len(table) + 1):
                lines.setdefault(table[:size], number)
        elif found := KEY.match(line):
            lines.setdefault((*table, *_path(found["name"])), number)
    return lines


def _path(name: str) -> tuple[Any, ...]:
    return tuple(part.strip().strip("\"'") for part in name.split("."))
