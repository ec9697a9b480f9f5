"""SCIM filters: `userName eq "ada@example.com" or displayName sw "A"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from snippets_tests.workspace.errors import ScimError

Matcher = Callable[[dict[str, Any]], bool]

TOKEN = re.compile(r"""\s*(\(|\)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s()"']+)""")
COMPARE: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda have, want: have == want,
    "ne": lambda have, want: have != want,
    "co": lambda have, want: want in have,
    "sw": lambda have, want: have.startswith(want),
    "ew": lambda have, want: have.endswith(want),
}


def parse(text: str) -> Matcher:
    """Read a filter; what does not parse is SCIM's `invalidFilter`."""
    tokens = TOKEN.findall(text)
    if "".join(tokens).replace(" ", "") != re.sub(r"\s", "", text) and "".join(tokens) != "".join(text.split()):
        raise _invalid(text)
    parser = _Parser(text, tokens)
    matcher = parser.either()
    if parser.tokens:
        raise _invalid(text)
    return matcher


class _Parser:
    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.tokens = text, tokens

    def either(self) -> Matcher:
        parts = [self.both()]
        while self._word("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda resource: any(part(resource) for part in parts)

    def both(self) -> Matcher:
        parts = [self.one()]
        while self._word("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda resource: all(part(resource) for part in parts)

    def one(self) -> Matcher:
        if self._word("not"):
            inner = self.one()
            return lambda resource: not inner(resource)
        if self._word("("):
            matcher = self.either()
            if not self._word(")"):
                raise _invalid(self.text)
            return matcher
        path, compare = self._next(), self._next().lower()
        if compare == "pr":
            return lambda resource: any(True for _ in values(resource, path))
        if compare not in COMPARE:
            raise _invalid(self.text)
        want, check = self._next(), COMPARE[compare]
        want = (re.sub(r"\\(.)", r"\1", want[1:-1]) if want[0] in "\"'" else want).lower()
        if compare == "ne":
            return lambda resource: all(check(have, want) for have in values(resource, path))
        return lambda resource: any(check(have, want) for have in values(resource, path))

    def _word(self, word: str) -> bool:
        found = bool(self.tokens) and self.tokens[0].lower() == word
        if found:
            self.tokens.pop(0)
        return found

    def _next(self) -> str:
        if not self.tokens:
            raise _invalid(self.text)
        return self.tokens.pop(0)


def values(resource: Any, path: str) -> Iterator[str]:
    """The texts at a path such as `emails.value`, in lower case: SCIM compares names without regard to case."""
    first, _, rest = path.partition(".")
    if isinstance(resource, list):
        for item in resource:
            yield from values(item, path)
    elif isinstance(resource, dict):
        for name, value in resource.items():
            if name.lower() != first.lower():
                continue
            if rest:
                yield from values(value, rest)
            elif isinstance(value, list):
                yield from values(value, "value")
            elif not isinstance(value, dict):
                yield str(value).lower()


def _invalid(text: str) -> ScimError:
    return ScimError(f"Given filter operator is not supported or the filter is malformed: {text}", 400, "invalidFilter")
