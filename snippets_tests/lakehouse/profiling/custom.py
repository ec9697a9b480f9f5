"""Metrics of the user's own, which Spark evaluates.

Source: https://docs.databricks.com/aws/en/data-quality-monitoring/data-profiling/custom-metrics
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import jinja2

from .groups import Rows
from .request import Analysis, Metric
from .schemas import ddl

TABLE = ":table"
ROW = "_row"


def type_of(metric: Metric) -> str:
    """A metric's type as DDL; it is given as DDL, or as the JSON of a field or a type."""
    from pyspark.sql.types import DataType, StructField

    try:
        given = json.loads(metric.type)
    except ValueError:
        return metric.type
    if not isinstance(given, dict):
        return str(given)
    found = StructField.fromJson(given).dataType if "name" in given else DataType.fromJson(metric.type)
    return str(found.simpleString())


def aggregated(
    spark: Any, data: Rows, groups: Sequence[Sequence[Any]], metrics: Sequence[Metric], analysis: Analysis
) -> Any:
    """Values of aggregate metrics: for each group a mapping of column to metric to value."""
    if not metrics:
        return [{} for _ in groups]
    width = len(data.types)
    rows = [(number, *row[:width]) for number, group in enumerate(groups) for row in group]
    wanted = [(metric, column) for metric in metrics for column in metric.columns]
    expressions = [
        f"CAST(({_rendered(m, c, analysis)}) AS {type_of(m)}) AS m{number}" for number, (m, c) in enumerate(wanted)
    ]
    from pyspark.sql import functions as F

    frame = spark.createDataFrame(rows, ddl({ROW: "INT", **data.types}))
    found: list[dict[str, dict[str, Any]]] = [{} for _ in groups]
    for row in frame.groupBy(ROW).agg(*map(F.expr, expressions)).collect():
        for number, (metric, column) in enumerate(wanted):
            found[row[ROW]].setdefault(column, {})[metric.name] = row[f"m{number}"]
    return found


def derived(
    spark: Any,
    rows: Sequence[dict[str, Any]],
    columns: Mapping[str, str],
    metrics: Sequence[Metric],
    analysis: Analysis,
) -> None:
    """Put the values of derived metrics, which look at a row of the profile, into the rows."""
    if not metrics:
        return
    frame = spark.createDataFrame(_tuples(rows, columns), ddl({ROW: "INT", **columns}))
    for row in frame.selectExpr(ROW, *(_case(metric, analysis) for metric in metrics)).collect():
        rows[row[ROW]].update({metric.name: row[metric.name] for metric in metrics})


def drifted(
    spark: Any,
    rows: Sequence[dict[str, Any]],
    pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]],
    columns: Mapping[str, str],
    metrics: Sequence[Metric],
    analysis: Analysis,
) -> None:
    """Put the values of drift metrics, which compare two rows of the profile, into the rows of the drift."""
    if not metrics:
        return
    profile = f"STRUCT<{', '.join(f'`{name}`: {type_}' for name, type_ in columns.items())}>"
    given = [
        (number, current["column_name"], *(tuple(each.get(name) for name in columns) for each in (current, base)))
        for number, (current, base) in enumerate(pairs)
    ]
    schema = ddl({ROW: "INT", "column_name": "STRING", "current_df": profile, "base_df": profile})
    frame = spark.createDataFrame(given, schema)
    for row in frame.selectExpr(ROW, *(_case(metric, analysis) for metric in metrics)).collect():
        rows[row[ROW]].update({metric.name: row[metric.name] for metric in metrics})


def _tuples(rows: Sequence[dict[str, Any]], columns: Mapping[str, str]) -> list[tuple[Any, ...]]:
    return [(number, *(row.get(name) for name in columns)) for number, row in enumerate(rows)]


def _case(metric: Metric, analysis: Analysis) -> str:
    """A metric's value in the rows of its columns, null in the others."""
    text = {"'": "''", "\\": "\\\\"}
    branches = []
    for column in metric.columns:
        name = "".join(text.get(letter, letter) for letter in column)
        branches.append(f"WHEN column_name = '{name}' THEN {_rendered(metric, column, analysis)}")
    return f"CAST(CASE {' '.join(branches)} END AS {type_of(metric)}) AS `{metric.name}`"


def _rendered(metric: Metric, column: str, analysis: Analysis) -> str:
    given = {
        "input_column": column,
        "prediction_col": analysis.prediction,
        "label_col": analysis.label,
        "current_df": "current_df",
        "base_df": "base_df",
    }
    return (
        jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
        .from_string(metric.definition)
        .render(given)
    )
