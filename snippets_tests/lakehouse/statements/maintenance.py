"""[MSCK] REPAIR TABLE. A Delta table's log says what it consists of, so that nothing is left to repair."""

from __future__ import annotations

from .answers import DONE, Answer, Refusal
from .context import Context, quoted


def answer(context: Context) -> Answer:
    """Answer one REPAIR TABLE: SYNC METADATA finds all in place, partitions are no business of Delta tables."""
    cursor = context.cursor
    cursor.accept("MSCK")
    cursor.expect("REPAIR", "TABLE")
    table = context.metastore.get_table(context.full_name(cursor.name()))
    if cursor.accept("SYNC", "METADATA"):
        cursor.expect_end()
        context.metastore.require_manage(context.principal, "TABLE", table.full_name)
        return DONE
    cursor.accept_any("ADD PARTITIONS", "DROP PARTITIONS", "SYNC PARTITIONS")
    cursor.expect_end()
    text = f"Operation not allowed: `MSCK REPAIR TABLE` is not supported for Delta tables: {quoted(table.full_name)}"
    raise Refusal("DELTA_OPERATION_NOT_ALLOWED_DETAIL", "0AKDC", text)
