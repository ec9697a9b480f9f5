"""Streams that keep state: the store, processors of one's own, and what a checkpoint tells about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.sql import Row
from pyspark.sql.streaming import StatefulProcessor

from snippets_tests.lakehouse.session import Session

PLACE = "/Volumes/main/default/state"


@pytest.fixture
def events(session: Session) -> Session:
    """A session with a table of events and a volume for checkpoints."""
    session.sql("CREATE VOLUME state")
    session.sql("CREATE TABLE events (id STRING, n INT, at TIMESTAMP)")
    session.sql("INSERT INTO events VALUES ('a', 1, '2026-05-01 10:00:00'), ('a', 2, '2026-05-01 10:01:00')")
    session.sql("INSERT INTO events VALUES ('b', 5, '2026-05-01 10:02:00')")
    return session


def run(frame: Any, name: str, mode: str = "update") -> list[tuple[Any, ...]]:
    """Run a stream to the end of what is there, and return the rows that it wrote."""
    found: list[tuple[Any, ...]] = []
    writer = frame.writeStream.outputMode(mode).foreachBatch(lambda batch, _: found.extend(map(tuple, batch.collect())))
    writer.option("checkpointLocation", f"{PLACE}/{name}").trigger(availableNow=True).start().awaitTermination()
    return sorted(found)


class Totals(StatefulProcessor):  # type: ignore[misc]  # pyspark is not followed
    """A value, a list and a map of each key."""

    def init(self, handle: Any) -> None:
        self.total = handle.getValueState("total", "n INT")
        self.seen = handle.getListState("seen", "n INT")
        self.by_parity = handle.getMapState("by_parity", "parity STRING", "n INT")

    def handleInputRows(self, key: Any, rows: Any, timerValues: Any) -> Iterator[Row]:
        total = self.total.get()[0] if self.total.exists() else 0
        for row in rows:
            total += row.n
            self.seen.appendValue((row.n,))
            self.by_parity.updateValue(("even" if row.n % 2 == 0 else "odd",), (row.n,))
        self.total.update((total,))
        seen = [item[0] for item in self.seen.get()]
        yield Row(
            id=key[0], total=total, seen=seen, parities=sorted(parity[0] for parity, _ in self.by_parity.iterator())
        )

    def close(self) -> None: ...


def totals(session: Session) -> Any:
    schema = "id STRING, total INT, seen ARRAY<INT>, parities ARRAY<STRING>"
    return session.spark.readStream.table("events").groupBy("id").transformWithState(Totals(), schema, "Update", "None")


def test_a_processors_value_list_and_map_survive_a_restart(events: Session) -> None:
    assert run(totals(events), "totals") == [("a", 3, [1, 2], ["even", "odd"]), ("b", 5, [5], ["odd"])]
    events.sql("INSERT INTO events VALUES ('a', 10, '2026-05-01 10:03:00')")
    assert run(totals(events), "totals") == [("a", 13, [1, 2, 10], ["even", "odd"])]
    reader = events.spark.read.format("statestore").option("stateVarName", "seen")
    assert [row.list_element.n for row in reader.load(f"{PLACE}/totals").collect()] == [1, 2, 10, 5]


class Silence(StatefulProcessor):  # type: ignore[misc]  # pyspark is not followed
    """Tells of a key from which nothing came for five minutes, with pandas and a timer of event time."""

    def init(self, handle: Any) -> None:
        self.handle = handle
        self.count = handle.getValueState("count", "n INT")

    def handleInputRows(self, key: Any, rows: Any, timerValues: Any) -> Iterator[Any]:
        count = self.count.get()[0] if self.count.exists() else 0
        last = 0
        for frame in rows:
            count += len(frame)
            last = max(last, int(frame["at"].max().timestamp() * 1000))
        self.count.update((count,))
        for timer in list(self.handle.listTimers()):
            self.handle.deleteTimer(timer)
        self.handle.registerTimer(last + 5 * 60_000)
        yield from ()

    def handleExpiredTimer(self, key: Any, timerValues: Any, expiredTimerInfo: Any) -> Iterator[Any]:
        import pandas as pd

        yield pd.DataFrame({"id": [key[0]], "events": [self.count.get()[0]]})
        self.count.clear()

    def close(self) -> None: ...


def test_timers_of_event_time_fire_when_the_watermark_has_passed(events: Session) -> None:
    events.sql("INSERT INTO events VALUES ('c', 1, '2026-05-01 10:08:30')")
    source = events.spark.readStream.table("events").withWatermark("at", "1 minute").groupBy("id")
    frame = source.transformWithStateInPandas(Silence(), "id STRING, events INT", "Append", "EventTime")
    assert run(frame, "silence", "append") == [("a", 2), ("b", 1)]
    timers = events.spark.read.format("statestore").option("readRegisteredTimers", True).load(f"{PLACE}/silence")
    assert [row.key.id for row in timers.collect()] == ["c"]


class Counts(StatefulProcessor):  # type: ignore[misc]  # pyspark is not followed
    """Goes on from given counts, and forgets them after an hour."""

    def init(self, handle: Any) -> None:
        self.count = handle.getValueState("count", "n INT", ttlDurationMs=3_600_000)

    def handleInitialState(self, key: Any, initialState: Any, timerValues: Any) -> None:
        self.count.update((initialState.n,))

    def handleInputRows(self, key: Any, rows: Any, timerValues: Any) -> Iterator[Row]:
        count = (self.count.get()[0] if self.count.exists() else 0) + len(list(rows))
        self.count.update((count,))
        yield Row(id=key[0], n=count)

    def close(self) -> None: ...


def test_state_with_a_time_to_live_begins_with_what_is_given(events: Session) -> None:
    initial = events.spark.createDataFrame([("a", 100)], "id STRING, n INT").groupBy("id")
    source = events.spark.readStream.table("events").groupBy("id")
    frame = source.transformWithState(Counts(), "id STRING, n INT", "Update", "ProcessingTime", initialState=initial)
    # With processing time there is always a next batch, so that `availableNow` would not end.
    writer = frame.writeStream.outputMode("update").format("memory").queryName("counts")
    query = writer.option("checkpointLocation", f"{PLACE}/counts").trigger(processingTime="1 hour").start()
    while not query.recentProgress:
        query.awaitTermination(0.2)
    query.stop()
    assert query.exception() is None
    assert sorted(map(tuple, events.spark.table("counts").collect())) == [("a", 102), ("b", 1)]


def test_the_store_may_be_chosen_by_the_session(events: Session) -> None:
    setting = "spark.sql.streaming.stateStore.providerClass"
    assert events.spark.conf.get(setting).endswith("RocksDBStateStoreProvider")
    events.spark.conf.set(setting, "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider")
    assert run(events.spark.readStream.table("events").groupBy("id").count(), "files") == [("a", 2), ("b", 1)]
    assert list(events.path(f"{PLACE}/files/state/0/0").glob("*.delta"))
