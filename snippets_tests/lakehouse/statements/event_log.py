"""`event_log(…)` in queries: the log's rows are put in its place."""

from __future__ import annotations

import itertools

from snippets_tests.lakehouse.lexer import literal, tokens
from snippets_tests.lakehouse.pipelines.event_log import COLUMNS

from .answers import Refusal, values
from .context import Context
from .cursor import Cursor


def written_out(context: Context, text: str) -> str:
    """Put rows in the place of each call."""
    if "event_log" not in text.lower():
        return text
    pieces: list[str] = []
    at = 0
    found = list(tokens(text))
    for word, opening in itertools.pairwise(found):
        if word.upper != "EVENT_LOG" or opening.text != "(" or word.start < at:
            continue
        cursor = Cursor(text[opening.start :])
        pipeline_id = _argument(context, cursor)
        rows = values(COLUMNS, context.metastore.event_logs.rows(pipeline_id))
        pieces += [text[at : word.start], f"({rows})"]
        at = opening.start + cursor.last_end
    return "".join([*pieces, text[at:]])


def _argument(context: Context, cursor: Cursor) -> str:
    """Read `('id')` or `(TABLE(name))`; only the owner may see the log."""
    cursor.expect("(")
    if cursor.accept("TABLE", "("):
        said = context.full_name(cursor.name())
        context.metastore.get_table(said)
        pipeline_id = context.pipelines.pipeline_of(said)
        cursor.expect(")")
    else:
        said = pipeline_id = cursor.string()
    cursor.expect(")")
    owner = context.metastore.event_logs.owner(pipeline_id) if pipeline_id else None
    if pipeline_id is None or owner is None:
        raise Refusal("EVENT_LOG_UNAVAILABLE", "55019", f"No event logs available for {literal(said)}.")
    if owner != context.principal:
        text = f"Insufficient privileges:\nUser does not own the pipeline {pipeline_id}, whose event log this is."
        raise Refusal("INSUFFICIENT_PERMISSIONS", "42501", text)
    return pipeline_id
