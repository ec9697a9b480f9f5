"""The SHOW statements with which SQL drivers list what there is, over several catalogs and schemas at once.

`cursor.schemas()`, `tables()` and `columns()` of databricks-sql-connector send them. They are no part of Databricks'
documented SQL; forms and columns are those that the driver's kernel sends and reads. The plain forms
(`SHOW SCHEMAS IN main`) are the engine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import Table as StoredTable
from snippets_tests.workspace.column_types import ColumnType
from snippets_tests.workspace.engine import SqlFailure, Table
from snippets_tests.workspace.results import column_type
from snippets_tests.workspace.tenant import Tenant

LIKE = r"(?:\s+{word}\s+LIKE\s+'(?P<{name}>(?:[^'\\]|\\.|'')*)')?"
STATEMENT = re.compile(
    r"\s*SHOW\s+(?P<what>SCHEMAS|TABLES|COLUMNS)\s+IN\s+(?:ALL\s+CATALOGS|CATALOG\s+(?P<catalog>`(?:[^`]|``)+`|\w+))"
    + r"(?:\s+LIKE\s+'(?P<plain>(?:[^'\\]|\\.|'')*)')?"
    + LIKE.format(word="SCHEMA", name="schema")
    + LIKE.format(word="TABLE", name="table")
    + r"(?:\s+LIKE\s+'(?P<column>(?:[^'\\]|\\.|'')*)')?\s*;?\s*",
    re.IGNORECASE,
)
TEXT = "STRING"
SCHEMAS = (("databaseName", TEXT), ("catalog", TEXT))
TABLES = (
    ("namespace", TEXT), ("tableName", TEXT), ("isTemporary", "BOOLEAN"), ("information", TEXT),
    ("catalogName", TEXT), ("tableType", TEXT), ("remarks", TEXT),
)  # fmt: skip
COLUMNS = (
    ("col_name", TEXT), ("catalogName", TEXT), ("namespace", TEXT), ("tableName", TEXT), ("columnType", TEXT),
    ("columnSize", "INT"), ("decimalDigits", "INT"), ("radix", "INT"), ("isNullable", TEXT),
    ("ordinalPosition", "INT"), ("isAutoIncrement", TEXT), ("remarks", TEXT),
)  # fmt: skip
# Sizes of numbers in decimal digits, as JDBC's metadata counts them.
SIZES = {"tinyint": 3, "smallint": 5, "int": 10, "bigint": 19, "float": 7, "double": 15}
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Column:
    name: str
    type: str


@dataclass(frozen=True)
class _Answer:
    columns: tuple[_Column, ...]
    rows: tuple[Row, ...]


def answer(tenant: Tenant, statement: str, principal: str) -> Table | None:
    """The answer to a driver's SHOW; None for any other statement.

    Raises:
        SqlFailure: The catalog does not exist.
    """
    asked = STATEMENT.fullmatch(statement)
    if asked is None:
        return None
    catalog = asked["catalog"]
    if catalog and catalog.startswith("`"):
        catalog = catalog[1:-1].replace("``", "`")
    columns, rows = {
        "SCHEMAS": (SCHEMAS, _schemas),
        "TABLES": (TABLES, _tables),
        "COLUMNS": (COLUMNS, _columns),
    }[asked["what"].upper()]
    try:
        found = tuple(rows(tenant, principal, catalog, asked))
    except MetastoreError as error:
        message = f"[NO_SUCH_CATALOG_EXCEPTION] Catalog '{catalog}' was not found. SQLSTATE: 42704"
        raise SqlFailure(message, "NO_SUCH_CATALOG_EXCEPTION", "42704", 1) from error
    return _Answer(tuple(_Column(name, kind) for name, kind in columns), found)


def _schemas(tenant: Tenant, principal: str, catalog: str | None, asked: re.Match[str]) -> Iterator[Row]:
    pattern = asked["plain"] or asked["schema"]
    store = tenant.metastore
    for name in [store.get_catalog(catalog).name] if catalog else [c.name for c in store.list_catalogs(principal)]:
        for schema in store.list_schemas(name, principal):
            if _like(schema.name, pattern):
                yield schema.name, name


def _tables(tenant: Tenant, principal: str, catalog: str | None, asked: re.Match[str]) -> Iterator[Row]:
    pattern = asked["table"] or asked["plain"] or asked["column"]
    for place, schema, table in _found(tenant, principal, catalog, asked["schema"], pattern):
        kind = "VIEW" if "VIEW" in table.table_type else "TABLE"
        yield schema, table.name, False, "", place, kind, table.comment or ""


def _columns(tenant: Tenant, principal: str, catalog: str | None, asked: re.Match[str]) -> Iterator[Row]:
    for place, schema, table in _found(tenant, principal, catalog, asked["schema"], asked["table"]):
        for position, column in enumerate(table.columns):
            if _like(column.name, asked["column"] or asked["plain"]):
                kind = column_type(column.type)
                yield (
                    column.name, place, schema, table.name, kind.sql_text, _size(kind), kind.scale,
                    10 if kind.base in SIZES or kind.scale is not None else None,
                    "true" if column.nullable else "false", position, "NO", column.comment or "",
                )  # fmt: skip


def _found(
    tenant: Tenant, principal: str, catalog: str | None, schemas: str | None, tables: str | None
) -> Iterator[tuple[str, str, StoredTable]]:
    store = tenant.metastore
    for place in [store.get_catalog(catalog).name] if catalog else [c.name for c in store.list_catalogs(principal)]:
        for schema in store.list_schemas(place, principal):
            if _like(schema.name, schemas):
                for table in store.list_tables(f"{place}.{schema.name}", principal):
                    if _like(table.name, tables):
                        yield place, schema.name, table


def _size(kind: ColumnType) -> int | None:
    return kind.precision if kind.precision is not None else SIZES.get(kind.base)


def _like(name: str, pattern: str | None) -> bool:
    """Whether a name fits a SHOW statement's pattern: a regular expression in which `*` is any text, as in Spark.

    The driver writes `.` for JDBC's `_` and `*` for its `%`.
    """
    if not pattern:
        return True
    text = re.sub(r"\\(.)", r"\1", pattern.replace("''", "'"))
    try:
        return any(re.fullmatch(part.replace("*", ".*"), name, re.IGNORECASE) for part in text.split("|"))
    except re.error:
        return False
