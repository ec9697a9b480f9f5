"""`read_files` over files that are there: discovery, schema, rescued data.

Source: "read_files table-valued function" in Databricks' SQL language reference.
"""

from __future__ import annotations

import csv
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

from . import rescue, schemas
from .options import FORMATS, GENERIC, OURS, RESCUED, STREAMING, ReadOptions, check
from .places import Place, detected, may_read

_FIXED = ("text", "binaryFile")


def read(context: Context, options: ReadOptions) -> Any:
    """Read files into a DataFrame.

    Raises:
        Refusal: The path, an option or the schema is wrong; the condition is Databricks'.
        MetastoreError: The principal may not read there.
    """
    may_read(context, options.path)
    place = Place(context.real_path, options.path)
    if not place.exists():
        text = f"Cannot read files: the input path {options.path} does not exist. Check the path and try again."
        raise Refusal("CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES", "42K03", text)
    files = place.files(options.get("fileNamePattern") or options.get("pathGlobFilter"))
    given = options.get("format")
    file_format = known_format(given) if given else (detected(place, files) if files else "parquet")
    check(options, file_format, context.spark)
    return Reading(context.spark, place, files, file_format, options).frame()


def known_format(name: str) -> str:
    """A format as Spark spells it."""
    for known in FORMATS:
        if name.lower() == known.lower():
            return known
    text = f"Unsupported data source type for direct query on files: {name}. Formats are {', '.join(FORMATS)}."
    raise Refusal("UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY", "0A000", text)


class Reading:
    """One read of files of one format.

    Args:
        spark: The session.
        place: Where.
        files: What `place` found.
        file_format: One of `FORMATS`.
        options: As given.
    """

    def __init__(self, spark: Any, place: Place, files: list[str], file_format: str, options: ReadOptions) -> None:
        self._spark = spark
        self._place = place
        self._files = files
        self._format = file_format
        self._options = options
        self._given = options.get("schema")
        self._hints = options.get("schemaHints")
        own = (OURS | STREAMING | GENERIC) - {
            "ignorecorruptfiles",
            "ignoremissingfiles",
            "modifiedafter",
            "modifiedbefore",
        }
        self.reader_options = options.without(own)
        if file_format in ("parquet", "orc"):
            self.reader_options["mergeschema"] = "true"
        if file_format == "json" and not options.flag("inferColumnTypes", True):
            self.reader_options["primitivesasstring"] = "true"

    @property
    def rescued(self) -> str | None:
        """The rescued data column's name, or None when there is none."""
        name = self._options.get("rescuedDataColumn")
        if name is not None or self._format in _FIXED:
            return name or None
        mode = (self._options.get("schemaEvolutionMode") or "").lower()
        return None if self._given is not None or mode == "none" else RESCUED

    def frame(self) -> Any:
        """The DataFrame."""
        if not self._files and self._given is None and self._format in _FIXED:
            return self._load([self._place.base]).limit(0)
        self.refuse_empty()
        if self._format == "csv":
            return self._csv()
        if self._format == "json" and (self._given or self._hints):
            return self._json()
        frame = self._load(self._files, self.schema() if self._given or self._hints else None)
        return rescue.nothing(frame, self.rescued) if self.rescued else frame

    def refuse_empty(self) -> None:
        """Without files there is no schema, unless it was given."""
        if not self._files and self._given is None:
            text = (
                f"Cannot infer schema when the input path `{self._place.path}` is empty. "
                "Please try to start the stream when there are files in the input path, or specify the schema."
            )
            raise Refusal("CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE", "42000", text)

    def schema(self) -> Any:
        """The columns of the files: as given, or as inferred and hinted at."""
        if self._given is not None:
            return schemas.parsed(self._given)
        groups = self._groups() if self._format == "csv" else [self._files]
        inferred = schemas.merged(self._inferred(group) for group in groups)
        return schemas.hinted(inferred, self._hints) if self._hints else inferred

    # Formats

    def _csv(self) -> Any:
        from pyspark.sql.types import StringType, StructType

        wanted = self.schema()
        by_name = {field.name.lower(): field for field in wanted.fields}
        frames = []
        for group in self._groups():
            found = [f.name for f in self._inferred(group).fields] if self._given is None else wanted.names
            inside = StructType([by_name[name.lower()] for name in found if name.lower() in by_name])
            if self.rescued is None:
                frames.append(self._load(group, inside))
                continue
            schema = StructType(inside.fields).add(rescue.CORRUPT, StringType())
            frame = self._load(group, schema, columnNameOfCorruptRecord=rescue.CORRUPT)
            data = [name for name in inside.names if name not in self.partitions()]
            frames.append(rescue.csv(frame, data, self.rescued, self.reader_options))
        if not frames:
            return self._spark.createDataFrame([], wanted)
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionByName(frame, allowMissingColumns=True)
        missing = [f for f in wanted.fields if f.name not in whole.columns]
        for field in missing:
            whole = whole.selectExpr("*", f"CAST(NULL AS {field.dataType.simpleString()}) AS `{field.name}`")
        order = [*wanted.names, *([self.rescued] if self.rescued else [])]
        return whole if whole.columns == order else whole.select(*[f"`{name}`" for name in order])

    def _json(self) -> Any:
        from pyspark.sql.types import StructType

        wanted = self.schema()
        partitions = [name for name in self.partitions() if name in wanted.names]
        data = StructType([field for field in wanted.fields if field.name not in partitions])
        kept = {k: v for k, v in self.reader_options.items() if k in ("multiline", "encoding", "linesep", "mode")}
        reader = self._spark.read.format("json").options(**kept, singleVariantColumn=rescue.RECORD)
        frame = self._based(reader).load(self._files)
        return rescue.json_records(frame, data, self.rescued, self.reader_options, partitions)

    # Spark

    def _load(self, files: list[str], schema: Any = None, **more: str) -> Any:
        reader = self._spark.read.format(self._format).options(**self.reader_options, **more)
        if schema is not None:
            reader = reader.schema(schema)
        if not files:
            return self._spark.createDataFrame([], schema)
        return self._based(reader).load(files)

    def _based(self, reader: Any) -> Any:
        return (
            reader.option("basePath", self._place.base)
            if self.partitions()
            else reader.option("recursiveFileLookup", "true")
        )

    def _inferred(self, files: list[str]) -> Any:
        types = self._options.flag("inferColumnTypes", self._options.flag("inferSchema", True))
        more = {"inferSchema": str(types).lower()} if self._format in ("csv", "xml") else {}
        return self._load(files, **more).schema

    def partitions(self) -> list[str]:
        """The columns that folders named `column=value` stand for."""
        wanted = self._options.get("partitionColumns")
        if wanted == "":
            return []
        found: dict[str, None] = {}
        for file in self._files:
            for part in file[len(self._place.base) :].split("/")[:-1]:
                name, sign, _ = part.partition("=")
                if sign:
                    found[name] = None
        return [n for n in found if wanted is None or n in [w.strip() for w in wanted.split(",")]]

    def _groups(self) -> list[list[str]]:
        """CSV files with the same header together: columns are found by name, and Spark looks at one header only."""
        if not self._options.flag("header", False):
            return [self._files] if self._files else []
        groups: dict[tuple[str, ...], list[str]] = {}
        for file in self._files:
            groups.setdefault(self._header(file), []).append(file)
        return list(groups.values())

    def _header(self, file: str) -> tuple[str, ...]:
        if file.endswith((".gz", ".bz2", ".zst")):
            return ("packed",)
        separator = self._options.get("sep") or self._options.get("delimiter") or ","
        encoding = self._options.get("encoding") or "utf-8"
        with self._place.local(file).open(encoding=encoding, newline="") as stream:
            if len(separator) > 1:
                return (stream.readline(),)
            return tuple(next(csv.reader(stream, delimiter=separator), []))
