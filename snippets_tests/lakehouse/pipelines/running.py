"""Running one flow: a stream up to the data that there is now, a query once, or change events into their target."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal

from . import changes, snapshots
from .definitions import Dataset, Flow, Sink
from .expectations import Counts, counted, guarded, observed
from .storage import Storage


@dataclass
class Work:
    """A flow to run in an update of a pipeline; `now` is the version of a snapshot without one."""

    pipeline: str
    flow: Flow
    target: Dataset | Sink
    kind: str
    now: Any
    storage: Storage

    @property
    def place(self) -> Path:
        """Where the flow keeps its checkpoint."""
        return self.storage.place(self.pipeline, self.target.name, self.flow.name)

    @property
    def checkpoint(self) -> str:
        """The same as a location for Spark."""
        return (self.place / "checkpoint").resolve().as_uri()


@dataclass
class Outcome:
    """What a flow did. `deleted` and `upserted` are of change flows only."""

    counts: Counts
    upserted: int | None = None
    deleted: int | None = None
    skipped: bool = False


def run(work: Work) -> Outcome:
    """Run a flow to its end."""
    done = work.place / "done"
    if work.flow.once and done.exists():
        return Outcome(Counts(), skipped=True)
    if isinstance(work.target, Sink):
        outcome = _sink(work, work.target)
    elif work.flow.changes is not None:
        outcome = _snapshots(work) if work.flow.changes.snapshots else _changes(work)
    elif work.kind == "MATERIALIZED_VIEW":
        outcome = _batch(work, work.target, "overwrite")
    elif work.flow.once:
        outcome = _batch(work, work.target, "append")
    else:
        frame = observed(work.flow.query(), work.target.expectations)
        writer = frame.writeStream.format("delta").outputMode("append").option("mergeSchema", "true")
        outcome = Outcome(_stream(work, writer, work.target.name))
    if work.flow.once:
        done.parent.mkdir(parents=True, exist_ok=True)
        done.touch()
    return outcome


def _stream(work: Work, writer: Any, table: str | None = None) -> Counts:
    """Run a streaming write until it has read all that there is."""
    writer = writer.option("checkpointLocation", work.checkpoint).trigger(availableNow=True)
    query = writer.toTable(table) if table else writer.start()
    try:
        query.awaitTermination()
    finally:
        query.stop()
    counts = Counts()
    for progress in query.recentProgress:
        counts.add(progress.observedMetrics)
    return counts


def _batch(work: Work, target: Dataset, mode: str) -> Outcome:
    # Kept, so that what is counted is what is written.
    frame = work.flow.query().persist()
    there = frame.sparkSession.table(target.name)
    writer = guarded(frame, target.expectations).write.format("delta").mode(mode)
    before = [(field.name.lower(), field.dataType) for field in there.schema]
    if mode == "overwrite" and [(field.name.lower(), field.dataType) for field in frame.schema] != before:
        # Another query than at the last refresh. Without a need for it, the columns' comments and constraints stay.
        writer = writer.option("overwriteSchema", "true")
    try:
        writer.saveAsTable(target.name)
        return Outcome(counted(frame, target.expectations))
    finally:
        frame.unpersist()


def _changes(work: Work) -> Outcome:
    how, target = work.flow.changes, work.target
    assert how is not None
    assert isinstance(target, Dataset)
    upserted = deleted = 0
    refusals: list[Refusal] = []

    def each(batch: Any, _: int) -> None:
        nonlocal upserted, deleted
        try:
            more, gone = changes.apply(batch, how, target.name, work.place / "events")
        except Refusal as refusal:
            # On its way through the JVM only its text would be left.
            refusals.append(refusal)
            raise
        upserted, deleted = upserted + more, deleted + gone

    source = work.flow.query()
    if work.flow.once:
        source = source.persist()
        each(changes.events(guarded(source, target.expectations), how), 0)
        counts = counted(source, target.expectations)
    else:
        frame = changes.events(observed(source, target.expectations), how)
        try:
            counts = _stream(work, frame.writeStream.foreachBatch(each))
        except Exception as error:
            raise (refusals[0] if refusals else error) from None
    return Outcome(counts, upserted, deleted)


def _snapshots(work: Work) -> Outcome:
    """Take in the snapshot of now, or all those that the source's function hands over one after the other."""
    how, target = work.flow.changes, work.target
    assert how is not None
    assert isinstance(target, Dataset)
    outcome = Outcome(Counts(), 0, 0)

    def take(snapshot: Any, version: Any) -> None:
        found, now = snapshots.events(snapshot, how, version, work.place / "snapshot")
        upserted, deleted = changes.apply(found, how, target.name, work.place / "events")
        snapshots.keep(now, work.place / "snapshot")
        outcome.upserted = (outcome.upserted or 0) + upserted
        outcome.deleted = (outcome.deleted or 0) + deleted

    if work.flow.next_snapshot is None:
        take(work.flow.query(), work.now)
        return outcome
    note = work.place / "version"
    last = int(note.read_text()) if note.exists() else None
    while (found := work.flow.next_snapshot(last)) is not None:
        take(*found)
        last = found[1]
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(last))
    return outcome


def _sink(work: Work, sink: Sink) -> Outcome:
    frame = observed(work.flow.query(), [])
    if sink.for_each_batch is not None:
        return Outcome(_stream(work, frame.writeStream.foreachBatch(sink.for_each_batch)))
    options = dict(sink.options)
    table = options.pop("tableName", None)
    writer = frame.writeStream.format(sink.format).outputMode("append").options(**options)
    return Outcome(_stream(work, writer, table))
