"""A refresh: the table is read, its statistics and their drift are computed, and both tables of metrics are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from snippets_tests.lakehouse.lexer import quote

from . import custom, schemas
from .groups import Key, Rows, of_baseline, of_input
from .quality import measured
from .request import Request
from .statistics import Column, drift
from .windows import Window

DELTAS = ("count", "avg", "percent_null", "percent_zeros", "percent_distinct")
Groups = Mapping[Key, Sequence[Sequence[Any]]]


class Refresh:
    """Computes one refresh in the session of whoever the profile runs as.

    Errors are Spark's: a table that is gone, an expression that it does not understand, a missing privilege.
    """

    def __init__(self, request: Request, spark: Any) -> None:
        self._request, self._spark = request, spark
        self._metrics = {
            kind: [m for m in request.metrics if m.kind == kind] for kind in ("AGGREGATE", "DERIVED", "DRIFT")
        }
        self._data: dict[int, Rows] = {}

    def run(self) -> None:
        """Do it all."""
        request = self._request
        version = self._version(request.table)
        data = self._read(self._spark.table(request.table))
        groups = of_input(data, request)
        rows = self._profile(data, groups, "INPUT", version)
        compared = [(key, before, "CONSECUTIVE") for key in groups if (before := key.previous()) in groups]
        values: dict[Key, tuple[Rows, Sequence[Sequence[Any]]]] = {key: (data, each) for key, each in groups.items()}
        if request.baseline is not None:
            base = self._read(self._spark.table(request.baseline))
            of_base = of_baseline(base, request)
            rows |= self._profile(base, of_base, "BASELINE", None)
            values |= {key: (base, each) for key, each in of_base.items()}
            compared += [(key, key.base(), "BASELINE") for key in groups if key.base() in of_base]
        if request.analysis.timestamp is None and (last := self._last()) is not None:
            window, then = last
            earlier = self._read(self._spark.read.option("versionAsOf", then).table(request.table))
            old = of_input(earlier, request)
            shifted = {Key(None, window, None, key.slice_key, key.slice_value): each for key, each in old.items()}
            # Computed again for the comparison only: its rows are in the table already.
            earlier_rows = self._profile(earlier, shifted, "INPUT", then)
            values |= {key: (earlier, each) for key, each in shifted.items()}
            pairs = [(key, Key(None, window, None, key.slice_key, key.slice_value)) for key in groups]
            compared += [(key, before, "CONSECUTIVE") for key, before in pairs if before in shifted]
        else:
            earlier_rows = {}
        found = list(self._drift(compared, values, rows | earlier_rows))
        custom.drifted(
            self._spark,
            [row for row, _ in found],
            [pair for _, pair in found],
            self._profile_columns(),
            self._metrics["DRIFT"],
            request.analysis,
        )
        self._write(request.profile_table, [row for each in rows.values() for row in each], self._profile_columns())
        own = {metric.name: custom.type_of(metric) for metric in self._metrics["DRIFT"]}
        self._write(request.drift_table, [row for row, _ in found], schemas.drift(request.analysis) | own)

    def _profile_columns(self) -> dict[str, str]:
        own = [*self._metrics["AGGREGATE"], *self._metrics["DERIVED"]]
        return schemas.profile(self._request.analysis) | {metric.name: custom.type_of(metric) for metric in own}

    def _version(self, table: str) -> int | None:
        """The version of a Delta table; views have none."""
        if self._spark.catalog.getTable(table).tableType == "VIEW":
            return None
        return int(self._spark.sql(f"DESCRIBE HISTORY {_quoted(table)} LIMIT 1").head()["version"])

    def _read(self, frame: Any) -> Rows:
        types = dict(frame.dtypes)
        slices = [
            f"CAST(({expression}) AS STRING) AS `_slice_{n}`" for n, expression in enumerate(self._request.slicing)
        ]
        return Rows(types, frame.selectExpr("*", *slices).collect(), self._request.slicing)

    def _last(self) -> tuple[Window, int] | None:
        """The window and the table's version of the refresh before this one."""
        request = self._request
        if not self._spark.catalog.tableExists(request.profile_table):
            return None
        rows = self._spark.table(request.profile_table).where("log_type = 'INPUT' AND column_name = ':table'")
        row = rows.where("logging_table_commit_version IS NOT NULL").orderBy("window.start", ascending=False).head()
        if row is None:
            return None
        return Window(row["window"]["start"].astimezone(), row["window"]["end"].astimezone()), row[
            "logging_table_commit_version"
        ]

    def _profile(
        self, data: Rows, groups: Groups, log_type: str, version: int | None
    ) -> dict[Key, list[dict[str, Any]]]:
        """The profile's rows of each group: one for each column, and one for the table."""
        request = self._request
        own = custom.aggregated(self._spark, data, list(groups.values()), self._metrics["AGGREGATE"], request.analysis)
        found: dict[Key, list[dict[str, Any]]] = {}
        for (key, rows), metrics in zip(groups.items(), own, strict=True):
            common = {
                **_place(key),
                "log_type": log_type,
                "logging_table_commit_version": version,
                "monitor_version": request.version,
            }
            columns = {
                name: Column(type_, [row[n] for row in rows]) for n, (name, type_) in enumerate(data.types.items())
            }
            table = {"count": len(rows), "non_null_columns": [name for name, each in columns.items() if each.present]}
            if request.analysis.label is not None and request.analysis.problem is not None:
                places = [data.column(str(name)) for name in (request.analysis.prediction, request.analysis.label)]
                table |= measured(request.analysis.problem, *([row[place] for row in rows] for place in places))
            each = {":table": table, **{name: column.statistics() for name, column in columns.items()}}
            found[key] = [
                {**common, "column_name": name, **statistics, **metrics.get(name, {})}
                for name, statistics in each.items()
            ]
        flat = [row for rows in found.values() for row in rows]
        custom.derived(self._spark, flat, self._profile_columns(), self._metrics["DERIVED"], request.analysis)
        return found

    def _drift(
        self,
        compared: Sequence[tuple[Key, Key, str]],
        values: Mapping[Key, tuple[Rows, Sequence[Sequence[Any]]]],
        profile: Mapping[Key, list[dict[str, Any]]],
    ) -> Iterator[tuple[dict[str, Any], tuple[dict[str, Any], dict[str, Any]]]]:
        """The drift's rows, each with the two of the profile that it compares."""
        for key, base, kind in compared:
            then = {row["column_name"]: row for row in profile[base]}
            for now in profile[key]:
                name = now["column_name"]
                if name not in then:
                    continue
                row = {
                    **_place(key),
                    "monitor_version": self._request.version,
                    "column_name": name,
                    "data_type": now.get("data_type"),
                    "window_cmp": _span(base.window),
                    "drift_type": kind,
                    **{f"{each}_delta": _difference(now.get(each), then[name].get(each)) for each in DELTAS},
                }
                if name == custom.TABLE:
                    columns, others = (set(each["non_null_columns"]) for each in (now, then[name]))
                    row["non_null_columns_delta"] = (len(columns - others), len(others - columns))
                else:
                    row |= drift(*(_column(*values[each], name) for each in (key, base)))
                yield row, (now, then[name])

    def _write(self, table: str, rows: Sequence[Mapping[str, Any]], columns: dict[str, str]) -> None:
        """Put rows into a table; windows are computed anew each time, snapshots are added."""
        frame = self._spark.createDataFrame(
            [tuple(row.get(name) for name in columns) for row in rows], schemas.ddl(columns)
        )
        if self._request.analysis.timestamp is not None and self._spark.catalog.tableExists(table):
            self._spark.sql(f"DELETE FROM {_quoted(table)} WHERE monitor_version = {self._request.version}")
        frame.coalesce(1).write.mode("append").option("mergeSchema", "true").saveAsTable(_quoted(table))


def _column(data: Rows, rows: Sequence[Sequence[Any]], name: str) -> Column:
    place = data.column(name)
    return Column(data.types[name], [row[place] for row in rows])


def _place(key: Key) -> dict[str, Any]:
    return {
        "window": _span(key.window),
        "granularity": key.granularity,
        "model_id_col": key.model,
        "slice_key": key.slice_key,
        "slice_value": key.slice_value,
    }


def _span(window: Window | None) -> tuple[Any, Any] | None:
    return None if window is None else (window.start, window.end)


def _difference(now: Any, then: Any) -> Any:
    return None if now is None or then is None else now - then


def _quoted(name: str) -> str:
    return ".".join(quote(part) for part in name.split("."))
