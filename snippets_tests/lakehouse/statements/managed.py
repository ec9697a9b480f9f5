"""ALTER TABLE … SET MANAGED, which makes a managed table of an external one, and UNSET MANAGED, which undoes it.

Source: "Convert an external table to a managed Unity Catalog table" and the error conditions
DELTA_ALTER_TABLE_SET_MANAGED_FAILED and DELTA_ALTER_TABLE_UNSET_MANAGED_FAILED in Databricks' documentation.
"""

from __future__ import annotations

from snippets_tests.lakehouse.securables import Table

from .answers import DONE, Answer, Refusal
from .context import Context, quoted

DAYS = 14
_DAY = 24 * 60 * 60 * 1000
_STATE = "42809"


def answer(context: Context, full_name: str, verb: str) -> Answer:
    """Carry out one of the two on a table; what follows the verb is still to be read.

    Raises:
        Refusal: The table is not external, or was not converted in the last 14 days.
        MetastoreError: There is no such table, or the principal may not alter it.
    """
    cursor, metastore = context.cursor, context.metastore
    if verb == "SET MANAGED":
        cursor.accept("TRUNCATE", "UNIFORM", "HISTORY")
    cursor.expect_end()
    table = metastore.get_table(full_name)
    metastore.require_manage(context.principal, "TABLE", full_name)
    if table.table_type == "VIEW":
        text = f"'ALTER TABLE ... {verb}' expects a table but {quoted(full_name)} is a view."
        raise Refusal("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", "42809", text)
    if verb == "SET MANAGED":
        _manage(context, table)
    else:
        _release(context, table)
    return DONE


def _manage(context: Context, table: Table) -> None:
    if table.table_type != "EXTERNAL" or table.data_source_format != "DELTA":
        kind = f"its type is {table.table_type}, its format {table.data_source_format}"
        text = f"ALTER TABLE {quoted(table.full_name)} SET MANAGED failed. It is no external Delta table: {kind}."
        raise Refusal("DELTA_ALTER_TABLE_SET_MANAGED_FAILED", _STATE, text)
    place = table.storage_location
    context.conversion.manage(table.full_name)
    table.external_before = (place or "", context.metastore.now())


def _release(context: Context, table: Table) -> None:
    failed = f"{quoted(table.full_name)} cannot be rolled back from managed to external table."
    if table.external_before is None or table.table_type != "MANAGED":
        text = f"{failed} It was not converted from an external table."
        raise Refusal("DELTA_ALTER_TABLE_UNSET_MANAGED_FAILED", _STATE, text)
    place, when = table.external_before
    if context.metastore.now() - when > DAYS * _DAY:
        text = (
            f"{failed} The time window for rolling back the table has been exceeded. Rollback is only supported within "
            f"{DAYS} days after the migration to Unity Catalog managed table."
        )
        raise Refusal("DELTA_ALTER_TABLE_UNSET_MANAGED_FAILED.TIME_WINDOW_EXCEEDED", _STATE, text)
    context.conversion.release(table.full_name, place)
    table.external_before = None
