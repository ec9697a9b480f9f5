"""Operators of streams that keep state between batches, and what a stream of a Delta table may begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import functions as F

from snippets_tests.lakehouse.session import Session

PLACE = "/Volumes/main/default/state"
NEAR = "o.id = p.id AND paid BETWEEN at AND at + INTERVAL 5 MINUTES"


@pytest.fixture
def orders(session: Session) -> Session:
    """A session with orders, payments and a volume for checkpoints; the last order closes what was before."""
    session.sql("CREATE VOLUME state")
    session.sql("CREATE TABLE orders (id STRING, n INT, at TIMESTAMP)")
    session.sql(
        "INSERT INTO orders VALUES ('a', 1, '2026-05-01 10:00:00'), ('a', 1, '2026-05-01 10:00:00'), "
        "('a', 2, '2026-05-01 10:01:00'), ('b', 5, '2026-05-01 10:02:00'), ('z', 1, '2026-05-01 12:00:00')"
    )
    session.sql("CREATE TABLE payments (id STRING, paid TIMESTAMP)")
    session.sql("INSERT INTO payments VALUES ('a', '2026-05-01 10:00:30'), ('y', '2026-05-01 12:00:00')")
    return session


def source(session: Session) -> Any:
    return session.spark.readStream.table("orders").withWatermark("at", "1 minute")


def run(frame: Any, name: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    writer = frame.writeStream.foreachBatch(lambda batch, _: found.extend(map(tuple, batch.collect())))
    writer.option("checkpointLocation", f"{PLACE}/{name}").trigger(availableNow=True).start().awaitTermination()
    return sorted(found, key=str)


def joined(session: Session, kind: str) -> Any:
    payments = session.spark.readStream.table("payments").withWatermark("paid", "1 minute")
    return source(session).alias("o").join(payments.alias("p"), F.expr(NEAR), kind).select("o.id", "n")


def windows(session: Session) -> Any:
    minutes = source(session).groupBy(F.window("at", "1 minute")).agg(F.sum("n").alias("n"))
    return minutes.groupBy(F.window("window", "10 minutes")).agg(F.max("n"), F.count("*")).drop("window")


CASES: dict[str, tuple[Callable[[Session], Any], list[tuple[Any, ...]]]] = {
    "duplicates": (
        lambda s: source(s).dropDuplicatesWithinWatermark(["id", "n"]).select("id", "n"),
        [("a", 1), ("a", 2), ("b", 5), ("z", 1)],
    ),
    "sessions": (
        lambda s: source(s).groupBy("id", F.session_window("at", "5 minutes")).agg(F.sum("n")).drop("session_window"),
        [("a", 4), ("b", 5)],
    ),
    "inner": (lambda s: joined(s, "inner"), [("a", 1), ("a", 1)]),
    "left": (lambda s: joined(s, "left"), [("a", 1), ("a", 1), ("a", 2), ("b", 5)]),
    "semi": (lambda s: joined(s, "leftSemi").select("id"), [("a",), ("a",)]),
    "windows of windows": (windows, [(5, 3)]),
    "in SQL": (
        lambda s: s.spark.sql(
            "SELECT count(*) AS n FROM STREAM orders WATERMARK at DELAY OF INTERVAL 1 MINUTE "
            "GROUP BY window(at, '10 minutes')"
        ),
        [(4,)],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_operator_keeps_state_until_the_watermark_has_passed(orders: Session, case: str) -> None:
    frame, expected = CASES[case]
    assert run(frame(orders), "case") == expected


def test_a_batch_that_comes_again_is_written_once(orders: Session) -> None:
    orders.sql("CREATE TABLE copy (id STRING, n INT, at TIMESTAMP)")

    def write(batch: Any, number: int) -> None:
        batch.write.option("txnAppId", "copy").option("txnVersion", number).mode("append").saveAsTable("copy")

    for attempt in range(2):
        stream = orders.spark.readStream.table("orders").writeStream.foreachBatch(write)
        stream = stream.option("checkpointLocation", f"{PLACE}/{attempt}").trigger(availableNow=True)
        stream.start().awaitTermination()
    assert list(orders.sql("SELECT count(*) FROM copy").rows) == [(5,)]


def test_an_order_that_delta_does_not_keep_is_refused(orders: Session) -> None:
    with pytest.raises(AnalysisException, match="withEventTimeOrder"):
        orders.spark.readStream.option("withEventTimeOrder", "true").table("orders")
    assert orders.spark.readStream.option("withEventTimeOrder", "false").table("orders").isStreaming
