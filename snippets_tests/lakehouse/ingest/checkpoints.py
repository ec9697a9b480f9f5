"""What a stream's checkpoint holds, as tables: `read_statestore`, `read_state_metadata` and `cloud_files_state`.

Sources: the pages of these functions in Databricks' SQL language reference, and "Read Structured Streaming state
information". The state's rows are Spark's own, of its sources `statestore` and `state-metadata`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

from . import options as named
from .options import ReadOptions
from .places import Place, may_read

_FORMATS = {"read_statestore": "statestore", "read_state_metadata": "state-metadata"}
# In Spark's spelling; those of change feeds and snapshots are the same reader's.
_OPTIONS = {
    "read_statestore": (
        "batchId",
        "operatorId",
        "storeName",
        "joinSide",
        "stateVarName",
        "readRegisteredTimers",
        "flattenCollectionTypes",
        "snapshotStartBatchId",
        "snapshotPartitionId",
        "readChangeFeed",
        "changeStartBatchId",
        "changeEndBatchId",
    ),
    "read_state_metadata": (),
}
# The columns of `cloud_files_state`, and what CloudFile.java calls them.
_FILES = {
    "path STRING NOT NULL": "path",
    "size BIGINT NOT NULL": "size",
    "create_time TIMESTAMP NOT NULL": "modified",
    "discovery_time TIMESTAMP NOT NULL": "discovered",
    "processed_time TIMESTAMP": "processed",
    "commit_time TIMESTAMP": "committed",
    "archive_time TIMESTAMP": "archived",
    "archive_mode STRING": "archiveMode",
    "move_location STRING": "moveLocation",
    "source_id STRING": "",
    "flow_name STRING": "",
}


def files(context: Context, arguments: Iterable[Mapping[str, Any]]) -> Any:
    """The files that a stream of Auto Loader knows: `cloud_files_state('checkpoint')` or `cloud_files_state(TABLE(t))`.

    Raises:
        Refusal: There is no such checkpoint, or the table is no streaming table.
        MetastoreError: The principal may not read the checkpoint, or does not own the table.
    """
    given = list(arguments)
    table = given[0].get("table") if len(given) == 1 else None
    flows: dict[str | None, Path]
    if table is not None:
        full_name = _full_name(context, table)
        context.metastore.require_manage(context.principal, "TABLE", full_name)
        flows = {name: place for name, place in context.pipelines.checkpoints(full_name).items()}  # noqa: C416
        if not flows:
            text = f"cloud_files_state: {full_name} is no streaming table that reads files."
            raise Refusal("STREAMING_TABLE_NEEDED", "42809", text)
    else:
        path = named.of_call("cloud_files_state", given, context).path
        may_read(context, path)
        flows = {None: Place(context.real_path, path).folder}
        if not (flows[None] / "sources").is_dir():
            text = f"The checkpoint location {path} does not exist, or no stream of Auto Loader has used it."
            raise Refusal("PATH_NOT_FOUND", "42K03", text)
    rows = [row for flow, folder in flows.items() for row in _rows(folder, flow)]
    return context.spark.createDataFrame(rows, ", ".join(_FILES))


def _full_name(context: Context, name: str) -> str:
    # A function is asked for without the statement around it, and so without its catalog and schema.
    current = context.spark.catalog
    parts = name.replace("`", "").split(".")
    return ".".join([current.currentCatalog(), current.currentDatabase(), *parts][-3:] if len(parts) < 3 else parts)


def _rows(folder: Path, flow: str | None) -> Iterator[tuple[Any, ...]]:
    for source in sorted((folder / "sources").glob("*")):
        batches = [file for file in source.iterdir() if file.name.isdigit()]
        for batch in sorted(batches, key=lambda file: int(file.name)):
            for line in batch.read_text().splitlines():
                file = json.loads(line)
                told = [_value(column, file.get(key)) for column, key in _FILES.items() if key]
                yield (*told, source.name, flow)


def _value(column: str, value: Any) -> Any:
    if value is None or " TIMESTAMP" not in column:
        return value
    return datetime.datetime.fromtimestamp(value / 1000, datetime.UTC)


def state(context: Context, function: str, options: ReadOptions) -> Any:
    """Read the state, or what is known about the operators that keep it.

    Args:
        context: Who asks.
        function: `read_statestore` or `read_state_metadata`.
        options: The checkpoint's path, and the function's named arguments.

    Raises:
        Refusal: An argument is unknown.
        MetastoreError: The principal may not read there.
    """
    may_read(context, options.path)
    known = {name.lower(): name for name in _OPTIONS[function]}
    for name in options.values:
        if name not in known:
            text = (
                f"Cannot invoke routine `{function}` because the routine call included a named argument reference for "
                f"the argument named `{name}`, but this routine does not include any signature containing an argument "
                "with this name."
            )
            raise Refusal("UNRECOGNIZED_PARAMETER_NAME", "4274K", text)
    given = {known[name]: value for name, value in options.values.items()}
    return context.spark.read.format(_FORMATS[function]).options(**given).load(options.path)
