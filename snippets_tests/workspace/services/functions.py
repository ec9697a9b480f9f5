"""Unity Catalog: functions. With an engine, one that is made here is made in SQL too, and can be called there."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import Routine, Securable, checked_name, existing
from snippets_tests.workspace import unity
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import BadRequest
from snippets_tests.workspace.registry import Call, operation


@operation("functions.create")
def create(call: Call, function_info: dict[str, Any]) -> dict[str, Any]:
    """Make a function; the caller owns it."""
    metastore, who = call.tenant.metastore, call.principal.name
    schema = metastore.get_schema(f"{function_info['catalog_name']}.{function_info['schema_name']}")
    name = checked_name("FUNCTION", function_info["name"])
    metastore.require(who, "CREATE_FUNCTION", "SCHEMA", schema.full_name)
    full_name = f"{schema.full_name}.{name}"
    if _known(call, full_name):
        raise existing("FUNCTION", name)
    if call.tenant.has_engine:
        _in_sql(call, full_name, function_info)
    info = function_info | {"name": name}
    made = metastore.note_routine(full_name, info, principal=who, comment=function_info.get("comment"))
    return _shown(call, made)


@operation("functions.get")
def get(call: Call, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One function."""
    found = call.tenant.metastore.get("FUNCTION", name)
    return _shown(call, found, unity.require_sight(call, found, "EXECUTE", include_browse))


@operation("functions.list")
def list_(
    call: Call,
    catalog_name: str,
    schema_name: str,
    include_browse: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The functions of a schema that the caller may execute."""
    schema = call.tenant.metastore.get_schema(f"{catalog_name}.{schema_name}")
    unity.require_sight(call, schema, "USE_SCHEMA", include_browse)
    shown = []
    for found in call.tenant.metastore.list_routines(schema.full_name):
        if found.routine_type != "FUNCTION":
            continue
        if unity.sees(call, found, "EXECUTE"):
            shown.append(_shown(call, found))
        elif unity.browses(call, found, include_browse):
            shown.append(_shown(call, found, browse_only=True))
    return unity.pages("functions", shown, max_results, page_token)


@operation("functions.update")
def update(call: Call, name: str, owner: str | None = None) -> dict[str, Any]:
    """Give a function to another owner."""
    return _shown(call, unity.update(call, "FUNCTION", name, {"owner": owner}))


@operation("functions.delete")
def delete(call: Call, name: str, force: bool = False) -> None:
    """Drop a function; nothing here keeps others from being dropped, so `force` changes nothing."""
    call.tenant.metastore.require_manage(call.principal.name, "FUNCTION", name)
    if call.tenant.has_engine:
        _run(call, f"DROP FUNCTION IF EXISTS {name}")
    if _known(call, name) is not None:
        call.tenant.metastore.delete("FUNCTION", name, principal=call.principal.name)


def _known(call: Call, full_name: str) -> Securable | None:
    try:
        return call.tenant.metastore.get("FUNCTION", full_name)
    except MetastoreError:
        return None


def _shown(call: Call, found: Securable, browse_only: bool = False) -> dict[str, Any]:
    shown = unity.described(call, found, browse_only) | {
        "catalog_name": found.catalog_name,
        "schema_name": found.schema_name,
        "function_id": found.id,
    }
    shown.pop("properties", None)
    assert isinstance(found, Routine)
    return shown if browse_only else found.info | shown


def _in_sql(call: Call, full_name: str, info: dict[str, Any]) -> None:
    parameters = ", ".join(
        f"{p['name']} {p['type_text']}" + (f" DEFAULT {p['parameter_default']}" if "parameter_default" in p else "")
        for p in info["input_params"].get("parameters", [])
    )
    statement = f"CREATE FUNCTION {full_name}({parameters}) RETURNS {info['full_data_type']}"
    if info["routine_body"] == "EXTERNAL":
        statement += f" LANGUAGE {info.get('external_language', 'PYTHON')} AS $$\n{info['routine_definition']}\n$$"
    else:
        statement += f" RETURN {info['routine_definition']}"
    _run(call, statement)


def _run(call: Call, statement: str) -> None:
    engine = call.tenant.engine("functions")
    try:
        with call.tenant.guard.released():
            engine.sql(statement, principal=call.principal.name)
    except SqlFailure as failure:
        raise BadRequest(failure.message) from failure
