"""CREATE TABLE with what Databricks takes and Spark's Delta does not: keys, checks, CLUSTER BY AUTO, clones.

What Spark must not see is blanked out, so that the places in its own error messages stay right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from snippets_tests.lakehouse.lexer import Token, quote
from snippets_tests.lakehouse.securables import MetastoreError

from . import row_filters
from .alter_table import remember
from .answers import DONE, PASS, Answer, Refusal, Rows, Run
from .constraints import Check, Constraint, read
from .context import Context, quoted
from .cursor import Cursor
from .row_filters import Policy


@dataclass
class _Plan:
    """What to take out of the text and put into it, and what to do after."""

    text: str
    blanks: list[tuple[int, int]] = field(default_factory=list)
    constraints: list[Constraint | Check] = field(default_factory=list)
    defaults: bool = False
    delta: bool = True
    filter: Policy | None = None
    masks: dict[str, Policy] = field(default_factory=dict)

    def sql(self) -> str:
        """The text that Spark gets."""
        chars = list(self.text)
        for start, end in self.blanks:
            chars[start:end] = [c if c == "\n" else " " for c in chars[start:end]]
        return "".join(chars)


def answer(context: Context) -> Answer:
    """Answer one CREATE [OR REPLACE] TABLE; other CREATE OR REPLACE are Spark's."""
    cursor = context.cursor
    cursor.expect("CREATE")
    replace = cursor.accept("OR", "REPLACE")
    cursor.accept("EXTERNAL")
    if not cursor.accept("TABLE"):
        return PASS
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    if cursor.token is None or cursor.token.kind not in ("word", "name"):
        return PASS
    parts = cursor.name()
    if parts[0].lower() in ("delta", "parquet") and "/" in parts[-1]:
        return PASS
    full_name = context.full_name(parts)
    if cursor.accept("DEEP", "CLONE") or cursor.accept("CLONE"):
        return _deep_clone(context, full_name, replace, tolerant)
    plan = _Plan(context.text)
    if cursor.accept("("):
        _columns(cursor, plan)
    _clauses(cursor, plan)
    return _carry_out(context, plan, full_name, tolerant)


def _carry_out(context: Context, plan: _Plan, full_name: str, tolerant: bool) -> Answer:
    sql = plan.sql()
    if plan.defaults and plan.delta and "allowcolumndefaults" not in sql.lower() and not _exists(context, full_name):
        raise _no_defaults(context.text)
    if not plan.constraints and plan.filter is None and not plan.masks:
        return PASS if sql == context.text else Run(sql)
    if tolerant and _exists(context, full_name):
        return DONE
    context.run(sql)
    table = context.metastore.get_table(full_name)
    table.constraints.clear()
    for number, constraint in enumerate(plan.constraints, 1):
        if isinstance(constraint, Check):
            name = constraint.name or f"{table.name}_chk_{number}"
            context.run(f"ALTER TABLE {quoted(full_name)} ADD CONSTRAINT {quote(name)} CHECK {constraint.condition}")
        else:
            remember(context, table, constraint)
    if plan.filter is not None:
        row_filters.set_filter(context, table, plan.filter)
    for column, mask in plan.masks.items():
        row_filters.set_mask(context, table, column, mask)
    return DONE


def _no_defaults(text: str) -> Refusal:
    """Delta says so, too, but only when files of the table are there already, which then are in the way."""
    command = "REPLACE TABLE" if text.split()[1].upper() == "OR" else "CREATE TABLE"
    message = (
        f"Failed to execute {command} command because it assigned a column DEFAULT value,\n"
        "but the corresponding table feature was not enabled. Please retry the command again\n"
        "after executing ALTER TABLE tableName SET\n"
        "TBLPROPERTIES('delta.feature.allowColumnDefaults' = 'supported')."
    )
    return Refusal("WRONG_COLUMN_DEFAULTS_FOR_DELTA_FEATURE_NOT_ENABLED", "0AKDE", message)


def _exists(context: Context, full_name: str) -> bool:
    try:
        context.metastore.get_table(full_name)
    except MetastoreError:
        return False
    return True


# Columns and clauses


def _columns(cursor: Cursor, plan: _Plan) -> None:
    """Read the list of columns, up to its closing parenthesis."""
    comma: Token | None = None
    while True:
        start = cursor.token
        constraint = read(cursor) if cursor.peek_words(1)[0:1] != [""] and _is_constraint(cursor) else None
        if constraint is not None and start is not None:
            plan.constraints.append(constraint)
            # The comma before goes, too; there is one, since a table has columns first.
            plan.blanks.append((comma.start if comma else start.start, cursor.last_end))
        else:
            _column(cursor, plan)
        comma = cursor.next()
        if comma.text == ")":
            return


def _is_constraint(cursor: Cursor) -> bool:
    words = cursor.peek_words(2)
    return words in (["PRIMARY", "KEY"], ["FOREIGN", "KEY"], ["CHECK", "("]) or words[:1] == ["CONSTRAINT"]


def _column(cursor: Cursor, plan: _Plan) -> None:
    """Read one column, up to the comma or parenthesis after it."""
    name = cursor.identifier()
    depth = 0
    last = ""
    while cursor.token is not None:
        word = cursor.token.upper
        if not depth and word in (",", ")"):
            return
        if not depth and (_is_constraint(cursor) or word == "REFERENCES"):
            start = cursor.token.start
            constraint = read(cursor, (name,))
            if constraint is not None:
                plan.constraints.append(constraint)
                plan.blanks.append((start, cursor.last_end))
                continue
        if not depth and last and word == "MASK":
            start = cursor.next().start
            plan.masks[name] = row_filters.read_mask(cursor)
            plan.blanks.append((start, cursor.last_end))
            continue
        # GENERATED BY DEFAULT AS IDENTITY is something else.
        plan.defaults |= word == "DEFAULT" and last != "BY"
        depth += (word in ("(", "<")) - (word in (")", ">"))
        last = word
        cursor.next()


def _clauses(cursor: Cursor, plan: _Plan) -> None:
    """Read USING, COMMENT, TBLPROPERTIES …, up to the query if there is one."""
    while cursor.token is not None:
        start = cursor.token
        if cursor.accept("WITH", "ROW", "FILTER"):
            plan.filter = row_filters.read_filter(cursor)
            plan.blanks.append((start.start, cursor.last_end))
            continue
        if start.upper in ("AS", "SELECT", "WITH", "FROM"):
            return
        if cursor.accept("CLUSTER", "BY", "AUTO"):
            plan.blanks.append((start.start, cursor.last_end))
        elif cursor.accept("USING"):
            plan.delta = cursor.identifier().lower() == "delta"
        else:
            cursor.next()


# Clones


def _deep_clone(context: Context, full_name: str, replace: bool, tolerant: bool) -> Answer:
    """Delta in the open only clones shallowly, and only into what is empty.

    So a new table is cloned shallowly, then its rows are written anew, so that it stands alone; a table that is there
    is replaced by a query.
    """
    rest = context.cursor.rest()
    there = (replace or tolerant) and _exists(context, full_name)
    if there and tolerant:
        return DONE
    if there:
        removed = _size(context, full_name)
        context.run(f"CREATE OR REPLACE TABLE {quoted(full_name)} AS SELECT * FROM {rest}")
        return _metrics(_size(context, full_name), removed)
    context.run(f"CREATE TABLE {quoted(full_name)} SHALLOW CLONE {rest}")
    context.run(f"INSERT OVERWRITE {quoted(full_name)} SELECT * FROM {quoted(full_name)}")
    return _metrics(_size(context, full_name), (0, 0))


def _size(context: Context, full_name: str) -> tuple[int, int]:
    """A table's bytes and files."""
    said = context.run(f"DESCRIBE DETAIL {quoted(full_name)}", as_is=True)
    detail = dict(zip([column.name for column in said.columns], said.rows[0], strict=True))
    return detail["sizeInBytes"], detail["numFiles"]


def _metrics(copied: tuple[int, int], removed: tuple[int, int]) -> Answer:
    """What a clone reports; as a deep clone it copied all that there was."""
    names = (
        "source_table_size",
        "source_num_of_files",
        "num_removed_files",
        "num_copied_files",
        "removed_files_size",
        "copied_files_size",
    )
    return Rows([(name, "BIGINT") for name in names], [[*copied, removed[1], copied[1], removed[0], copied[0]]])
