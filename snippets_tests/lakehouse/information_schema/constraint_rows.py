"""Rows about keys and checks. Keys only inform on Databricks, so the manual's `enforced` is NO for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.securables import MetastoreError, Table

Row = dict[str, Any]
# Delta keeps a check as a property of this beginning.
CHECK = "delta.constraints."
_PRIMARY, _FOREIGN = "primary_key_constraint", "foreign_key_constraint"
_KINDS = {_PRIMARY: "PRIMARY KEY", _FOREIGN: "FOREIGN KEY"}


def table_constraints(tables: Iterable[Table]) -> Iterator[Row]:
    """Every key and check."""
    fixed = {"is_deferrable": "YES", "initially_deferred": "NO"}
    for table in tables:
        for kind, key in _keys(table):
            named = _constraint(table, key["name"]) | _table(table)
            yield named | fixed | {"constraint_type": _KINDS[kind], "enforced": "NO"}
        for name, _ in _checks(table):
            named = _constraint(table, name) | _table(table)
            yield named | fixed | {"constraint_type": "CHECK", "enforced": "YES"}


def key_column_usage(tables: Iterable[Table]) -> Iterator[Row]:
    """Every column of a key, with its place in it."""
    for table in tables:
        for kind, key in _keys(table):
            for position, column in enumerate(key["child_columns"], 1):
                yield (
                    _constraint(table, key["name"])
                    | _table(table)
                    | {
                        "column_name": column,
                        "ordinal_position": position,
                        "position_in_unique_constraint": position if kind == _FOREIGN else None,
                    }
                )


def referential_constraints(tables: Iterable[Table], metastore: Metastore) -> Iterator[Row]:
    """Every foreign key, with the primary key that it points to."""
    for table in tables:
        for kind, key in _keys(table):
            if kind != _FOREIGN:
                continue
            catalog, schema, _ = key["parent_table"].split(".")
            yield _constraint(table, key["name"]) | {
                "unique_constraint_catalog": catalog,
                "unique_constraint_schema": schema,
                "unique_constraint_name": _primary_key(metastore, key["parent_table"]),
                "match_option": "FULL",
                "update_rule": "NO ACTION",
                "delete_rule": "NO ACTION",
            }


def check_constraints(tables: Iterable[Table]) -> Iterator[Row]:
    """Every check with its condition."""
    for table in tables:
        for name, condition in _checks(table):
            yield _constraint(table, name) | {"check_clause": condition}


def table_usage(tables: Iterable[Table]) -> Iterator[Row]:
    """Which table each key references: a primary key its own, a foreign key its parent."""
    for table in tables:
        for kind, key in _keys(table):
            yield _used(table, kind, key) | _constraint(table, key["name"])


def column_usage(tables: Iterable[Table]) -> Iterator[Row]:
    """Which columns each key references."""
    for table in tables:
        for kind, key in _keys(table):
            for column in key["child_columns"] if kind == _PRIMARY else key["parent_columns"]:
                yield _used(table, kind, key) | {"column_name": column} | _constraint(table, key["name"])


def _keys(table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    for constraint in table.constraints:
        for kind, key in constraint.items():
            if kind in _KINDS:
                yield kind, key


def _checks(table: Table) -> list[tuple[str, str]]:
    checks = [(key, value) for key, value in sorted(table.properties.items()) if key.startswith(CHECK)]
    return [(key.removeprefix(CHECK), value) for key, value in checks]


def _constraint(table: Table, name: str) -> Row:
    catalog, schema, _ = table.full_name.split(".")
    return {"constraint_catalog": catalog, "constraint_schema": schema, "constraint_name": name}


def _table(table: Table) -> Row:
    return _named(table.full_name)


def _named(full_name: str) -> Row:
    catalog, schema, name = full_name.split(".")
    return {"table_catalog": catalog, "table_schema": schema, "table_name": name}


def _used(table: Table, kind: str, key: dict[str, Any]) -> Row:
    return _table(table) if kind == _PRIMARY else _named(key["parent_table"])


def _primary_key(metastore: Metastore, full_name: str) -> str | None:
    try:
        parent = metastore.get_table(full_name)
    except MetastoreError:
        return None
    return next((key["name"] for kind, key in _keys(parent) if kind == _PRIMARY), None)
