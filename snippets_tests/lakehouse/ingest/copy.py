"""What COPY INTO reads: the files of a source that it is asked for, with COPY INTO's own defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

from .batch import Reading
from .options import FORMATS, ReadOptions, check
from .places import Place, may_read

_FORMATS = tuple(name for name in FORMATS if name != "xml")


def supported(name: str) -> str:
    """A source format as Spark spells it."""
    for known in _FORMATS:
        if name.lower() == known.lower():
            return known
    text = (
        f"The format of the source files must be one of CSV, JSON, AVRO, ORC, PARQUET, TEXT, or BINARYFILE, not {name}."
    )
    raise Refusal("COPY_INTO_SOURCE_FILE_FORMAT_NOT_SUPPORTED", "0A000", text)


class Load:
    """The source of one COPY INTO.

    Args:
        context: Who loads.
        path: The folder or file, with or without globs.
        file_format: As `supported` gives it.
        options: FORMAT_OPTIONS by name in lower case.
        files: Only these files, by their names within the folder.
        pattern: Only files that fit this glob within the folder.
    """

    def __init__(
        self,
        context: Context,
        *,
        path: str,
        file_format: str,
        options: Mapping[str, str],
        files: Sequence[str] | None,
        pattern: str | None,
    ) -> None:
        self._context = context
        self._path = path
        self._format = file_format
        # Nothing is rescued and CSV is text unless the statement says otherwise.
        defaults = {"rescueddatacolumn": ""} | ({"infercolumntypes": "false"} if file_format == "csv" else {})
        self._options = ReadOptions(path, defaults | self._inferring(options))
        check(self._options, file_format, context.spark)
        may_read(context, path)
        self._place = Place(context.real_path, path)
        if not self._place.exists():
            raise Refusal("PATH_NOT_FOUND", "42K03", f"Path does not exist: {path}.")
        folder = path.rstrip("/")
        if files is not None:
            found = [f"{folder}/{name}" for name in files]
            there = set(self._place.files())
            gone = [name for name in found if name not in there]
            if gone:
                raise Refusal("PATH_NOT_FOUND", "42K03", f"Path does not exist: {gone[0]}.")
            self._names = found
        else:
            self._names = (Place(context.real_path, f"{folder}/{pattern}") if pattern else self._place).files()
        if not self._names:
            text = f"The source directory did not contain any parsable files of type {file_format}: {path}."
            raise Refusal("COPY_INTO_SOURCE_SCHEMA_INFERENCE_FAILED", "42KD9", text)

    def names(self) -> list[str]:
        """The files that the statement asks for, loaded before or not."""
        return self._names

    def frame(self, names: list[str]) -> Any:
        """Read some of them."""
        return Reading(self._context.spark, self._place, names, self._format, self._options).frame()

    @staticmethod
    def _inferring(options: Mapping[str, str]) -> dict[str, str]:
        """`inferSchema` is what `read_files` calls `inferColumnTypes`."""
        given = dict(options)
        if "inferschema" in given:
            given["infercolumntypes"] = given.pop("inferschema")
        return given
