"""How rows are ranked: by nearness of vectors, by words, or by both.

The score of nearness is 1 / (1 + d²), with the Euclidean distance d, as the page "Mosaic AI Vector Search" gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from snippets_tests.workspace.services.vector_search.embedding import words

RANK_CONSTANT = 60  # of reciprocal rank fusion
Scores = dict[str, float]


def nearest(query: Sequence[float], vectors: Mapping[str, Sequence[float]]) -> Scores:
    """The score of every vector."""
    return {key: 1 / (1 + _squared_distance(query, vector)) for key, vector in vectors.items()}


def by_words(query: str, rows: Mapping[str, Mapping[str, Any]]) -> Scores:
    """The share of the query's words that a row's texts have; rows without any of them are left out."""
    wanted = set(words(query))
    found = {}
    for key, row in rows.items():
        held = set(words(" ".join(value for value in row.values() if isinstance(value, str))))
        if wanted & held:
            found[key] = len(wanted & held) / len(wanted)
    return found


def fused(*rankings: Scores) -> Scores:
    """Reciprocal rank fusion: what is first in every ranking scores 1."""
    best = len(rankings) / (1 + RANK_CONSTANT)
    total: Scores = {}
    for ranking in rankings:
        for rank, key in enumerate(ordered(ranking), 1):
            total[key] = total.get(key, 0.0) + 1 / (rank + RANK_CONSTANT)
    return {key: value / best for key, value in total.items()}


def ordered(scores: Scores) -> list[str]:
    """The keys, the best first; equals by their key."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def _squared_distance(left: Sequence[float], right: Sequence[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(left, right, strict=True))
