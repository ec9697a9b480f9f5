"""A small embedding of texts that needs no model: words and parts of words, hashed to places of a vector.

Texts that share words or stems are near each other, and that is all it knows. It stands in for the foundation models
that Databricks calls, so that a query by text runs, and gives the same on every machine.
"""

from __future__ import annotations

import math
import re
import zlib

DIMENSION = 1024  # as many as databricks-gte-large-en and databricks-bge-large-en have
WORD = re.compile(r"\w+")
# How much a word counts as a whole, and each of its parts of this length.
WHOLE, PART, LENGTH = 1.0, 0.3, 4


def embed(text: str) -> list[float]:
    """The vector of a text, of length 1; a text without words is the null vector."""
    vector = [0.0] * DIMENSION
    for word in words(text):
        vector[_place(word)] += WHOLE
        for start in range(len(word) - LENGTH + 1):
            vector[_place(f"#{word[start : start + LENGTH]}")] += PART
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else vector


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return WORD.findall(text.lower())


def _place(token: str) -> int:
    return zlib.crc32(token.encode()) % DIMENSION
