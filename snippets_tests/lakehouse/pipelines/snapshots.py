"""AUTO CDC FROM SNAPSHOT: what differs between one snapshot of a source and the next, as change events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.lexer import quote

from .changes import DELETE, SEQ, TRUNCATE, columns
from .definitions import Changes


def events(snapshot: Any, changes: Changes, version: Any, last: Path) -> tuple[Any, Any]:
    """The events between the snapshot before, kept at `last`, and this one; and this one, as `keep` takes it.

    Args:
        snapshot: All rows of the source as of now.
        changes: Which columns, which keys.
        version: Where the snapshot stands in the sequence.
        last: Where the snapshot before lies, if there was one.
    """
    from pyspark.sql import functions as F

    spark = snapshot.sparkSession
    now = snapshot.select(*[quote(column) for column in columns(snapshot, changes)]).localCheckpoint()
    marked = [F.lit(version).alias(SEQ), F.lit(False).alias(DELETE), F.lit(False).alias(TRUNCATE)]
    path = last.resolve().as_uri()
    if not last.exists():
        found = now.select("*", *marked)
    else:
        before = spark.read.format("delta").load(path).localCheckpoint()
        gone = before.join(now.select(*changes.keys), list(changes.keys), "left_anti").select(*now.columns)
        found = now.exceptAll(before).select("*", *marked)
        found = found.union(gone.select("*", marked[0], F.lit(True), F.lit(False))).localCheckpoint()
    return found, now


def keep(snapshot: Any, last: Path) -> None:
    """Remember a snapshot, once its events were applied."""
    path = last.resolve().as_uri()
    snapshot.write.format("delta").mode("overwrite").option("overwriteSchema", "true").save(path)
