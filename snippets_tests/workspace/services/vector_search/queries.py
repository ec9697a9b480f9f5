"""Queries of vector indexes: the rows that are nearest to a vector or a text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue, NotImplementedYet
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.vector_search import filters, indexes, ranking
from snippets_tests.workspace.services.vector_search.embedding import embed
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

DEFAULT_RESULTS = 10
MOST_BY_WORDS = 200
TYPES = ("ANN", "HYBRID", "FULL_TEXT")


@operation("vector_search_indexes.query_index")
def query_index(
    call: Call,
    index_name: str,
    columns: list[str],
    filters_json: str | None = None,
    num_results: int = DEFAULT_RESULTS,
    query_text: str | None = None,
    query_type: str = "ANN",
    query_vector: list[float] | None = None,
    score_threshold: float = 0.0,
    **more: Any,
) -> Response:
    """The nearest rows with their scores, the best first.

    Numbers come as JSON numbers, as from the service; the SDK says text, and so the answer is not held against it.
    """
    if more:
        raise NotImplementedYet(f"{', '.join(sorted(more))} of vector search queries is not emulated.")
    found = _ready(call, index_name)
    for name in columns:
        if name not in found["_columns"]:
            raise InvalidParameterValue(f"Requested column '{name}' is not in the index '{found['name']}'.")
    holds = filters.read(filters_json, found["_columns"])
    rows = {key: row for key, row in found["_rows"].items() if holds(row)}
    scores = _scores(found, rows, query_type.upper(), query_text, query_vector)
    kept = [key for key in ranking.ordered(scores) if scores[key] >= score_threshold][:num_results]
    data = [[*(_value(rows[key].get(name)) for name in columns), scores[key]] for key in kept]
    named = [{"name": name} for name in (*columns, "score")]
    manifest = {"column_count": len(named), "columns": named}
    return Response.json({"manifest": manifest, "result": {"row_count": len(data), "data_array": data}})


@operation("vector_search_indexes.scan_index")
def scan_index(
    call: Call, index_name: str, last_primary_key: str | None = None, num_results: int = DEFAULT_RESULTS
) -> dict[str, Any]:
    """Rows in the order of their primary keys, behind the last one that was seen."""
    found = _ready(call, index_name)
    keys = sorted(found["_rows"], key=lambda key: (len(key), key) if key.lstrip("-").isdigit() else (0, key))
    start = keys.index(last_primary_key) + 1 if last_primary_key in found["_rows"] else 0
    chosen = keys[start : start + num_results]
    answer: dict[str, Any] = {
        "data": [
            {"fields": [{"key": name, "value": _tagged(value)} for name, value in found["_rows"][key].items()]}
            for key in chosen
        ]
    }
    return answer | ({"last_primary_key": chosen[-1]} if chosen else {})


def _ready(call: Call, index_name: str) -> Resource:
    found = indexes.find(call, index_name)
    kept = call.tenant.store["vector_search_endpoints.endpoint"].get(found["endpoint_name"], {})
    if kept.get("endpoint_status", {}).get("state") == "STOPPED":
        raise BadRequest(f"Index '{index_name}' cannot be queried: its endpoint '{found['endpoint_name']}' is stopped.")
    if not found["_filled"]:
        raise BadRequest(f"Index '{index_name}' is not ready: it is being filled from its source table.")
    if found.get("delta_sync_index_spec", {}).get("pipeline_type") == "CONTINUOUS":
        indexes.fill(call, found)
    return found


def _scores(
    found: Resource, rows: dict[str, Any], kind: str, text: str | None, vector: list[float] | None
) -> ranking.Scores:
    if kind not in TYPES:
        raise InvalidParameterValue(f"Invalid query_type '{kind}'; valid are: {', '.join(TYPES)}.")
    column, dimension, is_text = found["_embedding"]
    if text is None and (vector is None or kind != "ANN"):
        needed = "query_text or query_vector" if kind == "ANN" else "query_text"
        raise InvalidParameterValue(f"A query of type {kind} needs {needed}.")
    by_words = dict(list(ranking.by_words(text, rows).items())[:MOST_BY_WORDS]) if text and kind != "ANN" else {}
    if kind == "FULL_TEXT":
        return by_words
    if vector is None:
        if not is_text:
            raise InvalidParameterValue(
                f"Index '{found['name']}' has no embedding model for query_text: its vectors are your own. "
                "Give query_vector."
            )
        vector = embed(text or "")
    elif not is_text and len(vector) != dimension:
        raise InvalidParameterValue(
            f"query_vector has {len(vector)} dimensions, and the index column '{column}' has {dimension}."
        )
    near = ranking.nearest(vector, {key: found["_vectors"][key] for key in rows})
    return ranking.fused(near, by_words) if kind == "HYBRID" else near


def _value(value: Any) -> Any:
    """A value as JSON has it: every number is a double there, and what is none of JSON's kinds is text."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [_value(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _tagged(value: Any) -> dict[str, Any]:
    plain = _value(value)
    if isinstance(plain, bool):
        return {"bool_value": plain}
    if isinstance(plain, float):
        return {"number_value": plain}
    if isinstance(plain, list):
        return {"list_value": {"values": [_tagged(item) for item in plain]}}
    return {"string_value": plain} if plain is not None else {}
