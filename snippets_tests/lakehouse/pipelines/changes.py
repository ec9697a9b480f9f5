"""AUTO CDC: change events, in any order, applied to a target as slowly changing dimensions of type 1 or 2.

All events of a flow are kept; for the keys of a batch the target's rows are worked out anew from all their events, so
that an event that comes late finds its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import quoted

from .definitions import Changes

START, END = "__START_AT", "__END_AT"
SEQ, DELETE, TRUNCATE = "__lakeproof_seq", "__lakeproof_delete", "__lakeproof_truncate"
_OWN = (SEQ, DELETE, TRUNCATE)


def columns(frame: Any, changes: Changes) -> list[str]:
    """The columns of a source that the target gets."""
    if changes.column_list is not None and changes.except_column_list is not None:
        text = "AutoCDC flow specifies both `column_list` and `except_column_list`; at most one may be provided."
        raise Refusal("AUTOCDC_BOTH_COLUMN_LIST_AND_EXCEPT_COLUMN_LIST", "42613", text)
    there = [column for column in frame.columns if column not in _OWN]
    named = [*changes.keys, *(changes.column_list or ()), *(changes.except_column_list or ())]
    missing = [name for name in named if name.lower() not in [column.lower() for column in there]]
    if missing:
        text = (
            "Using case-insensitive column name comparison, the following columns are not present in the "
            f"changeDataFeed schema: {', '.join(missing)}. Available columns: {', '.join(there)}."
        )
        raise Refusal("AUTOCDC_COLUMNS_NOT_FOUND_IN_SCHEMA", "42703", text)
    if changes.column_list is not None:
        wanted = [name.lower() for name in changes.column_list]
        return [column for column in there if column.lower() in wanted]
    unwanted = [name.lower() for name in changes.except_column_list or ()]
    return [column for column in there if column.lower() not in unwanted]


def output_schema(frame: Any, changes: Changes) -> Any:
    """The target's columns; with history when each version began and ended, in the type of the sequence."""
    from pyspark.sql import functions as F

    chosen = frame.select(*[quote(column) for column in columns(frame, changes)])
    if changes.scd_type == 1:
        return chosen.schema
    seq = F.lit(None).cast("timestamp") if changes.snapshots else expression(changes.sequence_by)
    kind = frame.select(seq.alias("seq")).schema[0].dataType
    return chosen.schema.add(START, kind).add(END, kind)


def events(frame: Any, changes: Changes) -> Any:
    """A batch of the source as events: its columns, their place in the sequence, whether they delete or truncate."""
    from pyspark.sql import functions as F

    def flag(condition: Any) -> Any:
        return F.lit(False) if condition is None else F.coalesce(expression(condition), F.lit(False))

    marked = [
        expression(changes.sequence_by).alias(SEQ),
        flag(changes.apply_as_deletes).alias(DELETE),
        flag(changes.apply_as_truncates).alias(TRUNCATE),
    ]
    return frame.select(*[quote(column) for column in columns(frame, changes)], *marked)


def expression(value: Any) -> Any:
    """A Column of SQL text or of a Column."""
    from pyspark.sql import functions as F

    return F.expr(value) if isinstance(value, str) else value


def apply(batch: Any, changes: Changes, target: str, log: Path) -> tuple[int, int]:
    """Apply a batch of events; gives the number of rows upserted and deleted."""
    spark = batch.sparkSession
    batch = batch.persist()
    try:
        rows, truncates = _check(batch, changes, target)
        if not rows:
            return 0, 0
        path = log.resolve().as_uri()
        batch.write.format("delta").mode("append").option("mergeSchema", "true").save(path)
        whole = spark.read.format("delta").load(path)
        keys = ", ".join(map(quote, changes.keys))
        affected = (whole if truncates else batch).filter(f"NOT {TRUNCATE}").selectExpr(*map(quote, changes.keys))
        whole.createOrReplaceTempView("__lakeproof_events")
        affected.distinct().createOrReplaceTempView("__lakeproof_keys")
        outputs = [column for column in whole.columns if column not in _OWN]
        made = spark.sql(
            _current(changes, keys, outputs) if changes.scd_type == 1 else _history(changes, keys, outputs)
        )
        made.persist().createOrReplaceTempView("__lakeproof_rows")
        try:
            return _merge(spark, changes, target, outputs)
        finally:
            made.unpersist()
    finally:
        batch.unpersist()


def _check(batch: Any, changes: Changes, target: str) -> tuple[int, int]:
    """Refuse events without a key or a place; gives the number of events and of truncates among them."""
    without = " OR ".join(f"{quote(key)} IS NULL" for key in changes.keys)
    rows, truncates, unplaced, unnamed = batch.selectExpr(
        "count(*)",
        f"count_if({TRUNCATE})",
        f"count_if({SEQ} IS NULL)",
        f"count_if(({without}) AND NOT {TRUNCATE})",
    ).first()
    head = f"AutoCDC flow on table {target} failed microbatch validation."
    if unplaced:
        text = (
            f"{head} The microbatch contains {unplaced} row(s) with a null sequencing value. All rows must have a "
            "non-null sequencing value."
        )
        raise Refusal("AUTOCDC_MICROBATCH_VALIDATION.NULL_SEQUENCE", "22000", text)
    if unnamed:
        text = (
            f"{head} The microbatch contains rows with null values in the following key column(s): "
            f"{', '.join(changes.keys)} ({unnamed}). All rows must have non-null values for every key column."
        )
        raise Refusal("AUTOCDC_MICROBATCH_VALIDATION.NULL_KEY", "22000", text)
    return rows, truncates


def _live(changes: Changes, keys: str, outputs: list[str]) -> str:
    """The events that count, of the keys in question; with IGNORE NULL UPDATES each with the values before it."""
    ordered = f"PARTITION BY {keys} ORDER BY {SEQ}"
    values = [quote(column) for column in outputs]
    if changes.ignore_null_updates:
        given = [name.lower() for name in changes.keys]
        window = f"(PARTITION BY {keys}, epoch ORDER BY {SEQ})"
        values = [
            v if c.lower() in given else f"last_value({v}) IGNORE NULLS OVER {window} AS {v}"
            for c, v in zip(outputs, values, strict=True)
        ]
    return f"""
        WITH truncated AS (SELECT max({SEQ}) AS at FROM __lakeproof_events WHERE {TRUNCATE}),
        counted AS (
          SELECT e.* FROM __lakeproof_events e LEFT SEMI JOIN __lakeproof_keys USING ({keys})
          CROSS JOIN truncated WHERE NOT e.{TRUNCATE} AND (at IS NULL OR e.{SEQ} > at)),
        single AS (
          SELECT * FROM counted QUALIFY row_number() OVER (PARTITION BY {keys}, {SEQ} ORDER BY {DELETE} DESC) = 1),
        epochs AS (SELECT *, sum(int({DELETE})) OVER ({ordered}) AS epoch FROM single),
        live AS (SELECT {", ".join(values)}, {SEQ}, {DELETE} FROM epochs)"""


def _current(changes: Changes, keys: str, outputs: list[str]) -> str:
    shown = ", ".join(map(quote, outputs))
    last = f"row_number() OVER (PARTITION BY {keys} ORDER BY {SEQ} DESC)"
    return f"""{_live(changes, keys, outputs)},
        newest AS (SELECT *, {last} AS place FROM live)
        SELECT {shown} FROM newest WHERE place = 1 AND NOT {DELETE}"""


def _history(changes: Changes, keys: str, outputs: list[str]) -> str:
    shown = ", ".join(map(quote, outputs))
    given = [name.lower() for name in changes.keys]
    tracked = [column for column in outputs if column.lower() not in given]
    if changes.track_history is not None:
        tracked = [c for c in tracked if c.lower() in [name.lower() for name in changes.track_history]]
    if changes.track_history_except is not None:
        tracked = [c for c in tracked if c.lower() not in [name.lower() for name in changes.track_history_except]]
    fingerprint = f"to_json(struct({', '.join(map(quote, tracked))}))" if tracked else "''"
    window = f"(PARTITION BY {keys} ORDER BY {SEQ})"
    same = f"NOT {DELETE} AND NOT lag({DELETE}, 1, true) OVER {window} AND lag(print) OVER {window} <=> print"
    last = f"row_number() OVER (PARTITION BY {keys}, version ORDER BY {SEQ} DESC)"
    return f"""{_live(changes, keys, outputs)},
        printed AS (SELECT *, {fingerprint} AS print FROM live),
        begun AS (SELECT *, int(NOT ({same})) AS begins FROM printed),
        versions AS (SELECT *, sum(begins) OVER {window} AS version FROM begun),
        spans AS (SELECT *, min({SEQ}) OVER (PARTITION BY {keys}, version) AS began, {last} AS place FROM versions),
        ends AS (SELECT *, lead(began) OVER {window} AS ended FROM spans WHERE place = 1)
        SELECT {shown}, began AS {START}, ended AS {END} FROM ends WHERE NOT {DELETE}"""


def _merge(spark: Any, changes: Changes, target: str, outputs: list[str]) -> tuple[int, int]:
    """Make the target's rows of the keys in question those that were worked out, in one commit."""
    identity = [*changes.keys, *([START] if changes.scd_type == 2 else [])]
    shown = [*outputs, *([START, END] if changes.scd_type == 2 else [])]
    names = ", ".join(map(quote, identity))
    listed = ", ".join(map(quote, shown))
    same = " AND ".join(f"t.{quote(column)} <=> s.{quote(column)}" for column in identity)
    equal = " AND ".join(f"t.{quote(column)} <=> s.{quote(column)}" for column in shown)
    keys = ", ".join(map(quote, changes.keys))
    source = f"""
        SELECT {listed}, false AS __gone FROM __lakeproof_rows
        UNION ALL
        SELECT {listed}, true FROM {quoted(target)} LEFT SEMI JOIN __lakeproof_keys USING ({keys})
        LEFT ANTI JOIN __lakeproof_rows USING ({names})"""
    said = spark.sql(f"""
        MERGE INTO {quoted(target)} t USING ({source}) s ON {same}
        WHEN MATCHED AND s.__gone THEN DELETE
        WHEN MATCHED AND NOT ({equal}) THEN UPDATE SET {", ".join(f"t.{quote(c)} = s.{quote(c)}" for c in shown)}
        WHEN NOT MATCHED AND NOT s.__gone THEN INSERT ({listed}) VALUES ({", ".join(f"s.{quote(c)}" for c in shown)})
        """).collect()[0]
    return said["num_inserted_rows"] + said["num_updated_rows"], said["num_deleted_rows"]
