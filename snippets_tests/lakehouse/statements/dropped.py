"""DROP TABLE, which keeps the table for seven days; UNDROP, which brings it back; SHOW TABLES DROPPED."""

from __future__ import annotations

import datetime
from typing import Any

from snippets_tests.lakehouse.dropped import DroppedTable
from snippets_tests.lakehouse.securables import MetastoreError

from .answers import DONE, PASS, Answer, Refusal, Rows
from .context import Context, quoted

_COLUMNS = (
    "catalogName",
    "schemaName",
    "tableName",
    "tableId",
    "tableType",
    "deletedAt",
    "createdAt",
    "updatedAt",
    "createdBy",
    "owner",
    "comment",
)


def answer(context: Context) -> Answer:
    """Answer one of the three."""
    cursor = context.cursor
    if cursor.accept("DROP", "TABLE"):
        return _drop(context)
    for gone in context.metastore.dropped.expired():
        context.dropped.forget(gone.table.id)
    if cursor.accept("SHOW", "TABLES", "DROPPED"):
        return _show(context)
    cursor.expect("UNDROP")
    return _undrop(context)


def _drop(context: Context) -> Answer:
    """Let Spark drop it, with its files put aside; what cannot come back is Spark's alone."""
    cursor, metastore = context.cursor, context.metastore
    cursor.accept("IF", "EXISTS")
    if cursor.token is None or cursor.token.kind not in ("word", "name"):
        return PASS
    full_name = context.full_name(cursor.name())
    if not cursor.at_end or full_name.startswith("samples."):
        return PASS
    try:
        table = metastore.get_table(full_name)
        metastore.require_manage(context.principal, "TABLE", full_name)
    except MetastoreError:
        return PASS  # Spark refuses it, or tolerates that there is none
    if table.table_type not in ("MANAGED", "EXTERNAL") or table.data_source_format != "DELTA":
        return PASS
    kept = metastore.dropped.add(table)
    context.dropped.keep(full_name, table.id)
    try:
        context.run(f"DROP TABLE {quoted(full_name)}", as_is=True)
    except BaseException:
        context.dropped.put_back(table.id)
        metastore.dropped.remove(kept)
        raise
    metastore.forget_table(full_name)
    return DONE


def _show(context: Context) -> Answer:
    cursor = context.cursor
    parts = cursor.name() if cursor.accept_any("FROM", "IN") else [context.schema]
    schema = context.metastore.get_schema(context.schema_name(parts))
    limit = int(cursor.next().value) if cursor.accept("LIMIT") else None
    cursor.expect_end()
    found = context.metastore.dropped.of_schema(schema.full_name, context.principal)[:limit]
    return Rows([(name, "STRING") for name in _COLUMNS], [_row(kept) for kept in found])


def _row(kept: DroppedTable) -> list[Any]:
    table = kept.table
    times = [_when(time) for time in (kept.deleted_at, table.created_at, table.updated_at)]
    names = [table.catalog_name, table.schema_name, table.name, table.id]
    return [*names, table.table_type.lower(), *times, table.created_by, table.owner, table.comment]


def _when(milliseconds: int) -> str:
    """A time as this statement writes it."""
    return datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.UTC).strftime("%Y-%m-%d AD at %H:%M:%S UTC")


def _undrop(context: Context) -> Answer:
    cursor, metastore = context.cursor, context.metastore
    if cursor.expect_any("TABLE", "MATERIALIZED VIEW") != "TABLE":
        text = "Here a materialized view that was dropped cannot be recovered; create it again."
        raise Refusal("UNSUPPORTED_FEATURE", "0A000", text)
    if cursor.accept("WITH", "ID"):
        id = cursor.string()
        cursor.expect_end()
        kept = metastore.dropped.with_id(id, context.principal)
        if kept is None:
            raise _missing(id)
    else:
        full_name = context.full_name(cursor.name())
        cursor.expect_end()
        metastore.get_schema(full_name.rsplit(".", 1)[0])
        kept = metastore.dropped.find(full_name, context.principal)
        if kept is None:
            raise _missing(quoted(full_name))
    name = kept.table.full_name
    if metastore.has("TABLE", name):
        text = (
            f"Cannot create table or view {quoted(name)} because it already exists.\n"
            "Choose a different name, drop or replace the existing object, "
            "or add the IF NOT EXISTS clause to tolerate pre-existing objects."
        )
        raise Refusal("TABLE_OR_VIEW_ALREADY_EXISTS", "42P07", text)
    context.dropped.restore(kept.table.id)
    metastore.restore_table(kept)
    return DONE


def _missing(name: str) -> Refusal:
    text = (
        f"The table or view {name} cannot be found. Verify the spelling and correctness of the schema and catalog.\n"
        "If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with "
        "the correct schema and catalog."
    )
    return Refusal("TABLE_OR_VIEW_NOT_FOUND", "42P01", text)
