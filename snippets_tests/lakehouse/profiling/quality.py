"""How good predictions were, from an inference log whose rows have labels."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .request import Problem
from .statistics import number


def measured(problem: Problem, predictions: Sequence[Any], labels: Sequence[Any]) -> dict[str, Any]:
    """The model's columns of the profile metrics table; empty while no row has both a prediction and a label."""
    pairs = [pair for pair in zip(predictions, labels, strict=True) if None not in pair]
    if not pairs:
        return {}
    return _classification(pairs) if problem == "CLASSIFICATION" else _regression(pairs)


def _classification(pairs: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    from sklearn import metrics

    predicted, actual = ([_name(value) for value in side] for side in zip(*pairs, strict=True))
    classes = sorted({*predicted, *actual})
    confusion = sorted(Counter(zip(predicted, actual, strict=True)).items())
    found: dict[str, Any] = {
        "accuracy_score": float(metrics.accuracy_score(actual, predicted)),
        "confusion_matrix": [(prediction, label, count) for (prediction, label), count in confusion],
    }
    for name, score in (
        ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
        ("f1_score", metrics.f1_score),
    ):
        each = score(actual, predicted, labels=classes, average=None, zero_division=0)
        means = [score(actual, predicted, average=kind, zero_division=0) for kind in ("macro", "weighted")]
        found[name] = (dict(zip(classes, map(float, each), strict=True)), *map(float, means))
    return found


def _regression(pairs: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    from sklearn import metrics

    numbers = [(number(prediction), number(label)) for prediction, label in pairs]
    known = [pair for pair in numbers if None not in pair]
    if not known:
        return {}
    predicted, actual = zip(*known, strict=True)
    squared = float(metrics.mean_squared_error(actual, predicted))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of one row R² is not defined, which is null here
        explained = float(metrics.r2_score(actual, predicted)) if len(known) > 1 else None
    return {
        "mean_squared_error": squared,
        "root_mean_squared_error": squared**0.5,
        "mean_average_error": float(metrics.mean_absolute_error(actual, predicted)),
        "mean_absolute_percentage_error": float(metrics.mean_absolute_percentage_error(actual, predicted)),
        "r2_score": explained,
    }


def _name(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
