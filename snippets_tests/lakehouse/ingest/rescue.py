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


def csv(frame: Any, columns: Sequence[str], rescued: str, options: Mapping[str, str], fail: str | None = None) -> Any:
    """Rescue what a CSV read with the corrupt record column `CORRUPT` lost.

    Args:
        frame: As Spark reads it, `columns` and `CORRUPT`.
        columns: The columns of the files, in their order.
        rescued: The rescued data column's name.
        options: The reader's, such as the separator.
        fail: Fields beyond the columns end the query; what else is to be done about them.
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
    found = f"CASE WHEN {any_lost} THEN {blob} END"
    if fail is not None:
        more = f"to_json(named_struct({_named([f'raw.{quote(name)} AS {quote(name)}' for name in extra])}))"
        failure = _failure(more, "_metadata.file_path", fail)
        found = f"CASE WHEN raw.{quote(extra[0])} IS NOT NULL THEN {failure} ELSE {found} END"
    # A lambda's variable stands in for the record, so that it is parsed once.
    expression = f"CASE WHEN {quote(CORRUPT)} IS NOT NULL THEN transform(array({record}), raw -> {found})[0] END"
    others = [quote(name) for name in frame.columns if name != CORRUPT]
    return frame.selectExpr(*others, f"{expression} AS {quote(rescued)}")


def _failure(fields: str, path: str, decision: str) -> str:
    """End the query because of new fields; see UnknownFields.java."""
    return f"lakeproof_unknown_fields({fields}, {path}, {literal(decision)})"


def _named(aliased: Sequence[str]) -> str:
    pairs = (item.rsplit(" AS ", 1) for item in aliased)
    return ", ".join(f"{literal(name.strip('`'))}, {value}" for value, name in pairs)


def json_records(
    frame: Any,
    schema: Any,
    rescued: str | None,
    options: Mapping[str, str],
    partitions: Sequence[str],
    fail: str | None = None,
) -> Any:
    """Give JSON records, each a VARIANT in the column `RECORD`, the schema asked for, and rescue the rest.

    Args:
        frame: The records.
        schema: The columns asked for.
        rescued: The rescued data column's name, or None for none.
        options: The reader's, such as the format of dates.
        partitions: Columns of the frame to keep.
        fail: Fields that the schema has not end the query; what else is to be done about them.
    """
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
    if fail is not None:
        names = ", ".join(literal(name) for name in schema.names) or "''"
        record = f"CAST({quote(RECORD)} AS MAP<STRING, VARIANT>)"
        new = f"map_filter({record}, (key, value) -> NOT array_contains(array({names}), key))"
        failure = _failure("to_json(new)", "_lakeproof_path", fail)
        blob = f"transform(array({new}), new -> CASE WHEN size(new) > 0 THEN {failure} ELSE {blob} END)[0]"
    return typed.selectExpr(*columns, *keep, f"{blob} AS {quote(rescued)}")


def nothing(frame: Any, rescued: str) -> Any:
    """Add the column where all data fits."""
    return frame.selectExpr("*", f"CAST(NULL AS STRING) AS {quote(rescued)}")


def keys(text: str) -> list[str]:
    """The columns that a rescued record names; for tests and for schema evolution."""
    return [name for name in json.loads(text) if name != "_file_path"]
