"""Statistics of one column's values, and of how two columns of the same kind differ.

Values are exact where Databricks may approximate (distinct values, quantiles).
"""

from __future__ import annotations

import datetime
import decimal
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

QUANTILES = 1000
FREQUENT = 100
NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
CATEGORIES = ("string", "char", "varchar", "boolean")
TIMES = ("date", "timestamp", "timestamp_ntz")
# What a bucket's share counts as when it is empty: the index has a logarithm of it.
EMPTY = 1e-4


@dataclass(frozen=True)
class Column:
    """A column's values in one window and slice; `type` is Spark's simple name."""

    type: str
    values: Sequence[Any]

    @cached_property
    def kind(self) -> str:
        """`number`, `category`, `time`, or `other`, which has counts only."""
        base = self.type.partition("(")[0]
        kinds = {"number": NUMBERS, "category": CATEGORIES, "time": TIMES}
        return next((kind for kind, types in kinds.items() if base in types), "other")

    @cached_property
    def present(self) -> list[Any]:
        """The values that are not null: numbers as floats, times as seconds since 1970, categories as text."""
        convert = CONVERTED.get(self.kind, repr)
        return [convert(value) for value in self.values if value is not None]

    @cached_property
    def finite(self) -> list[float]:
        """The numbers without NaN and infinities."""
        return [value for value in self.present if math.isfinite(value)]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each category occurs, the most frequent first."""
        return Counter(dict(sorted(Counter(self.present).items(), key=lambda pair: (-pair[1], pair[0]))))

    def statistics(self) -> dict[str, Any]:
        """The columns of the profile metrics table that hold something for this kind; shares are percentages."""
        count, present = len(self.values), self.present
        distinct = len(set(present))
        found: dict[str, Any] = {
            "count": count,
            "data_type": self.type,
            "num_nulls": count - len(present),
            "percent_null": _percent(count - len(present), count),
            "distinct_count": distinct,
            "percent_distinct": _percent(distinct, count),
        }
        match self.kind:
            case "number":
                found |= self._numbers(count)
            case "time" if present:
                found |= {"min": min(present), "max": max(present), "median": _quantile(sorted(present), 0.5)}
            case "category":
                found |= self._categories()
        return found

    def _numbers(self, count: int) -> dict[str, Any]:
        zeros = sum(value == 0 for value in self.present)
        nans = sum(map(math.isnan, self.present))
        found: dict[str, Any] = {"num_zeros": zeros, "percent_zeros": _percent(zeros, count)}
        found |= {"num_nan": nans, "percent_nan": _percent(nans, count)}
        if not self.finite:
            return found
        numbers = sorted(self.finite)
        mean = math.fsum(numbers) / len(numbers)
        squares = math.fsum((number - mean) ** 2 for number in numbers)
        return found | {
            "avg": mean,
            "min": numbers[0],
            "max": numbers[-1],
            "median": _quantile(numbers, 0.5),
            "stddev": math.sqrt(squares / (len(numbers) - 1)) if len(numbers) > 1 else None,
            "quantiles": [_quantile(numbers, place / (QUANTILES - 1)) for place in range(QUANTILES)],
        }

    def _categories(self) -> dict[str, Any]:
        found: dict[str, Any] = {"frequent_items": list(self.counts.items())[:FREQUENT]}
        lengths = list(map(len, self.present))
        if self.type != "boolean" and lengths:
            found |= {"min_length": float(min(lengths)), "max_length": float(max(lengths))}
            found["avg_length"] = sum(lengths) / len(lengths)
        return found


def drift(current: Column, base: Column) -> dict[str, Any]:
    """The columns of the drift metrics table that compare two distributions; empty where one has no values."""
    if current.kind == "number" and current.finite and base.finite:
        return _of_numbers(current.finite, base.finite)
    if current.kind == "category" and current.present and base.present:
        return _of_categories(current.counts, base.counts)
    return {}


def _of_numbers(current: Sequence[float], base: Sequence[float]) -> dict[str, Any]:
    from scipy import stats

    test = stats.ks_2samp(current, base)
    return {
        "ks_test": (float(test.statistic), float(test.pvalue)),
        "wasserstein_distance": float(stats.wasserstein_distance(current, base)),
        "population_stability_index": _stability(current, sorted(base)),
    }


def _stability(current: Sequence[float], base: Sequence[float]) -> float:
    """The population stability index over the deciles of `base`."""
    edges = sorted({_quantile(base, tenth / 10) for tenth in range(1, 10)})

    def shares(values: Sequence[float]) -> list[float]:
        filled = Counter(sum(value > edge for edge in edges) for value in values)
        return [max(filled[bucket] / len(values), EMPTY) for bucket in range(len(edges) + 1)]

    pairs = zip(shares(current), shares(base), strict=True)
    return math.fsum((now - then) * math.log(now / then) for now, then in pairs)


def _of_categories(current: Mapping[str, int], base: Mapping[str, int]) -> dict[str, Any]:
    from scipy import stats
    from scipy.spatial import distance

    names = sorted({*current, *base})
    counts = [[each.get(name, 0) for name in names] for each in (current, base)]
    now, then = ([count / sum(each) for count in each] for each in counts)
    gaps = [abs(one - other) for one, other in zip(now, then, strict=True)]
    test = stats.chi2_contingency(counts, correction=False) if len(names) > 1 else None
    return {
        "chi_squared_test": (float(test.statistic), float(test.pvalue)) if test else (0.0, 1.0),
        "tv_distance": math.fsum(gaps) / 2,
        "l_infinity_distance": max(gaps),
        "js_distance": float(distance.jensenshannon(now, then)),
    }


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _seconds(value: Any) -> float:
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    days: int = (value - datetime.date(1970, 1, 1)).days
    return days * 86400.0


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


CONVERTED: Mapping[str, Callable[[Any], Any]] = {"number": float, "time": _seconds, "category": _text}


def number(value: Any) -> float | None:
    """A label or prediction as a number, where it is one."""
    return float(value) if isinstance(value, (int, float, decimal.Decimal)) else None
