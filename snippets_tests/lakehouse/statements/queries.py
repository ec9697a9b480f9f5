"""Queries with what Spark's lack: `FROM (DESCRIBE HISTORY t)`, `FROM (DESCRIBE DETAIL t)`, `event_log(…)`, `'…':path`
and `table@v1`.

What a described table answers is put into the query as its rows, because Spark takes no command inside of a query.
"""

from __future__ import annotations

import dataclasses

from snippets_tests.lakehouse.lexer import Token, tokens

from . import event_log, time_travel
from .answers import PASS, Answer, Run, values
from .context import Context

_DESCRIBE = ("DESCRIBE", "DESC")
_WHAT = ("HISTORY", "DETAIL")


def answer(context: Context) -> Answer:
    """Write out what Spark lacks; a query without it is Spark's."""
    text = event_log.written_out(context, _written_out(context))
    said = time_travel.answer(dataclasses.replace(context, text=text))
    return Run(text) if said is PASS and text != context.text else said


def _written_out(context: Context) -> str:
    text, found = context.text, list(tokens(context.text))
    pieces: list[str] = []
    at = 0
    for opening, describe, what in zip(found, found[1:], found[2:], strict=False):
        if opening.text != "(" or describe.upper not in _DESCRIBE or what.upper not in _WHAT:
            continue
        closing = _closing(found, describe)
        if closing is None:
            continue
        said = context.run(text[describe.start : closing.start])
        query = values([(column.name, column.type) for column in said.columns], said.rows)
        pieces += [text[at : opening.end], query]
        at = closing.start
    return _enclosed("".join([*pieces, text[at:]]))


def _enclosed(text: str) -> str:
    """Put parentheses around a string before a path; Spark would take what follows for a parameter."""
    found = list(tokens(text))
    for string, colon, path in reversed(list(zip(found, found[1:], found[2:], strict=False))):
        touch = string.end == colon.start and colon.end == path.start
        if string.kind == "string" and colon.text == ":" and touch and (path.kind != "sign" or path.text == "["):
            text = f"{text[: string.start]}({string.text}){text[string.end :]}"
    return text


def _closing(found: list[Token], first: Token) -> Token | None:
    """The parenthesis that ends what begins with a token; a command has none of its own."""
    return next((token for token in found if token.start > first.start and token.text == ")"), None)
