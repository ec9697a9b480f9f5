"""`table@v3` and `table@20260115090000000`, which are VERSION AS OF and TIMESTAMP AS OF in short."""

from __future__ import annotations

import itertools
import re

from snippets_tests.lakehouse.lexer import Token, tokens

from .answers import PASS, Answer, Refusal, Run
from .context import Context

_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})")


def answer(context: Context) -> Answer:
    """Write the short forms out; a statement without them is Spark's."""
    text = context.text
    found = list(tokens(text))
    pieces: list[str] = []
    at = 0
    for name, sign, stamp in zip(found, found[1:], found[2:], strict=False):
        if sign.text != "@" or name.kind not in ("word", "name") or not _touch(name, sign, stamp):
            continue
        pieces += [text[at : sign.start], _spelt(stamp)]
        at = stamp.end
    return Run("".join([*pieces, text[at:]])) if pieces else PASS


def _touch(*neighbours: Token) -> bool:
    return all(left.end == right.start for left, right in itertools.pairwise(neighbours))


def _spelt(stamp: Token) -> str:
    version = re.fullmatch(r"[vV](\d+)", stamp.text)
    if version:
        return f" VERSION AS OF {version.group(1)}"
    time = _STAMP.fullmatch(stamp.text)
    if time:
        year, month, day, hour, minute, second, milli = time.groups()
        return f" TIMESTAMP AS OF '{year}-{month}-{day} {hour}:{minute}:{second}.{milli}'"
    text = f"The time travel suffix @{stamp.text} is neither a version (@v1) nor a timestamp (@yyyyMMddHHmmssSSS)."
    raise Refusal("DELTA_TIME_TRAVEL_INVALID_BEGIN_VALUE", "42604", text)
