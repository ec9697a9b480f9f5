"""Auto Loader: the source `cloudFiles` and `STREAM read_files(…)`, on a stream of files of ours (CloudFiles.java).

Sources: "What is Auto Loader?", "Auto Loader options" and "Configure schema inference and evolution in Auto Loader" of
Databricks' documentation. Files are found by listing folders, whatever mode of discovery is asked for; new fields of a
CSV file are those behind its known columns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

from . import cleaning, rescue, schema_log, schemas
from .batch import Reading, known_format
from .options import RESCUED, ReadOptions, check, unknown_keys
from .places import Place, detected, may_read

_PREFIX = "cloudfiles."
_MODES = {mode.lower(): mode for mode in ("addNewColumns", "rescue", "failOnNewColumns", "none")}
_FIXED = ("text", "binaryFile")
_BINARY = "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY"
# How files are found, who asks the cloud and what it is billed to: locally the folder is listed at every batch, without
# credentials. With `maxFileAge` Databricks forgets files again; here all are remembered.
_NO_MATTER = frozenset(
    {
        "awsaccesskey",
        "awssecretkey",
        "backfillinterval",
        "client",
        "clientemail",
        "clientid",
        "clientsecret",
        "connectionstring",
        "databricks.servicecredential",
        "fetchparallelism",
        "listonstart",
        "maxfileage",
        "pathrewrites",
        "privatekey",
        "privatekeyid",
        "projectid",
        "queuename",
        "queueurl",
        "region",
        "resourcegroup",
        "resourcetag",
        "rolearn",
        "roleexternalid",
        "rolesessionname",
        "stsendpoint",
        "subscription",
        "subscriptionid",
        "tenantid",
        "useincrementallisting",
        "usemanagedfileevents",
        "usenotifications",
        "validateoptions",
    }
)
_OURS = cleaning.OPTIONS | {
    "allowoverwrites",
    "format",
    "includeexistingfiles",
    "infercolumntypes",
    "maxbytespertrigger",
    "maxfilespertrigger",
    "partitioncolumns",
    "schemaevolutionmode",
    "schemahints",
    "schemalocation",
    "usestrictglobber",
}
# What the stream of files does itself, not the format's reader.
_OF_FILES = ("modifiedafter", "modifiedbefore")
_AT_START = ("allowoverwrites", "includeexistingfiles")
# The classes of the stream; Parquet's files have one more column in `_metadata`.
_SOURCE = "io.lakeproof.CloudFiles"
_SOURCES = {"parquet": "io.lakeproof.CloudFiles$Parquet"}
# Tags have names of their own: `cloudFiles.resourceTag.owner`.
_TAG = "resourcetag."


def of_source(arguments: Mapping[str, Any]) -> ReadOptions:
    """The options of `spark.readStream.format("cloudFiles")`.

    Raises:
        Refusal: It is no stream, or an option is unknown.
    """
    if not arguments["streaming"]:
        raise Refusal("UNSUPPORTED_FEATURE", "0A000", "The source cloudFiles only reads streams: use spark.readStream.")
    given = {name.lower(): value for name, value in arguments["options"].items()}
    prefixed = {name for name in given if name.startswith(_PREFIX)}
    unknown = sorted(name for name in prefixed if not _known(name.removeprefix(_PREFIX)))
    if unknown and given.get("cloudfiles.validateoptions", "true").lower() != "false":
        raise unknown_keys(name.replace(_PREFIX, "cloudFiles.") for name in unknown)
    values = {name.removeprefix(_PREFIX): value for name, value in given.items()}
    values = {name: value for name, value in values.items() if name not in _NO_MATTER and not name.startswith(_TAG)}
    path = values.pop("path", None) or next(iter(arguments["paths"]), None)
    if path is None:
        raise Refusal("INVALID_PARAMETER_VALUE", "22023", "Say which folder to load: .load('/Volumes/…').")
    if "format" not in values:
        raise Refusal("INVALID_PARAMETER_VALUE", "22023", "Could not find required option: cloudFiles.format.")
    values.setdefault("infercolumntypes", "false")
    if arguments["schema"] is not None:
        values["schema"] = arguments["schema"]
    elif "schemalocation" not in values and known_format(values["format"]) not in _FIXED:
        text = (
            "Could not find required option: schemaLocation. Please provide a schema location using "
            "cloudFiles.schemaLocation for storing inferred schema and supporting schema evolution."
        )
        raise Refusal("INVALID_PARAMETER_VALUE", "22023", text)
    return ReadOptions(path, values, streaming=True)


def _known(name: str) -> bool:
    return name in _OURS or name in _NO_MATTER or name.startswith(_TAG)


def stream(context: Context, options: ReadOptions) -> Any:
    """Make the streaming DataFrame."""
    may_read(context, options.path)
    place = Place(context.real_path, options.path)
    files = place.files(options.get("fileNamePattern") or options.get("pathGlobFilter"))
    given = options.get("format")
    file_format = known_format(given) if given else (detected(place, files) if files else "parquet")
    check(ReadOptions(options.path, options.without(cleaning.OPTIONS), True), file_format, context.spark)
    return _Stream(context, place, files, file_format, options).frame()


class _Stream:
    def __init__(
        self, context: Context, place: Place, files: list[str], file_format: str, options: ReadOptions
    ) -> None:
        self._context = context
        self._options = options
        self._format = file_format
        self._given = options.get("schema")
        self._mode = self._checked_mode()
        self._place = place
        self._reading = Reading(context.spark, place, files, file_format, options)
        location = options.get("schemaLocation")
        self._log = schema_log.SchemaLog(Place(context.real_path, location).folder) if location else None
        self._location = location

    def _checked_mode(self) -> str:
        default = "none" if self._given is not None or self._format in _FIXED else "addNewColumns"
        given = self._options.get("schemaEvolutionMode")
        mode = _MODES.get((given or default).lower())
        if (given or "").lower() == "addnewcolumnswithtypewidening":
            text = "Auto Loader's schema evolution mode addNewColumnsWithTypeWidening is not emulated."
            raise Refusal("UNSUPPORTED_FEATURE", "0A000", text)
        if mode is None:
            text = f"Unknown schema evolution mode {given}; there are {', '.join(_MODES.values())}."
            raise Refusal("INVALID_PARAMETER_VALUE", "22023", text)
        if mode == "addNewColumns" and self._given is not None:
            text = (
                "Schema evolution mode addNewColumns is not supported when the schema is specified. "
                "To use this mode, provide the schema through cloudFiles.schemaHints instead."
            )
            raise Refusal("CF_ADD_NEW_NOT_SUPPORTED", "0A000", text)
        return mode

    @property
    def _rescued(self) -> str | None:
        name = self._options.get("rescuedDataColumn")
        if name is not None or self._format in _FIXED:
            return name or None
        return None if self._given is not None or self._mode == "none" else RESCUED

    def frame(self) -> Any:
        if self._format in _FIXED:
            return self._load(schemas.parsed(_BINARY if self._format == "binaryFile" else "value STRING"), ())
        schema, partitions = self._schema()
        data = type(schema)([field for field in schema.fields if field.name not in partitions])
        folders = type(schema)([field for field in schema.fields if field.name in partitions])
        fail = self._failing() if self._mode in ("addNewColumns", "failOnNewColumns") else None
        if self._format == "json":
            record = schemas.parsed(f"{rescue.RECORD} VARIANT")
            frame = self._load(_both(record, folders), partitions, singleVariantColumn=rescue.RECORD)
            return rescue.json_records(frame, data, self._rescued, self._reading.reader_options, partitions, fail)
        if self._format == "csv" and self._rescued is not None:
            corrupt = schemas.parsed(f"{rescue.CORRUPT} STRING")
            frame = self._load(_both(data, corrupt, folders), partitions, columnNameOfCorruptRecord=rescue.CORRUPT)
            return rescue.csv(frame, data.names, self._rescued, self._reading.reader_options, fail)
        frame = self._load(_both(data, folders), partitions)
        return rescue.nothing(frame, self._rescued) if self._rescued else frame

    def _schema(self) -> tuple[Any, list[str]]:
        """As given, as remembered, or as inferred now, and then remembered; and the columns that folders stand for."""
        if self._given is not None:
            given = schemas.parsed(self._given)
            asked = [name.strip() for name in (self._options.get("partitionColumns") or "").split(",") if name.strip()]
            for name in asked:
                given = given if name in given.names else given.add(name, "string")
            return given, [name for name in asked or self._reading.partitions() if name in given.names]
        known = self._log.latest() if self._log else None
        if known is not None and self._log is not None:
            hints = self._options.get("schemaHints")
            return schemas.hinted(known, hints) if hints else known, self._log.partitions()
        self._reading.refuse_empty()
        inferred, partitions = self._reading.schema(), self._reading.partitions()
        if self._log:
            self._log.add(inferred, partitions)
        return inferred, partitions

    def _failing(self) -> str:
        """What the stream does about new fields, for `unknown_fields`."""
        facts = {
            "location": self._location,
            "mode": self._mode,
            "format": self._format,
            "types": self._options.flag("inferColumnTypes", True),
            "separator": self._options.get("sep") or self._options.get("delimiter") or ",",
        }
        return json.dumps(facts)

    def _load(self, schema: Any, partitions: Sequence[str], **more: str) -> Any:
        own = self._reading.reader_options
        reading = {name: value for name, value in own.items() if name not in cleaning.OPTIONS | set(_OF_FILES)}
        ours = {
            "format": self._format,
            "base": self._place.base,
            "partitions": ",".join(partitions),
            "maxfilespertrigger": self._options.get("maxFilesPerTrigger") or "1000",
            "pathglobfilter": self._options.get("fileNamePattern") or self._options.get("pathGlobFilter"),
            **{name: self._options.get(name) for name in (*_OF_FILES, *_AT_START, "maxbytespertrigger")},
            **cleaning.checked(self._context, self._options, self._place.base),
        }
        given = {f"{_PREFIX}{name}": value for name, value in ours.items() if value is not None}
        source = _SOURCES.get(self._format, _SOURCE)
        reader = self._context.spark.readStream.format(source).options(**reading, **more, **given)
        return reader.schema(schema).load(self._options.path)


def _both(*parts: Any) -> Any:
    """One schema of several."""
    return type(parts[0])([field for part in parts for field in part.fields])


def unknown_fields(real_path: Callable[[str], Path], fields: str, file: str, decision: str) -> Refusal:
    """Note new fields at the schema's location, if they are to be added, and say what ends the stream.

    Args:
        real_path: Where the paths of whose stream it is really lie.
        fields: The new fields of one record, as JSON.
        file: Where the record is.
        decision: What `_Stream` decided about new fields.
    """
    facts = json.loads(decision)
    new = json.loads(fields)
    if facts["format"] == "csv":
        new = schema_log.named(Place(real_path, file).folder, new, facts["separator"])
    retry = facts["mode"] == "addNewColumns"
    if retry and facts["location"]:
        log = schema_log.SchemaLog(Place(real_path, facts["location"]).folder)
        log.add(schema_log.widened(log.latest(), new, facts["types"]), log.partitions())
    blob = json.dumps(new, separators=(",", ":"))
    text = (
        f"Encountered unknown fields during parsing: {blob}, which can be fixed by an automatic retry: "
        f"{str(retry).lower()}\nUnknown fields inside file path: {file}"
    )
    return Refusal("UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_RECORD_WITH_FILE_PATH", "KD003", text)
