"""Relations that are not kept in Spark: their columns, and a query that answers their rows for one principal."""

from __future__ import annotations

from .information_schema import relations
from .information_schema.rows import rows
from .lexer import literal, quote
from .metastore import Metastore
from .securables import Column
from .statements.answers import values
from .system_tables import definitions, facts


def relation(metastore: Metastore, catalog: str, schema: str, name: str, principal: str) -> str:
    """What the JVM's `Served` asks for: columns as DDL, NUL, query; an empty text when there is no such relation."""
    if not metastore.has("SCHEMA", f"{catalog}.{schema}"):
        return ""
    if schema != relations.NAME:
        return _system_table(metastore, schema, name, principal)
    if not relations.known(name):
        return ""
    columns = relations.columns(name)
    query = values([(column.name, column.type) for column in columns], rows(metastore, catalog, name, principal))
    return f"{_ddl(columns)}\0{query}"


def _system_table(metastore: Metastore, schema: str, name: str, principal: str) -> str:
    table = definitions.tables(schema).get(name)
    if table is None:
        return ""
    return f"{_ddl(table.columns)}\0{facts.query(table, metastore.system_facts.rows(schema, name, principal))}"


def _ddl(columns: tuple[Column, ...]) -> str:
    return ", ".join(map(_column, columns))


def _column(column: Column) -> str:
    comment = f" COMMENT {literal(column.comment)}" if column.comment else ""
    return f"{quote(column.name)} {column.type}{comment}"
