"""DESCRIBE DETAIL and EXTENDED with users' names and places, SHOW CREATE TABLE for Delta."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.lexer import literal, quote
from snippets_tests.lakehouse.securables import Column, MetastoreError, Table

from . import describe_json, optimization
from .answers import PASS, Answer, Refusal, Rows
from .constraints import KINDS
from .context import Context

_KEYS = {value: key for key, value in KINDS.items()}
# Spark's words for a column that is not there on Databricks.
_HIDDEN = {"Database", "Is_managed_location"}


def answer(context: Context) -> Answer:
    """Answer one statement that describes a table."""
    cursor = context.cursor
    if cursor.accept("SHOW", "CREATE", "TABLE"):
        table = context.metastore.get_table(context.full_name(cursor.name()))
        return PASS if table.table_type == "VIEW" else Rows([("createtab_stmt", "STRING")], [[_create(table)]])
    if describe_json.follows(context):
        return describe_json.answer(context)
    said = context.run(context.text, as_is=True)
    rows = [[_readable(context, value) for value in row] for row in said.rows]
    if [column.name for column in said.columns] == ["col_name", "data_type", "comment"]:
        rows = [row for row in rows if row[0] not in _HIDDEN]
        rows = [["Schema", *row[1:]] if row[0] == "Namespace" else row for row in rows]
        rows += _policies(context)
    return Rows([(column.name, column.type) for column in said.columns], rows)


def _policies(context: Context) -> list[list[Any]]:
    """The table's predictive optimization, row filter and column masks."""
    cursor = context.cursor
    cursor.expect_any("DESCRIBE", "DESC")
    cursor.accept_any("TABLE EXTENDED", "EXTENDED", "FORMATTED")
    try:
        table = context.metastore.get_table(context.full_name(cursor.name()))
    except (MetastoreError, Refusal):
        return []  # a temporary view, or a path
    rows: list[list[Any]] = [[*pair, ""] for pair in optimization.described(context.metastore, table)]
    if table.row_filter:
        rows += [["# Row Filter", "", ""], ["Row Filter", _call(table.row_filter, "ON"), ""]]
    if table.masks:
        rows += [["# Column Masks", "", ""]]
        rows += [[column, _call((mask[0], *mask[2:]), "USING COLUMNS"), ""] for column, mask in table.masks.items()]
    return rows


def _call(policy: tuple[str, ...], word: str) -> str:
    function, *arguments = (part.replace("`", "") for part in policy)
    return f"{function} {word} ({', '.join(arguments)})" if arguments or word == "ON" else function


def _readable(context: Context, value: Any) -> Any:
    return context.readable(value) if isinstance(value, str) else value


def _create(table: Table) -> str:
    lines = ",\n".join(f"  {_column(column)}" for column in table.columns)
    keys = "".join(f",\n  {_key(constraint)}" for constraint in table.constraints)
    text = f"CREATE TABLE {'.'.join(map(_plain, table.full_name.split('.')))} (\n{lines}{keys})\nUSING delta\n"
    partitions = sorted(c.partition_index for c in table.columns if c.partition_index is not None)
    if partitions:
        by_index = {c.partition_index: _plain(c.name) for c in table.columns}
        text += f"PARTITIONED BY ({', '.join(by_index[index] for index in partitions)})\n"
    if table.comment:
        text += f"COMMENT {literal(table.comment)}\n"
    if table.table_type == "EXTERNAL" and table.storage_location:
        text += f"LOCATION {literal(table.storage_location)}\n"
    properties = [f"  {literal(key)} = {literal(value)}" for key, value in sorted(table.properties.items())]
    if properties:
        text += "TBLPROPERTIES (\n" + ",\n".join(properties) + ")\n"
    return text


def _column(column: Column) -> str:
    parts = [_plain(column.name), column.type.upper()]
    parts += [] if column.nullable else ["NOT NULL"]
    parts += [f"COMMENT {literal(column.comment)}"] if column.comment else []
    return " ".join(parts)


def _key(constraint: dict[str, Any]) -> str:
    kind, key = next(iter(constraint.items()))
    columns = ", ".join(map(_plain, key["child_columns"]))
    text = f"CONSTRAINT {_plain(key['name'])} {_KEYS[kind]} ({columns})"
    if "parent_table" in key:
        theirs = ", ".join(map(_plain, key["parent_columns"]))
        text += f" REFERENCES {key['parent_table']}" + (f" ({theirs})" if theirs else "")
    return text + (" RELY" if key.get("rely") else "")


def _plain(name: str) -> str:
    return name if name.replace("_", "a").isalnum() and not name[0].isdigit() else quote(name)
