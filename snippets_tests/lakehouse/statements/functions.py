"""CREATE, DROP and DESCRIBE of persisted functions, in SQL and in Python."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.lexer import quote

from .answers import DONE, PASS, Answer, Refusal, Rows
from .context import Context
from .signatures import Signature, read, type_name


def answer(context: Context) -> Answer:
    """Answer one statement about functions; temporary ones are Spark's."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE OR REPLACE", "CREATE", "DROP", "DESCRIBE", "DESC")
    if not cursor.accept("FUNCTION"):
        return PASS
    if verb.startswith("CREATE"):
        return _create(context, verb)
    tolerant = verb == "DROP" and cursor.accept("IF", "EXISTS")
    extended = verb != "DROP" and cursor.accept("EXTENDED")
    full_name = context.full_name(cursor.name())
    if not context.functions.has(full_name):
        return _unknown(full_name, tolerant) if verb == "DROP" else PASS
    info = _info(context, full_name)
    python = info.get("external_language") == "PYTHON"
    if verb == "DROP":
        context.metastore.require_manage(context.principal, "FUNCTION", full_name)
        if not python:
            context.run(f"DROP FUNCTION {_inner(context, full_name)}", as_is=True)
        context.functions.remove(full_name)
        context.metastore.delete("FUNCTION", full_name)
        return DONE
    if python:
        return _described(context, full_name, info, extended)
    said = context.run(f"DESCRIBE FUNCTION {'EXTENDED ' if extended else ''}{_inner(context, full_name)}", as_is=True)
    rows = [[context.readable(value) for value in row] for row in said.rows]
    return Rows([(column.name, column.type) for column in said.columns], rows)


def _create(context: Context, verb: str) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    full_name = context.full_name(cursor.name())
    token = cursor.token
    rest = context.text[token.start :] if token else ""
    signature = read(cursor)
    schema = full_name.rsplit(".", 1)[0]
    context.metastore.require(context.principal, "CREATE_FUNCTION", "SCHEMA", schema)
    there = context.metastore.has("FUNCTION", full_name)
    if there and tolerant:
        return DONE
    if there and "REPLACE" in verb:
        context.metastore.require_manage(context.principal, "FUNCTION", full_name)
    elif there:
        raise existing(full_name)
    if there:
        # What replaces it may be in the other language, which is kept elsewhere.
        context.run(f"DROP FUNCTION IF EXISTS {_inner(context, full_name)}", as_is=True)
        context.functions.remove(full_name)
    if signature.language == "PYTHON":
        _in_python(context, full_name, signature)
    else:
        context.run(f"{verb} FUNCTION {_inner(context, full_name)} {rest}", as_is=True)
        context.functions.add(full_name)
        if signature.returns is None and signature.columns is None:
            signature.returns = _inferred(context, full_name)
    context.metastore.note_routine(
        full_name, _facts(full_name, signature), principal=context.principal, comment=signature.comment
    )
    return DONE


def _in_python(context: Context, full_name: str, signature: Signature) -> None:
    from snippets_tests.lakehouse.python_functions import Body, spark_function

    lacking = {
        "A table function in Python": signature.columns is not None,
        f"PARAMETER STYLE {signature.style}": signature.style is not None,
        "ENVIRONMENT": signature.environment is not None,
    }
    for what, wanted in lacking.items():
        if wanted:
            raise Refusal("UNSUPPORTED_FEATURE", "0A000", f"{what} is not emulated; function {full_name}.")
    if signature.returns is None:
        raise context.cursor.error()
    names = tuple(parameter.name for parameter in signature.parameters)
    body = Body(signature.body, names, signature.handler)
    made = spark_function(full_name, body, signature.returns, "NOT DETERMINISTIC" not in signature.flags)
    parameters = ", ".join(f"{quote(parameter.name)} {parameter.type}" for parameter in signature.parameters)
    defaults = "\n".join((parameter.default or "").replace("\n", " ") for parameter in signature.parameters)
    context.functions.add_python(full_name, made, parameters, defaults)


def _facts(full_name: str, signature: Signature) -> dict[str, Any]:
    """What the REST API tells of a function."""
    python = signature.language == "PYTHON"
    name = full_name.rsplit(".", 1)[-1]
    facts: dict[str, Any] = {
        "name": name,
        "specific_name": name,
        "data_type": "TABLE_TYPE" if signature.columns is not None else type_name(signature.returns or "void"),
        "full_data_type": "TABLE_TYPE" if signature.columns is not None else signature.returns or "void",
        "routine_body": "EXTERNAL" if python else "SQL",
        "routine_definition": signature.body,
        "parameter_style": "S",
        "is_deterministic": "NOT DETERMINISTIC" not in signature.flags,
        "sql_data_access": "NO_SQL"
        if python
        else "READS_SQL_DATA"
        if "FROM" in signature.body.upper()
        else "CONTAINS_SQL",
        "is_null_call": False,
        "security_type": "DEFINER",
    }
    facts["input_params"] = {"parameters": [p.info(at) for at, p in enumerate(signature.parameters)]}
    if signature.columns is not None:
        facts["return_params"] = {"parameters": [p.info(at) for at, p in enumerate(signature.columns)]}
    if python:
        facts["external_language"] = "PYTHON"
    return facts


def _described(context: Context, full_name: str, info: dict[str, Any], extended: bool) -> Answer:
    found = context.metastore.get("FUNCTION", full_name)
    inputs = [f"{p['name']} {p['type_text'].upper()}" for p in info["input_params"]["parameters"]] or ["()"]
    lines = [f"Function: {full_name}", "Type:     SCALAR", f"Input:    {inputs[0]}"]
    lines += [f"          {line}" for line in inputs[1:]] + [f"Returns:  {info['full_data_type'].upper()}"]
    if extended:
        lines += [f"Comment:  {found.comment}"] if found.comment else []
        lines += [f"Owner:    {found.owner}", "Language: PYTHON", f"Body:     {info['routine_definition']}"]
    return Rows([("function_desc", "STRING")], [[line] for line in lines])


def _inferred(context: Context, full_name: str) -> str:
    """The type that Spark found for a function that does not say what it returns."""
    said = context.run(f"DESCRIBE FUNCTION {_inner(context, full_name)}", as_is=True)
    lines = [str(row[0]) for row in said.rows]
    return next(
        (line.removeprefix("Returns:").strip().lower() for line in lines if line.startswith("Returns:")), "void"
    )


def _info(context: Context, full_name: str) -> dict[str, Any]:
    info: dict[str, Any] = getattr(context.metastore.get("FUNCTION", full_name), "info", {})
    return info


def _inner(context: Context, full_name: str) -> str:
    catalog, schema, name = full_name.split(".")
    return f"spark_catalog.{quote(context.functions.database(catalog, schema))}.{quote(name)}"


def existing(full_name: str) -> Refusal:
    """Say that there is such a routine, as Spark does."""
    parts = ".".join(map(quote, full_name.split(".")))
    text = (
        f"Cannot create the routine {parts} because a routine of that name already exists.\n"
        "Choose a different name, drop or replace the existing routine, or add the IF NOT EXISTS clause to tolerate a "
        "pre-existing routine."
    )
    return Refusal("ROUTINE_ALREADY_EXISTS", "42723", text)


def _unknown(full_name: str, tolerant: bool) -> Answer:
    if tolerant:
        return DONE
    raise missing(full_name)


def missing(full_name: str) -> Refusal:
    """Say that there is no such routine."""
    parts = ".".join(map(quote, full_name.split(".")))
    text = f"The routine {parts} cannot be found. Verify the spelling and correctness of the schema and catalog."
    return Refusal("ROUTINE_NOT_FOUND", "42883", text)
