"""GRANT, REVOKE and SHOW GRANTS, on the metastore. Legacy table access control (DENY, ANY FILE) is not emulated."""

from __future__ import annotations

from snippets_tests.lakehouse.grants import METASTORE_NAME, Grant
from snippets_tests.lakehouse.privileges import APPLICABLE, rest_name, sql_name

from .answers import DONE, Answer, Rows
from .context import Context

_KINDS = {
    "CATALOG": "CATALOG",
    "SCHEMA": "SCHEMA",
    "DATABASE": "SCHEMA",
    "TABLE": "TABLE",
    "VIEW": "TABLE",
    "MATERIALIZED VIEW": "TABLE",
    "VOLUME": "VOLUME",
    "FUNCTION": "FUNCTION",
    "PROCEDURE": "FUNCTION",
    "METASTORE": "METASTORE",
    "EXTERNAL LOCATION": "EXTERNAL_LOCATION",
    "STORAGE CREDENTIAL": "STORAGE_CREDENTIAL",
    "SERVICE CREDENTIAL": "CREDENTIAL",
    "CONNECTION": "CONNECTION",
    "SHARE": "SHARE",
}
_KNOWN = {name for names in APPLICABLE.values() for name in names}
_LONGEST = 4


def answer(context: Context) -> Answer:
    """Answer one GRANT, REVOKE or SHOW GRANTS."""
    match context.cursor.expect_any("GRANT", "REVOKE", "SHOW"):
        case "GRANT":
            return _change(context, "TO")
        case "REVOKE":
            return _change(context, "FROM")
        case _:
            return _show(context)


def _change(context: Context, preposition: str) -> Answer:
    cursor = context.cursor
    privileges = _privileges(context)
    cursor.expect("ON")
    kind, full_name = _securable(context)
    cursor.expect(preposition)
    principal = cursor.principal()
    cursor.expect_end()
    act = context.metastore.grant if preposition == "TO" else context.metastore.revoke
    act(principal, privileges, kind, full_name, principal=context.principal)
    return DONE


def _privileges(context: Context) -> list[str]:
    """Read `USE CATALOG, SELECT …`; the names are words of the language, so a wrong one is a syntax error."""
    cursor = context.cursor
    found: list[str] = []
    while not found or cursor.accept(","):
        error = cursor.error()
        for count in range(_LONGEST, 0, -1):
            name = rest_name(" ".join(cursor.peek_words(count)))
            if name in _KNOWN:
                cursor.accept(*cursor.peek_words(count))
                found.append(name)
                break
        else:
            raise error
    return found


def _securable(context: Context) -> tuple[str, str]:
    cursor = context.cursor
    word = cursor.accept_any(*sorted(_KINDS, key=len, reverse=True))
    # Without a word before it, the name is a table's.
    kind = _KINDS[word or "TABLE"]
    if kind == "METASTORE":
        return kind, METASTORE_NAME
    if kind == "SCHEMA":
        return kind, context.schema_name(cursor.name())
    if kind in ("TABLE", "VOLUME", "FUNCTION"):
        return kind, context.full_name(cursor.name())
    return kind, cursor.identifier().lower()


def _show(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect_any("GRANTS", "GRANT")
    principal = None if cursor.accept("ON") else cursor.principal()
    if principal is not None:
        cursor.expect("ON")
    kind, full_name = _securable(context)
    cursor.expect_end()
    metastore = context.metastore
    if kind != "METASTORE":
        found = metastore.get(kind, full_name)
        kind, full_name = found.kind, found.full_name
    identities = metastore.grants.identities(context.principal)
    rows = [
        _row(grant)
        for grant in metastore.grants.effective(kind, full_name, principal)
        if grant.principal in identities or metastore.grants.manages(context.principal, kind, full_name)
    ]
    columns = [(name, "STRING") for name in ("Principal", "ActionType", "ObjectType", "ObjectKey")]
    return Rows(columns, rows)


def _row(grant: Grant) -> list[str]:
    key = "" if grant.kind == "METASTORE" else grant.full_name
    return [grant.principal, sql_name(grant.privilege), grant.kind.replace("_", " "), key]
