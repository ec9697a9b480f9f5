"""Unity Catalog: tables and views as Spark knows them. Manifests of capabilities are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import Column, Securable, Table, TableFacts
from snippets_tests.workspace import column_types, unity
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue, NotImplementedYet
from snippets_tests.workspace.registry import Call, operation


@operation("tables.create")
def create(
    call: Call,
    name: str,
    catalog_name: str,
    schema_name: str,
    table_type: str,
    data_source_format: str,
    storage_location: str,
    columns: list[dict[str, Any]] | None = None,
    properties: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Register an external Delta table, the only kind that this API makes; SQL makes all others."""
    if (table_type, data_source_format) != ("EXTERNAL", "DELTA"):
        raise InvalidParameterValue(
            "Only external Delta tables can be created through this API: table_type must be EXTERNAL and "
            "data_source_format DELTA."
        )
    full_name = f"{catalog_name}.{schema_name}.{name}"
    schema = call.tenant.metastore.get_schema(f"{catalog_name}.{schema_name}")
    call.tenant.metastore.require(call.principal.name, "CREATE_TABLE", "SCHEMA", schema.full_name)
    facts = TableFacts(
        full_name=full_name,
        table_type=table_type,
        data_source_format=data_source_format,
        columns=tuple(map(_column, columns or ())),
        storage_location=storage_location,
        properties=properties or {},
        owner=call.principal.name,
    )
    if call.tenant.has_engine:
        _in_spark(call, facts)
    made = call.tenant.metastore.create_table(facts, principal=call.principal.name)
    return _shown(call, made)


@operation("tables.get")
def get(
    call: Call,
    full_name: str,
    include_browse: bool = False,
    include_delta_metadata: bool = False,
    include_manifest_capabilities: bool = False,
) -> dict[str, Any]:
    """One table or view."""
    _refuse_manifest(include_manifest_capabilities)
    found = find(call, full_name)
    shown = _shown(call, found, unity.require_sight(call, found, "SELECT", include_browse))
    if include_delta_metadata and found.data_source_format == "DELTA":
        shown["delta_runtime_properties_kvpairs"] = {"delta_runtime_properties": found.properties}
    return shown | ({"table_constraints": found.constraints} if found.constraints else {})


@operation("tables.exists")
def exists(call: Call, full_name: str) -> dict[str, Any]:
    """Whether there is such a table; a missing catalog or schema is an error."""
    try:
        found = find(call, full_name)
    except MetastoreError as error:
        if error.error_code != "TABLE_DOES_NOT_EXIST":
            raise
        return {"table_exists": False}
    unity.require_sight(call, found, "SELECT", include_browse=True)
    return {"table_exists": True}


@operation("tables.list")
def list_(
    call: Call,
    catalog_name: str,
    schema_name: str,
    include_browse: bool = False,
    include_manifest_capabilities: bool = False,
    max_results: int | None = None,
    omit_columns: bool = False,
    omit_properties: bool = False,
    omit_username: bool = False,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The tables and views of a schema that the caller may select from."""
    _refuse_manifest(include_manifest_capabilities)
    schema = call.tenant.metastore.get_schema(f"{catalog_name}.{schema_name}")
    unity.require_sight(call, schema, "USE_SCHEMA", include_browse)
    omitted = ["columns"] * omit_columns + ["properties"] * omit_properties
    omitted += ["owner", "created_by", "updated_by"] * omit_username
    shown = []
    for found in _of(call, schema.full_name):
        if unity.sees(call, found, "SELECT"):
            shown.append(_shown(call, found))
        elif unity.browses(call, found, include_browse):
            shown.append(_shown(call, found, browse_only=True))
    shown = [{name: value for name, value in table.items() if name not in omitted} for table in shown]
    return unity.pages("tables", shown, max_results, page_token)


@operation("tables.list_summaries")
def list_summaries(
    call: Call,
    catalog_name: str,
    include_manifest_capabilities: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
    schema_name_pattern: str | None = None,
    table_name_pattern: str | None = None,
) -> dict[str, Any]:
    """Names and types of the tables of a catalog, chosen by LIKE patterns."""
    _refuse_manifest(include_manifest_capabilities)
    in_schema, in_table = _like(schema_name_pattern), _like(table_name_pattern)
    shown = [
        {"full_name": found.full_name, "table_type": found.table_type}
        for schema in call.tenant.metastore.list_schemas(catalog_name)
        if in_schema.fullmatch(schema.name) and unity.sees(call, schema, "USE_SCHEMA")
        for found in _of(call, schema.full_name)
        if in_table.fullmatch(found.name) and unity.sees(call, found, "SELECT")
    ]
    return unity.pages("tables", shown, max_results or 0, page_token)


@operation("tables.update")
def update(call: Call, full_name: str, owner: str | None = None) -> None:
    """Give a table to another owner."""
    find(call, full_name)
    unity.update(call, "TABLE", full_name, {"owner": owner})


@operation("tables.delete")
def delete(call: Call, full_name: str) -> None:
    """Drop a table or view."""
    find(call, full_name)
    call.tenant.metastore.delete("TABLE", full_name, principal=call.principal.name)


def find(call: Call, full_name: str) -> Table:
    """A table or view, or the refusal that says which part of its name does not exist."""
    unity.see_tables(call, [full_name.partition(".")[0].lower()])
    return call.tenant.metastore.get_table(full_name)


def _of(call: Call, schema: str) -> list[Table]:
    unity.see_tables(call, [schema.partition(".")[0]])
    return call.tenant.metastore.list_tables(schema)


def _shown(call: Call, found: Securable, browse_only: bool = False) -> dict[str, Any]:
    assert isinstance(found, Table)
    shown = unity.described(call, found, browse_only) | {
        "catalog_name": found.catalog_name,
        "schema_name": found.schema_name,
        "table_id": found.id,
        "table_type": found.table_type,
    }
    if browse_only:
        return shown
    managed = f"{unity.storage_root(call.tenant)}/tables/{found.id}"
    locations = {"MANAGED": managed, "EXTERNAL": found.storage_location}
    details = {
        "data_source_format": found.data_source_format,
        "columns": columns_shown(found.columns, found.masks),
        "storage_location": locations.get(found.table_type),
        "view_definition": found.view_definition,
        "row_filter": _policy(found.row_filter, "input_column_names") if found.row_filter else None,
    }
    return shown | unity.filled(details)


def _policy(call: Sequence[str], names: str) -> dict[str, Any]:
    """A row filter or mask: its function and what it is called with."""
    function, *arguments = (part.replace("`", "") for part in call)
    return {"function_name": function, names: arguments}


def columns_shown(columns: Sequence[Column], masks: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, Any]]:
    """Columns as the API describes them, Spark's JSON form included."""
    shown = []
    for position, column in enumerate(columns):
        kind = column_types.parse(column.type)
        field = column_types.field_json(column.name, kind, column.nullable, column.comment)
        described = {
            "name": column.name,
            "type_text": kind.catalog_text,
            "type_json": json.dumps(field, separators=(",", ":")),
            "type_name": kind.name,
            "type_precision": kind.precision or 0,
            "type_scale": kind.scale or 0,
            "position": position,
            "nullable": column.nullable,
            "comment": column.comment,
            "partition_index": column.partition_index,
        }
        mask = (masks or {}).get(column.name.lower())
        if mask:
            # The masked column itself is the first argument.
            described["mask"] = _policy([mask[0], *mask[2:]], "using_column_names")
        shown.append(unity.filled(described))
    return shown


def _column(given: dict[str, Any]) -> Column:
    text = given.get("type_text") or given.get("type_name")
    try:
        kind = column_types.parse(text or "")
    except ValueError:
        message = f"Column {given.get('name')} needs a type_text that is a SQL type, for example bigint, not {text!r}."
        raise InvalidParameterValue(message) from None
    if not given.get("name"):
        raise InvalidParameterValue("Every column needs a name.")
    nullable = given.get("nullable", True)
    return Column(given["name"], kind.catalog_text, nullable, given.get("comment"), given.get("partition_index"))


def _in_spark(call: Call, facts: TableFacts) -> None:
    """Make the table where the lakehouse finds it too."""
    columns = ", ".join(
        f"{_quoted(column.name)} {column.type}{'' if column.nullable else ' NOT NULL'}" for column in facts.columns
    )
    parts = [f"CREATE TABLE {'.'.join(map(_quoted, facts.full_name.split('.')))}"]
    parts += [f"({columns})"] if columns else []
    parts += [f"USING DELTA LOCATION {_text(facts.storage_location or '')}"]
    if facts.properties:
        parts += [f"TBLPROPERTIES ({', '.join(f'{_text(k)} = {_text(v)}' for k, v in facts.properties.items())})"]
    engine = call.tenant.engine("tables.create")
    try:
        with call.tenant.guard.released():
            engine.sql(" ".join(parts), principal=call.principal.name)
    except SqlFailure as failure:
        raise BadRequest(failure.message) from failure


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _like(pattern: str | None) -> re.Pattern[str]:
    if not pattern:
        return re.compile(".*")
    words = {"%": ".*", "_": "."}
    return re.compile("".join(words.get(letter, re.escape(letter)) for letter in pattern), re.IGNORECASE)


def _refuse_manifest(wanted: bool) -> None:
    if wanted:
        raise NotImplementedYet("include_manifest_capabilities: the capabilities of tables are not emulated.")
