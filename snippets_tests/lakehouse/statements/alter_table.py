"""ALTER TABLE: owners, tags and informational keys are the metastore's; all else is Spark's."""

from __future__ import annotations

from dataclasses import replace

from snippets_tests.lakehouse.securables import Table

from . import managed, row_filters
from .answers import DONE, PASS, Answer, Refusal
from .constraints import KINDS, Check, Constraint, read
from .context import Context
from .ownership import change

_PRIMARY = KINDS["PRIMARY KEY"]
# What begins a clause that every securable has.
_OF_ALL = ("OWNER", "UNSET", "SET", "ENABLE", "DISABLE", "INHERIT")


def answer(context: Context) -> Answer:
    """Answer one ALTER TABLE or ALTER VIEW."""
    cursor = context.cursor
    cursor.expect("ALTER")
    cursor.expect_any("TABLE", "VIEW")
    cursor.accept("IF", "EXISTS")
    if cursor.token is None or cursor.token.kind not in ("word", "name"):
        return PASS
    full_name = context.full_name(cursor.name())
    if row_filters.follows(cursor):
        return row_filters.alter(context, full_name)
    if verb := cursor.accept_any("SET MANAGED", "UNSET MANAGED"):
        return managed.answer(context, full_name, verb)
    if cursor.peek_words(1) and cursor.peek_words(1)[0] in _OF_ALL:
        return change(context, "TABLE", full_name) or PASS
    if cursor.accept("CLUSTER", "BY", "AUTO"):
        cursor.expect_end()
        context.metastore.require_manage(context.principal, "TABLE", _table(context, full_name).full_name)
        return DONE  # Databricks chooses the keys by the queries it sees; until then there are none
    if cursor.accept("ALTER"):
        return _column_tags(context, full_name)
    if cursor.accept("ADD"):
        found = read(cursor)
        if isinstance(found, Check):
            row_filters.refuse_check(_table(context, full_name))
        return _add(context, full_name, found) if isinstance(found, Constraint) else PASS
    if cursor.accept("DROP"):
        return _drop(context, full_name)
    return PASS


def _column_tags(context: Context, full_name: str) -> Answer:
    """Carry out SET TAGS or UNSET TAGS of a column; what else is altered of one is Spark's."""
    cursor = context.cursor
    cursor.accept("COLUMN")
    name = cursor.identifier().lower()
    verb = cursor.accept_any("SET TAGS", "UNSET TAGS")
    if verb is None:
        return PASS
    given = cursor.properties()
    cursor.expect_end()
    tag_column(context, full_name, name, given if verb == "SET TAGS" else None, list(given))
    return DONE


def tag_column(context: Context, full_name: str, name: str, given: dict[str, str] | None, gone: list[str]) -> None:
    """Give a column tags, or take those named in `gone` away when none are given."""
    table = _table(context, full_name)
    context.metastore.require_manage(context.principal, "TABLE", full_name)
    if name not in [column.name.lower() for column in table.columns]:
        text = f"A column with name `{name}` cannot be resolved in {full_name}."
        raise Refusal("UNRESOLVED_COLUMN", "42703", text)
    context.metastore.check_tags(given or {})
    tags = table.column_tags.setdefault(name, {})
    tags.update(given or {})
    for tag in gone if given is None else ():
        tags.pop(tag, None)


def _add(context: Context, full_name: str, constraint: Constraint) -> Answer:
    table = _table(context, full_name)
    columns = {column.name.lower() for column in table.columns}
    unknown = [name for name in constraint.columns if name.lower() not in columns]
    if unknown:
        raise Refusal(
            "UNRESOLVED_COLUMN", "42703", f"A column with name `{unknown[0]}` cannot be resolved in {full_name}."
        )
    remember(context, table, constraint)
    return DONE


def _drop(context: Context, full_name: str) -> Answer:
    cursor = context.cursor
    kind = cursor.accept_any("PRIMARY KEY", "FOREIGN KEY", "CONSTRAINT")
    if kind is None:
        return PASS
    table = _table(context, full_name)
    if kind == "CONSTRAINT":
        cursor.accept("IF", "EXISTS")
        name = cursor.identifier()
        kept = [c for c in table.constraints if all(key["name"] != name for key in c.values())]
        if len(kept) == len(table.constraints):
            return PASS  # a CHECK, which Delta keeps; Delta also knows IF EXISTS
    else:
        kept = [c for c in table.constraints if KINDS[kind] not in c]
    table.constraints[:] = kept
    return DONE


def remember(context: Context, table: Table, constraint: Constraint) -> None:
    """Keep an informational key with its table; a table has one primary key, which a foreign key means by default."""
    if constraint.parent:
        parent = context.full_name(constraint.parent)
        primary = next((c[_PRIMARY] for c in _table(context, parent).constraints if _PRIMARY in c), None)
        theirs = constraint.parent_columns or tuple(primary["child_columns"] if primary else ())
        constraint = replace(constraint, parent=tuple(parent.split(".")), parent_columns=theirs)
    if constraint.kind == "PRIMARY KEY" and any(_PRIMARY in c for c in table.constraints):
        text = f"Table '{table.full_name}' already has a primary key."
        raise Refusal("UC_CONSTRAINT_ALREADY_EXISTS", "42710", text)
    table.constraints.append(constraint.facts(table.name))


def _table(context: Context, full_name: str) -> Table:
    return context.metastore.get_table(full_name)
