"""PUT, GET and REMOVE of a volume's files, which SQL drivers carry out: the answer tells the driver what to request.

It is one row with the operation, a signed URL, headers and the file on the client's machine, in a result that is
marked as a volume operation. The engine refuses these statements; only a driver's session has them.

Source: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-aux-connector-put-into and its neighbors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.cursor import Cursor
from snippets_tests.workspace.engine import SqlFailure, Table
from snippets_tests.workspace.filesystem import Tree
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

LIFETIME = timedelta(minutes=15)
# The statement -> the request's verb, and the privilege on the volume.
VERBS = {"PUT": ("PUT", "WRITE_VOLUME"), "GET": ("GET", "READ_VOLUME"), "REMOVE": ("DELETE", "WRITE_VOLUME")}


@dataclass(frozen=True)
class _Column:
    name: str
    type: str = "STRING"


@dataclass(frozen=True)
class _Answer:
    columns: tuple[_Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class _Asked:
    operation: str
    path: str
    local: str | None = None
    overwrite: bool = False


def answer(call: Call, found: Resource) -> Table | None:
    """The row for the driver; None for any other statement, and for one that no driver's session gives.

    The statement's resource is marked, so that its result says what it is.

    Raises:
        SqlFailure: The statement cannot be read, its user may not do it, or PUT meets a file and has no OVERWRITE.
    """
    cursor = Cursor(found["statement"])
    if "session" not in found or not set(cursor.peek_words(1)) & set(VERBS):
        return None
    try:
        asked = _read(cursor)
        place = _place(call, found["user"], asked)
    except MetastoreError as error:
        raise _failure(Refusal.of_metastore(error)) from error
    except Refusal as refusal:
        raise _failure(refusal) from refusal
    signature = call.tenant.ids.hex(32, "signature")
    until = call.tenant.clock.millis() + int(LIFETIME.total_seconds() * 1000)
    signed = {"tree": "volumes", "path": place, "methods": (VERBS[asked.operation][0],), "until": until}
    call.tenant.store["signed_paths"][signature] = signed
    found["volume_operation"] = True
    row = {"operation": asked.operation, "presignedUrl": f"{call.request.origin}/storage/{signature}", "headers": "{}"}
    if asked.local is not None:
        row["localFile"] = asked.local
    return _Answer(tuple(map(_Column, row)), (tuple(row.values()),))


def _read(cursor: Cursor) -> _Asked:
    operation = cursor.expect_any(*VERBS)
    first = cursor.string()
    if operation == "REMOVE":
        asked = _Asked(operation, first)
    elif operation == "GET":
        cursor.expect("TO")
        asked = _Asked(operation, first, cursor.string())
    else:
        cursor.expect("INTO")
        asked = _Asked(operation, cursor.string(), first, cursor.accept("OVERWRITE"))
    cursor.accept(";")
    cursor.expect_end()
    if asked.local == "":
        text = f"Empty local file in staging {operation} query"
        raise Refusal("EMPTY_LOCAL_FILE_IN_STAGING_ACCESS_QUERY", "22023", text)
    return asked


def _place(call: Call, user: str, asked: _Asked) -> str:
    """The file's path in the tree of all volumes, when the user may do that with it."""
    parts = Tree.clean(asked.path.removeprefix("dbfs:")).split("/")[1:]
    if parts[0] != "Volumes" or len(parts) < 5:
        raise _not_a_file(asked)
    store = call.tenant.metastore
    volume = store.get_volume(".".join(parts[1:4]))
    store.require(user, VERBS[asked.operation][1], "VOLUME", volume.full_name)
    tree = Tree(call.tenant.files / "volumes", call.tenant.clock)
    path = "/".join(["", *volume.full_name.split("."), *parts[4:]])
    entry = tree.entry(path)
    if (entry is not None and entry.is_directory) or tree.blocking_file(path.rpartition("/")[0]):
        raise _not_a_file(asked)
    if asked.operation == "PUT" and entry is not None and not asked.overwrite:
        text = f"File in staging path {asked.path} already exists but OVERWRITE is not set"
        raise Refusal("FILE_IN_STAGING_PATH_ALREADY_EXISTS", "42KD5", text)
    return path


def _not_a_file(asked: _Asked) -> Refusal:
    text = f"Invalid staging path in staging {asked.operation} query: {asked.path}"
    return Refusal("INVALID_STAGING_PATH_IN_STAGING_ACCESS_QUERY", "42604", text)


def _failure(refusal: Refusal) -> SqlFailure:
    text = f"[{refusal.condition}] {refusal.message} SQLSTATE: {refusal.state}"
    return SqlFailure(text, refusal.condition, refusal.state, 1)
