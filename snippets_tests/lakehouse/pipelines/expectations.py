"""Expectations: counted, dropped by, or failing an update.

A condition that is NULL counts as not met.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal

from .definitions import Expectation

_MARK = "lakeproof expectation "
_FOUND = re.compile(re.escape(_MARK) + r"(\{.*?\}) end of expectation", re.DOTALL)
SEEN = "lakeproof_seen"
WRITTEN = "lakeproof_written"


@dataclass
class Counts:
    """How many rows came in and met each expectation, and how many went out."""

    seen: int = 0
    written: int = 0
    met: tuple[int, ...] = ()

    def add(self, metrics: dict[str, Any]) -> None:
        """Take in what one run of the query observed."""
        before, after = metrics.get(SEEN), metrics.get(WRITTEN)
        if before is not None:
            self.seen += before[0]
            self.met = tuple(a + b for a, b in zip(self.met or (0,) * (len(before) - 1), before[1:], strict=True))
        if after is not None:
            self.written += after[0]


def counted(frame: Any, expectations: Sequence[Expectation]) -> Counts:
    """Count a DataFrame's rows now; to observe them while they are written works for streams only."""
    from pyspark.sql import functions as F

    met = [F.coalesce(F.expr(e.condition), F.lit(False)) for e in expectations]
    kept = F.lit(True)
    for e, one in zip(expectations, met, strict=True):
        kept = kept & one if e.action == "DROP" else kept
    counts = [F.count(F.when(one, 1)) for one in [kept, *met]]
    seen, written, *passed = frame.agg(F.count(F.lit(1)), *counts).first()
    return Counts(seen, written, tuple(passed))


def observed(frame: Any, expectations: Sequence[Expectation]) -> Any:
    """Count, filter and guard a DataFrame's rows; the counts are observed as SEEN and WRITTEN."""
    from pyspark.sql import functions as F

    met = [F.coalesce(F.expr(e.condition), F.lit(False)) for e in expectations]
    counts = [F.count(F.when(one, 1)).alias(f"met{i}") for i, one in enumerate(met)]
    frame = frame.observe(SEEN, F.count(F.lit(1)).alias("rows"), *counts)
    return guarded(frame, expectations).observe(WRITTEN, F.count(F.lit(1)).alias("rows"))


def guarded(frame: Any, expectations: Sequence[Expectation]) -> Any:
    """Drop the rows that are to be dropped, and fail at those that must not be."""
    from pyspark.sql import functions as F

    fatal = [e for e in expectations if e.action == "FAIL"]
    if fatal:
        broken = F.array_compact(
            F.array(*[F.when(~F.coalesce(F.expr(e.condition), F.lit(False)), F.lit(e.name)) for e in fatal])
        )
        told = F.to_json(
            F.struct(broken.alias("names"), F.to_json(F.struct("*"), {"ignoreNullFields": "false"}).alias("record"))
        )
        error = F.raise_error(F.concat(F.lit(_MARK), told, F.lit(" end of expectation")))
        frame = frame.filter(F.when(F.size(broken) > 0, error.cast("boolean")).otherwise(F.lit(True)))
    for e in expectations:
        if e.action == "DROP":
            frame = frame.filter(F.coalesce(F.expr(e.condition), F.lit(False)))
    return frame


def with_causes(error: Exception) -> str:
    """What an exception of Spark's and those behind it say; pyspark shows only the first."""
    said = [str(error)]
    cause = getattr(error, "_origin", None)
    while cause is not None:
        said.append(str(cause.getMessage()))
        cause = cause.getCause()
    return "\n".join(said)


def violation(error: Exception, flow: str) -> Refusal | None:
    """The documented error when a failure was a row that broke an expectation."""
    found = _FOUND.search(with_causes(error))
    if found is None:
        return None
    told = json.loads(found[1])
    text = (
        f"Flow '{flow}' failed to meet the expectation. Violated expectations: '{', '.join(told['names'])}'. "
        f"Output record: '{told['record']}'"
    )
    return Refusal("EXPECTATION_VIOLATION.VERBOSITY_OUTPUT", "22000", text)
