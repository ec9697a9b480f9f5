"""Relations that are not kept in Spark: their columns, and a query that answers their rows for one principal."""

from __future__ import annotations

from .information_schema import relations
from .information_schema.rows import rows
from .lexer import quote
from .metastore import Metastore
from .securables import Column
from .statements.answers import values


def relation(metastore: Metastore, catalog: str, schema: str, name: str, principal: str) -> str:
    """What the JVM's `Served` asks for: columns as DDL, NUL, query; an empty text when there is no such relation."""
    if schema != relations.NAME or not relations.known(name) or not metastore.has("CATALOG", catalog):
        return ""
    columns = relations.columns(name)
    query = values([(column.name, column.type) for column in columns], rows(metastore, catalog, name, principal))
    return f"{_ddl(columns)}\0{query}"


def _ddl(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{quote(column.name)} {column.type}" for column in columns)
