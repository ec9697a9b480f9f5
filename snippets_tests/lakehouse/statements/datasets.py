"""CREATE, REFRESH and DROP of streaming tables and materialized views, as given to a SQL warehouse."""

from __future__ import annotations

from snippets_tests.lakehouse.securables import MetastoreError

from .answers import DONE, PASS, Answer, Refusal
from .context import Context


def answer(context: Context) -> Answer:
    """Answer one statement about a streaming table or materialized view."""
    cursor = context.cursor
    verb = cursor.next().upper
    if verb == "CREATE":
        words = context.cursor.peek_words(6)
        if "STREAMING" not in words and "MATERIALIZED" not in words:
            return PASS
        context.pipelines.create(context.text, context.principal, context.catalog, context.schema)
        return DONE
    if verb == "REFRESH":
        return _refresh(context)
    if verb == "DROP":
        return _drop(context)
    raise Refusal("UNSUPPORTED_FEATURE", "0A000", f"{verb} of a materialized view or streaming table is not emulated.")


def _refresh(context: Context) -> Answer:
    cursor = context.cursor
    kinds = {"MATERIALIZED VIEW": "MATERIALIZED_VIEW", "STREAMING TABLE": "STREAMING_TABLE", "TABLE": None}
    word = cursor.accept_any(*kinds)
    if word is None:
        return PASS
    full_name = context.full_name(cursor.name())
    full = cursor.accept("FULL")
    cursor.accept_any("SYNC", "ASYNC")
    cursor.expect_end()
    table = context.metastore.get_table(full_name)
    if word == "TABLE" and table.table_type not in ("STREAMING_TABLE", "MATERIALIZED_VIEW"):
        # Spark's own REFRESH TABLE, which forgets what is cached.
        return PASS
    context.pipelines.refresh(full_name, context.principal, full, kinds[word])
    return DONE


def _drop(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect("MATERIALIZED", "VIEW")
    tolerant = cursor.accept("IF", "EXISTS")
    full_name = context.full_name(cursor.name())
    cursor.expect_end()
    if tolerant and not _exists(context, full_name):
        return DONE
    context.pipelines.drop_standalone(full_name)
    return DONE


def _exists(context: Context, full_name: str) -> bool:
    try:
        context.metastore.get_table(full_name)
    except MetastoreError:
        return False
    return True
