"""Unity Catalog: primary and foreign keys of tables, which inform and do not bind, as on Databricks."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import Table
from snippets_tests.workspace.errors import AlreadyExists, InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import tables

KINDS = ("primary_key_constraint", "foreign_key_constraint", "named_table_constraint")


@operation("table_constraints.create")
def create(call: Call, full_name_arg: str, constraint: dict[str, Any]) -> dict[str, Any]:
    """Add a key to a table."""
    found = _managed(call, full_name_arg)
    if len(constraint) != 1:
        raise InvalidParameterValue(f"Exactly one of {', '.join(KINDS)} must be given.")
    kind, body = next(iter(constraint.items()))
    if _named(found, body["name"]):
        raise AlreadyExists(f"Constraint '{body['name']}' already exists on table '{found.full_name}'.")
    if kind == "primary_key_constraint" and any(kind in other for other in found.constraints):
        raise InvalidParameterValue(f"Table '{found.full_name}' already has a primary key.")
    _check_columns(found, body.get("child_columns", []))
    if kind == "foreign_key_constraint":
        _check_columns(tables.find(call, body["parent_table"]), body["parent_columns"])
    found.constraints.append(constraint)
    return constraint


@operation("table_constraints.delete")
def delete(call: Call, full_name: str, constraint_name: str, cascade: bool) -> None:
    """Take a key away; with `cascade` those of other tables that point to it too."""
    found = _managed(call, full_name)
    constraint = _named(found, constraint_name)
    if constraint is None:
        raise ResourceDoesNotExist(f"Constraint '{constraint_name}' does not exist on table '{found.full_name}'.")
    dependents = _pointing_to(call, found) if "primary_key_constraint" in constraint else []
    if dependents and not cascade:
        names = ", ".join(key["foreign_key_constraint"]["name"] for _, key in dependents)
        raise InvalidParameterValue(f"Constraint '{constraint_name}' is referenced by: {names}. Use cascade.")
    for table, key in dependents:
        table.constraints.remove(key)
    found.constraints.remove(constraint)


def _managed(call: Call, full_name: str) -> Table:
    found = tables.find(call, full_name)
    call.tenant.metastore.grants.require_manage(call.principal.name, "TABLE", found.full_name)
    return found


def _named(table: Table, name: str) -> dict[str, Any] | None:
    return next((c for c in table.constraints for body in c.values() if body["name"] == name), None)


def _check_columns(table: Table, columns: list[str]) -> None:
    known = {column.name.lower() for column in table.columns}
    for name in columns:
        if name.lower() not in known:
            raise InvalidParameterValue(f"Column '{name}' does not exist in table '{table.full_name}'.")


def _pointing_to(call: Call, parent: Table) -> list[tuple[Table, dict[str, Any]]]:
    metastore = call.tenant.metastore
    return [
        (table, key)
        for schema in metastore.list_schemas(parent.catalog_name)
        for table in metastore.list_tables(schema.full_name)
        for key in table.constraints
        if key.get("foreign_key_constraint", {}).get("parent_table", "").lower() == parent.full_name
    ]
