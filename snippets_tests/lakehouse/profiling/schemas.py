"""The columns of the two tables of metrics, as Spark's DDL."""

from __future__ import annotations

from .request import Analysis

WINDOW = "STRUCT<start: TIMESTAMP, end: TIMESTAMP>"
TEST = "STRUCT<statistic: DOUBLE, pvalue: DOUBLE>"
BY_CLASS = "STRUCT<one_vs_all: MAP<STRING, DOUBLE>, macro: DOUBLE, weighted: DOUBLE>"
CLASSIFICATION = {
    "accuracy_score": "DOUBLE",
    "confusion_matrix": "ARRAY<STRUCT<prediction: STRING, label: STRING, count: BIGINT>>",
    "precision": BY_CLASS,
    "recall": BY_CLASS,
    "f1_score": BY_CLASS,
}
REGRESSION = dict.fromkeys(
    (
        "mean_squared_error",
        "root_mean_squared_error",
        "mean_average_error",
        "mean_absolute_percentage_error",
        "r2_score",
    ),
    "DOUBLE",
)
MODEL = {"model_id_col": "STRING"}
GROUP = {"slice_key": "STRING", "slice_value": "STRING", "column_name": "STRING"}


def profile(analysis: Analysis) -> dict[str, str]:
    """The profile metrics table's columns."""
    quality = {} if analysis.label is None else REGRESSION if analysis.problem == "REGRESSION" else CLASSIFICATION
    return {
        "window": WINDOW,
        "log_type": "STRING",
        "logging_table_commit_version": "INT",
        "monitor_version": "BIGINT",
        "granularity": "STRING",
        **(MODEL if analysis.model else {}),
        **GROUP,
        "count": "BIGINT",
        "data_type": "STRING",
        "num_nulls": "BIGINT",
        "avg": "DOUBLE",
        "quantiles": "ARRAY<DOUBLE>",
        "min": "DOUBLE",
        "max": "DOUBLE",
        "stddev": "DOUBLE",
        "num_zeros": "BIGINT",
        "num_nan": "BIGINT",
        "min_length": "DOUBLE",
        "max_length": "DOUBLE",
        "avg_length": "DOUBLE",
        "non_null_columns": "ARRAY<STRING>",
        "frequent_items": "ARRAY<STRUCT<item: STRING, count: BIGINT>>",
        "median": "DOUBLE",
        "distinct_count": "BIGINT",
        "percent_nan": "DOUBLE",
        "percent_null": "DOUBLE",
        "percent_zeros": "DOUBLE",
        "percent_distinct": "DOUBLE",
        **quality,
    }


def drift(analysis: Analysis) -> dict[str, str]:
    """The drift metrics table's columns."""
    return {
        "window": WINDOW,
        "granularity": "STRING",
        "monitor_version": "BIGINT",
        **(MODEL if analysis.model else {}),
        **GROUP,
        "data_type": "STRING",
        "window_cmp": WINDOW,
        "drift_type": "STRING",
        "count_delta": "BIGINT",
        "avg_delta": "DOUBLE",
        "percent_null_delta": "DOUBLE",
        "percent_zeros_delta": "DOUBLE",
        "percent_distinct_delta": "DOUBLE",
        "non_null_columns_delta": "STRUCT<added: INT, missing: INT>",
        "js_distance": "DOUBLE",
        "ks_test": TEST,
        "wasserstein_distance": "DOUBLE",
        "population_stability_index": "DOUBLE",
        "chi_squared_test": TEST,
        "tv_distance": "DOUBLE",
        "l_infinity_distance": "DOUBLE",
    }


def ddl(columns: dict[str, str]) -> str:
    """Columns as one DDL string."""
    return ", ".join(f"`{name}` {type_}" for name, type_ in columns.items())
