"""CREATE, ALTER, DROP, USE, SHOW and DESCRIBE of catalogs. Foreign and shared catalogs are not emulated."""

from __future__ import annotations

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.securables import MetastoreError

from . import optimization
from .answers import DONE, Answer, Refusal, Rows, Run
from .context import Context, like
from .ownership import alter


def answer(context: Context) -> Answer:
    """Answer one statement about catalogs."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE", "DROP", "ALTER", "USE", "SET", "SHOW", "DESCRIBE", "DESC")
    if verb == "SHOW":
        return _show(context)
    cursor.expect("CATALOG")
    if verb == "CREATE":
        return _create(context)
    if verb == "DROP":
        return _drop(context)
    if verb == "ALTER":
        return alter(context, "CATALOG", cursor.identifier())
    if verb in ("USE", "SET"):
        return _use(context)
    return _describe(context)


def _create(context: Context) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    name = cursor.identifier()
    comment = location = None
    options: dict[str, str] = {}
    while not cursor.at_end:
        match cursor.expect_any("COMMENT", "MANAGED LOCATION", "OPTIONS", "DEFAULT COLLATION"):
            case "COMMENT":
                comment = cursor.string()
            case "MANAGED LOCATION":
                location = cursor.string()
            case "OPTIONS":
                options = cursor.properties()
            case _:
                cursor.identifier()
    try:
        made = context.metastore.create_catalog(
            name, principal=context.principal, comment=comment, storage_root=location, options=options
        )
    except MetastoreError as error:
        if tolerant and error.error_code == "CATALOG_ALREADY_EXISTS":
            return DONE
        raise
    context.catalogs(made.name, True)
    return DONE


def _drop(context: Context) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "EXISTS")
    name = cursor.identifier()
    cascade = cursor.accept_any("CASCADE", "RESTRICT") == "CASCADE"
    cursor.expect_end()
    try:
        context.metastore.delete("CATALOG", name, principal=context.principal, force=cascade)
    except MetastoreError as error:
        if tolerant and error.error_code == "CATALOG_DOES_NOT_EXIST":
            return DONE
        if error.error_code == "INVALID_STATE":
            raise Refusal("UC_CATALOG_NOT_EMPTY", "2BP01", error.message) from error
        raise
    context.catalogs(name.lower(), False)
    return DONE


def _use(context: Context) -> Answer:
    cursor = context.cursor
    name = cursor.string() if cursor.token and cursor.token.kind == "string" else cursor.identifier()
    cursor.expect_end()
    catalog = context.metastore.get_catalog(name)
    context.metastore.require(context.principal, "USE_CATALOG", "CATALOG", catalog.name)
    return Run(f"SET CATALOG {quote(catalog.name)}")


def _show(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect("CATALOGS")
    cursor.accept("LIKE")
    pattern = None if cursor.at_end else cursor.string()
    cursor.expect_end()
    names = [catalog.name for catalog in context.metastore.list_catalogs(context.principal)]
    return Rows([("catalog", "STRING")], [[name] for name in like(names, pattern)])


def _describe(context: Context) -> Answer:
    cursor = context.cursor
    extended = cursor.accept("EXTENDED")
    catalog = context.metastore.get_catalog(cursor.identifier())
    cursor.expect_end()
    rows = [["Catalog Name", catalog.name], ["Comment", catalog.comment or ""], ["Owner", catalog.owner]]
    if extended:
        rows.append(["Catalog Type", catalog.catalog_type.removesuffix("_CATALOG").capitalize()])
        rows += [list(pair) for pair in optimization.described(context.metastore, catalog)]
    return Rows([("info_name", "STRING"), ("info_value", "STRING")], rows)
