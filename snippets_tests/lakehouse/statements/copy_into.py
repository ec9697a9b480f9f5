"""COPY INTO: loads each file of a folder into a table once.

Source: "COPY INTO" in Databricks' SQL language reference. Which files were loaded is kept with the table, by the id
that Delta gives it, so that a table made anew starts anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from snippets_tests.lakehouse.ingest import copy
from snippets_tests.lakehouse.securables import MetastoreError, Table

from .answers import Answer, Refusal, Rows
from .context import Context, quoted
from .cursor import Cursor

_CLAUSES = ("VALIDATE", "FILES", "PATTERN", "FORMAT_OPTIONS", "COPY_OPTIONS")
_PREVIEW = 50
_COUNTS = ("num_affected_rows", "num_inserted_rows", "num_skipped_corrupt_files")


@dataclass
class _Copy:
    """A statement as read."""

    target: str
    source: str = ""
    file_format: str = ""
    by_position: bool = False
    columns: list[str] = field(default_factory=list)
    expressions: list[str] = field(default_factory=list)
    alias: str | None = None
    validate: int | None = None
    files: list[str] | None = None
    pattern: str | None = None
    format_options: dict[str, str] = field(default_factory=dict)
    copy_options: dict[str, str] = field(default_factory=dict)


def answer(context: Context) -> Answer:
    """Answer one COPY INTO."""
    wanted = _read(context)
    table = _target(context, wanted.target)
    context.metastore.require(
        None if context.principal == context.metastore.owner else context.principal, "MODIFY", "TABLE", table.full_name
    )
    load = copy.Load(
        context,
        path=wanted.source,
        file_format=wanted.file_format,
        options=wanted.format_options,
        files=wanted.files,
        pattern=wanted.pattern,
    )
    loaded = _loaded(context, table)
    names = load.names() if wanted.copy_options.get("force") == "true" else [n for n in load.names() if n not in loaded]
    if not names:
        return Rows([(name, "BIGINT") for name in _COUNTS], [[0, 0, 0]])
    frame = load.frame(names)
    if wanted.expressions:
        frame = (frame.alias(wanted.alias) if wanted.alias else frame).selectExpr(*wanted.expressions)
    if wanted.by_position or wanted.columns:
        frame = _by_position(wanted, table, frame)
    merge = wanted.copy_options.get("mergeschema") == "true"
    _fit(table, frame, merge)
    if wanted.validate is not None:
        said = context.collect(frame.limit(min(wanted.validate, _PREVIEW)))
        return Rows([(column.name, column.type) for column in said.columns], said.rows)
    frame.write.mode("append").option("mergeSchema", str(merge).lower()).saveAsTable(quoted(table.full_name))
    loaded.update(dict.fromkeys(names))
    written = _rows_written(context, table)
    return Rows([(name, "BIGINT") for name in _COUNTS], [[written, written, 0]])


def _target(context: Context, name: str) -> Table:
    try:
        return context.metastore.get_table(name)
    except MetastoreError as error:
        if error.error_code != "TABLE_DOES_NOT_EXIST":
            raise
        text = f"Table {name} doesn't exist. Create it first: CREATE TABLE {name};"
        raise Refusal("DELTA_MISSING_DELTA_TABLE_COPY_INTO", "42P01", text) from None


def _loaded(context: Context, table: Table) -> dict[str, None]:
    """The files that the table has; of a table of the same name that is gone they don't count."""
    said = context.run(f"DESCRIBE DETAIL {quoted(table.full_name)}", as_is=True)
    identity = str(said.rows[0][[column.name for column in said.columns].index("id")])
    return table.loaded_files.setdefault(identity, {})


def _rows_written(context: Context, table: Table) -> int:
    said = context.run(f"DESCRIBE HISTORY {quoted(table.full_name)} LIMIT 1", as_is=True)
    metrics = said.rows[0][[column.name for column in said.columns].index("operationMetrics")]
    return int(metrics["numOutputRows"])


def _by_position(wanted: _Copy, table: Table, frame: Any) -> Any:
    """Name and type the columns as the table's, one by one."""
    types = {column.name.lower(): column for column in table.columns}
    targets = [types[name.lower()] for name in wanted.columns] if wanted.columns else list(table.columns)
    if len(targets) != len(frame.columns):
        text = (
            f"Cannot write to {table.full_name}, the number of columns does not match: "
            f"the table takes {len(targets)}, the files have {len(frame.columns)}."
        )
        raise Refusal("COPY_INTO_COLUMN_ARITY_MISMATCH", "21S01", text)
    pairs = zip(frame.columns, targets, strict=True)
    return frame.selectExpr(*[f"CAST(`{name}` AS {column.type}) AS `{column.name}`" for name, column in pairs])


def _fit(table: Table, frame: Any, merge: bool) -> None:
    """Columns that the table has not are only added when asked for."""
    names = {column.name.lower() for column in table.columns}
    extra = [name for name in frame.columns if name.lower() not in names]
    if extra and not merge:
        text = (
            "A schema mismatch has been detected when copying into the Delta table "
            f"(Table: {table.full_name}). It has no column {', '.join(extra)}. "
            "To add it, set COPY_OPTIONS ('mergeSchema' = 'true')."
        )
        raise Refusal("COPY_INTO_SCHEMA_MISMATCH_WITH_TARGET_TABLE", "42KDG", text)


# Syntax


def _read(context: Context) -> _Copy:
    cursor = context.cursor
    cursor.expect("COPY", "INTO")
    wanted = _Copy(context.full_name(cursor.name()))
    if cursor.accept("BY", "POSITION"):
        wanted.by_position = True
    elif cursor.accept("("):
        wanted.columns = [cursor.identifier()]
        while cursor.accept(","):
            wanted.columns.append(cursor.identifier())
        cursor.expect(")")
    cursor.expect("FROM")
    if cursor.accept("("):
        _select(cursor, wanted)
    else:
        wanted.source = _source(cursor)
    cursor.expect("FILEFORMAT", "=")
    wanted.file_format = copy.supported(cursor.next().value)
    while not cursor.at_end:
        _clause(cursor, wanted, cursor.expect_any(*_CLAUSES))
    if (wanted.by_position or wanted.columns) and wanted.file_format != "csv":
        text = "COPY INTO matches columns by position only for CSV without a header."
        raise Refusal("COPY_INTO_UNSUPPORTED_FEATURE", "0A000", text)
    return wanted


def _clause(cursor: Cursor, wanted: _Copy, word: str) -> None:
    if word == "VALIDATE":
        wanted.validate = _PREVIEW
        if not cursor.accept("ALL") and cursor.token is not None and cursor.token.kind == "number":
            wanted.validate = int(cursor.next().value)
            cursor.expect("ROWS")
        if wanted.validate < 1:
            text = "VALIDATE needs a positive number of rows."
            raise Refusal("COPY_INTO_SYNTAX_ERROR.VALIDATE_INVALID_ROWS", "42601", text)
    elif word == "FILES":
        cursor.expect("=", "(")
        wanted.files = [cursor.string()]
        while cursor.accept(","):
            wanted.files.append(cursor.string())
        cursor.expect(")")
    elif word == "PATTERN":
        cursor.expect("=")
        wanted.pattern = cursor.string()
    elif word == "FORMAT_OPTIONS":
        wanted.format_options = {name.lower(): value for name, value in cursor.properties().items()}
    else:
        wanted.copy_options = {name.lower(): value.lower() for name, value in cursor.properties().items()}
        unknown = sorted(set(wanted.copy_options) - {"force", "mergeschema"})
        if unknown:
            text = f"COPY INTO has no copy option {unknown[0]}; there are force and mergeSchema."
            raise Refusal("COPY_INTO_UNSUPPORTED_FEATURE", "0A000", text)


def _select(cursor: Cursor, wanted: _Copy) -> None:
    """Read `SELECT … FROM 'source' [alias])`."""
    cursor.expect("SELECT")
    start = cursor.token.start if cursor.token else 0
    depth = 0
    while depth or cursor.peek_words(1) != ["FROM"]:
        token = cursor.next()
        depth += (token.upper == "(") - (token.upper == ")")
        if token.upper == "," and not depth:
            wanted.expressions.append(cursor.text[start : token.start])
            start = token.end
    wanted.expressions.append(cursor.text[start : cursor.last_end])
    cursor.expect("FROM")
    wanted.source = _source(cursor)
    if not cursor.accept(")"):
        cursor.accept("AS")
        wanted.alias = cursor.identifier()
        cursor.expect(")")


def _source(cursor: Cursor) -> str:
    token = cursor.token
    path = cursor.identifier() if token is not None and token.kind == "name" else cursor.string()
    if cursor.accept("WITH"):
        # Whose credentials they are makes no difference to local files.
        if not path.startswith(("s3://", "s3a://", "abfss://", "wasbs://")):
            scheme = path.split(":")[0] if ":" in path else "dbfs"
            text = f"Invalid scheme {scheme}: COPY INTO takes credentials for S3 and Azure storage only."
            raise Refusal("COPY_INTO_CREDENTIALS_NOT_ALLOWED_ON", "0A000", text)
        cursor.skip_parentheses()
    return path
