"""The conditions of ABAC policies: tags of a table or column, put together with AND, OR and NOT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .lexer import Token, tokens
from .securables import MetastoreError

# Both spellings mean the same; the newer one has underscores. The number is that of the arguments.
_FUNCTIONS = {"hastag": 1, "has_tag": 1, "hastagvalue": 2, "has_tag_value": 2}


def holds(condition: str, tags: Mapping[str, str]) -> bool:
    """Tell whether a condition holds for what has these tags."""
    return _read(condition, tags)[0]


def checked(condition: str) -> list[tuple[str, str | None]]:
    """The tags that a condition names, each a key with a value or None.

    Raises:
        MetastoreError: It is no condition.
    """
    return _read(condition, {})[1]


def _read(condition: str, tags: Mapping[str, str]) -> tuple[bool, list[tuple[str, str | None]]]:
    reader = _Reader(condition, list(tokens(condition)), tags, [])
    value = reader.either()
    if reader.token is not None:
        raise reader.error()
    return value, reader.named


@dataclass
class _Reader:
    text: str
    left: list[Token]
    tags: Mapping[str, str]
    named: list[tuple[str, str | None]]

    @property
    def token(self) -> Token | None:
        return self.left[0] if self.left else None

    def accept(self, word: str) -> bool:
        if self.token is None or self.token.upper != word:
            return False
        self.left.pop(0)
        return True

    def either(self) -> bool:
        value = self.both()
        while self.accept("OR"):
            value = self.both() or value
        return value

    def both(self) -> bool:
        value = self.one()
        while self.accept("AND"):
            value = self.one() and value
        return value

    def one(self) -> bool:
        if self.accept("NOT"):
            return not self.one()
        if self.accept("("):
            value = self.either()
            if not self.accept(")"):
                raise self.error()
            return value
        if self.accept("TRUE"):
            return True
        if self.accept("FALSE"):
            return False
        return self.call()

    def call(self) -> bool:
        name = self.token.value.lower() if self.token is not None and self.token.kind == "word" else ""
        if name not in _FUNCTIONS:
            raise self.error()
        self.left.pop(0)
        arguments = self.arguments(_FUNCTIONS[name])
        key, value = arguments[0], arguments[1] if len(arguments) > 1 else None
        self.named.append((key, value))
        return key in self.tags and (value is None or self.tags[key] == value)

    def arguments(self, count: int) -> list[str]:
        found: list[str] = []
        if not self.accept("("):
            raise self.error()
        for at in range(count):
            if at and not self.accept(","):
                raise self.error()
            if self.token is None or self.token.kind != "string":
                raise self.error()
            found.append(self.left.pop(0).value)
        if not self.accept(")"):
            raise self.error()
        return found

    def error(self) -> MetastoreError:
        near = f"'{self.token.text}'" if self.token is not None else "its end"
        text = (
            f"Invalid policy condition `{self.text}` at {near}. It may have has_tag('key'), "
            "has_tag_value('key', 'value'), AND, OR, NOT and parentheses."
        )
        return MetastoreError("INVALID_PARAMETER_VALUE", text)
