"""Cuts a SQL text into statements at its semicolons, leaving those in strings, names, comments and scripts alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .lexer import Token, tokens

_BLOCKS = {"IF", "WHILE", "FOR", "LOOP", "REPEAT"}
_BEFORE_STATEMENT = {";", ":", "BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT"}
# A script's BEGIN comes first, or after a label, or after a procedure's head of any length.
_HEAD = 4


@dataclass(frozen=True)
class Statement:
    """One statement, without its semicolon, and where it starts in the whole text (lines and columns from 1)."""

    text: str
    line: int = 1
    column: int = 1


def split(text: str) -> list[Statement]:
    """Cut a text into its statements; empty ones and mere comments are left out."""
    return list(_statements(text))


def _statements(text: str) -> Iterator[Statement]:
    found: list[Token] = []
    scope = _Scope()
    for token in tokens(text):
        if token.text == ";" and not scope.depth:
            if found:
                yield _statement(text, found)
            found, scope = [], _Scope()
            continue
        found.append(token)
        scope.see(token)
    if found:
        yield _statement(text, found)


class _Scope:
    """How deep inside BEGIN … END a statement is; anything but a script stays at 0."""

    def __init__(self) -> None:
        self.depth = 0
        self._head: list[str] = []
        self._last = ""

    def see(self, token: Token) -> None:
        """Take the next token."""
        word = token.upper
        if token.kind == "word":
            self._word(word)
        if len(self._head) < _HEAD:
            self._head.append(word)
        self._last = word

    def _word(self, word: str) -> None:
        if not self.depth:
            self.depth = int(word == "BEGIN" and self._opens_script())
        elif word == "END":
            self.depth -= 1
        elif self._last == "END":
            return  # END IF, END WHILE …: the END did it
        elif word in ("BEGIN", "CASE") or (word in _BLOCKS and self._last in _BEFORE_STATEMENT):
            self.depth += 1

    def _opens_script(self) -> bool:
        """Elsewhere BEGIN is a name."""
        return not self._head or self._last == ":" or "PROCEDURE" in self._head


def _statement(text: str, found: list[Token]) -> Statement:
    start = found[0].start
    column = start - text.rfind("\n", 0, start)
    return Statement(text[start : found[-1].end], text.count("\n", 0, start) + 1, column)
