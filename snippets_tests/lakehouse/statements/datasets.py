"""CREATE, REFRESH, ALTER and DROP of streaming tables and materialized views, as given to a SQL warehouse."""

from __future__ import annotations

from snippets_tests.lakehouse.pipelines.clauses import schedule
from snippets_tests.lakehouse.securables import MetastoreError

from .alter_table import tag_column
from .answers import DONE, PASS, Answer, Refusal
from .context import Context, quoted
from .ownership import change


def answer(context: Context) -> Answer:
    """Answer one statement about a streaming table or materialized view."""
    cursor = context.cursor
    verb = cursor.next().upper
    if verb == "CREATE":
        words = context.cursor.peek_words(6)
        if "STREAMING" not in words and "MATERIALIZED" not in words:
            return PASS
        context.pipelines.create(context.text, context.principal, context.catalog, context.schema)
        return DONE
    if verb == "REFRESH":
        return _refresh(context)
    if verb == "DROP":
        return _drop(context)
    return _alter(context)


def _alter(context: Context) -> Answer:
    """Carry out ALTER MATERIALIZED VIEW or ALTER STREAMING TABLE: schedule, owner, tags."""
    cursor = context.cursor
    kind = cursor.expect_any("MATERIALIZED VIEW", "STREAMING TABLE")
    full_name = context.full_name(cursor.name())
    table = context.metastore.get_table(full_name)
    if table.table_type != kind.replace(" ", "_"):
        text = f"{quoted(full_name)} is no {kind.lower()}."
        raise Refusal("WRONG_COMMAND_FOR_OBJECT_TYPE", "42809", text)
    context.metastore.require_manage(context.principal, "TABLE", full_name)
    if cursor.accept_any("DROP SCHEDULE", "DROP TRIGGER"):
        cursor.expect_end()
        return DONE
    if cursor.accept_any("ADD", "ALTER"):
        if schedule(cursor):
            cursor.expect_end()
            return DONE
        return _column(context, full_name)
    changed = change(context, "TABLE", full_name)
    if changed is None:
        raise _not_emulated()
    return changed


def _column(context: Context, full_name: str) -> Answer:
    cursor = context.cursor
    cursor.accept("COLUMN")
    name = cursor.identifier()
    if verb := cursor.accept_any("SET TAGS", "UNSET TAGS"):
        tags = cursor.properties()
        cursor.expect_end()
        tag_column(context, full_name, name.lower(), tags if verb == "SET TAGS" else None, list(tags))
        return DONE
    raise _not_emulated()


def _not_emulated() -> Refusal:
    """A refresh writes the table's schema anew, so that what else ALTER changes of it would be lost."""
    text = "ALTER of a materialized view or streaming table is emulated for schedules, owners and tags only."
    return Refusal("UNSUPPORTED_FEATURE", "0A000", text)


def _refresh(context: Context) -> Answer:
    cursor = context.cursor
    kinds = {"MATERIALIZED VIEW": "MATERIALIZED_VIEW", "STREAMING TABLE": "STREAMING_TABLE", "TABLE": None}
    word = cursor.accept_any(*kinds)
    if word is None:
        return PASS
    full_name = context.full_name(cursor.name())
    full = cursor.accept("FULL")
    cursor.accept_any("SYNC", "ASYNC")
    cursor.expect_end()
    table = context.metastore.get_table(full_name)
    if word == "TABLE" and table.table_type not in ("STREAMING_TABLE", "MATERIALIZED_VIEW"):
        # Spark's own REFRESH TABLE, which forgets what is cached.
        return PASS
    context.pipelines.refresh(full_name, context.principal, full, kinds[word])
    return DONE


def _drop(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect("MATERIALIZED", "VIEW")
    tolerant = cursor.accept("IF", "EXISTS")
    full_name = context.full_name(cursor.name())
    cursor.expect_end()
    if tolerant and not _exists(context, full_name):
        return DONE
    context.pipelines.drop_standalone(full_name)
    return DONE


def _exists(context: Context, full_name: str) -> bool:
    try:
        context.metastore.get_table(full_name)
    except MetastoreError:
        return False
    return True
