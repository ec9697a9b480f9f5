"""CREATE, DROP, DESCRIBE and SHOW of procedures, and CALL, which runs a procedure's body as a script.

From the SQL manual's pages CREATE PROCEDURE and CALL: arguments by position or name, defaults, OUT and INOUT
parameters, which take session variables. A CALL inside of a script is Spark's and not emulated.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.securables import Routine

from .answers import DONE, Answer, Refusal, Rows, Run
from .context import Context
from .cursor import Cursor
from .functions import existing, missing
from .signatures import Parameter, read


def answer(context: Context) -> Answer:
    """Answer one statement about procedures."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE OR REPLACE", "CREATE", "DROP", "DESCRIBE", "DESC", "SHOW", "CALL")
    if verb == "CALL":
        return _call(context)
    if verb == "SHOW":
        return _show(context)
    cursor.expect("PROCEDURE")
    if verb.startswith("CREATE"):
        return _create(context, verb)
    tolerant = verb == "DROP" and cursor.accept("IF", "EXISTS")
    cursor.accept("EXTENDED")
    full_name = context.full_name(cursor.name())
    cursor.expect_end()
    if tolerant and not context.metastore.has("FUNCTION", full_name):
        return DONE
    found = _get(context, full_name)
    if verb == "DROP":
        context.metastore.delete("FUNCTION", full_name, principal=context.principal)
        return DONE
    return _described(found)


def _create(context: Context, verb: str) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    full_name = context.full_name(cursor.name())
    signature = read(cursor)
    context.metastore.require(context.principal, "CREATE_FUNCTION", "SCHEMA", full_name.rsplit(".", 1)[0])
    if context.metastore.has("FUNCTION", full_name):
        if tolerant:
            return DONE
        if "REPLACE" not in verb:
            raise existing(full_name)
        context.metastore.require_manage(context.principal, "FUNCTION", full_name)
    info = {
        "name": full_name.rsplit(".", 1)[-1],
        "routine_body": "SQL",
        "routine_definition": signature.body,
        "is_deterministic": "DETERMINISTIC" in signature.flags,
        "sql_data_access": "READS_SQL_DATA" if "READS SQL DATA" in signature.flags else "MODIFIES_SQL_DATA",
        "security_type": "DEFINER" if "SQL SECURITY DEFINER" in signature.flags else "INVOKER",
        "input_params": {
            "parameters": [p.info(at) | {"parameter_mode": p.mode} for at, p in enumerate(signature.parameters)]
        },
        "signature": [asdict(parameter) for parameter in signature.parameters],
    }
    context.metastore.note_routine(
        full_name, info, principal=context.principal, comment=signature.comment, routine_type="PROCEDURE"
    )
    return DONE


def _call(context: Context) -> Answer:
    cursor = context.cursor
    full_name = context.full_name(cursor.name())
    found = _get(context, full_name)
    context.metastore.require(context.principal, "EXECUTE", "FUNCTION", full_name)
    parameters = [Parameter(**fields) for fields in found.info["signature"]]
    given = _arguments(cursor, full_name, parameters)
    lines, after = [], []
    for parameter in parameters:
        value = given.get(parameter.name.lower(), parameter.default)
        if value is None and parameter.mode == "IN":
            raise _wrong_number(full_name, parameters, len(given))
        start = "" if parameter.mode == "OUT" else f" DEFAULT CAST(({value}) AS {parameter.type})"
        lines.append(f"DECLARE {quote(parameter.name)} {parameter.type}{start};")
        if parameter.mode != "IN":
            after.append(f"SET `session`.{value} = {quote(parameter.name)};")
    body = found.info["routine_definition"].strip().rstrip(";")
    return Run("\n".join(["BEGIN", *lines, f"{body};", *after, "END"]))


def _arguments(cursor: Cursor, full_name: str, parameters: list[Parameter]) -> dict[str, str]:
    """Read `(1, name => 2)`: what each parameter is given, as written."""
    cursor.expect("(")
    found: dict[str, str] = {}
    position = 0
    while not cursor.accept(")"):
        if position:
            cursor.expect(",")
        position += 1
        named = cursor.peek_words(3)[1:] == ["=", ">"]
        if named:
            name = cursor.identifier().lower()
            cursor.expect("=", ">")
        else:
            name = parameters[position - 1].name.lower() if position <= len(parameters) else ""
        if name in found or name not in [parameter.name.lower() for parameter in parameters]:
            raise _wrong_number(full_name, parameters, position)
        found[name] = _value(cursor)
    cursor.expect_end()
    return found


def _value(cursor: Cursor) -> str:
    start, depth = cursor.token, 0
    while cursor.token is not None and not (depth == 0 and cursor.token.upper in (",", ")")):
        sign = cursor.next().upper
        depth += (sign in ("(", "[")) - (sign in (")", "]"))
    if start is None or start is cursor.token:
        raise cursor.error()
    return cursor.text[start.start : cursor.last_end]


def _get(context: Context, full_name: str) -> Routine:
    if context.metastore.has("FUNCTION", full_name):
        found = context.metastore.get("FUNCTION", full_name)
        if isinstance(found, Routine) and found.routine_type == "PROCEDURE":
            return found
    raise missing(full_name)


def _show(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect("PROCEDURES")
    parts = cursor.name() if cursor.accept_any("FROM", "IN") else [context.schema]
    cursor.expect_end()
    schema = context.schema_name(parts)
    found = context.metastore.list_routines(schema, context.principal)
    names = [routine.name for routine in found if routine.routine_type == "PROCEDURE"]
    catalog, name = schema.split(".")
    return Rows(
        [("catalog", "STRING"), ("namespace", "ARRAY<STRING>"), ("name", "STRING")],
        [[catalog, [name], procedure] for procedure in names],
    )


def _described(found: Routine) -> Answer:
    parameters: list[dict[str, Any]] = found.info["signature"]
    shown = ", ".join(f"{p['mode']} {p['name']} {p['type'].upper()}" for p in parameters)
    rows = [f"Procedure:   {found.full_name}", f"Parameters:  ({shown})"]
    rows += [f"Comment:     {found.comment}"] if found.comment else []
    return Rows([("procedure_desc", "STRING")], [[row] for row in rows])


def _wrong_number(full_name: str, parameters: list[Parameter], given: int) -> Refusal:
    text = f"The `{full_name}` requires {len(parameters)} parameters but the actual number is {given}."
    return Refusal("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", text)
