"""Row filters and column masks: set, dropped and written inside of CREATE TABLE.

Source: "ROW FILTER clause" and "Column mask clause" in Databricks' SQL language reference. What they do to a query is
Guard.java's.
"""

from __future__ import annotations

from dataclasses import dataclass

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.securables import Table

from .answers import DONE, Answer, Refusal
from .context import Context, quoted
from .cursor import Cursor


@dataclass(frozen=True)
class Policy:
    """A function as named, and what it is called with: columns in backticks, constants as they are."""

    function: tuple[str, ...]
    arguments: tuple[str, ...]


def follows(cursor: Cursor) -> bool:
    """Tell whether a clause about filters or masks comes next in an ALTER TABLE."""
    words = cursor.peek_words(6)
    if words[:3] in (["SET", "ROW", "FILTER"], ["DROP", "ROW", "FILTER"]):
        return True
    if words[:1] != ["ALTER"]:
        return False
    rest = words[3:] if words[1:2] == ["COLUMN"] else words[2:]
    return rest[:2] in (["SET", "MASK"], ["DROP", "MASK"])


def alter(context: Context, full_name: str) -> Answer:
    """Carry out SET ROW FILTER, DROP ROW FILTER, ALTER COLUMN … SET MASK or … DROP MASK."""
    cursor = context.cursor
    table = context.metastore.get_table(full_name)
    context.metastore.require_manage(context.principal, "TABLE", table.full_name)
    if cursor.accept("SET", "ROW", "FILTER"):
        policy = read_filter(cursor)
        cursor.expect_end()
        set_filter(context, table, policy)
    elif cursor.accept("DROP", "ROW", "FILTER"):
        cursor.expect_end()
        context.policies.set_filter(table.full_name, ())
    else:
        cursor.expect("ALTER")
        cursor.accept("COLUMN")
        column = cursor.identifier()
        if cursor.accept("DROP", "MASK"):
            cursor.expect_end()
            context.policies.set_mask(table.full_name, _known(table, column), ())
        else:
            cursor.expect("SET", "MASK")
            policy = read_mask(cursor)
            cursor.expect_end()
            set_mask(context, table, column, policy)
    return DONE


def read_filter(cursor: Cursor) -> Policy:
    """Read `function ON (column, …)`."""
    function = tuple(cursor.name())
    cursor.expect("ON")
    return Policy(function, _arguments(cursor))


def read_mask(cursor: Cursor) -> Policy:
    """Read `function [USING COLUMNS (column, …)]`."""
    function = tuple(cursor.name())
    return Policy(function, _arguments(cursor) if cursor.accept("USING", "COLUMNS") else ())


def set_filter(context: Context, table: Table, policy: Policy) -> None:
    """Give a table its row filter, in place of another."""
    _supported(table, *_FILTERS)
    function = _function(context, policy, f"a row filter to the table {table.full_name}", "ROW_FILTER")
    arguments = _columns(table, policy.arguments, "ASSIGNED_ROW_FILTER_DUPLICATE_COLUMN_NAME")
    kind = _type(context, table, function, arguments, "ROW_FILTER")
    if kind != "boolean":
        text = (
            "Unable to access referenced table because a previously assigned row level security policy is currently "
            f"incompatible with the table schema: For target table {table.full_name}, the row level security policy "
            f"named {function} is implemented by a SQL UDF with a non-boolean return type of {kind.upper()}."
        )
        raise Refusal(
            "QUERIED_TABLE_INCOMPATIBLE_WITH_ROW_LEVEL_SECURITY_POLICY.NON_BOOLEAN_RETURN_TYPE", "428HD", text
        )
    context.policies.set_filter(table.full_name, (function, *arguments))


def set_mask(context: Context, table: Table, column: str, policy: Policy) -> None:
    """Give a column its mask, in place of another."""
    _supported(table, *_MASKS)
    name = _known(table, column)
    function = _function(context, policy, f"a mask to the column {name}", "COLUMN_MASK")
    if quote(column).lower() in [argument.lower() for argument in policy.arguments]:
        text = f"The column {name} had the same name as the target column; remove it from the USING COLUMNS list."
        raise _refused("ASSIGNED_COLUMN_MASK_USING_COLUMN_NAME_SAME_AS_TARGET_COLUMN", text)
    others = _columns(table, policy.arguments, "ASSIGNED_COLUMN_MASK_DUPLICATE_USING_COLUMN_NAME")
    arguments = (quote(name), *others)
    _type(context, table, function, arguments, "COLUMN_MASK")
    context.policies.set_mask(table.full_name, name, (function, *arguments))


def refuse_check(table: Table) -> None:
    """Refuse a CHECK constraint for a table with policies, as they are refused for one with a CHECK."""
    for found, condition, what in (
        (table.row_filter, "ROW_LEVEL_SECURITY_CHECK_CONSTRAINT_UNSUPPORTED", "row level security"),
        (table.masks, "COLUMN_MASKS_CHECK_CONSTRAINT_UNSUPPORTED", "column mask"),
    ):
        if found:
            text = f"Creating CHECK constraint on table {table.full_name} with {what} policies is not supported."
            raise Refusal(condition, "0A000", text)


# Details

_FILTERS = "ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED", "Row level security policies", "row level security policy"
_MASKS = "COLUMN_MASKS_FEATURE_NOT_SUPPORTED", "Column mask policies", "column mask policies"


def _arguments(cursor: Cursor) -> tuple[str, ...]:
    cursor.expect("(")
    found: list[str] = []
    while not cursor.accept(")"):
        token = cursor.token
        if token is not None and token.kind in ("string", "number"):
            found.append(cursor.next().text)
        else:
            name = cursor.name()
            if len(name) > 1:
                text = f"The referenced column {'.'.join(name)} has multiple name parts, which is invalid."
                raise _refused("ASSIGNED_ROW_FILTER_MULTI_PART_COLUMN_NAME", text)
            found.append(quote(name[0]))
        if not cursor.accept(",") and cursor.peek_words(1) != [")"]:
            raise cursor.error()
    return tuple(found)


def _supported(table: Table, condition: str, whole: str, one: str) -> None:
    """Refuse a policy for what can have none.

    Source: "ROW_LEVEL_SECURITY_FEATURE_NOT_SUPPORTED" and "COLUMN_MASKS_FEATURE_NOT_SUPPORTED error condition".
    """
    if table.table_type == "VIEW":
        kind, why = "VIEWS", f"Effective {one} for views. It must be removed first."
    elif any(name.startswith("delta.constraints.") for name in table.properties):
        kind, why = "CHECK_CONSTRAINT", f"Setting {one} for tables with CHECK constraints."
    else:
        return
    raise Refusal(f"{condition}.{kind}", "0A000", f"{whole} for {table.full_name} are not supported: {why}")


def _function(context: Context, policy: Policy, what: str, kind: str) -> str:
    full_name = context.full_name(policy.function)
    if not context.functions.has(full_name):
        text = f"The statement attempted to assign {what}, but there is no SQL user-defined function {full_name}."
        raise _refused(f"ASSIGNED_{kind}_FUNCTION_NOT_FOUND", text)
    if context.principal != context.metastore.owner:
        context.metastore.require(context.principal, "EXECUTE", "FUNCTION", full_name)
    return full_name


def _columns(table: Table, arguments: tuple[str, ...], twice: str) -> tuple[str, ...]:
    found: list[str] = []
    for argument in arguments:
        name = quote(_known(table, argument.strip("`"))) if argument.startswith("`") else argument
        if argument.startswith("`") and name in found:
            raise _refused(twice, f"Two or more referenced columns have the same name {name}, which is invalid.")
        found.append(name)
    return tuple(found)


def _known(table: Table, column: str) -> str:
    for known in table.columns:
        if known.name.lower() == column.lower():
            return known.name
    names = ", ".join(quote(known.name) for known in table.columns)
    text = (
        f"A column, variable, or function parameter with name {quote(column)} cannot be resolved. "
        f"Did you mean one of the following? [{names}]."
    )
    raise Refusal("UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703", text)


def _type(context: Context, table: Table, function: str, arguments: tuple[str, ...], kind: str) -> str:
    """The type that the function has for these arguments; nothing is run."""
    from pyspark.errors import AnalysisException

    call = f"{quoted(function)}({', '.join(arguments)})"
    values = ", ".join(f"CAST(NULL AS {column.type}) AS {quote(column.name)}" for column in table.columns)
    try:
        frame = context.spark.sql(f"SELECT {call} AS x FROM (SELECT {values}) AS t")
    except AnalysisException as error:
        if not (error.getCondition() or "").startswith(("WRONG_NUM_ARGS", "REQUIRED_PARAMETER_NOT_FOUND")):
            raise
        text = f"The number of columns did not match the number of arguments of the function {function}."
        raise _refused(f"ASSIGNED_{kind}_WRONG_NUMBER_OF_COLUMNS", text) from None
    return str(frame.schema.fields[0].dataType.simpleString())


def _refused(condition: str, text: str) -> Refusal:
    # Databricks' list assigns no SQL state of its own to this class.
    return Refusal(f"ROW_COLUMN_ACCESS.{condition}", "42000", f"Error using row filters or column masks: {text}")
