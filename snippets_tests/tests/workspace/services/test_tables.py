"""Tables and functions of a workspace without an engine: what was registered through REST."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, NotImplemented, PermissionDenied
from databricks.sdk.service.catalog import (
    ColumnInfo,
    ColumnTypeName,
    CreateFunction,
    CreateFunctionParameterStyle,
    CreateFunctionRoutineBody,
    CreateFunctionSecurityType,
    CreateFunctionSqlDataAccess,
    DataSourceFormat,
    FunctionParameterInfo,
    FunctionParameterInfos,
    PrimaryKeyConstraint,
    Privilege,
    SecurableType,
    TableConstraint,
    TableInfo,
    TableType,
)

from snippets_tests.tests.workspace.services.unity import grant


def register(w: WorkspaceClient, name: str = "trips", **more: object) -> TableInfo:
    columns = [
        ColumnInfo(name="id", type_text="BIGINT", nullable=False),
        ColumnInfo(name="fare", type_text="decimal(10,2)", comment="in dollars"),
        ColumnInfo(name="stops", type_text="ARRAY<STRUCT<place: STRING, minutes: INT>>"),
    ]
    given = {"table_type": TableType.EXTERNAL, "data_source_format": DataSourceFormat.DELTA, **more}
    return w.tables.create(
        name=name, catalog_name="main", schema_name="default", columns=columns, storage_location="s3://b/trips", **given
    )


def test_a_registered_table_describes_its_columns(w: WorkspaceClient) -> None:
    register(w)
    found = w.tables.get("main.default.trips")
    assert (found.full_name, found.table_type, found.owner) == (
        "main.default.trips",
        TableType.EXTERNAL,
        "ada@example.com",
    )
    key, fare, stops = found.columns or []
    assert (key.type_name, key.type_text, key.nullable, key.position) == (ColumnTypeName.LONG, "bigint", False, 0)
    assert (fare.type_name, fare.type_precision, fare.type_scale) == (ColumnTypeName.DECIMAL, 10, 2)
    assert json.loads(fare.type_json or "") == {
        "name": "fare",
        "type": "decimal(10,2)",
        "nullable": True,
        "metadata": {"comment": "in dollars"},
    }
    assert stops.type_text == "array<struct<place:string,minutes:int>>"
    assert json.loads(stops.type_json or "")["type"]["elementType"]["fields"][1]["type"] == "integer"


def test_only_external_delta_tables_are_registered(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Only external Delta tables"):
        register(w, table_type=TableType.MANAGED)


def test_a_taken_name_is_refused(w: WorkspaceClient) -> None:
    register(w)
    with pytest.raises(BadRequest, match=r"Table 'main\.default\.trips' already exists"):
        register(w)


def test_exists_tells_a_missing_table_from_a_missing_schema(w: WorkspaceClient) -> None:
    register(w)
    assert w.tables.exists("main.default.trips").table_exists is True
    assert w.tables.exists("main.default.nothing").table_exists is False
    with pytest.raises(NotFound, match=r"Schema 'main\.nothing' does not exist"):
        w.tables.exists("main.nothing.trips")


def test_lists_and_summaries_choose_what_is_asked_for(w: WorkspaceClient) -> None:
    for name in ("trips", "trucks", "drivers"):
        register(w, name)
    listed = list(w.tables.list("main", "default", omit_columns=True, max_results=2))
    assert [(table.name, table.columns) for table in listed] == [("drivers", []), ("trips", []), ("trucks", [])]
    chosen = w.tables.list_summaries("main", schema_name_pattern="def%", table_name_pattern="tr%")
    assert [summary.full_name for summary in chosen] == ["main.default.trips", "main.default.trucks"]


def test_a_table_is_seen_by_who_may_select_from_it(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    register(w)
    grant(w, SecurableType.SCHEMA, "main.default", "bob@example.com", Privilege.USE_SCHEMA)
    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.USE_CATALOG)
    assert list(bob.tables.list("main", "default")) == []
    with pytest.raises(PermissionDenied, match=r"User does not have SELECT on Table 'main\.default\.trips'\."):
        bob.tables.get("main.default.trips")

    grant(w, SecurableType.TABLE, "main.default.trips", "bob@example.com", Privilege.SELECT)

    assert bob.tables.get("main.default.trips").name == "trips"
    with pytest.raises(PermissionDenied, match="MANAGE"):
        bob.tables.delete("main.default.trips")


def test_a_deleted_table_is_gone(w: WorkspaceClient) -> None:
    register(w)
    w.tables.delete("main.default.trips")
    with pytest.raises(NotFound, match=r"Table 'main\.default\.trips' does not exist\."):
        w.tables.get("main.default.trips")


def test_the_sample_tables_need_an_engine(w: WorkspaceClient) -> None:
    with pytest.raises(NotImplemented, match="samples needs a SQL engine"):
        list(w.tables.list("samples", "nyctaxi"))


def test_a_table_has_one_primary_key_over_columns_that_it_has(w: WorkspaceClient) -> None:
    register(w)
    key = TableConstraint(primary_key_constraint=PrimaryKeyConstraint(name="pk", child_columns=["id"]))
    w.table_constraints.create("main.default.trips", key)
    assert w.tables.get("main.default.trips").table_constraints == [key]

    wrong = TableConstraint(primary_key_constraint=PrimaryKeyConstraint(name="pk2", child_columns=["id"]))
    with pytest.raises(InvalidParameterValue, match="already has a primary key"):
        w.table_constraints.create("main.default.trips", wrong)
    w.table_constraints.delete("main.default.trips", "pk", cascade=False)
    wrong = TableConstraint(primary_key_constraint=PrimaryKeyConstraint(name="pk", child_columns=["nothing"]))
    with pytest.raises(InvalidParameterValue, match="Column 'nothing' does not exist"):
        w.table_constraints.create("main.default.trips", wrong)


def plus_one() -> CreateFunction:
    return CreateFunction(
        name="plus_one",
        catalog_name="main",
        schema_name="default",
        input_params=FunctionParameterInfos(
            [FunctionParameterInfo(name="x", type_text="int", type_name=ColumnTypeName.INT, position=0)]
        ),
        data_type=ColumnTypeName.INT,
        full_data_type="INT",
        routine_body=CreateFunctionRoutineBody.SQL,
        routine_definition="x + 1",
        parameter_style=CreateFunctionParameterStyle.S,
        is_deterministic=True,
        sql_data_access=CreateFunctionSqlDataAccess.CONTAINS_SQL,
        is_null_call=False,
        security_type=CreateFunctionSecurityType.DEFINER,
        specific_name="plus_one",
    )


def test_a_function_is_made_listed_and_dropped(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    made = w.functions.create(plus_one())
    assert (made.full_name, made.routine_definition) == ("main.default.plus_one", "x + 1")
    with pytest.raises(BadRequest, match="Function 'plus_one' already exists"):
        w.functions.create(plus_one())

    grant(w, SecurableType.CATALOG, "main", "bob@example.com", Privilege.USE_CATALOG, Privilege.USE_SCHEMA)
    assert list(bob.functions.list("main", "default")) == []
    grant(w, SecurableType.FUNCTION, "main.default.plus_one", "bob@example.com", Privilege.EXECUTE)
    assert [function.name for function in bob.functions.list("main", "default")] == ["plus_one"]

    w.functions.delete("main.default.plus_one")
    with pytest.raises(NotFound, match=r"Function 'main\.default\.plus_one' does not exist\."):
        w.functions.get("main.default.plus_one")
