"""Updates of pipelines, with sources in Python and SQL, run on Spark."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from snippets_tests.lakehouse.pipelines.request import Request, Result, Source
from snippets_tests.tests.lakehouse.tenants import ADA

if TYPE_CHECKING:
    from snippets_tests.lakehouse.session import Session

NOW = datetime.datetime(2026, 1, 15, 9, tzinfo=datetime.UTC)
PYTHON = """
from pyspark import pipelines as dp
import dlt

limit = spark.conf.get("shop.limit")

@dp.materialized_view(comment="what is left")
def gold():
    return spark.read.table("silver").groupBy("op").count()

@dp.expect_all({"small": f"amount < {limit}"})
@dp.table(name="silver", cluster_by=["id"])
@dp.expect_or_drop("positive", "amount > 0")
def orders():
    return spark.readStream.table("bronze")

@dp.table
def bronze():
    return spark.readStream.table("main.default.raw")

@dlt.view
def big():
    return dlt.read("silver").where("amount > 20")

@dlt.table
def biggest():
    return dlt.read("big")
"""
SQL = """
CREATE TEMPORARY VIEW cheap AS SELECT * FROM STREAM(bronze) WHERE amount < ${shop.limit};
CREATE OR REFRESH STREAMING TABLE all_cheap;
CREATE FLOW arriving AS INSERT INTO all_cheap BY NAME SELECT * FROM STREAM cheap;
CREATE FLOW backfill AS INSERT INTO ONCE all_cheap BY NAME SELECT 77 AS id, 7 AS amount, 'z' AS op;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM LIVE.all_cheap;
"""


def update(session: Session, *sources: str, **more: Any) -> Result:
    """Run an update; a source that imports is Python."""
    read = [Source("a.py", "PYTHON", text) if "import" in text else Source("a.sql", "SQL", text) for text in sources]
    return session.pipelines.update(Request("p1", "main", "shop", tuple(read), ADA, more.pop("now", NOW), **more))


def rows(session: Session, table: str) -> list[tuple[Any, ...]]:
    return list(session.sql(f"SELECT * FROM main.shop.{table} ORDER BY ALL").rows)


def completed(result: Result, flow: str) -> dict[str, Any]:
    events = [e for e in result.events if e.flow == flow and "COMPLETED" in e.message]
    return dict(events[0].details["flow_progress"])


@pytest.fixture
def shop(session: Session) -> Session:
    session.sql("CREATE TABLE raw (id INT, amount INT, op STRING)")
    session.sql("INSERT INTO raw VALUES (1, 10, 'a'), (2, -5, 'b'), (3, NULL, 'c')")
    return session


def test_sources_in_both_languages_are_one_pipeline_and_an_update_adds_what_is_new(shop: Session) -> None:
    options = {"configuration": {"shop.limit": "30"}}
    checked = update(shop, PYTHON, SQL, validate_only=True, **options)
    assert checked.error is None
    assert not shop.sql("SHOW TABLES IN main.shop").rows

    first = update(shop, PYTHON, SQL, **options)
    assert first.error is None
    assert rows(shop, "silver") == [(1, 10, "a")]
    quality = completed(first, "main.shop.silver")["data_quality"]
    assert quality["dropped_records"] == 2
    assert {e["name"]: (e["passed_records"], e["failed_records"]) for e in quality["expectations"]} == {
        "small": (2, 1),
        "positive": (1, 2),
    }

    shop.sql("INSERT INTO raw VALUES (4, 40, 'a')")
    second = update(shop, PYTHON, SQL, **options)
    assert completed(second, "main.shop.bronze")["metrics"] == {"num_output_rows": 1}
    assert rows(shop, "gold") == [("a", 2)]
    assert rows(shop, "biggest") == [(4, 40, "a")]
    assert rows(shop, "all_cheap") == [(1, 10, "a"), (2, -5, "b"), (77, 7, "z")]
    assert rows(shop, "counted") == [(3,)]
    kinds = {table.name: table.table_type for table in shop.metastore.list_tables("main.shop")}
    assert kinds["gold"] == "MATERIALIZED_VIEW"
    assert kinds["bronze"] == "STREAMING_TABLE"
    assert "big" not in kinds

    third = update(shop, PYTHON, SQL, reset=("all_cheap",), **options)
    assert {e.dataset for e in third.events if e.event_type == "flow_progress"} == {"main.shop.all_cheap"}
    assert rows(shop, "all_cheap") == [(1, 10, "a"), (2, -5, "b"), (77, 7, "z")]


def test_snapshots_and_change_events_keep_history(shop: Session) -> None:
    source = """
from pyspark import pipelines as dp
from pyspark.sql.functions import col, expr

dp.create_streaming_table("history")
dp.create_auto_cdc_from_snapshot_flow(target="history", source="main.default.raw", keys=["op"], stored_as_scd_type=2)
dp.create_streaming_table("current", expect_all_or_drop={"named": "op IS NOT NULL"})
dp.create_auto_cdc_flow(
    target="current", source="main.default.raw", keys=["op"], sequence_by=col("id"),
    apply_as_deletes=expr("amount = -5"), except_column_list=["id"],
)
"""
    assert update(shop, source).error is None
    assert rows(shop, "current") == [(None, "c"), (10, "a")]
    shop.sql("CREATE OR REPLACE TABLE raw AS SELECT 1 AS id, 11 AS amount, 'a' AS op")
    again = update(shop, source, selection=("history",), now=NOW + datetime.timedelta(hours=2))
    assert again.error is None
    nine, eleven = datetime.datetime(2026, 1, 15, 9), datetime.datetime(2026, 1, 15, 11)
    assert rows(shop, "history") == [
        (1, 10, "a", nine, eleven),
        (1, 11, "a", eleven, None),
        (2, -5, "b", nine, eleven),
        (3, None, "c", nine, eleven),
    ]


@pytest.mark.parametrize(
    ("source", "condition"),
    [
        (
            "CREATE MATERIALIZED VIEW a AS SELECT * FROM b; CREATE MATERIALIZED VIEW b AS SELECT * FROM a",
            "PIPELINE_GRAPH_NOT_TOPOLOGICALLY_SORTED",
        ),
        ("CREATE MATERIALIZED VIEW a AS SELECT * FROM nowhere", "TABLE_OR_VIEW_NOT_FOUND"),
        (
            "CREATE MATERIALIZED VIEW a AS SELECT 1 AS x; CREATE MATERIALIZED VIEW a AS SELECT 2 AS x",
            "PIPELINE_DUPLICATE_IDENTIFIERS.OUTPUT",
        ),
        ("CREATE STREAMING TABLE a", "PIPELINE_DATASET_WITHOUT_FLOW"),
        ("CREATE TEMPORARY VIEW a AS SELECT 1 AS x", "RUN_EMPTY_PIPELINE"),
        (
            "CREATE MATERIALIZED VIEW a (CONSTRAINT c EXPECT (x > 5) ON VIOLATION FAIL UPDATE) AS SELECT 1 AS x",
            "EXPECTATION_VIOLATION.VERBOSITY_OUTPUT",
        ),
        ("SELECT 1", "UNSUPPORTED_PIPELINE_SPARK_SQL_COMMAND"),
    ],
    ids=lambda text: text.split(" ")[0] if text.isupper() else "of",
)
def test_a_pipeline_that_cannot_run_says_why(session: Session, source: str, condition: str) -> None:
    result = update(session, source)
    assert result.events[-1].error_class == condition
    assert str(result.error).startswith(f"[{condition}] ")


def test_a_table_of_a_pipeline_is_not_dropped_or_refreshed_by_statements(session: Session) -> None:
    from snippets_tests.lakehouse.session import SqlError

    assert update(session, "CREATE MATERIALIZED VIEW a AS SELECT 1 AS x").error is None
    with pytest.raises(SqlError) as refused:
        session.sql("DROP MATERIALIZED VIEW main.shop.a")
    assert refused.value.error_class == "MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.DROP_DELTA_LIVE_TABLE"
    session.pipelines.drop("p1")
    assert not session.sql("SHOW TABLES IN main.shop").rows


def test_a_private_table_is_seen_by_its_pipeline_only(session: Session) -> None:
    source = (
        "CREATE PRIVATE MATERIALIZED VIEW inner AS SELECT 1 AS x; CREATE MATERIALIZED VIEW outer AS SELECT * FROM inner"
    )
    for _ in range(2):
        assert update(session, source).error is None
    assert [row[1] for row in session.sql("SHOW TABLES IN main.shop").rows] == ["outer"]
    assert [table.name for table in session.metastore.list_tables("main.shop")] == ["outer"]


def test_a_broken_python_source_names_its_line(session: Session) -> None:
    assert update(session, "import nowhere").error == "ModuleNotFoundError: No module named 'nowhere' (a.py, line 1)"
