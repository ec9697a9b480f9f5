"""The statistics of data profiling, on values alone."""

from __future__ import annotations

import datetime
import math

import pytest

from snippets_tests.lakehouse.profiling import quality, windows
from snippets_tests.lakehouse.profiling.statistics import Column, drift

UTC = datetime.UTC


def test_numbers() -> None:
    found = Column("double", [1.0, 2.0, None, 0.0, math.nan, 5.0]).statistics()
    quantiles = found.pop("quantiles")
    assert (len(quantiles), quantiles[0], quantiles[-1]) == (1000, 0.0, 5.0)
    assert found == {
        "count": 6,
        "data_type": "double",
        "num_nulls": 1,
        "percent_null": pytest.approx(100 / 6),
        "distinct_count": 5,
        "percent_distinct": pytest.approx(500 / 6),
        "num_zeros": 1,
        "percent_zeros": pytest.approx(100 / 6),
        "num_nan": 1,
        "percent_nan": pytest.approx(100 / 6),
        "avg": 2.0,
        "min": 0.0,
        "max": 5.0,
        "median": 1.5,
        "stddev": pytest.approx(2.1602469),
    }


def test_texts_have_lengths_and_frequent_items() -> None:
    found = Column("string", ["pen", "ink", "pen", None, "notebook"]).statistics()
    assert found["frequent_items"] == [("pen", 2), ("ink", 1), ("notebook", 1)]
    assert (found["min_length"], found["max_length"], found["avg_length"]) == (3.0, 8.0, 4.25)
    assert "avg" not in found


def test_times_are_seconds_since_1970() -> None:
    days = [datetime.date(1970, 1, 2), datetime.date(1970, 1, 4)]
    found = Column("date", days).statistics()
    assert (found["min"], found["max"], found["median"]) == (86400.0, 3 * 86400.0, 2 * 86400.0)


@pytest.mark.parametrize("type_", ["array<int>", "map<string,int>", "binary"])
def test_other_types_are_counted_only(type_: str) -> None:
    assert sorted(Column(type_, [[1], None, [1]]).statistics()) == [
        "count",
        "data_type",
        "distinct_count",
        "num_nulls",
        "percent_distinct",
        "percent_null",
    ]


def test_a_column_of_nulls_and_one_of_no_rows() -> None:
    assert Column("int", [None, None]).statistics()["percent_null"] == 100
    assert Column("int", []).statistics()["percent_null"] is None


def test_the_same_numbers_do_not_drift() -> None:
    numbers = Column("int", list(range(100)))
    found = drift(numbers, numbers)
    assert found["ks_test"] == (0.0, 1.0)
    assert (found["wasserstein_distance"], found["population_stability_index"]) == (0.0, 0.0)


def test_numbers_that_moved_drift() -> None:
    found = drift(Column("int", list(range(50, 150))), Column("int", list(range(100))))
    assert found["ks_test"][0] == 0.5
    assert found["ks_test"][1] < 1e-10
    assert found["wasserstein_distance"] == 50.0
    assert found["population_stability_index"] > 0.2  # which counts as significant


def test_categories_drift_by_their_shares() -> None:
    found = drift(Column("string", ["a"] * 60 + ["b"] * 40), Column("string", ["a"] * 50 + ["b"] * 50))
    assert found["tv_distance"] == pytest.approx(0.1)
    assert found["l_infinity_distance"] == pytest.approx(0.1)
    assert found["chi_squared_test"] == (pytest.approx(2.0202, abs=1e-4), pytest.approx(0.1552, abs=1e-4))
    assert 0 < found["js_distance"] < 0.1


def test_what_has_no_values_has_no_drift() -> None:
    assert drift(Column("int", [None]), Column("int", [1])) == {}
    assert drift(Column("timestamp", []), Column("timestamp", [])) == {}


def test_a_classification_s_predictions_are_measured_against_the_labels() -> None:
    found = quality.measured("CLASSIFICATION", [1, 1, 0, 0, None], [1, 0, 0, 0, 1])
    assert found["accuracy_score"] == 0.75
    assert found["confusion_matrix"] == [("0", "0", 2), ("1", "0", 1), ("1", "1", 1)]
    assert found["precision"] == ({"0": 1.0, "1": 0.5}, 0.75, 0.875)
    assert found["recall"][0] == {"0": pytest.approx(2 / 3), "1": 1.0}


def test_a_regression_s_errors() -> None:
    found = quality.measured("REGRESSION", [1.0, 2.0, 5.0], [1.0, 2.0, 3.0])
    assert (found["mean_average_error"], found["mean_squared_error"]) == (pytest.approx(2 / 3), pytest.approx(4 / 3))
    assert found["r2_score"] == -1.0


def test_without_a_labelled_row_nothing_is_measured() -> None:
    assert quality.measured("REGRESSION", [1.0], [None]) == {}


@pytest.mark.parametrize(
    ("granularity", "start", "end"),
    [
        ("5 minutes", "2026-01-15T09:35", "2026-01-15T09:40"),
        ("30 minutes", "2026-01-15T09:30", "2026-01-15T10:00"),
        ("1 hour", "2026-01-15T09:00", "2026-01-15T10:00"),
        ("1 day", "2026-01-15T00:00", "2026-01-16T00:00"),
        ("1 week", "2026-01-12T00:00", "2026-01-19T00:00"),
        ("2 weeks", "2026-01-05T00:00", "2026-01-19T00:00"),
        ("1 month", "2026-01-01T00:00", "2026-02-01T00:00"),
        ("1 year", "2026-01-01T00:00", "2027-01-01T00:00"),
    ],
)
def test_windows(granularity: str, start: str, end: str) -> None:
    assert windows.known(granularity)
    found = windows.containing(datetime.datetime(2026, 1, 15, 9, 37, 20, tzinfo=UTC), granularity)
    assert (found.start.isoformat()[:16], found.end.isoformat()[:16]) == (start, end)
    earlier = windows.before(found, granularity)
    assert earlier.end == found.start
    assert windows.containing(earlier.start, granularity) == earlier


def test_a_size_that_databricks_does_not_have() -> None:
    assert not windows.known("2 hours")
