"""CREATE, ALTER, DROP, SHOW and DESCRIBE of volumes, and LIST of what lies in them."""

from __future__ import annotations

import datetime
import shutil
from typing import Any

from snippets_tests.lakehouse.securables import MetastoreError, Volume

from .answers import DONE, PASS, Answer, Refusal, Rows
from .context import Context, like
from .ownership import alter

# LIST of these is another statement: what ADD FILE and its like gave the session.
_RESOURCES = ("FILE", "FILES", "JAR", "JARS", "ARCHIVE", "ARCHIVES")


def answer(context: Context) -> Answer:
    """Answer one statement about volumes."""
    cursor = context.cursor
    verb = cursor.expect_any("CREATE", "DROP", "ALTER", "SHOW", "DESCRIBE", "DESC", "LIST")
    if verb == "LIST":
        return _list(context)
    if verb == "SHOW":
        return _show(context)
    external = verb == "CREATE" and cursor.accept("EXTERNAL")
    cursor.expect("VOLUME")
    if verb == "CREATE":
        return _create(context, external)
    if verb == "DROP":
        return _drop(context)
    full_name = context.full_name(cursor.name())
    if verb == "ALTER":
        return _alter(context, full_name)
    cursor.expect_end()
    return _describe(context.metastore.get_volume(full_name))


def _create(context: Context, external: bool) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    catalog, schema, name = context.full_name(cursor.name()).split(".")
    location = comment = None
    while not cursor.at_end:
        if cursor.expect_any("LOCATION", "COMMENT") == "LOCATION":
            location = cursor.string()
        else:
            comment = cursor.string()
    if external != (location is not None):
        raise cursor.error()
    try:
        context.metastore.create_volume(
            catalog,
            schema,
            name,
            principal=context.principal,
            comment=comment,
            volume_type="EXTERNAL" if external else "MANAGED",
            storage_location=location,
        )
    except MetastoreError as error:
        if tolerant and error.error_code == "VOLUME_ALREADY_EXISTS":
            return DONE
        raise
    context.real_path(f"/Volumes/{catalog}/{schema}/{name}").mkdir(parents=True, exist_ok=True)
    return DONE


def _drop(context: Context) -> Answer:
    cursor = context.cursor
    tolerant = cursor.accept("IF", "EXISTS")
    full_name = context.full_name(cursor.name())
    cursor.expect_end()
    try:
        context.metastore.delete("VOLUME", full_name, principal=context.principal)
    except MetastoreError as error:
        if tolerant and error.error_code.endswith("_DOES_NOT_EXIST"):
            return DONE
        raise
    shutil.rmtree(context.real_path("/Volumes/" + full_name.replace(".", "/")), ignore_errors=True)
    return DONE


def _alter(context: Context, full_name: str) -> Answer:
    old = context.real_path("/Volumes/" + full_name.replace(".", "/"))
    volume = context.metastore.get_volume(full_name)
    result = alter(context, "VOLUME", full_name)
    if volume.full_name != full_name and old.exists():
        old.rename(context.real_path("/Volumes/" + volume.full_name.replace(".", "/")))
    return result


def _show(context: Context) -> Answer:
    cursor = context.cursor
    cursor.expect("VOLUMES")
    parts = cursor.name() if cursor.accept_any("FROM", "IN") else [context.schema]
    schema = context.metastore.get_schema(context.schema_name(parts))
    cursor.accept("LIKE")
    pattern = None if cursor.at_end else cursor.string()
    cursor.expect_end()
    names = [volume.name for volume in context.metastore.list_volumes(schema.full_name, context.principal)]
    rows = [[schema.name, name] for name in like(names, pattern)]
    return Rows([("database", "STRING"), ("volume_name", "STRING")], rows)


def _describe(volume: Volume) -> Answer:
    row: list[Any] = [
        volume.name,
        volume.catalog_name,
        volume.schema_name,
        volume.owner,
        volume.storage_location,
        volume.volume_type,
        volume.comment,
    ]
    names = ("name", "catalog", "database", "owner", "storageLocation", "volumeType", "comment")
    return Rows([(name, "STRING") for name in names], [row])


def _list(context: Context) -> Answer:
    cursor = context.cursor
    token = cursor.token
    if token is not None and token.kind == "word" and token.upper in _RESOURCES:
        return PASS
    path = cursor.identifier() if token is not None and token.kind == "name" else cursor.string()
    limit = int(cursor.next().value) if cursor.accept("LIMIT") else None
    cursor.expect_end()
    folder = context.real_path(path)
    if not folder.exists():
        raise Refusal("PATH_NOT_FOUND", "42K03", f"Path does not exist: {path}.")
    base = path if path.startswith("dbfs:") else f"dbfs:{path}"
    found = sorted(folder.iterdir()) if folder.is_dir() else [folder]
    rows = []
    for entry in found[:limit]:
        end = "/" if entry.is_dir() else ""
        stat = entry.stat()
        where = f"{base.rstrip('/')}/{entry.name}{end}" if folder.is_dir() else base
        modified = datetime.datetime.fromtimestamp(stat.st_mtime, datetime.UTC)
        rows.append([where, entry.name + end, 0 if entry.is_dir() else stat.st_size, modified])
    columns = [("path", "STRING"), ("name", "STRING"), ("size", "BIGINT"), ("modification_time", "TIMESTAMP")]
    return Rows(columns, rows)
