"""What becomes of a statement's rows: cut at its limits, in chunks, inline or behind links, as JSON, CSV or Arrow."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from snippets_tests.workspace import arrow, results
from snippets_tests.workspace.engine import Table
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

# A chunk ends with the row with which its JSON reaches this size.
CHUNK = 1 << 20
LARGEST_INLINE = 25 << 20
LINK_LIFETIME = timedelta(minutes=15)
# The links that a driver gets at once. It downloads several chunks at a time, and one that has to ask for each link
# gives the last chunk up when its downloads overtake its questions (databricks-sql-kernel 1.3.0, on a busy machine).
LINKS_AHEAD = 32
# With this disposition, which SQL drivers ask for, what fits into one chunk comes as an attachment of the answer.
EITHER = "INLINE_OR_EXTERNAL_LINKS"
CONTENT_TYPES = {
    "CSV": "text/csv",
    "JSON_ARRAY": "application/json",
    "ARROW_STREAM": "application/vnd.apache.arrow.stream",
}
Row = list[str | None]


class TooLarge(Exception):
    """A result that does not fit into an answer."""


def keep(found: Resource, table: Table) -> None:
    """Keep a result, cut at the limits that the caller set and into chunks.

    Raises:
        TooLarge: It was asked for inline and is larger than 25 MiB.
    """
    kinds = [results.column_type(column.type) for column in table.columns]
    limit, budget = found.get("row_limit"), found.get("byte_limit")
    chunks: list[list[Any]] = []
    size = used = 0
    truncated = False
    for number, row in enumerate(table.rows):
        shown: Row = [results.text(value, kind) for value, kind in zip(row, kinds, strict=True)]
        weight = len(json.dumps(shown, separators=(",", ":")).encode()) + 1
        used += weight
        if (limit is not None and number >= limit) or (budget is not None and used > budget):
            truncated = True
            break
        if found["disposition"] == "INLINE" and used > LARGEST_INLINE:
            raise TooLarge
        if not chunks or size >= CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(row if found["format"] == "ARROW_STREAM" else shown)
        size += weight
    found |= {
        "state": "SUCCEEDED",
        "columns": [results.column(column.name, column.type, index) for index, column in enumerate(table.columns)],
        "counts": [len(chunk) for chunk in chunks],
        "chunks": chunks,
        "truncated": truncated,
    }
    if found["format"] == "ARROW_STREAM":
        columns = [(column.name, column.type) for column in table.columns]
        # Without rows the schema still travels: a client that fetches Arrow has a table without rows then.
        found["chunks"] = [arrow.stream(columns, chunk) for chunk in chunks or ([[]] if columns else [])]


def manifest(found: Resource) -> dict[str, Any]:
    """What a result consists of."""
    schema: dict[str, Any] = {"column_count": len(found["columns"])}
    if found["columns"]:
        schema["columns"] = found["columns"]
    shown = {
        "format": found["format"],
        "schema": schema,
        "total_chunk_count": len(found["counts"]),
        "chunks": [_extent(found, index) for index in range(len(found["counts"]))],
        "total_row_count": sum(found["counts"]),
        "truncated": found["truncated"],
    }
    if "result_compression" in found:
        shown["result_compression"] = "NONE"
    if "volume_operation" in found:
        shown["is_volume_operation"] = True
    return shown


def chunk(call: Call, found: Resource, index: int) -> dict[str, Any]:
    """One chunk: its rows, or the link to them."""
    counts, data = found["counts"], found["chunks"]
    attached = found["disposition"] == EITHER and len(data) == 1
    if not counts and not attached:
        return {"chunk_index": 0, "row_offset": 0, "row_count": 0} if found["columns"] else {}
    nothing: dict[str, Any] = {"chunk_index": 0, "row_offset": 0, "row_count": 0}
    shown = _place(found, index) if counts else nothing
    if attached and found["format"] == "ARROW_STREAM":
        return shown | {"attachment": base64.b64encode(data[0]).decode()}
    if found["disposition"] == "INLINE" or attached:
        return shown | {"data_array": data[index]}
    ahead = range(index, min(index + LINKS_AHEAD, len(data))) if "session" in found else (index,)
    return {"external_links": [_place(found, each) | _link(call, found, each) for each in ahead]}


def _place(found: Resource, index: int) -> dict[str, Any]:
    """Where a chunk stands in the result, and how to get at the next."""
    shown = _extent(found, index)
    if index + 1 < len(found["counts"]):
        path = f"/api/2.0/sql/statements/{found['statement_id']}/result/chunks/{index + 1}?row_offset="
        shown["next_chunk_index"] = index + 1
        shown["next_chunk_internal_link"] = f"{path}{shown['row_offset'] + shown['row_count']}"
    return shown


def _extent(found: Resource, index: int) -> dict[str, Any]:
    return {"chunk_index": index, "row_offset": sum(found["counts"][:index]), "row_count": found["counts"][index]}


def _link(call: Call, found: Resource, index: int) -> dict[str, Any]:
    body = b"".join(_encoded(found, index))
    signature = call.tenant.ids.hex(32, "result link")
    call.tenant.store["result_links"][signature] = {"body": body, "format": found["format"]}
    # A driver holds the time against its machine's clock, and would never get at links of the workspace's own.
    now = datetime.now(UTC) if "session" in found else call.tenant.clock.now()
    return {
        "external_link": f"{call.request.origin}/results/{signature}",
        "expiration": (now + LINK_LIFETIME).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "byte_count": len(body),
    }


def _encoded(found: Resource, index: int) -> Iterator[bytes]:
    if found["format"] == "ARROW_STREAM":
        yield found["chunks"][index]
        return
    rows: list[Row] = found["chunks"][index]
    if found["format"] == "JSON_ARRAY":
        yield json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if index == 0:
        writer.writerow([column["name"] for column in found["columns"]])
    writer.writerows([["null" if value is None else value for value in row] for row in rows])
    yield text.getvalue().encode()
