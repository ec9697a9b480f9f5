"""The options of a read: who knows which, and how they are given to `read_files`.

Names from "read_files table-valued function", "Auto Loader options" and "Spark API options" of Databricks'
documentation; what Spark's own formats take is asked of Spark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

FORMATS = ("avro", "binaryFile", "csv", "json", "orc", "parquet", "text", "xml")
RESCUED = "_rescued_data"

# What this package answers itself, in lower case.
OURS = frozenset(
    {
        "path",
        "format",
        "schema",
        "schemahints",
        "infercolumntypes",
        "inferschema",
        "partitioncolumns",
        "rescueddatacolumn",
        "schemaevolutionmode",
        "schemalocation",
        "usestrictglobber",
        "filenamepattern",
        "mergeschema",
    }
)
STREAMING = frozenset({"allowoverwrites", "includeexistingfiles", "maxbytespertrigger", "maxfilespertrigger"})
GENERIC = frozenset(
    {
        "ignorecorruptfiles",
        "ignoremissingfiles",
        "modifiedafter",
        "modifiedbefore",
        "pathglobfilter",
        "recursivefilelookup",
    }
)
# Databricks' own, which Spark would pass over in silence.
NOT_EMULATED = frozenset(
    {
        "badrecordspath",
        "failonunknownfields",
        "failonwidenedfields",
        "ignoredpathsegmentregex",
        "readercasesensitive",
        "skiprows",
    }
)
_TEXT = frozenset({"wholetext", "linesep", "compression", "encoding"})
_COLUMNAR = frozenset({"datetimerebasemode", "int96rebasemode", "compression", "avroschema", "ignoreextension", "mode"})


@dataclass(frozen=True)
class ReadOptions:
    """What a read is asked for.

    Attributes:
        path: As given, with globs.
        values: The options by name in lower case.
        streaming: Whether new files are awaited.
    """

    path: str
    values: Mapping[str, str]
    streaming: bool = False

    def get(self, name: str, default: str | None = None) -> str | None:
        """An option's text; the name in any case."""
        return self.values.get(name.lower(), default)

    def flag(self, name: str, default: bool) -> bool:
        """An option that is true or false."""
        text = self.values.get(name.lower())
        return default if text is None else text.strip().lower() == "true"

    def without(self, names: Iterable[str]) -> dict[str, str]:
        """All options but those of these names (in lower case)."""
        gone = set(names)
        return {name: value for name, value in self.values.items() if name not in gone}


def of_call(
    function: str, arguments: Iterable[Mapping[str, Any]], context: Context, streaming: bool = False
) -> ReadOptions:
    """The options of a function such as `read_files('path', name => value, …)`; constant expressions are computed."""
    given: dict[str, str] = {}
    for position, argument in enumerate(arguments):
        name = argument["name"]
        if name is None:
            if position:
                text = f"The function `{function}` requires named parameters: argument {position + 1} has no name."
                raise Refusal("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", text)
            name = "path"
        value = argument["value"] if "value" in argument else _computed(context, argument["sql"])
        if name.lower() in given:
            text = f"Call to routine `{function}` assigns the parameter `{name}` more than once."
            raise Refusal("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE", "4274K", text)
        if value is not None:
            given[name.lower().removeprefix("cloudfiles.")] = value
    path = given.pop("path", None)
    if path is None:
        text = f"Cannot invoke routine `{function}`: its required parameter `path` has no value."
        raise Refusal("REQUIRED_PARAMETER_NOT_FOUND", "4274K", text)
    return ReadOptions(path, given, streaming)


def _computed(context: Context, expression: str) -> str | None:
    said = context.run(f"SELECT CAST(({expression}) AS STRING)")
    value = said.rows[0][0]
    return None if value is None else str(value)


def check(options: ReadOptions, file_format: str, spark: Any) -> None:
    """Refuse options that do nothing: unknown ones, and those of Databricks that are not emulated."""
    known = OURS | GENERIC | (STREAMING if options.streaming else frozenset()) | _of_format(file_format, spark)
    missing = sorted(name for name in options.values if name in NOT_EMULATED)
    if missing:
        raise Refusal("UNSUPPORTED_FEATURE", "0A000", f"The option {missing[0]} of read_files is not emulated.")
    unknown = sorted(name for name in options.values if name not in known)
    if unknown:
        raise unknown_keys(unknown)


def unknown_keys(names: Iterable[str]) -> Refusal:
    """The refusal of options that nobody knows; Databricks writes their names in lower case, too."""
    return Refusal("CF_UNKNOWN_OPTION_KEYS_ERROR", "42616", f"Found unknown option keys: {', '.join(names)}")


def _of_format(file_format: str, spark: Any) -> frozenset[str]:
    """The names that Spark knows for a format, in lower case."""
    if file_format in ("text", "binaryFile"):
        return _TEXT if file_format == "text" else frozenset()
    catalyst = spark._jvm.org.apache.spark.sql.catalyst
    of_format = {"csv": catalyst.csv.CSVOptions, "json": catalyst.json.JSONOptions, "xml": catalyst.xml.XmlOptions}
    if file_format not in of_format:
        return _COLUMNAR
    names = of_format[file_format].getAllOptions().toSeq()
    return frozenset(names.apply(i).lower() for i in range(names.size()))
