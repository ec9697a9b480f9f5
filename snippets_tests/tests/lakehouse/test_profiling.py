"""Refreshes of data profiles: what is in the two tables afterwards."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest

from snippets_tests.lakehouse.profiling.request import Analysis, Metric, Request
from snippets_tests.lakehouse.session import Session
from snippets_tests.tests.lakehouse.tenants import BOB

NOW = datetime.datetime(2026, 1, 15, 9, tzinfo=datetime.UTC)
SALES = Request(
    "main.default.sales",
    "main.default.sales_profile_metrics",
    "main.default.sales_drift_metrics",
    Analysis(),
    0,
    NOW - datetime.timedelta(days=30),
    NOW,
    "ada@example.com",
)
DAILY = dataclasses.replace(SALES, analysis=Analysis("at", ("1 day",)))
ROWS = """
    CREATE OR REPLACE TABLE sales AS SELECT CAST(at AS TIMESTAMP) AS at, shop, amount FROM VALUES
        ('2026-01-13 08:00', 'north', 10.0D), ('2026-01-13 09:00', 'south', 20.0D),
        ('2026-01-14 08:00', 'north', 30.0D), ('2026-01-14 09:00', 'north', NULL),
        ('2025-11-01 08:00', 'south', 99.0D) AS t(at, shop, amount)
"""


@pytest.fixture
def sales(session: Session) -> Session:
    session.sql(ROWS)
    return session


def rows(session: Session, query: str) -> list[tuple[Any, ...]]:
    return list(session.sql(query).rows)


def refreshed(session: Session, request: Request) -> None:
    assert session.refresh_profile(request) is None


def test_a_snapshot_is_compared_with_the_one_before(sales: Session) -> None:
    refreshed(sales, SALES)
    profile = rows(
        sales,
        "SELECT column_name, count, data_type, num_nulls, avg, min, max, distinct_count, log_type, granularity "
        "FROM sales_profile_metrics ORDER BY column_name",
    )
    assert profile[0] == (":table", 5, None, None, None, None, None, None, "INPUT", None)
    assert profile[1] == ("amount", 5, "double", 1, 39.75, 10.0, 99.0, 4, "INPUT", None)
    assert profile[3][:4] == ("shop", 5, "string", 0)
    assert rows(sales, "SELECT * FROM sales_drift_metrics") == []
    sales.sql("INSERT INTO sales VALUES (TIMESTAMP'2026-01-15 08:00', 'east', 41.0D)")
    refreshed(sales, dataclasses.replace(SALES, now=NOW + datetime.timedelta(hours=1)))
    drift = rows(
        sales,
        "SELECT column_name, drift_type, count_delta, avg_delta, window_cmp.start, window.start, tv_distance IS NULL "
        "FROM sales_drift_metrics WHERE column_name IN ('amount', 'shop') ORDER BY column_name",
    )
    assert [row[:4] for row in drift] == [("amount", "CONSECUTIVE", 1, 0.25), ("shop", "CONSECUTIVE", 1, None)]
    assert [row[4:] for row in drift] == [
        (NOW.replace(tzinfo=None), NOW.replace(tzinfo=None, hour=10), True),
        (NOW.replace(tzinfo=None), NOW.replace(tzinfo=None, hour=10), False),
    ]
    assert rows(sales, "SELECT count(DISTINCT window) FROM sales_profile_metrics") == [(2,)]


def test_windows_of_time_leave_out_what_is_older_than_thirty_days(sales: Session) -> None:
    refreshed(sales, DAILY)
    table = (
        "SELECT CAST(window.start AS DATE), count, non_null_columns FROM sales_profile_metrics "
        "WHERE column_name = ':table' ORDER BY 1"
    )
    found = rows(sales, table)
    assert [(str(day), count) for day, count, _ in found] == [("2026-01-13", 2), ("2026-01-14", 2)]
    assert rows(
        sales,
        "SELECT granularity, drift_type, avg_delta, percent_null_delta, ks_test.statistic, non_null_columns_delta "
        "FROM sales_drift_metrics WHERE column_name = 'amount'",
    ) == [("1 day", "CONSECUTIVE", 15.0, 50.0, 1.0, None)]
    refreshed(sales, DAILY)
    assert rows(sales, table) == found


def test_slices_and_a_baseline(sales: Session) -> None:
    sales.sql("CREATE TABLE usual AS SELECT * FROM sales WHERE at < '2026-01-14'")
    given = dataclasses.replace(DAILY, baseline="main.default.usual", slicing=("shop", "amount > 15"))
    refreshed(sales, given)
    query = "SELECT slice_key, slice_value, count FROM sales_profile_metrics WHERE column_name = ':table'"
    assert rows(sales, f"{query} AND log_type = 'INPUT' AND window.start < '2026-01-14' ORDER BY 1, 2") == [
        (None, None, 2),
        ("amount > 15", "false", 1),
        ("amount > 15", "true", 1),
        ("shop", "north", 1),
        ("shop", "south", 1),
    ]
    assert rows(sales, f"{query} AND log_type = 'BASELINE' AND slice_key IS NULL") == [(None, None, 3)]
    kinds = "SELECT DISTINCT drift_type, window_cmp IS NULL FROM sales_drift_metrics ORDER BY 1"
    assert rows(sales, kinds) == [("BASELINE", True), ("CONSECUTIVE", False)]


def test_an_inference_log_is_measured_by_model(session: Session) -> None:
    session.sql(
        "CREATE TABLE sales AS SELECT TIMESTAMP'2026-01-14 08:00' AS at, model, guess, truth FROM VALUES "
        "('1', 'yes', 'yes'), ('1', 'yes', 'no'), ('2', 'no', 'no') AS t(model, guess, truth)"
    )
    log = Analysis("at", ("1 day",), model="model", prediction="guess", label="truth", problem="CLASSIFICATION")
    refreshed(session, dataclasses.replace(SALES, analysis=log))
    assert rows(
        session,
        "SELECT model_id_col, accuracy_score, confusion_matrix.count, recall.one_vs_all['yes'] "
        "FROM sales_profile_metrics WHERE column_name = ':table' ORDER BY 1",
    ) == [("1", 0.5, [1, 1], 1.0), ("2", 1.0, [1], None)]


def test_metrics_of_ones_own(sales: Session) -> None:
    metrics = (
        Metric("spread", "AGGREGATE", "max({{input_column}}) - min({{input_column}})", ("amount",), "double"),
        Metric(
            "sold",
            "AGGREGATE",
            "count_if(amount > 0)",
            (":table",),
            '{"name": "o", "type": "long", "nullable": true, "metadata": {}}',
        ),
        Metric("half", "DERIVED", "spread / 2", ("amount",), "double"),
        Metric("widened", "DRIFT", "{{current_df}}.half - {{base_df}}.half", ("amount",), '"double"'),
    )
    refreshed(sales, dataclasses.replace(DAILY, metrics=metrics))
    query = (
        "SELECT column_name, spread, sold, half FROM sales_profile_metrics WHERE window.start < '2026-01-14' ORDER BY 1"
    )
    assert rows(sales, query)[:2] == [(":table", None, 2, None), ("amount", 10.0, None, 5.0)]
    assert rows(sales, "SELECT widened FROM sales_drift_metrics WHERE column_name = 'amount'") == [(-5.0,)]


def test_settings_that_changed_keep_the_rows_of_those_before(sales: Session) -> None:
    refreshed(sales, DAILY)
    more = (Metric("spread", "AGGREGATE", "max({{input_column}}) - min({{input_column}})", ("amount",), "double"),)
    refreshed(sales, dataclasses.replace(DAILY, version=1, metrics=more))
    query = "SELECT monitor_version, count(*), max(spread) FROM sales_profile_metrics GROUP BY 1 ORDER BY 1"
    assert rows(sales, query) == [(0, 8, None), (1, 8, 10.0)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"table": "main.default.gone"}, "[TABLE_OR_VIEW_NOT_FOUND]"),
        ({"slicing": ("no_column > 1",)}, "[UNRESOLVED_COLUMN.WITH_SUGGESTION]"),
        ({"principal": BOB}, "[INSUFFICIENT_PERMISSIONS]"),
        (
            {"metrics": (Metric("m", "AGGREGATE", "{{what}}", ("amount",), "double"),)},
            "A custom metric's definition cannot be rendered: 'what' is undefined",
        ),
    ],
)
def test_what_stood_in_the_way_is_told(sales: Session, change: dict[str, Any], message: str) -> None:
    failure = sales.refresh_profile(dataclasses.replace(SALES, **change))
    assert failure is not None
    assert message in failure
    assert rows(sales, "SHOW TABLES LIKE 'sales_*'") == []
