"""Writes a call of a SQL function as the expression that it stands for.

Delta evaluates the conditions of DELETE, UPDATE and MERGE itself and knows no SQL functions, so a row filter or column
mask gets there as its body. A filter whose body cannot, because it reads tables or is in Python, gets into a DELETE or
UPDATE as the list of values that it lets through: a query asks for them first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .lexer import Token, quote, tokens
from .securables import Routine
from .statements.answers import Refusal
from .statements.changes import NOT_COMPARABLE, equal
from .statements.context import Context, quoted

_QUERIES = {"SELECT", "FROM", "EXISTS"}
# More values than this make a condition that Spark takes long to read.
MOST_VALUES = 1000


def inlined(routine: Routine, arguments: Sequence[str], known: Callable[[str], bool]) -> str:
    """The body with the arguments in the place of the parameters.

    Args:
        routine: The function.
        arguments: What it is called with, as SQL; those left out have defaults.
        known: Tells whether a name is a function of the metastore's.

    Raises:
        Refusal: The function is in Python, reads a table or calls another one: Databricks refuses such a policy in a
            MERGE, too.
    """
    info = routine.info
    if info.get("external_language"):
        raise _refused(routine, "is written in Python")
    body = str(info.get("routine_definition", ""))
    values: dict[str, str] = {}
    for at, parameter in enumerate(info.get("input_params", {}).get("parameters", [])):
        value = arguments[at] if at < len(arguments) else parameter.get("parameter_default") or "NULL"
        values[str(parameter["name"]).lower()] = f"CAST({value} AS {parameter['type_text']})"
    return f"CAST(({_written(routine, body, values, known)}) AS {info['full_data_type']})"


def listed(context: Context, table: str, names: Sequence[str]) -> str | None:
    """A condition that holds for the rows that the principal sees of a table, by the columns that its filter reads.

    Args:
        context: Whose session asks for the values; the table's filter is in force there.
        table: The table's full name.
        names: The columns that the filter's function is called with.

    Returns: SQL, or None when values of these columns cannot be listed: there are too many, they are of a type without
        equality, or a mask hides them.
    """
    wanted = {name.lower() for name in names}
    columns = [column for column in context.metastore.get_table(table).columns if column.name.lower() in wanted]
    policies = context.metastore.effective_policies(table, context.principal)
    if policies is not None and wanted & {name.lower() for name in policies.masks}:
        return None
    if any(kind in column.type.lower() for column in columns for kind in (*NOT_COMPARABLE, "<")):
        return None
    found = ", ".join(quote(column.name) for column in columns) or "1"
    rows = context.run(f"SELECT DISTINCT {found} FROM {quoted(table)} LIMIT {MOST_VALUES + 1}").rows
    return None if len(rows) > MOST_VALUES else f"({equal(columns, rows)})"


def _written(routine: Routine, body: str, values: dict[str, str], known: Callable[[str], bool]) -> str:
    found = list(tokens(body))
    pieces: list[str] = []
    at = 0
    for place, token in enumerate(found):
        if token.kind not in ("word", "name"):
            continue
        called = _sign(found, place + 1) == "("
        if token.kind == "word" and token.upper in _QUERIES:
            raise _refused(routine, "has a subquery")
        if called and known(token.value.lower()):
            raise _refused(routine, f"calls {token.value}")
        if called or token.value.lower() not in values:
            continue
        start = token.start
        if _sign(found, place - 1) == "." and place >= 2 and found[place - 2].value.lower() == routine.name:
            start = found[place - 2].start  # function.parameter
        elif _sign(found, place - 1) == ".":
            continue
        pieces += [body[at:start], values[token.value.lower()]]
        at = token.end
    return "".join([*pieces, body[at:]])


def _sign(found: list[Token], place: int) -> str:
    return found[place].text if 0 <= place < len(found) and found[place].kind == "sign" else ""


def _refused(routine: Routine, why: str) -> Refusal:
    text = (
        f"Here a DELETE, UPDATE or MERGE of a table whose row filter or column mask {routine.full_name} {why} "
        "is not supported."
    )
    return Refusal("ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED", "0A000", text)
