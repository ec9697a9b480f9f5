"""JSON read strictly: errors at their line, no key twice, and the line of every field."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from snippets_tests.runners.documents.document import Document, Path
from snippets_tests.runners.outcome import BlockFailure

BLANK = re.compile(r"[ \t\n\r]*")
SCALAR = re.compile(r"-?\d[\d.eE+-]*|true|false|null")


def read(text: str, first_line: int) -> Document:
    """Read one JSON document.

    Args:
        text: The document.
        first_line: The page's line of its first line.

    Raises:
        BlockFailure: at the line of a syntax error or of a key that stands twice.
    """
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise BlockFailure(f"not JSON: {error.msg} (column {error.colno})", first_line + error.lineno - 1) from None
    except ValueError as error:
        raise BlockFailure(f"not JSON: {error}", first_line) from None
    except RecursionError:
        raise BlockFailure("not readable: nested too deeply", first_line) from None
    return _Reader(text, first_line).document()


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


class _Reader:
    """Walks a text that is known to be JSON and notes where things are."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.first_line = text, first_line
        self.lines: dict[Path, int] = {}
        self.place = 0

    def document(self) -> Document:
        self._blank()
        line = self._line()
        return Document(self._value(()), line, self.lines)

    def _blank(self) -> str:
        found = BLANK.match(self.text, self.place)
        self.place = found.end() if found else self.place
        return self.text[self.place : self.place + 1]

    def _line(self) -> int:
        return self.first_line + self.text.count("\n", 0, self.place)

    def _value(self, path: Path) -> Any:
        match self._blank():
            case "{":
                return self._object(path)
            case "[":
                return self._array(path)
            case '"':
                return self._string()
            case _:
                found = SCALAR.match(self.text, self.place)
                assert found is not None, "json.loads accepted what this does not know"
                self.place = found.end()
                return json.loads(found.group())

    def _string(self) -> str:
        value, self.place = scanstring(self.text, self.place + 1, True)
        return str(value)

    def _object(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        self.place += 1
        while self._blank() != "}":
            if self.text[self.place] == ",":
                self.place += 1
                self._blank()
            line = self._line()
            key = self._string()
            if key in result:
                before = self.lines[(*path, key)]
                raise BlockFailure(f'the key "{key}" stands twice; the first is in line {before}', line)
            self.lines[(*path, key)] = line
            self._blank()
            self.place += 1  # the colon
            result[key] = self._value((*path, key))
        self.place += 1
        return result

    def _array(self, path: Path) -> list[Any]:
        result: list[Any] = []
        self.place += 1
        while self._blank() != "]":
            if self.text[self.place] == ",":
                self.place += 1
                self._blank()
            self.lines[(*path, len(result))] = self._line()
            result.append(self._value((*path, len(result))))
        self.place += 1
        return result
