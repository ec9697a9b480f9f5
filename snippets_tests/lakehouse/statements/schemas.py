"""CREATE, ALTER, DROP, USE, SHOW and DESCRIBE of schemas, and SHOW TABLES."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import MetastoreError

from . import optimization
from .answers import DONE, Answer, Refusal, Rows, Run
from .context import Context, like, quoted
from .ownership import alter


def answer(context: Context) -> Answer:
    """Answer one statement about schemas."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE", "DROP", "ALTER", "USE", "SHOW", "DESCRIBE", "DESC")
    if verb == "SHOW":
        return _show_tables(context) if cursor.accept("TABLES") else _show(context)
    cursor.expect_any("SCHEMA", "DATABASE")
    if verb == "CREATE":
        return _create(context)
    if verb == "DROP":
        return _drop(context)
    if verb == "USE":
        # Spark takes USE SCHEMA to mean the current catalog, even before a name with a catalog.
        return Run(f"USE {quoted(_get(context, context.schema_name(cursor.name())).full_name)}")
    if verb == "ALTER":
        return alter(context, "SCHEMA", context.schema_name(cursor.name()))
    return _describe(context)


def _create(context: Context) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    catalog, name = context.schema_name(cursor.name()).split(".")
    comment = location = None
    properties: dict[str, str] = {}
    while not cursor.at_end:
        match cursor.expect_any("COMMENT", "MANAGED LOCATION", "LOCATION", "WITH DBPROPERTIES", "DEFAULT COLLATION"):
            case "COMMENT":
                comment = cursor.string()
            case "WITH DBPROPERTIES":
                properties = cursor.properties()
            case "DEFAULT COLLATION":
                cursor.identifier()
            case _:
                location = cursor.string()
    try:
        context.metastore.create_schema(
            catalog, name, principal=context.principal, comment=comment, properties=properties, storage_root=location
        )
    except MetastoreError as error:
        if error.error_code != "SCHEMA_ALREADY_EXISTS":
            raise
        if not tolerant:
            raise _exists(catalog, name) from error
    return DONE


def _drop(context: Context) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "EXISTS")
    full_name = context.schema_name(cursor.name())
    cascade = cursor.accept_any("CASCADE", "RESTRICT") == "CASCADE"
    cursor.expect_end()
    try:
        context.metastore.delete("SCHEMA", full_name, principal=context.principal, force=cascade)
    except MetastoreError as error:
        if error.error_code == "SCHEMA_DOES_NOT_EXIST":
            if tolerant:
                return DONE
            raise missing(full_name) from error
        if error.error_code == "INVALID_STATE":
            raise _not_empty(full_name) from error
        raise
    return DONE


def _show(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect_any("SCHEMAS", "DATABASES")
    catalog = cursor.identifier() if cursor.accept_any("FROM", "IN") else context.catalog
    pattern = _pattern(context)
    names = [schema.name for schema in context.metastore.list_schemas(catalog, context.principal)]
    return Rows([("databaseName", "STRING")], [[name] for name in like(names, pattern)])


def _show_tables(context: Context) -> Answer:
    """Spark leaves temporary views out for catalogs other than its own, and heads the first column otherwise."""
    cursor = context.cursor
    parts = cursor.name() if cursor.accept_any("FROM", "IN") else [context.schema]
    full_name = context.schema_name(parts)
    pattern = _pattern(context)
    schema = _get(context, full_name)
    rows: list[list[Any]] = []
    names = [table.name for table in context.metastore.list_tables(full_name, context.principal)]
    rows += [[schema.name, name, False] for name in like(names, pattern)]
    rows += [["", name, True] for name in like(context.temporary_views(), pattern)]
    return Rows([("database", "STRING"), ("tableName", "STRING"), ("isTemporary", "BOOLEAN")], rows)


def _describe(context: Context) -> Answer:
    cursor = context.cursor
    extended = cursor.accept("EXTENDED")
    schema = _get(context, context.schema_name(cursor.name()))
    cursor.expect_end()
    rows = [
        ["Catalog Name", schema.catalog_name],
        ["Namespace Name", schema.name],
        ["Comment", schema.comment or ""],
        ["Location", getattr(schema, "storage_root", None) or ""],
        ["Owner", schema.owner],
    ]
    if extended:
        pairs = ", ".join(f"({key},{value})" for key, value in sorted(schema.properties.items()))
        rows.append(["Properties", f"({pairs})" if pairs else ""])
        rows += [list(pair) for pair in optimization.described(context.metastore, schema)]
    return Rows([("database_description_item", "STRING"), ("database_description_value", "STRING")], rows)


def _get(context: Context, full_name: str) -> Any:
    try:
        return context.metastore.get_schema(full_name)
    except MetastoreError as error:
        if error.error_code == "SCHEMA_DOES_NOT_EXIST":
            raise missing(full_name) from error
        raise


def _pattern(context: Context) -> str | None:
    context.cursor.accept("LIKE")
    found = None if context.cursor.at_end else context.cursor.string()
    context.cursor.expect_end()
    return found


def missing(full_name: str) -> Refusal:
    """Say that there is no such schema, as Spark does."""
    text = (
        f"The schema {quoted(full_name)} cannot be found. "
        "Verify the spelling and correctness of the schema and catalog.\n"
        "If you did not qualify the name with a catalog, verify the current_schema() output, or qualify the name with "
        "the correct catalog.\nTo tolerate the error on drop use DROP SCHEMA IF EXISTS."
    )
    return Refusal("SCHEMA_NOT_FOUND", "42704", text)


def _exists(catalog: str, name: str) -> Refusal:
    text = (
        f"Cannot create schema {quoted(f'{catalog}.{name}')} because it already exists.\n"
        "Choose a different name, drop the existing schema, "
        "or add the IF NOT EXISTS clause to tolerate pre-existing schema."
    )
    return Refusal("SCHEMA_ALREADY_EXISTS", "42P06", text)


def _not_empty(full_name: str) -> Refusal:
    text = (
        f"Cannot drop a schema {quoted(full_name)} because it contains objects.\n"
        "Use DROP SCHEMA ... CASCADE to drop the schema and all its objects."
    )
    return Refusal("SCHEMA_NOT_EMPTY", "2BP01", text)
