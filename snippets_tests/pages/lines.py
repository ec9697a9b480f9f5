"""A file's bytes as lines: where each starts, what it says, how it ends.

Nothing is normalised, so that a page can be rewritten byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from snippets_tests.pages.model import Fault, PageError

END = re.compile(rb"\r\n|\n|\r")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its text without BOM and line end, its first byte, the line end."""

    number: int
    text: str
    start: int
    eol: str

    end: int
    """The offset just after the line end."""


def split(path: Path, source: bytes) -> list[Line]:
    """Cut a page into lines.

    Raises:
        PageError: when the bytes are not UTF-8 text; names the line and the byte.
    """
    lines: list[Line] = []
    start = 0
    for number, (stop, eol) in enumerate(_ends(source), 1):
        raw = source[start:stop]
        text_bytes = raw.removeprefix(BOM) if start == 0 else raw
        if b"\0" in text_bytes:
            raise PageError(path, [Fault(number, "not a text file: it contains a NUL byte")])
        try:
            text = text_bytes.decode("utf-8")
        except UnicodeDecodeError as error:
            byte = text_bytes[error.start]
            hint = "save the file as UTF-8"
            raise PageError(
                path, [Fault(number, f"not UTF-8 text: byte 0x{byte:02x} in column {error.start + 1}", hint)]
            ) from None
        lines.append(Line(number, text, start, eol, stop + len(eol)))
        start = stop + len(eol)
    return lines


def _ends(source: bytes) -> list[tuple[int, str]]:
    ends = [(found.start(), found.group().decode()) for found in END.finditer(source)]
    last = END.split(source)[-1] if source else b""
    return [*ends, (len(source), "")] if last else ends
