"""Reads a statement token by token; what does not fit is Databricks' syntax error at that place."""

from __future__ import annotations

import re

from snippets_tests.lakehouse.lexer import Token, literal, tokens

from .answers import Refusal


class Cursor:
    """The place in a statement up to which it was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = list(tokens(text))
        self._at = 0

    @property
    def token(self) -> Token | None:
        """The next token, or None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    @property
    def last_end(self) -> int:
        """Where in the text the token that was read last ends."""
        return self._tokens[self._at - 1].end if self._at else 0

    @property
    def at_end(self) -> bool:
        """Tell whether all was read."""
        return self.token is None

    def peek_words(self, count: int) -> list[str]:
        """The next words in upper case, without reading them."""
        return [token.upper for token in self._tokens[self._at : self._at + count]]

    def last_words(self, count: int) -> list[str]:
        """The words at the statement's end in upper case."""
        return [token.upper for token in self._tokens[-count:]]

    def accept(self, *words: str) -> bool:
        """Read these words if they come next."""
        if self.peek_words(len(words)) == list(words):
            self._at += len(words)
            return True
        return False

    def accept_any(self, *words: str) -> str | None:
        """Read one of these words (each may be several, parted by blanks) if it comes next."""
        return next((word for word in words if self.accept(*word.split())), None)

    def expect(self, *words: str) -> None:
        """Read these words."""
        for word in words:
            if not self.accept(word):
                raise self.error()

    def expect_any(self, *words: str) -> str:
        """Read one of these words."""
        found = self.accept_any(*words)
        if found is None:
            raise self.error()
        return found

    def expect_end(self) -> None:
        """Nothing may follow."""
        if not self.at_end:
            raise self.error()

    def next(self) -> Token:
        """Read a token of any kind."""
        if self.token is None:
            raise self.error()
        self._at += 1
        return self._tokens[self._at - 1]

    def identifier(self) -> str:
        """Read one name, with or without backticks, or in quotes as IDENTIFIER('…') has it."""
        token = self.token
        if token is None or token.kind not in ("word", "name"):
            raise self.error()
        self._at += 1
        if token.upper == "IDENTIFIER" and self.accept("("):
            value = self.string()
            self.expect(")")
            return value
        return token.value

    def name(self) -> list[str]:
        """Read a name of parts with dots between."""
        first = self.identifier()
        # IDENTIFIER('a.b') gives several parts at once.
        parts = [part.strip("`") for part in re.findall(r"`[^`]+`|[^.]+", first)] if "." in first else [first]
        while self.accept("."):
            parts.append(self.identifier())
        return parts

    def principal(self) -> str:
        """Read who: a name, in backticks when it has an @ or a blank; Databricks takes quotes, too."""
        if self.token is not None and self.token.kind == "string":
            return self.next().value
        return self.identifier()

    def string(self) -> str:
        """Read a string; strings in a row are one."""
        if self.token is None or self.token.kind != "string":
            raise self.error()
        value = ""
        while self.token is not None and self.token.kind == "string":
            value += self.next().value
        return value

    def properties(self) -> dict[str, str]:
        """Read `(key = value, …)`; keys are strings or names with dots."""
        self.expect("(")
        found: dict[str, str] = {}
        while not self.accept(")"):
            key = self.string() if self.token and self.token.kind == "string" else ".".join(self.name())
            value = self.next().value if self.accept("=") or self.peek_words(1)[0] not in (",", ")") else ""
            found[key] = value
            self.accept(",")
        return found

    def rest(self) -> str:
        """Read all that is left, as written."""
        token = self.token
        self._at = len(self._tokens)
        return "" if token is None else self.text[token.start : self._tokens[-1].end]

    def skip_parentheses(self) -> None:
        """Read from the opening parenthesis that comes next to the one that closes it."""
        self.expect("(")
        depth = 1
        while depth:
            sign = self.next().upper
            depth += (sign == "(") - (sign == ")")

    def error(self) -> Refusal:
        """The syntax error at this place."""
        token = self.token
        near = literal(token.text) if token else "end of input"
        at = token.start if token else len(self.text)
        before = self.text[:at]
        line, pos = before.count("\n") + 1, at - (before.rfind("\n") + 1)
        return SyntaxRefusal(near, line, pos)


class SyntaxRefusal(Refusal):
    """A syntax error, which also says where."""

    def __init__(self, near: str, line: int, pos: int) -> None:
        super().__init__("PARSE_SYNTAX_ERROR", "42601", f"Syntax error at or near {near}.")
        self._where = f" (line {line}, pos {pos})"

    def encoded(self) -> str:
        """As the JVM takes it, with the place after the state, where Spark's parser puts it."""
        return super().encoded() + self._where
