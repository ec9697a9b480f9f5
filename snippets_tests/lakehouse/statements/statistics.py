"""ANALYZE TABLE in its forms, and CACHE SELECT.

Delta keeps what the optimizer needs in its log, so that there is nothing to compute; names are checked all the same.
Source: "ANALYZE TABLE … COMPUTE STATISTICS", "… COMPUTE STORAGE METRICS" and "CACHE SELECT" in Databricks' SQL
language reference.
"""

from __future__ import annotations

from snippets_tests.lakehouse.securables import Table

from .answers import DONE, Answer, Refusal
from .context import Context
from .cursor import Cursor


def answer(context: Context) -> Answer:
    """Answer one ANALYZE or CACHE SELECT."""
    cursor = context.cursor
    if cursor.accept("CACHE"):
        # The disk cache, which is no cache of results; what it would read must be there.
        context.spark.sql(cursor.rest())
        return DONE
    cursor.expect("ANALYZE")
    if cursor.expect_any("TABLES", "TABLE") == "TABLES":
        return _schema(context)
    table = context.metastore.get_table(context.full_name(cursor.name()))
    context.metastore.require(context.principal, "SELECT", "TABLE", table.full_name)
    partition = cursor.accept("PARTITION")
    if partition:
        cursor.skip_parentheses()
    what = cursor.expect_any("COMPUTE STATISTICS", "COMPUTE DELTA STATISTICS", "COMPUTE STORAGE METRICS")
    if what == "COMPUTE STORAGE METRICS":
        text = "ANALYZE TABLE … COMPUTE STORAGE METRICS is not emulated: the cloud's storage would have to be listed."
        raise Refusal("UNSUPPORTED_FEATURE", "0A000", text)
    if table.table_type == "VIEW":
        text = f"The ANALYZE TABLE command does not support views: {table.full_name}."
        raise Refusal("UNSUPPORTED_FEATURE.ANALYZE_VIEW", "0A000", text)
    if what == "COMPUTE STATISTICS" and not cursor.accept_any("NOSCAN", "FOR ALL COLUMNS"):
        _columns(cursor, table)
    cursor.expect_end()
    return DONE


def _columns(cursor: Cursor, table: Table) -> None:
    if not cursor.accept("FOR", "COLUMNS"):
        return
    known = {column.name.lower(): column.name for column in table.columns}
    first = True
    while first or cursor.accept(","):
        first = False
        name = cursor.identifier()
        if name.lower() not in known:
            names = ", ".join(f"`{column}`" for column in known.values())
            text = (
                f"A column, variable, or function parameter with name `{name}` cannot be resolved. "
                f"Did you mean one of the following? [{names}]."
            )
            raise Refusal("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", text)


def _schema(context: Context) -> Answer:
    cursor = context.cursor
    if cursor.accept_any("IN", "FROM"):
        context.metastore.get_schema(context.schema_name(cursor.name()))
    cursor.expect("COMPUTE", "STATISTICS")
    cursor.accept("NOSCAN")
    cursor.expect_end()
    return DONE
