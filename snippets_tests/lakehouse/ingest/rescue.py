"""The rescued data column: what of a record did not fit the schema, as JSON, with the file that it came from.

Spark's formats only keep the whole text of such a record, so that what was lost is found by reading the record again
with every column a string (CSV) or as a VARIANT (JSON).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from snippets_tests.lakehouse.lexer import literal, quote

CORRUPT = "_lakeproof_corrupt"
RECORD = "_lakeproof_record"
# How many fields beyond the schema a CSV record may have and still be rescued.
_MORE = 20


def csv(frame: Any, columns: Sequence[str], rescued: str, options: Mapping[str, str]) -> Any:
    """Rescue what a CSV read with the corrupt record column `CORRUPT` lost.

    Args:
        frame: As Spark reads it, `columns` and `CORRUPT`.
        columns: The columns of the files, in their order.
        rescued: The rescued data column's name.
        options: The reader's, such as the separator.
    """
    extra = [f"_c{number}" for number in range(len(columns), len(columns) + _MORE)]
    raw = ", ".join(f"{quote(name)} STRING" for name in [*columns, *extra])
    kept = {k: v for k, v in options.items() if k in ("sep", "delimiter", "quote", "escape", "nullvalue", "encoding")}
    given = ", ".join(f"{literal(k)}, {literal(v)}" for k, v in kept.items())
    record = f"from_csv({quote(CORRUPT)}, {literal(raw)}{f', map({given})' if given else ''})"
    lost = [f"if({quote(n)} IS NULL, raw.{quote(n)}, NULL) AS {quote(n)}" for n in columns]
    lost += [f"raw.{quote(name)} AS {quote(name)}" for name in extra]
    any_lost = " OR ".join([f"({quote(n)} IS NULL AND raw.{quote(n)} IS NOT NULL)" for n in columns])
    any_lost += "".join(f" OR raw.{quote(name)} IS NOT NULL" for name in extra[:1])
    blob = f"to_json(named_struct({_named(lost)}, '_file_path', _metadata.file_path))"
    # A lambda's variable stands in for the record, so that it is parsed once.
    expression = (
        f"CASE WHEN {quote(CORRUPT)} IS NOT NULL THEN "
        f"transform(array({record}), raw -> CASE WHEN {any_lost} THEN {blob} END)[0] END"
    )
    others = [quote(name) for name in frame.columns if name != CORRUPT]
    return frame.selectExpr(*others, f"{expression} AS {quote(rescued)}")


def _named(aliased: Sequence[str]) -> str:
    pairs = (item.rsplit(" AS ", 1) for item in aliased)
    return ", ".join(f"{literal(name.strip('`'))}, {value}" for value, name in pairs)


def json_records(
    frame: Any, schema: Any, rescued: str | None, options: Mapping[str, str], partitions: Sequence[str]
) -> Any:
    """Give JSON records, each a VARIANT in the column `RECORD`, the schema asked for, and rescue the rest."""
    ddl = ", ".join(f"{quote(f.name)} {f.dataType.simpleString()}" for f in schema.fields)
    kept = {k: v for k, v in options.items() if k in ("dateformat", "timestampformat", "locale", "timezone")}
    given = ", ".join(f"{literal(k)}, {literal(v)}" for k, v in kept.items())
    parsed = f"from_json(to_json({quote(RECORD)}), {literal(ddl)}{f', map({given})' if given else ''})"
    keep = [quote(name) for name in partitions]
    typed = frame.selectExpr(quote(RECORD), "_metadata.file_path AS _lakeproof_path", f"{parsed} AS typed", *keep)
    columns = [f"typed.{quote(f.name)} AS {quote(f.name)}" for f in schema.fields]
    if rescued is None:
        return typed.selectExpr(*columns, *keep)
    cases = " ".join(f"WHEN {literal(f.name)} THEN typed.{quote(f.name)} IS NULL" for f in schema.fields)
    fits = f"CASE key {cases} ELSE true END" if cases else "true"
    lost = (
        f"map_filter(CAST({quote(RECORD)} AS MAP<STRING, VARIANT>), "
        f"(key, value) -> {fits} AND NOT coalesce(is_variant_null(value), true))"
    )
    path = "map('_file_path', CAST(_lakeproof_path AS VARIANT))"
    blob = f"transform(array({lost}), lost -> CASE WHEN size(lost) > 0 THEN to_json(map_concat(lost, {path})) END)[0]"
    return typed.selectExpr(*columns, *keep, f"{blob} AS {quote(rescued)}")


def nothing(frame: Any, rescued: str) -> Any:
    """Add the column where all data fits."""
    return frame.selectExpr("*", f"CAST(NULL AS STRING) AS {quote(rescued)}")


def keys(text: str) -> list[str]:
    """The columns that a rescued record names; for tests and for schema evolution."""
    return [name for name in json.loads(text) if name != "_file_path"]
