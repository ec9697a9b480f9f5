"""Cuts Databricks SQL into words, names, strings, numbers and signs, with their places; comments and blanks fall out.

Our own, because sqlglot's tokenizer hands the rest of a SHOW or OPTIMIZE over as one piece and takes a third of a
second to import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
      | (?P<comment>/\*)
      | (?P<string>[rR]?'(?:[^'\\]|\\.|'')*'?|[rR]?"(?:[^"\\]|\\.|"")*"?|\$\$.*?(?:\$\$|\Z))
      | (?P<name>`(?:[^`]|``)*`?)
      | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[a-zA-Z]*)
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "Z": "\x1a", "%": "\\%", "_": "\\_"}


@dataclass(frozen=True)
class Token:
    """A piece of SQL; `kind` is word, name (in backticks), string, number or sign, `text` is as written."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.start + len(self.text)

    @property
    def upper(self) -> str:
        """The text of a word or sign for comparing; nothing for what is quoted."""
        return "" if self.kind in ("string", "name") else self.text.upper()

    @property
    def value(self) -> str:
        """What a string or name says, without quotes and escapes; else the text."""
        if self.kind == "name":
            return self.text.strip("`").replace("``", "`")
        if self.kind != "string":
            return self.text
        if self.text[0] in "rR":
            return self.text[2:-1]
        if self.text.startswith("$$"):
            return self.text[2:-2]
        quote = self.text[0]
        inside = self.text[1:-1].replace(quote * 2, quote)
        return _ESCAPE.sub(lambda found: _ESCAPES.get(found.group(1), found.group(1)), inside)


def tokens(text: str) -> Iterator[Token]:
    """Cut a text into its tokens; what is not closed reaches to the end."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found and found.lastgroup  # `sign` takes any character
        if found.lastgroup == "comment":
            at = _comment_end(text, at)
            continue
        if found.lastgroup != "space":
            yield Token(found.lastgroup, found.group(), at)
        at = found.end()


def quote(name: str) -> str:
    """Write a name in backticks."""
    return f"`{name.replace('`', '``')}`"


def literal(value: str) -> str:
    """Write a string in quotes."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _comment_end(text: str, start: int) -> int:
    """Spark's comments nest."""
    depth = 0
    for found in re.compile(r"/\*|\*/").finditer(text, start):
        depth += 1 if found.group() == "/*" else -1
        if not depth:
            return found.end()
    return len(text)
